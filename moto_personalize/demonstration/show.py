"""The demonstration: each step is taken, and what came of it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..decorator import mock_personalize
from ..recipes import find
from .chart import draw
from .comparison import Lists
from .films import films
from .material import ITEM_FIELDS, Material, Visit
from .own import own_interactions
from .screen import Screen
from .workflow import Workflow, undisturbed


def show(rows: int, seed: int, csv: str | None, recipe: str, compared: Sequence[str], chart: Path) -> None:
    """Train all, deploy one. CannotRun: the data does not do, or the chart cannot be written."""
    screen = Screen()
    material = _material(screen, rows, seed, csv)
    with undisturbed(), mock_personalize(config={"personalize": {"seed": seed}}):
        workflow = Workflow()
        _import(screen, workflow, material)
        versions = _train(screen, workflow, compared)
        metrics = {name: workflow.metrics(version) for name, version in versions.items()}
        screen.metrics(metrics)
        lists = _visit(screen, workflow, material, recipe, versions[recipe])
    screen.lists(lists, material)
    with screen.step("Draw the chart"):
        draw(chart, metrics, lists, material)
    screen.end(chart)


def _material(screen: Screen, rows: int, seed: int, csv: str | None) -> Material:
    with screen.step(f"Read {csv}" if csv else "Make up people who watch films") as result:
        material = own_interactions(csv) if csv else films(rows, seed)
        result.append(material.summary)
    return material


def _import(screen: Screen, workflow: Workflow, material: Material) -> None:
    with screen.step("Import interactions from S3") as result:
        workflow.import_csv("Interactions", material.interaction_fields, material.interactions)
        result.append(f"{len(material.interactions) / 1e6:.1f} MB of CSV")
    if material.items:
        with screen.step("Import items from S3") as result:
            workflow.import_csv("Items", ITEM_FIELDS, material.items)
            result.append(f"{len(material.genres):,} films with their genre")


def _train(screen: Screen, workflow: Workflow, recipes: Sequence[str]) -> dict[str, str]:
    """The solution version of each recipe."""
    versions = {}
    for recipe in recipes:
        with screen.step(f"Train and evaluate {recipe}"):
            versions[recipe] = workflow.train(recipe)
    return versions


def _visit(screen: Screen, workflow: Workflow, material: Material, recipe: str, version: str) -> Lists:
    visit, recipe_type = material.visit, find(recipe).recipe_type
    with screen.step(f"Deploy {recipe} as a campaign"):
        campaign = workflow.deploy(version)
    screen.say(visit.before)
    with screen.step(_question(recipe_type, visit)) as result:
        before = workflow.answer(campaign, recipe_type, visit)
        result.append(f"{len(before)} items")
    with screen.step(f"Send {len(visit.items)} live events") as result:
        workflow.act(workflow.track(), visit)
        result.append(", ".join(screen.named(item, material) for item in visit.items))
    with screen.step("Ask again") as result:
        after = workflow.answer(campaign, recipe_type, visit)
        result.append(f"{len(set(after) - set(before))} of {len(after)} items are new")
    return Lists(recipe, before, after)


def _question(recipe_type: str, visit: Visit) -> str:
    if recipe_type == "RELATED_ITEMS":
        return f"Ask for items related to {visit.last}"
    if recipe_type == "PERSONALIZED_RANKING":
        return f"Ask for the order of {len(visit.shelf)} popular items for {visit.user}"
    return f"Ask for recommendations for {visit.user}"
