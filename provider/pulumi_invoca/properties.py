"""Translates between Pulumi's property bags and the models of `invoca`.

Owns: the names of inputs and outputs in the state, which users hold and which may not change.
Must not know: Invoca's API, or what is done with a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pulumi.output import Unknown
from pulumi.runtime import rpc
from pydantic import ValidationError

from invoca.lifecycle.presence import Identity
from invoca.promo_number.comparison import MAY_BE_HIDDEN, same_value
from invoca.promo_number.models import COMPARED, CampaignRef, Declaration, PromoNumber
from invoca.promo_number.unchecked import unchecked

# Bookkeeping beside the declared inputs: whether the program made id_from_network itself.
ID_IS_GENERATED = "id_is_generated"
# Bookkeeping beside the declared inputs: the ids that were made of the names that it had before.
FORMER_IDS = "former_ids"
# Bookkeeping in the outputs: the id that was asked for; Invoca may change it in a move.
DECLARED_ID = "declared_id"

DECLARED: tuple[str, ...] = tuple(Declaration.model_fields)
INPUTS: tuple[str, ...] = (*DECLARED, ID_IS_GENERATED, FORMER_IDS)


def present(properties: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The properties of these names that have a value."""
    return {name: properties[name] for name in names if properties.get(name) is not None}


def holds_unknown(value: Any) -> bool:
    """Whether a value, or anything inside it, is an output that is not known yet."""
    if isinstance(value, Mapping):
        return any(map(holds_unknown, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(holds_unknown, value))
    # The SDK gives unknowns as objects; the wire's own string comes from whoever speaks gRPC.
    return isinstance(value, Unknown) or value == rpc.UNKNOWN


def unknown_names(inputs: Mapping[str, Any]) -> set[str]:
    return {name for name in DECLARED if holds_unknown(inputs.get(name))}


def generation(properties: Mapping[str, Any]) -> Any:
    """The generation; 1 where none is written."""
    return properties.get("generation") or 1


def declaration(properties: Mapping[str, Any]) -> Declaration:
    """The declaration in checked inputs."""
    return Declaration.model_validate(present(properties, DECLARED))


def canonical(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs in the one spelling that the state holds: "(888) 555-0123" as 8885550123, 5.0 as
    "5". Inputs that are wrong, or not known yet, stay as they are."""
    try:
        declared = declaration(inputs)
    except ValidationError:
        return dict(inputs)
    spelled = declared.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return {**inputs, **spelled}


def last_declaration(outputs: Mapping[str, Any]) -> Declaration:
    """What was declared when the outputs were stored; after a refresh they hold live values."""
    return unchecked(outputs).declared


def identity(resource_id: str, outputs: Mapping[str, Any]) -> Identity:
    return Identity(resource_id, outputs.get("id_from_network"))


def campaign(outputs: Mapping[str, Any]) -> CampaignRef:
    return CampaignRef(
        outputs["advertiser_id"], outputs["campaign_id"], outputs.get("affiliate_id")
    )


def declared_as(properties: Mapping[str, Any]) -> tuple[str, ...]:
    """By what its inputs and its outputs, of which the engine shows one or the other, tell a number
    from others: where it was put, and the id that was asked for; its description where none was."""
    asked_for = properties.get(DECLARED_ID)
    if properties.get("promo_number") is None:
        asked_for = properties.get("id_from_network")
    where = (properties.get(part) for part in CampaignRef._fields)
    return tuple(map(str, (*where, asked_for or properties.get("description"))))


def outputs_of(inputs: Mapping[str, Any], live: PromoNumber) -> dict[str, Any]:
    """The inputs with their live values, and what only Invoca knows.

    Custom data keeps to the declared keys: what others put on the number is not ours to show.
    """
    values = present(inputs, INPUTS)
    declared_id = inputs.get(DECLARED_ID) or inputs.get("id_from_network")
    values |= _live_values(values, live)
    values |= {
        DECLARED_ID: declared_id,
        "id_from_network": live.id_from_network or declared_id,
        "promo_number": live.promo_number,
        "e164": live.e164,
        "invoca_id": live.id,
        "object_url": live.object_url,
    }
    return {name: value for name, value in values.items() if value is not None}


def inputs_seen(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs that would declare what was read, so that the next diff shows the drift."""
    values = present(outputs, INPUTS)
    if outputs.get(DECLARED_ID):
        values["id_from_network"] = outputs[DECLARED_ID]
    else:
        values.pop("id_from_network", None)
    return values


def _live_values(inputs: Mapping[str, Any], live: PromoNumber) -> dict[str, Any]:
    """What Invoca shows of the declared fields, where it means something else than was declared."""
    values: dict[str, Any] = {}
    for name in COMPARED:
        shown = getattr(live, name)
        if name == "custom_data":
            values |= _live_data(inputs.get(name) or {}, shown)
        elif inputs.get(name) is None or (shown is None and name in MAY_BE_HIDDEN):
            continue
        elif not same_value(name, inputs[name], shown):
            values[name] = "" if shown is None else shown
    return values


def _live_data(declared: Mapping[str, Any], shown: Mapping[str, str]) -> dict[str, Any]:
    return {"custom_data": {key: shown.get(key, "") for key in declared}} if declared else {}
