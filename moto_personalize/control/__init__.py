"""The control route: what a test may do to the mock, over HTTP and in process, and how it is described."""
