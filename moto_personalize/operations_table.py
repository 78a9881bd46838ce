"""Which operations of the installed botocore are implemented: `moto-personalize coverage`, docs/operations.md."""

from __future__ import annotations

from collections.abc import Mapping

from .personalize.models import PersonalizeBackend
from .personalize.wire import SERVICES, operations


def implemented() -> Mapping[str, Mapping[str, bool]]:
    """By service and operation, whether the backend has its method."""
    return {
        service: {
            op.name: hasattr(PersonalizeBackend, op.verb)
            for op in sorted(operations().values(), key=lambda op: op.name)
            if op.service == service
        }
        for service in SERVICES
    }


def text_table() -> str:
    """The table for a terminal."""
    lines = []
    for service, of in implemented().items():
        lines.append(f"{service}: {sum(of.values())}/{len(of)}")
        lines += [f"  [{'x' if done else ' '}] {name}" for name, done in of.items()]
    return "\n".join(lines)


def markdown_table(links: Mapping[str, str] | None = None) -> str:
    """One row an operation. links: for each implemented operation, in Markdown, where it is tested."""
    lines = ["| service | operation | tested by |" if links else "| service | operation |", "| --- | --- |"]
    lines[1] += " --- |" if links else ""
    for service, of in implemented().items():
        for name in (name for name, done in of.items() if done):
            lines.append(f"| {service} | {name} |" + (f" {links[name]} |" if links else ""))
    return "\n".join(lines)
