"""From data to what a campaign serves: live events, snapshots, trained models, deployments. It knows no resource."""
