"""What the pytest plugin is made of, beside its hooks: marks, fixtures, the environment of a test, its server."""
