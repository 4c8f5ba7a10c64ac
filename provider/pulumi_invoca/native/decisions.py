"""Asks the core what is to be done with a number, in the core's own words.

Owns: which function of `invoca` answers which of the plugin's questions; the only module of the
plugin that calls them. Records are mappings with snake_case keys and JSON values; UNKNOWN stands
for what is not known yet. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pulumi.runtime import rpc

from invoca.errors import NotKept
from invoca.lifecycle import Lifecycle
from invoca.promo_number.comparison import same_value
from invoca.promo_number.identity import generated_id
from invoca.promo_number.models import CREATE_ONLY, MOVING, UPDATING, PromoNumber
from invoca.promo_number.problems import declaration_problems

from .. import properties
from ..check import check_inputs
from ..diff import compare

UNKNOWN: Any = rpc.UNKNOWN
OUTPUT_ONLY = ("promo_number", "e164", "invoca_id", "object_url")
BOOKKEEPING = ("id_is_generated", "former_ids", "declared_id", "protect")


class Declarer(NamedTuple):
    project: str
    stack: str
    name: str


def identified(
    declarer: Declarer, record: Mapping[str, Any], former_names: Sequence[str]
) -> dict[str, Any]:
    """The record with the id that it gets where it declares none."""
    if record.get("id_from_network") or record.get("id_assigned_by") == "invoca":
        return dict(record)
    known = properties.canonical(record)
    covered = {key: known[key] for key in (*CREATE_ONLY, "generation") if known.get(key)}

    def id_of(name: str) -> Any:
        if properties.holds_unknown(covered):
            return UNKNOWN
        return generated_id(
            project=declarer.project,
            stack=declarer.stack,
            name=name,
            create_only={key: covered[key] for key in CREATE_ONLY if key in covered},
            generation=int(covered.get("generation", 1)),
        )

    former = [id_of(name) for name in former_names]
    return {
        **record,
        "id_from_network": id_of(declarer.name),
        "id_is_generated": True,
        **({"former_ids": former} if former else {}),
    }


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
    life.claims.checked(properties.declared_as(olds))
    result = check_inputs(olds, dict(news), life.limit)
    failures = [(failure.property, failure.reason) for failure in result.failures]
    failures += _unknown_keys(news)
    return Checked(dict(result.inputs), failures)


def _unknown_keys(news: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stands in a program and is no input; marks of the engine begin with `__`."""
    extras = {
        name: value
        for name, value in news.items()
        if name not in properties.INPUTS and not name.startswith("__")
    }
    problems = declaration_problems(extras, also_known=("protect", "former_names"))
    return [(problem.field, problem.text) for problem in problems if problem.path[0] in extras]


def compared(
    life: Lifecycle, resource_id: str, olds: Mapping[str, Any], news: Mapping[str, Any]
) -> Compared:
    """olds: the outputs in the state; news: checked inputs. Claims the number where it stays."""
    result = compare(resource_id, olds, news)
    replacing = list(result.replaces or [])
    changed = [
        name
        for name in (*MOVING, *UPDATING)
        if properties.holds_unknown(news.get(name))
        or not same_value(name, news.get(name), olds.get(name))
    ]
    if not replacing and life.claims.is_planned(resource_id, properties.declared_as(olds)):
        life.claims.claim(resource_id)
    return Compared([*changed, *replacing], replacing)


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
    try:
        live = life.acquire(
            properties.declaration(inputs),
            id_is_generated=bool(inputs.get(properties.ID_IS_GENERATED)),
            former_ids=inputs.get(properties.FORMER_IDS) or (),
        )
    except NotKept as error:
        if not isinstance(error.live, PromoNumber):
            raise
        outputs = properties.outputs_of(inputs, error.live)
        number, seen = error.live.promo_number, properties.inputs_seen(outputs)
        raise Kept(str(error), number, seen, outputs) from None
    return Created(live.promo_number, properties.outputs_of(inputs, live))


def was_read(
    life: Lifecycle, resource_id: str, outputs: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Inputs and outputs as the live number has them; None where it is certainly gone."""
    life.claims.looked_at(resource_id, properties.declared_as(outputs))
    live = life.read(properties.campaign(outputs), properties.identity(resource_id, outputs))
    if live is None:
        return None
    now = properties.outputs_of(outputs, live)
    return properties.inputs_seen(now), now


def updated(
    life: Lifecycle, resource_id: str, olds: Mapping[str, Any], news: Mapping[str, Any]
) -> dict[str, Any]:
    """The outputs after the number was changed, or moved."""
    live = life.update(
        properties.identity(resource_id, olds),
        properties.last_declaration(olds),
        properties.declaration(news),
    )
    return properties.outputs_of(news, live)


def released(life: Lifecycle, resource_id: str, outputs: Mapping[str, Any]) -> bool:
    """False where this run holds the number, so that it was kept."""
    return life.release(properties.campaign(outputs), properties.identity(resource_id, outputs))
