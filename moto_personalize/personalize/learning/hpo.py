"""An hpoConfig as the API carries it: what may be tuned, within what, in how many trainings.

https://docs.aws.amazon.com/personalize/latest/dg/customizing-solution-config-hpo.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...recipes import CatalogueEntry
    from ...recipes.search import Range

MOST_JOBS = {"maxNumberOfTrainingJobs": 40, "maxParallelTrainingJobs": 10}
RANGES = {
    "integer": "integerHyperParameterRanges",
    "continuous": "continuousHyperParameterRanges",
    "categorical": "categoricalHyperParameterRanges",
}
# as DescribeSolution shows tuned hyperparameters: "Hyperparameters and HPO" in the Personalize guide
PREFIXES = {"bptt": "training.", "recency_mask": "data."}


def ranges_of(entry: CatalogueEntry, config: Mapping[str, Any]) -> Sequence[Range]:
    """The ranges of an hpoConfig; without any, those of all that can be tuned. ValueError for a wrong one."""
    from ...recipes.search import choice_range, default_ranges, number_range

    given = config.get("algorithmHyperParameterRanges")
    for key in RANGES.values():
        if given is not None and given.get(key) is None:
            raise ValueError(f"algorithmHyperParameterRanges must give {key}, empty where it has none.")
    ranges: list[Range] = []
    for kind, key in RANGES.items():
        for each in (given or {}).get(key, ()):
            name = plain_name(each.get("name"), key)
            if kind == "categorical":
                ranges.append(choice_range(entry, name, each.get("values") or ()))
            else:
                ranges.append(number_range(entry, kind, name, each.get("minValue"), each.get("maxValue")))
    names = [each.name for each in ranges]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"'{twice}' has more than one range.")
    return ranges or default_ranges(entry)


def jobs(config: Mapping[str, Any]) -> dict[str, int]:
    """The numbers of an hpoResourceConfig, which the API carries as text. ValueError for a wrong one."""
    given = config.get("hpoResourceConfig") or {}
    return {name: _job_count(name, given[name], most) for name, most in MOST_JOBS.items() if name in given}


def _job_count(name: str, text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
        raise ValueError(f"{name} is '{text}', expected an integer from 1 to {most}.")
    return int(text)


def plain_name(name: str | None, key: str) -> str:
    """A hyperparameter's name as its recipe has it, without the prefix that DescribeSolution shows it with."""
    if not name:
        raise ValueError(f"A range of {key} has no name.")
    tail = name.rpartition(".")[2]
    return tail if name == PREFIXES.get(tail, "") + tail else name


def shown_config(config: dict[str, Any]) -> dict[str, Any]:
    """A solutionConfig as DescribeSolution shows it: names of tuned hyperparameters prefixed."""
    hpo = config.get("hpoConfig") or {}
    ranges = hpo.get("algorithmHyperParameterRanges")
    if not ranges:
        return config
    prefixed = {key: [{**each, "name": _prefixed(each["name"], key)} for each in ranges[key] or ()] for key in ranges}
    return {**config, "hpoConfig": {**hpo, "algorithmHyperParameterRanges": prefixed}}


def _prefixed(name: str, key: str) -> str:
    plain = plain_name(name, key)
    return PREFIXES.get(plain, "") + plain
