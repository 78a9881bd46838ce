"""Ten films, who watched them, and what the Items and Users datasets say: what filters are tried on."""

from __future__ import annotations

from collections.abc import Sequence

from tests.conftest import Aws
from tests.workflow import EVENT_FIELDS, Field, create_dataset, csv_text, films_group, import_csv

# ten films, each seen by one person fewer than the one before
FILMS = [f"film-{n}" for n in range(10)]
WATCHED = [(f"user-{user}", film, 100 + user, "Watch", "") for n, film in enumerate(FILMS) for user in range(10 - n)]
FIELDS = (
    {"name": "ITEM_ID", "type": "string"},
    {"name": "GENRES", "type": ["null", "string"], "categorical": True},
    {"name": "PRICE", "type": ["null", "float"]},
    {"name": "MAKER", "type": ["null", "string"]},
)
ITEMS = [
    ("film-0", "comedy", 1.5, "north"),
    ("film-1", "comedy|crime", 2.0, "south"),
    ("film-2", "crime", 3.0, "north"),
    ("film-3", "drama", 4.0, "south"),
    ("film-4", "drama|comedy", "", "north"),
    ("film-5", "", 5.0, "south"),
    ("film-6", "horror", 6.0, ""),
    ("film-7", "horror|crime", 7.5, "north"),
    ("film-8", "comedy", 8.0, "south"),  # film-9 has no row
]
USER_FIELDS = (
    {"name": "USER_ID", "type": "string"},
    {"name": "AGE", "type": ["null", "int"]},
    {"name": "MEMBERSHIP", "type": "string", "categorical": True},
)
USERS = [("user-0", 12, "basic"), ("user-1", 40, "premium|trial"), ("user-2", "", "basic")]


def described_films(aws: Aws, fields: Sequence[Field] = FIELDS, items: Sequence[Sequence[object]] = ITEMS) -> str:
    """A dataset group of all of it."""
    group = films_group(aws, WATCHED, EVENT_FIELDS)
    import_csv(aws, create_dataset(aws, group, "Items", fields), csv_text(fields, items), "items")
    import_csv(aws, create_dataset(aws, group, "Users", USER_FIELDS), csv_text(USER_FIELDS, USERS), "users")
    return group


def create_filter(aws: Aws, group: str, expression: str, name: str = "filter") -> str:
    return aws.personalize.create_filter(name=name, datasetGroupArn=group, filterExpression=expression)["filterArn"]


def numbers(films: list[str]) -> list[int]:
    return [FILMS.index(film) for film in films]
