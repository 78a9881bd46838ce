"""`flask --app second_flush retrain` and `import-catalogue`, for the scheduler of the night."""

from __future__ import annotations

from collections.abc import Callable

import click
from botocore.exceptions import ClientError
from flask import Flask

from . import clients, upkeep
from .catalogue import Catalogue
from .settings import Settings


def add_commands(app: Flask, settings: Settings, catalogue: Catalogue) -> None:
    @app.cli.command("retrain")
    def retrain() -> None:
        """Train the shelf anew, and switch to what came of it."""
        say(lambda: f"The shelf is served by {upkeep.retrain(clients.personalize(), settings.shelf_campaign)}")

    @app.cli.command("import-catalogue")
    def import_catalogue() -> None:
        """Send all teas to Personalize."""
        say(lambda: f"Imported by {upkeep.import_catalogue(clients.personalize(), clients.s3(), settings, catalogue)}")


def say(work: Callable[[], str]) -> None:
    """Print what was done, or fail with what went wrong."""
    try:
        click.echo(work())
    except (upkeep.UpkeepFailed, ClientError) as failure:
        raise click.ClickException(str(failure)) from failure
