"""Amazon Personalize, offline: importing this makes moto serve all three Personalize services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import registration as _registration

_registration.check_moto()  # before anything of moto is used that another moto may not have

from .decorator import mock_personalize  # noqa: E402

if TYPE_CHECKING:
    from .recipes import register

__all__ = ["mock_personalize", "register"]
__version__ = "0.1.0"

_registration.register()


def __getattr__(name: str) -> Any:
    # the engine brings numpy, which a suite that never touches Personalize should not pay for
    if name == "register":
        from .recipes import register

        return register
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
