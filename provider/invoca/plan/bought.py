"""What a number is that a plan buys or releases, and how many of each kind there are.

Owns: the words for where a number is from, and how purchases are summed up. Must not know: the
engine that plans.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ..counted import some

TOLL_FREE = "toll-free"
MOST_AREAS = 5  # that one sentence lists, and as many custom data fields
LONGEST = 60  # characters of a value in it
_TYPES = {"Local": "local", "Mobile": "mobile"}


class About(NamedTuple):
    """area: "toll-free", "near 02108", "area code 310" ... custom_data: only what has a value."""

    area: str = ""
    media_type: str = ""
    custom_data: Mapping[str, str] = {}

    def __str__(self) -> str:
        data = ", ".join(f"{key}={value}" for key, value in self.custom_data.items())
        return " · ".join(filter(None, (self.area, self.media_type, data)))


def area_of(inputs: Mapping[str, Any]) -> str:
    """Where a number of these inputs is looked for. Inputs may be of any shape."""
    center = inputs.get("local_center")
    found = _near(center) if isinstance(center, Mapping) else ""
    if center and not found:
        return "local"
    codes = inputs.get("tn_prefix_whitelist")
    if isinstance(codes, Sequence) and not isinstance(codes, str) and codes:
        only = f"area code{'' if len(codes) == 1 else 's'} {some([*map(str, codes)])}"
        found = f"{found}, {only}" if found else only
    return found or _TYPES.get(str(inputs.get("promo_type")), TOLL_FREE)


def _near(center: Mapping[str, Any]) -> str:
    if center.get("tn_prefix"):
        return f"area code {center['tn_prefix']}"
    if center.get("zipcode"):
        return f"near {center['zipcode']}"
    if center.get("city"):
        return f"near {center['city']}, {center.get('state') or '?'}"
    return ""


def areas(numbers: Iterable[About]) -> dict[str, int]:
    """How many there are from where, the most first."""
    return dict(Counter(one.area for one in numbers).most_common())


def summed_up(numbers: Sequence[About]) -> str:
    """Such as: 240 toll-free, 60 near 02108; channel=mail. The fields are those of all of them."""
    found = areas(numbers)
    found.pop("", None)
    told = [f"{count:,} {_cut(area)}" for area, count in list(found.items())[:MOST_AREAS]]
    if len(found) > MOST_AREAS:
        rest = sum(list(found.values())[MOST_AREAS:])
        told.append(f"{rest:,} in {len(found) - MOST_AREAS:,} other areas")
    shared = [f"{_cut(key)}={_cut(value)}" for key, value in _shared(numbers).items()]
    return "; ".join(filter(None, (", ".join(told), ", ".join(shared[:MOST_AREAS]))))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _shared(numbers: Sequence[About]) -> dict[str, str]:
    """The custom data that all of them have alike."""
    if not numbers:
        return {}
    first, *others = numbers
    return {
        key: value
        for key, value in first.custom_data.items()
        if all(one.custom_data.get(key) == value for one in others)
    }
