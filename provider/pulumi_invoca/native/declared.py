"""What a program declares of a number, as the record that the core is asked with.

Owns: what a program does not write itself: who declares the number, the ids that follow from that,
and that a number is protected unless it says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoca.promo_number import record
from invoca.promo_number.identity import Declarer, identities
from invoca.promo_number.models import CREATE_ONLY
from pulumi_stack import names

_PREFIX = "urn:pulumi:"


def declarer(urn: str) -> Declarer:
    """urn: urn:pulumi:<stack>::<project>::<parents' types>$<type>::<name>; a name may hold `::`."""
    stack, project, _, name = urn.removeprefix(_PREFIX).split("::", 3)
    return Declarer(project, stack, name)


def declared(urn: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a program's properties, in camelCase; UNKNOWN where a value is not known."""
    given = names.from_wire(properties)
    former = given.pop(names.FORMER_NAMES, None)
    who = declarer(urn)
    made = _made_ids(who, given, former if isinstance(former, list) else [])
    protect = given.get(record.PROTECT)
    return {
        **given,
        **made,
        record.PROTECT: True if protect is None else protect,
        record.DECLARED_BY: str(who),
    }


def unknown_keys(properties: Mapping[str, Any]) -> list[str]:
    """What is in a program and is not an input; the engine's marks begin with `__`."""
    return [
        name
        for name in names.from_wire(properties)
        if not names.is_known(name) and not name.startswith("__")
    ]


def _made_ids(who: Declarer, given: Mapping[str, Any], former: list[Any]) -> dict[str, Any]:
    if given.get("id_from_network") or given.get("id_assigned_by") == "invoca":
        return {}
    covered = {name: given[name] for name in (*CREATE_ONLY, "generation") if name in given}
    if record.holds_unknown(covered):
        return {"id_from_network": record.UNKNOWN, record.ID_IS_GENERATED: True}
    made = identities(who, covered, [str(name) for name in former])
    return {
        "id_from_network": made.id,
        record.ID_IS_GENERATED: True,
        **({record.FORMER_IDS: list(made.former)} if made.former else {}),
    }
