"""The kinds of value of which a promo number's fields are made: text, ids, places, hours.

Owns: how each is spelled, and which values are not valid. Must not know: which fields there are.
Source: promo-numbers page of Invoca's Network API, 2022-08-01, and 2026-02-01 for hours.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from ..shown_line import require_seen

LONG_TEXT_MAXIMUM = 10_000  # characters of a long-text custom data field; short text has 255


def as_text(value: object) -> object:
    """Numbers and truth values as the text that Invoca takes; some engines send 5 as 5.0."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (int, float)):
        return str(value)
    return value


def _as_code(value: object) -> object:
    """Spaces around a code, no-break spaces too, come from a spreadsheet or a web page."""
    value = as_text(value)
    return value.strip() if isinstance(value, str) else value


def _as_value(value: object) -> object:
    return "" if value is None else as_text(value)


def _id_in_url(value: str) -> str:
    require_seen(value.strip(), "id")
    # "." and ".." would be resolved as folders by every HTTP client and proxy on the way.
    if not value or value != value.strip() or value in {".", ".."} or not value.isprintable():
        raise ValueError("must be an id: not empty, no spaces around it")
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be blank; Invoca requires it")
    return value


def ten_digits(phone: str) -> str:
    """`(888) 555-0123`, `+1 888 555 0123` and the like as `8885550123`.

    Raises ValueError where `phone` is not a North American number.
    """
    digits = re.sub(r"[^0-9]", "", phone)
    digits = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
    if len(digits) != 10 or re.search(r"[^0-9\s().+-]", phone):
        raise ValueError("must be a phone number of ten digits, such as 8885550123")
    return digits


def e164(digits: str) -> str:
    """A number in the form that telephones and web pages use: 8885550123 as +18885550123."""
    return f"+1{digits}" if len(digits) == 10 else f"+{digits}"


def adoption(value: object) -> object:
    """What `adopt` says: whether by id, or the ten digits. Raises ValueError."""
    if isinstance(value, str) and value.lower() in {"true", "false", ""}:
        return value.lower() == "true"
    if value is None or isinstance(value, bool):
        return bool(value)
    try:
        return ten_digits(str(as_text(value)))
    except ValueError:
        raise ValueError("must be true, or the ten digits of a number: 8885550123") from None


Text = Annotated[str, BeforeValidator(as_text)]
NetworkText = Annotated[Text, AfterValidator(_id_in_url)]
RequiredText = Annotated[Text, AfterValidator(_not_blank)]
Code = Annotated[str, BeforeValidator(_as_code)]
AreaCode = Annotated[Code, Field(pattern=r"^[2-9][0-9][0-9]$")]
ZipCode = Annotated[
    Code, Field(pattern=r"^[0-9]{5}(-[0-9]{4})?$|^[A-Za-z][0-9][A-Za-z] ?[0-9][A-Za-z][0-9]$")
]
CustomDataValue = Annotated[str, BeforeValidator(_as_value), Field(max_length=LONG_TEXT_MAXIMUM)]


class Strict(BaseModel):
    """Takes only what it knows, and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LocalCenter(Strict):
    """Where to look for a local number: an area code, or a zip code, or a city with its state."""

    tn_prefix: AreaCode | None = Field(None, description='Area code, such as "310".')
    zipcode: ZipCode | None = Field(
        None, description='Zip code, such as "93101". Leading zeros are kept.'
    )
    city: RequiredText | None = Field(None, description="City; needs state.")
    state: RequiredText | None = Field(None, description='State, such as "CA"; needs city.')

    def problem(self) -> str | None:
        """What is wrong with the combination, or None."""
        ways = [self.tn_prefix is not None, self.zipcode is not None, bool(self.city or self.state)]
        if sum(ways) != 1:
            return "must name exactly one of: tn_prefix, zipcode, or city together with state"
        if bool(self.city) != bool(self.state):
            return "must name city and state together"
        return None


class LocalNumberPreferences(Strict):
    """How far around local_center to look."""

    search_radius_miles: Annotated[int, Field(ge=0)] | None = Field(
        None, description="Miles, 0 or more; Invoca's default is 240."
    )
    restrict_search_to_state: bool | None = Field(None, description="Invoca's default is true.")


_TIME = "([01][0-9]|2[0-3]):(00|15|30|45)"
_MIDNIGHT = "24:00"


def _ends(close_time: str) -> str:
    """Sortable; what closes at 00:00 closes at the end of the day."""
    return _MIDNIGHT if close_time == "00:00" else close_time


class Opening(Strict):
    """One span of a weekday in which calls are taken."""

    day_of_week: Literal[
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"
    ]
    open_time: Annotated[str, Field(pattern=rf"^{_TIME}$")] = Field(
        description='Hours and minutes in steps of 15 minutes, such as "09:00".'
    )
    close_time: Annotated[str, Field(pattern=rf"^({_TIME}|24:00)$")] = Field(
        description='Hours and minutes in steps of 15 minutes, such as "17:30". A span ends on '
        'the day on which it begins; midnight is "24:00" or "00:00".'
    )

    @field_validator("close_time")
    @classmethod
    def _ends_after_it_begins(cls, value: str, info: ValidationInfo) -> str:
        begins = info.data.get("open_time")
        if begins is not None and _ends(value) <= begins:
            raise ValueError(
                f"cannot be '{value}' where open_time is '{begins}'; a span ends after it begins, "
                "on the same day. Write one that goes past midnight as two, one for each day"
            )
        return value


class HoursOfOperation(Strict):
    """When calls are taken. Needs version 2026-02-01 of Invoca's API, or a later one."""

    open_24_7: bool | None = None
    time_zone: RequiredText = Field(description='Rails name, such as "Pacific Time (US & Canada)".')
    schedules: tuple[Opening, ...] | None = None

    @field_validator("schedules")
    @classmethod
    def _spans_do_not_overlap(cls, value: tuple[Opening, ...] | None) -> tuple[Opening, ...] | None:
        spans = sorted(value or (), key=lambda span: (span.day_of_week, span.open_time))
        for one, next_ in pairwise(spans):
            if one.day_of_week == next_.day_of_week and next_.open_time < _ends(one.close_time):
                raise ValueError(
                    f"cannot hold {one.day_of_week} {one.open_time} to {one.close_time} beside "
                    f"{next_.open_time} to {next_.close_time}, which overlaps it; write one span, "
                    "or end the first earlier"
                )
        return value
