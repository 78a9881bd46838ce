"""What is wrong with a filter, shown at its place."""

from __future__ import annotations

WINDOW = 60  # characters of a long line that are shown on either side of the place


class FilterError(ValueError):
    """A filter that cannot be: the sentence, and the 0-based place in its text where that shows."""

    def __init__(self, sentence: str, text: str = "", place: int | None = None) -> None:
        self.sentence, self.place = sentence, place
        super().__init__(sentence if place is None else f"{sentence}\n{_shown(text, place)}")

    @classmethod
    def at(cls, text: str, place: int, sentence: str) -> FilterError:
        return cls(f"Invalid Expression at position {place + 1}: {sentence}", text, place)


class MissingParameter(FilterError):
    """filterValues lack a parameter of a filter."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"The value of the parameter ${name} is missing in filterValues.")


def _shown(text: str, place: int) -> str:
    """The text around a place, on one line, and a caret below it."""
    start, stop = max(place - WINDOW, 0), place + WINDOW
    before = "..." if start else ""
    after = "..." if stop < len(text) else ""
    line = "".join(" " if letter.isspace() else letter for letter in text[start:stop])
    return f"{before}{line}{after}\n{' ' * (len(before) + place - start)}^"
