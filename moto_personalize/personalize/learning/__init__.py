"""From data to what is served: live events, snapshots, trained models, deployments. It knows no resource."""
