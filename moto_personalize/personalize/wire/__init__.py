"""The wire, made from botocore's service models.

Shapes are compiled once into closures, so that a request costs what its own members cost. (Moto's serialiser asks
every member of every item for its aliases: a list of 500 items took about ten times as long as the call around it.)
"""

from .naming import members_of
from .operations import SERVICES, Operation, by_path, error_body, operations

__all__ = ["SERVICES", "Operation", "by_path", "error_body", "members_of", "operations"]
