"""The files of a batch job: each object below a prefix is read line by line, and answered in a file of its own.

https://docs.aws.amazon.com/personalize/latest/dg/creating-batch-inference-job.html
"""

from __future__ import annotations

import itertools
import posixpath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..exceptions import WorkFailed
from ..learning.failures import failures_of
from ..neighbours import S3, S3Location, Unreadable, Unwritable
from ..service.validation import check_size
from .lines import Answer, BadLine, Form, parsed, text_of, tried

if TYPE_CHECKING:
    from ...recipes import CatalogueEntry

MAX_FILES = 1000
MAX_BYTES = 1 << 30
CHECK = "_CHECK"  # AWS leaves an object of this name beside the answers

BLOCK = 64
"""So many lines are answered together."""

Answers = Callable[[Sequence[dict[str, Any]]], Sequence[Answer]]
"""The answer of each of some lines."""


@dataclass
class Batch:
    """One run over all lines. most_lines: of a file, None where quotas are not enforced."""

    recipe: CatalogueEntry
    s3: S3
    source: S3Location
    target: S3Location
    form: Form
    answers: Answers
    most_lines: int | None = None
    good: int = 0
    first_bad: str | None = None

    def run(self) -> None:
        """Read, answer, and write everything or nothing. Raises WorkFailed."""
        try:
            keys = input_keys(self.s3, self.source)
            self._check_size(keys)
            with self.s3.outputs(self.target) as outputs:
                for key, name in zip(keys, output_names(keys, self.source), strict=True):
                    with outputs.open(name) as file:
                        file.writelines(self._answered(key))
                self._check_form()
                outputs.open(CHECK).close()
        except Unreadable as error:
            raise WorkFailed(f"Invalid S3 input path ({error})") from None
        except Unwritable as error:
            raise WorkFailed(f"Invalid S3 output path ({error})") from None

    def _answered(self, key: str) -> Iterator[bytes]:
        lines = (line for line in self.s3.lines(self.source.bucket, key) if not line.isspace() and line)
        count = 0
        while block := list(itertools.islice(lines, BLOCK)):
            count += len(block)
            if self.most_lines is not None and count > self.most_lines:
                raise WorkFailed(
                    f"s3://{self.source.bucket}/{key} has more than {self.most_lines} lines; "
                    "so many are allowed in an input file."
                )
            yield from self._block(block)

    def _block(self, lines: Sequence[bytes]) -> Iterator[bytes]:
        given = [tried(parsed, line) for line in lines]
        with failures_of(self.recipe):
            answers = iter(self.answers([read for read in given if isinstance(read, dict)]))
        for line, read in zip(lines, given, strict=True):
            yield self._line(read, next(answers)) if isinstance(read, dict) else self._line(text_of(line), read)

    def _line(self, given: object, answer: Answer) -> bytes:
        """A line that is wrong is answered with what is wrong, and the job goes on."""
        if isinstance(answer, BadLine):
            self.first_bad = self.first_bad or str(answer)
        else:
            self.good += 1
        return self.form.answered(given, answer) if isinstance(answer, str) else self.form.failed(given, str(answer))

    def _check_form(self) -> None:
        if self.good:
            return
        if self.first_bad is None:
            raise WorkFailed(f"There are no lines in {self.source}.")
        raise WorkFailed(f"No line of {self.source} is of the form that the recipe reads. The first: {self.first_bad}")

    def _check_size(self, keys: Sequence[str]) -> None:
        if self.most_lines is None:
            return
        if len(keys) > MAX_FILES:
            raise WorkFailed(f"There are {len(keys)} files in {self.source}; {MAX_FILES} are allowed.")
        check_size(self.source, sum(self.s3.size(self.source.bucket, key) for key in keys), MAX_BYTES)


def input_keys(s3: S3, source: S3Location) -> list[str]:
    """What a path means: every object whose key begins with it. Raises Unreadable when there is none."""
    found = [key for key in s3.keys(source.bucket, source.key) if not key.endswith("/")]  # a console's folder is none
    if not found:
        raise Unreadable(f"nothing begins with {source}")
    return found


def output_names(keys: Sequence[str], source: S3Location) -> list[str]:
    """A name for the answers of each file: its own, and its folders where two have the same."""
    names = [posixpath.basename(key) for key in keys]
    folder = source.key[: source.key.rfind("/") + 1]
    return [
        f"{name if names.count(name) == 1 else key.removeprefix(folder)}.out"
        for key, name in zip(keys, names, strict=True)
    ]
