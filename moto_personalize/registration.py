"""The one door into moto's internals: make moto serve Personalize from our backend.

What is known of moto (5.2.0 to 5.2.5): `moto.backends` looks a backend up as an attribute of the service's package,
in process and server mode find the service by the first matching pattern of `backend_index.backend_url_patterns`
(both hold the list itself, so it is edited in place), and moto's control app takes its routes from
`moto_api._internal.urls.url_paths`.
"""

from __future__ import annotations

import importlib
import re
from typing import Any

SERVICE = "personalize"
OLDEST_MOTO = (5, 2, 0)
NEXT_MAJOR = 6
CONTROL_ROUTE = "{0}/moto-api/personalize/(?P<path>.*)$"

_undo: list[Any] = []


def register() -> None:
    """Put Personalize in front of moto's own; a second call changes nothing.

    Raises ImportError, naming the versions that work, when this moto is not one of them.
    """
    if _undo:
        return
    check_moto()
    import moto.backend_index as index
    from moto.moto_api._internal import urls as control

    from .control import control_route
    from .personalize.models import personalize_backends
    from .personalize.urls import url_bases

    theirs = list(index.backend_url_patterns)
    package: Any = importlib.import_module("moto.personalize")
    replaced, package.personalize_backends = package.personalize_backends, personalize_backends
    ours = [(SERVICE, re.compile(base)) for base in url_bases]
    index.backend_url_patterns[:] = ours + [entry for entry in theirs if entry[0] != SERVICE]
    control.url_paths[CONTROL_ROUTE] = control_route
    _undo.append((theirs, replaced))


def unregister() -> None:
    """Give moto back what it was."""
    import moto.backend_index as index
    from moto.moto_api._internal import urls as control

    package: Any = importlib.import_module("moto.personalize")
    while _undo:
        index.backend_url_patterns[:], package.personalize_backends = _undo.pop()
        control.url_paths.pop(CONTROL_ROUTE, None)


def check_moto() -> None:
    """Raise ImportError unless this moto has what we build on."""
    import moto

    version = tuple(int(part) for part in re.findall(r"\d+", moto.__version__)[:3])
    if not OLDEST_MOTO <= version < (NEXT_MAJOR,):
        raise ImportError(
            f"moto-personalize works with moto {'.'.join(map(str, OLDEST_MOTO))} and newer, below {NEXT_MAJOR}; "
            f"this is moto {moto.__version__}."
        )
