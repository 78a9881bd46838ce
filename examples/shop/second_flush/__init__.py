"""Second Flush: a tea shop on the web that asks Amazon Personalize what to show."""

from .app import create_app
from .clients import Clients
from .settings import Settings

__all__ = ["Clients", "Settings", "create_app"]
