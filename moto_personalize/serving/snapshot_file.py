"""The file that a server begins with, and leaves behind."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from ..bench import snapshots
from .listening import CannotServe


def load(path: Path) -> None:
    """Begin with what a snapshot holds. Raises CannotServe."""
    try:
        snapshots.restore(path.read_bytes())
    except OSError as error:
        raise CannotServe(f"cannot read the snapshot {path}: {error.strerror}") from None
    except ValueError as error:
        raise CannotServe(f"cannot restore {path}: {error}") from None


def check_writable(path: Path) -> None:
    """Raises CannotServe, rather at the start than when there is something to lose."""
    try:
        is_directory = path.is_dir()
    except OSError as error:
        raise CannotServe(f"cannot write the snapshot {path}: {error.strerror}") from None
    if is_directory:
        raise CannotServe(f"cannot write the snapshot {path}: it is a directory")
    if not os.access(path.resolve().parent, os.W_OK | os.X_OK):
        raise CannotServe(f"cannot write the snapshot {path}: its directory is not there, or not writable")


def save(path: Path) -> None:
    """Leave a snapshot of what is there now. Raises CannotServe; a file that was there before then stays."""
    try:
        _replace(path.resolve(), snapshots.snapshot())  # of a link, what it points at
    except OSError as error:
        raise CannotServe(f"cannot write the snapshot {path}: {error.strerror}") from None
    except ValueError as error:
        raise CannotServe(f"cannot write the snapshot {path}: {error}") from None


def _replace(path: Path, data: bytes) -> None:
    """Whole or not at all, whenever it is interrupted."""
    part = path.with_name(f"moto-personalize-{secrets.token_hex(8)}.part")
    with part.open("xb") as file:  # not tempfile's, which nobody else may read
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if path.exists():
                shutil.copymode(path, part)
            part.replace(path)
        except BaseException:
            part.unlink()
            raise
    _flush_directory(path.parent)


def _flush_directory(path: Path) -> None:
    """Make a new name in it last; not every system can."""
    with suppress(OSError):
        directory = os.open(path, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
