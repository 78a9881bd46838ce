"""The test author's bench in this process: `control.table` gives it to `testing` and to HTTP.

One module a thing. Each function takes and gives what JSON can say, but for dataclasses that it gives.
"""
