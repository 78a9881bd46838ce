"""What can be wrong with a schema, and with data."""

from __future__ import annotations


class SchemaError(ValueError):
    """A schema breaks a rule; the message names the field and what is wrong with it.

    Attributes:
        field: name of the offending field, None when the whole schema is meant.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class DataError(ValueError):
    """Data breaks a rule of its schema; the message says where and what.

    Attributes:
        file: name of the file, or `record n` (from 1) for rows that came through the API.
        row: row in the file as a spreadsheet counts (the header is row 1), None when no single row is meant.
        column: name of the column, None when no single column is meant.
    """

    def __init__(self, message: str, file: str = "", row: int | None = None, column: str | None = None) -> None:
        super().__init__(message)
        self.file = file
        self.row = row
        self.column = column

    @classmethod
    def at(cls, what: str, file: str, row: int | None = None, column: str | None = None) -> DataError:
        """`{file}, row {n}, column {COLUMN}: {what}`, leaving out what is not known."""
        place = place_of(file, row, column)
        return cls(f"{place}: {what}" if place else what, file, row, column)

    @classmethod
    def worded(cls, sentence: str, file: str, row: int | None = None, column: str | None = None) -> DataError:
        """A sentence of AWS, which stands first and unchanged; the place follows in parentheses."""
        place = place_of(file, row, None)
        return cls(f"{sentence} ({place})" if place else sentence, file, row, column)


class CellError(ValueError):
    """One value breaks the rule of its column; whoever knows the place makes a `DataError` of it."""

    def located(self, file: str, row: int | None, column: str) -> DataError:
        return DataError.at(str(self), file, row, column)


class TooLongError(CellError):
    """A value has more characters than its column allows; worded by AWS [dg:error-messages]."""

    def __init__(self, limit: int, column: str) -> None:
        super().__init__(
            f"Length cannot be more than {limit} characters for {column}. If no values exceed the character "
            "limit, make sure your data follows the formatting guidelines listed in "
            "https://docs.aws.amazon.com/personalize/latest/dg/data-prep-formatting.html."
        )

    def located(self, file: str, row: int | None, column: str) -> DataError:
        return DataError.worded(str(self), file, row, column)


def place_of(file: str, row: int | None, column: str | None) -> str:
    """`file, row n, column C`, of what is known."""
    known = [file, "" if row is None else f"row {row}", "" if column is None else f"column {column}"]
    return ", ".join(part for part in known if part)
