"""Rules of input that several resources share and that the service model cannot state."""

from __future__ import annotations

from ..exceptions import InvalidInputException, TooManyTagsException, WorkFailed
from ..neighbours import S3Location

MAX_TAGS = 50
UNREADABLE = (
    "Insufficient privileges for accessing data in S3. Please look at "
    "https://docs.aws.amazon.com/personalize/latest/dg/granting-personalize-s3-access.html "
    "and ensure your role is configured correctly."
)


def given_tags(arn: str, tags: list[dict[str, str]], existing: dict[str, str] | None = None) -> dict[str, str]:
    """The tags of a resource after adding `tags`; a present key takes the new value.

    Raises InvalidInputException for a key given twice or reserved, TooManyTagsException above 50.
    """
    keys = [tag["tagKey"] for tag in tags]
    for key in keys:
        if keys.count(key) > 1:
            raise InvalidInputException(f"The tag key {key} is given more than once.")
        if key.lower().startswith("aws:"):
            raise InvalidInputException(f"The tag key {key} begins with aws:, which is reserved.")
    together = {**(existing or {}), **{tag["tagKey"]: tag["tagValue"] for tag in tags}}
    if len(together) > MAX_TAGS:
        raise TooManyTagsException(arn=arn, count=len(together))
    return together


def s3_location(text: str, refusal: str = "Invalid Data location.") -> S3Location:
    """The bucket and key of a location. InvalidInputException with `refusal` for what is none."""
    try:
        return S3Location.parse(text)
    except ValueError:
        raise InvalidInputException(refusal) from None


def check_size(location: S3Location, size: int, most: int) -> None:
    """Raise WorkFailed when what a job reads is too large."""
    if size > most:
        raise WorkFailed(f"The files in {location} have {size} bytes; {most} are allowed.")
