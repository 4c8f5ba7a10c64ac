"""Asks the core what is to be done with a number, in the core's own words.

Owns: which function of `invoca` answers which of the plugin's questions; the only module of the
plugin that calls them. Records are mappings with snake_case keys and JSON values; UNKNOWN stands
for what is not known yet. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from invoca.lifecycle import Lifecycle
from invoca.lifecycle.number import Number
from invoca.promo_number import record as records
from invoca.promo_number.comparison import same_value
from invoca.promo_number.identity import Declarer as Declarer
from invoca.promo_number.identity import identities
from invoca.promo_number.models import CREATE_ONLY, MOVING
from invoca.promo_number.problems import declaration_problems
from invoca.promo_number.record import OUTPUT_ONLY as OUTPUT_ONLY

UNKNOWN: Any = records.UNKNOWN
BOOKKEEPING = (*records.BOOKKEEPING, records.DECLARED_ID)


def identified(
    declarer: Declarer, record: Mapping[str, Any], former_names: Sequence[str]
) -> dict[str, Any]:
    """The record with the id that it gets where it declares none."""
    told = {**record, records.DECLARED_BY: str(declarer)}
    told.setdefault(records.PROTECT, True)
    if record.get("id_from_network") or record.get("id_assigned_by") == "invoca":
        return told
    covered = {key: record.get(key) for key in (*CREATE_ONLY, "generation")}
    told[records.ID_IS_GENERATED] = True
    if records.holds_unknown(covered):
        return {**told, "id_from_network": UNKNOWN}
    made = identities(declarer, record, former_names)
    former = {records.FORMER_IDS: list(made.former)} if made.former else {}
    return {**told, "id_from_network": made.id, **former}


class Checked(NamedTuple):
    """problems: (path in snake_case, what is wrong)."""

    inputs: dict[str, Any]
    problems: list[tuple[str, str]]


class Compared(NamedTuple):
    """changed: the fields that differ; replacing: those for which another number is needed."""

    changed: list[str]
    replacing: list[str]


def checked(life: Lifecycle, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Checked:
    """The inputs in the one spelling that states hold, and everything that is wrong with them.

    olds: the inputs in the state, {} where it has no such number.
    """
    result = _number(life).check(olds, news)
    failures = [(problem.field, problem.text) for problem in result.problems]
    return Checked(dict(result.inputs), failures + _unknown_keys(news))


def _unknown_keys(news: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stands in a program and is no input; marks of the engine begin with `__`."""
    extras = {
        name: value
        for name, value in news.items()
        if name not in records.INPUTS and not name.startswith("__")
    }
    problems = declaration_problems(extras, also_known=("protect", "former_names"))
    return [(problem.field, problem.text) for problem in problems if problem.path[0] in extras]


def compared(
    life: Lifecycle, resource_id: str, olds: Mapping[str, Any], news: Mapping[str, Any]
) -> Compared:
    """olds: the outputs in the state; news: checked inputs. Holds the number where it stays."""
    decision = _number(life).diff(resource_id, olds, news)
    if decision.refusal is not None:
        raise decision.refusal
    return Compared(list(decision.fields), list(decision.replaces))


class Created(NamedTuple):
    resource_id: str
    outputs: dict[str, Any]


class Kept(Exception):
    """The number is ours and has to be in the state, although it is not as declared."""

    def __init__(
        self, reason: str, resource_id: str, inputs: dict[str, Any], outputs: dict[str, Any]
    ) -> None:
        super().__init__(reason)
        self.resource_id = resource_id
        self.inputs = inputs
        self.outputs = outputs


def planned(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs of a number that is to be bought or taken over, as far as they are known."""
    return {**inputs, **dict.fromkeys(OUTPUT_ONLY, UNKNOWN)}


def planned_update(olds: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs after an update, as far as they are known: a move may change the id."""
    outputs = {**news, **{name: olds[name] for name in OUTPUT_ONLY if name in olds}}
    outputs["id_from_network"] = olds.get("id_from_network")
    if any(not same_value(name, news.get(name), olds.get(name)) for name in MOVING):
        outputs |= {"id_from_network": UNKNOWN, "object_url": UNKNOWN}
    return {name: value for name, value in outputs.items() if value is not None}


def created(life: Lifecycle, inputs: Mapping[str, Any]) -> Created:
    """Takes the number over, or buys it. Raises InvocaError; Kept where the state must hold it."""
    made = _number(life).create(inputs)
    if made.error is not None:
        raise Kept(str(made.error), made.resource_id, made.inputs, made.outputs)
    return Created(made.resource_id, made.outputs)


def was_read(
    life: Lifecycle, resource_id: str, outputs: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Inputs and outputs as the live number has them; None where it is certainly gone."""
    found = _number(life).read(resource_id, outputs)
    return None if found is None else (found.inputs, found.outputs)


def updated(
    life: Lifecycle, resource_id: str, olds: Mapping[str, Any], news: Mapping[str, Any]
) -> dict[str, Any]:
    """The outputs after the number was changed, or moved."""
    made = _number(life).update(resource_id, olds, news)
    if made.error is not None:
        raise made.error
    return made.outputs


def released(life: Lifecycle, resource_id: str, outputs: Mapping[str, Any]) -> bool:
    """False where this run holds the number, so that it was kept."""
    return _number(life).delete(resource_id, outputs)


def _number(life: Lifecycle) -> Number:
    return Number(life, life.tell)
