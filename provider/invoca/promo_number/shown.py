"""What a promo number is as Invoca shows it.

Owns: how what is shown is read, whatever its form, and which words say that a number is gone.
Must not know: what is declared, HTTP. Source: promo-numbers page of Invoca's Network API; what is
not documented there is read so that no odd value of one number stops the work on the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from .values import as_text, e164

# The words of a released number where Invoca still shows it (not documented). Another word is that
# of a live one: taking a live number for released would buy a second one.
_RELEASED = frozenset(
    {
        "archived",
        "canceled",
        "cancelled",
        "deactivated",
        "deleted",
        "destroyed",
        "disconnected",
        "expired",
        "inactive",
        "quarantined",
        "reclaimed",
        "released",
        "removed",
        "retired",
        "returned",
        "softdeleted",
        "terminated",
    }
)
# How one entry names its field where custom data is shown as a list.
_KEY_NAMES = ("name", "partner_name", "key")


def live_text(value: object) -> str | None:
    """A shown value as text; None for none. Maps and lists become JSON."""
    if value is None or value == "":
        return None
    if isinstance(value, (dict, list)):
        try:
            return json.dumps(value, sort_keys=True, ensure_ascii=False)
        except RecursionError:
            return "..."
    return str(as_text(value))


def _live_id(value: object) -> str | None:
    """Blanks that an account puts around an id are not of the id: none can be declared with any."""
    return (live_text(value) or "").strip() or None


def live_int(value: object) -> int | None:
    """A whole number of at most 20 digits, shown as one or as text; None for anything else."""
    text = str(as_text(value))
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else None


def raw_custom_data(value: object) -> dict[str, Any]:
    """Custom data by field name, values as they came, those without a value left out.

    Invoca documents a map. A list of `{"name": ..., "value": ...}` or of pairs is read as well;
    anything else counts as empty.
    """
    found = value.items() if isinstance(value, dict) else _pairs(value)
    return {str(as_text(key)): item for key, item in found if _alone(item) not in (None, "")}


def live_custom_data(value: object) -> dict[str, str]:
    """`raw_custom_data` with values as text, so that they can be compared."""
    return {key: live_text(_alone(item)) or "" for key, item in raw_custom_data(value).items()}


def _alone(item: object) -> object:
    """The value of a field that is wrapped: `{"value": "radio"}`, `["radio"]`."""
    if isinstance(item, dict) and "value" in item:
        return item["value"]
    return item[0] if isinstance(item, list) and len(item) == 1 else item


def _pairs(value: object) -> Iterator[tuple[object, object]]:
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, dict) and "value" in entry:
            named = (entry[name] for name in _KEY_NAMES if name in entry)
            pair = (next(named, None), entry["value"])
        elif isinstance(entry, list) and len(entry) == 2:
            pair = (entry[0], entry[1])
        else:
            continue
        if isinstance(pair[0], (str, int, float)) and pair[0] != "":
            yield pair


def _live_digits(value: object) -> object:
    digits = re.sub(r"[^0-9]", "", str(as_text(value)))
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def _live_hours(value: object) -> object:
    return value if isinstance(value, dict) and value else None


class PromoNumber(BaseModel):
    """One promo number as Invoca shows it. Unknown keys are ignored; absent, null and "" are one.

    promo_number: ten digits. id: Invoca's own id. id_from_network: None where none was given.
    custom_data: as text. custom_data_raw: the same fields, with their values as they came: an
    update gives back what nobody declared exactly so.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    promo_number: Annotated[str, BeforeValidator(_live_digits), Field(pattern=r"^[0-9]{7,15}$")]
    id: Annotated[int | None, BeforeValidator(live_int)] = None
    id_from_network: Annotated[str | None, BeforeValidator(_live_id)] = None
    description: Annotated[str | None, BeforeValidator(live_text)] = None
    media_type: Annotated[str | None, BeforeValidator(live_text)] = None
    object_url: Annotated[str | None, BeforeValidator(live_text)] = None
    custom_data: Annotated[dict[str, str], BeforeValidator(live_custom_data)] = {}
    custom_data_raw: Annotated[dict[str, Any], BeforeValidator(raw_custom_data)] = {}
    hours_of_operation: Annotated[dict[str, Any] | None, BeforeValidator(_live_hours)] = None
    # Shown by some versions only, as a third-party client of 2026 has it.
    adwords_account_id: Annotated[str | None, BeforeValidator(live_text)] = None
    status: Annotated[str | None, BeforeValidator(live_text)] = None

    @model_validator(mode="before")
    @classmethod
    def _keeps_what_came(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return {**data, "custom_data_raw": data.get("custom_data")}
        return data

    @property
    def e164(self) -> str:
        """The number in the form that telephones and web pages use: +18885550123."""
        return e164(self.promo_number)

    @property
    def is_released(self) -> bool:
        """Whether Invoca shows it only to say that it is gone; `status` has Invoca's word."""
        return re.sub(r"[^a-z]", "", (self.status or "").lower()) in _RELEASED
