"""`flask --app second_flush retrain`, `import-catalogue` and `newsletter`, for the scheduler of the night."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import click
from botocore.exceptions import BotoCoreError, ClientError
from flask import Flask

from . import newsletter, upkeep
from .catalogue import Catalogue
from .clients import Clients
from .recommendations import Recommendations
from .settings import Settings


def add_commands(app: Flask, aws: Clients, settings: Settings, catalogue: Catalogue) -> None:
    @app.cli.command("retrain")
    def retrain() -> None:
        """Train the shelf anew, and switch to what came of it."""
        say(lambda: f"The shelf is served by {upkeep.retrain(aws.personalize, settings.shelf_campaign)}")

    @app.cli.command("import-catalogue")
    def import_catalogue() -> None:
        """Send all teas to Personalize."""
        say(lambda: f"Imported by {upkeep.import_catalogue(aws.personalize, aws.s3, settings, catalogue)}")

    @app.cli.command("newsletter")
    @click.argument("subscribers", nargs=-1)
    def print_letters(subscribers: tuple[str, ...]) -> None:
        """Print what each subscriber may like, a line each."""
        recommendations = Recommendations(aws.patient_runtime, settings, catalogue)
        for subscriber, shelf in asyncio.run(newsletter.letters(recommendations, subscribers)).items():
            click.echo(f"{subscriber}: {', '.join(tea.name for tea in shelf.teas)}")


def say(work: Callable[[], str]) -> None:
    """Print what was done, or fail with what went wrong."""
    try:
        click.echo(work())
    except (upkeep.UpkeepFailed, BotoCoreError, ClientError) as failure:
        raise click.ClickException(str(failure)) from failure
