"""Translates between a resource's state in Terraform and the record of `invoca`.

Owns: which part of a record is an attribute, and which is kept beside the attributes as private
data; and what a plan, an apply and a read answer of both. Decides nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from invoca.errors import FixDeclaration
from invoca.promo_number import declaring, record
from invoca.promo_number.identity import is_same_id
from invoca.promo_number.models import CampaignRef
from terraform_stack.names import LIVE_ID, OF_TERRAFORM

from .fields import DELETION_PROTECTION, KEY, OUTPUT_NAMES
from .walk import StateNumber
from .wire.diagnostics import Diagnostic, Path
from .wire.schema import Schema, conform
from .wire.values import holds_unknown

# Bookkeeping that no attribute shows.
_PRIVATE = (
    record.ID_IS_GENERATED,
    record.FORMER_IDS,
    record.DECLARED_BY,
    record.DECLARED_ID,
    record.CREATE_ONLY_UNKNOWN,
    record.UNSEEN,
    record.PENDING_SINCE,
)
# By one of which what is kept of an object is told from what a plan alone keeps.
_OF_OBJECT = (*_PRIVATE, LIVE_ID)


class Made(NamedTuple):
    """What an object is, or is planned to be.

    state: None where it is no more, and where an error leaves it as it was. private: what is kept
    beside its attributes, of a plan for the apply. replaces: what asks for another object.
    """

    state: Mapping[str, Any] | None
    private: Mapping[str, Any]
    diagnostics: Sequence[Diagnostic] = ()
    replaces: Sequence[Path] = ()


def private(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept beside the attributes."""
    kept = {name: outputs[name] for name in _PRIVATE if outputs.get(name) is not None}
    if outputs.get("id_from_network"):
        kept[LIVE_ID] = outputs["id_from_network"]
    return kept


def packed(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()


def unpacked(data: bytes) -> dict[str, Any]:
    """Private data; what is not such data counts as none."""
    try:
        values = json.loads(data or b"{}")
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def held(
    now: Mapping[str, Any], kept: Mapping[str, Any], *, is_replaced: bool = False
) -> StateNumber:
    """The number that a state holds. kept: nothing of it, where an engine shows the attributes
    alone, of a tainted object without a refresh; where it lost what was kept, because the process
    of the provider ended in an update; and of what is destroyed to be replaced (is_replaced)."""
    found = {name: now.get(name) for name in (*record.DECLARED, *OUTPUT_NAMES)}
    found |= {name: kept.get(name) for name in _PRIVATE}
    found[record.DECLARED_ID] = kept.get(record.DECLARED_ID) or now.get("id_from_network")
    found["id_from_network"] = kept.get(LIVE_ID) or now.get("id_from_network")
    found[record.PROTECT] = declaring.is_protected(now.get(DELETION_PROTECTION.name))
    if not now.get("promo_number"):
        sent_at = found.pop(record.BOUGHT_AT)
        found[record.PENDING_SINCE] = found[record.PENDING_SINCE] or sent_at
    elif not any(name in kept for name in _OF_OBJECT):
        found[record.UNSEEN] = True  # as far as is known; for minutes after the purchase it matters
        if not is_replaced and not now.get(record.BOUGHT_AT):
            found[record.CREATE_ONLY_UNKNOWN] = True  # it was found live, imported perhaps
    outputs = {name: value for name, value in found.items() if value is not None}
    return StateNumber(str(now.get(KEY.name)), outputs)


def outputs_only(made: Mapping[str, Any]) -> dict[str, Any]:
    """What only Invoca knows of a number."""
    return {name: _made_value(name, made) for name in OUTPUT_NAMES}


def upgraded(raw: bytes, schema: Schema) -> dict[str, Any]:
    """The attributes of a state of this or an older version of the schema.

    Raises ValueError where it is not one, because somebody edited it.
    """
    try:
        held = conform(json.loads(raw), schema.attributes)
    except ValueError as error:
        raise FixDeclaration(
            "reading the state of a promo number",
            answer=str(error),
            remedy="It was edited by hand, or comes from another program. Restore the last good "
            "state",
        ) from None
    if held[DELETION_PROTECTION.name] is None:
        held[DELETION_PROTECTION.name] = True  # states before version 1 said nothing of consent
    return held


def filled(planned: Mapping[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    """The state after an apply: what was planned, and what came to be known by it."""
    return {
        name: _made_value(name, made) if holds_unknown(value) else value
        for name, value in planned.items()
    }


def shown(state: Mapping[str, Any], outputs: Mapping[str, Any]) -> dict[str, Any]:
    """The state after a look at what is live: the values of `outputs`, in the state's spelling
    where they mean the same."""
    seen = dict(state)
    for name in (*record.DECLARED, *OUTPUT_NAMES):
        value = _made_value(name, outputs)
        if value is None and name not in (*OUTPUT_NAMES, *CampaignRef._fields):
            continue  # Invoca does not show it, or nothing was declared of it
        if name == "id_from_network":
            value = _shown_id(state.get(name), value, outputs)
        seen[name] = _spelled(state.get(name), value)
    return seen


def _shown_id(asked: Any, live: Any, outputs: Mapping[str, Any]) -> Any:
    """What was declared stays, and what was made here, however the account stores it; the live id
    is kept beside."""
    if outputs.get(record.ID_IS_GENERATED):
        is_stored = isinstance(asked, str) and is_same_id(asked, live)
        return asked if is_stored else live
    return asked if record.adopted_digits(outputs) else asked or live


def _made_value(name: str, outputs: Mapping[str, Any]) -> Any:
    if name == "id":
        return outputs.get("promo_number")
    if name in OF_TERRAFORM:
        return None
    if name == record.BOUGHT_AT and not outputs.get("promo_number"):
        return outputs.get(record.PENDING_SINCE)
    return outputs.get(name)


def _spelled(before: Any, now: Any) -> Any:
    """`now`, where "" and absent keep the spelling that they had."""
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        return {key: _spelled(before.get(key), value) for key, value in now.items()}
    return before if not before and not now else now
