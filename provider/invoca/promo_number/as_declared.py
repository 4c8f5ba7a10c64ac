"""A live number as a declaration has it, so that adopting it changes nothing.

Owns: which values are declared, by what the number is found again, and what of it nobody can
declare. Must not know: who holds the declaration, a file or a state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from enum import Enum
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from .identity import folded_id
from .models import COMPARED, CampaignRef, PromoNumber
from .values import HoursOfOperation, NetworkText

_ID = TypeAdapter(NetworkText)
_NOT_TEXT = ("custom_data", "hours_of_operation")


class Oddity(Enum):
    """Why a number is not declared as others are."""

    HAS_NO_ID = "it has no id of its own, so that its digits name it"
    ID_IS_UNUSABLE = "its id tells nobody which number it is, so that its digits name it"
    HOURS_ARE_UNDECLARABLE = "its hours are left as they are"


class Remark(NamedTuple):
    """text: a sentence for a person, which begins with the digits."""

    oddity: Oddity
    text: str


def declared_as_live(
    number: PromoNumber, where: CampaignRef, shared: Collection[str]
) -> tuple[dict[str, Any], list[Remark]]:
    """The inputs that declare the number as it is, and what is odd about them.

    shared: as `shared_ids` gives it, of all numbers of the campaign.
    """
    values: dict[str, Any] = {"description": "", "media_type": ""}
    for name in COMPARED:
        if name not in _NOT_TEXT and (text := getattr(number, name)) is not None:
            values[name] = text
    remarks = []
    known = number.id_from_network
    if known is not None and folded_id(known) not in shared and _is_id(known):
        values |= {"id_from_network": known, "adopt": True}
    else:
        values["adopt"] = number.promo_number
        remarks.append(_why_by_digits(number))
    if number.custom_data:
        values["custom_data"] = dict(sorted(number.custom_data.items()))
    if number.hours_of_operation is not None:
        hours = declarable_hours(number.hours_of_operation)
        if hours is None or where.affiliate_id is not None:
            remarks.append(_hours_stay(number))
        else:
            values["hours_of_operation"] = hours
    return values, remarks


def shared_ids(numbers: Iterable[PromoNumber]) -> frozenset[str]:
    """The ids that do not tell one number from another; whether case counts is not documented."""
    live = {number.promo_number: number for number in numbers if not number.is_released}
    ids = Counter(folded_id(number.id_from_network) for number in live.values())
    return frozenset(id_ for id_, count in ids.items() if id_ and count > 1)


def declarable_hours(live: Mapping[str, Any]) -> dict[str, Any] | None:
    """The part of live hours that can be declared; None where that is not enough. What Invoca says
    beyond that, such as an id of each span, nobody can declare."""
    known = {key: live[key] for key in HoursOfOperation.model_fields if live.get(key) is not None}
    days = ("day_of_week", "open_time", "close_time")
    try:
        if "schedules" in known:
            known["schedules"] = [{key: span[key] for key in days} for span in known["schedules"]]
        hours = HoursOfOperation.model_validate(known)
    except (ValidationError, KeyError, TypeError):
        return None
    if not hours.open_24_7 and not hours.schedules:
        return None
    return hours.model_dump(mode="json", exclude_none=True)


def _why_by_digits(number: PromoNumber) -> Remark:
    known = number.id_from_network
    why = (
        "it has no id_from_network"
        if known is None
        else f"its id {known!r} is also that of another number"
        if _is_id(known)
        else f"its id {known!r} cannot be declared in a file"
    )
    oddity = Oddity.HAS_NO_ID if known is None else Oddity.ID_IS_UNUSABLE
    return Remark(oddity, f"{number.promo_number}: {why}, so it is adopted by its digits.")


def _hours_stay(number: PromoNumber) -> Remark:
    return Remark(
        Oddity.HOURS_ARE_UNDECLARABLE,
        f"{number.promo_number}: its hours_of_operation cannot be declared; they stay as they are "
        "in Invoca, and are not watched.",
    )


def _is_id(text: str) -> bool:
    try:
        _ID.validate_python(text)
    except ValidationError:
        return False
    return True
