"""`PromoNumber`: one phone number as a Pulumi resource.

Owns: the resource's constructor, its outputs, and how inputs that are outputs of other resources
are handed on. Must not know: how a number is bought, or which id it gets. The type token is a
contract.
"""

# No `from __future__ import annotations` here: the SDK reads the annotations of PromoNumber for
# each number, and would evaluate strings again every time (measured: 0.18 ms a number).
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import pulumi
from pulumi.dynamic import Resource

from invoca.promo_number import declaring
from invoca.promo_number.identity import Declarer
from invoca.promo_number.record import FORMER_IDS, OUTPUT_ONLY
from invoca.unknown import UNKNOWN

from .provider import PromoNumberProvider


@dataclass(frozen=True)
class PromoNumberArgs:
    """The inputs of a promo number; `invoca`'s `Declaration` describes the fields.

    Nested values (local_center ...) are maps with the keys of Invoca's API.
    """

    advertiser_id: pulumi.Input[str]
    campaign_id: pulumi.Input[str]
    description: pulumi.Input[str]
    media_type: pulumi.Input[str]
    affiliate_id: pulumi.Input[str] | None = None
    custom_data: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None = None
    id_from_network: pulumi.Input[str] | None = None
    id_assigned_by: pulumi.Input[str] | None = None
    adopt: pulumi.Input[bool | str] | None = None
    generation: pulumi.Input[int] | None = None
    local_center: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None = None
    local_number_preferences: pulumi.Input[Mapping[str, Any]] | None = None
    tn_prefix_whitelist: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None
    promo_type: pulumi.Input[str] | None = None
    promo_number_looks_like: pulumi.Input[str] | None = None
    adwords_account_id: pulumi.Input[str] | None = None
    hours_of_operation: pulumi.Input[Mapping[str, Any]] | None = None


class PromoNumber(Resource, module="invoca", name="PromoNumber"):
    """A phone number that Invoca sells, held by exactly one resource.

    Written either way:

        PromoNumber("kroq", PromoNumberArgs(advertiser_id="acme", ...), opts)
        PromoNumber("kroq", advertiser_id="acme", ..., opts=opts)

    It is protected unless opts say otherwise: releasing a number kills every ad that prints it.
    """

    promo_number: pulumi.Output[str]
    """Ten digits; the resource's id."""
    e164: pulumi.Output[str]
    """In the form that telephones and web pages use: +18885550123."""
    invoca_id: pulumi.Output[int]
    """Invoca's own id."""
    object_url: pulumi.Output[str]
    """The number's page in Invoca."""
    id_from_network: pulumi.Output[str]
    """The id under which Invoca holds it, declared or generated."""
    description: pulumi.Output[str]
    media_type: pulumi.Output[str]
    custom_data: pulumi.Output[dict[str, str]]

    def __init__(
        self,
        resource_name: str,
        args: PromoNumberArgs | None = None,
        opts: pulumi.ResourceOptions | None = None,
        **inputs: Any,
    ) -> None:
        args = args or PromoNumberArgs(**inputs)
        opts = _protected(opts)
        protect = declaring.is_protected(opts.protect)
        properties = inputs_of(resource_name, args, _former_names(opts), protect=protect)
        properties.update(dict.fromkeys(OUTPUT_ONLY))
        super().__init__(PROVIDER, resource_name, properties, opts)


def inputs_of(
    name: str, args: PromoNumberArgs, former_names: Sequence[str], *, protect: bool
) -> dict[str, Any]:
    """What is registered of a promo number, without `__provider`. former_names: by its aliases."""
    given = {
        field.name: _plain(field.name, getattr(args, field.name))
        for field in fields(args)
        if getattr(args, field.name) is not None
    }
    who = Declarer(pulumi.get_project(), pulumi.get_stack(), name)
    outputs = {key: value for key, value in given.items() if _holds_output(value)}
    known = {**given, **dict.fromkeys(outputs, UNKNOWN)}
    inputs = declaring.inputs_of(who, known, former_names, protect=protect) | outputs
    if inputs.get("id_from_network") is UNKNOWN:
        inputs |= _made_later(who, given, former_names)
    return inputs


PROVIDER = PromoNumberProvider()


def _protected(opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    if opts is not None and opts.protect is not None:
        return opts
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(protect=True))


def _former_names(opts: pulumi.ResourceOptions | None) -> list[str]:
    """The names in its aliases: without a state, Pulumi cannot say that they are the same."""
    aliases = (opts.aliases if opts is not None else None) or []
    names = [alias.name for alias in aliases if isinstance(alias, pulumi.Alias)]
    return [name for name in names if isinstance(name, str)]


def _plain(name: str, value: Any) -> Any:
    # Pulumi carries every number as a float: an id written as one would come out as "5.0".
    return str(value) if type(value) is int and name != "generation" else value


def _made_later(
    who: Declarer, given: Mapping[str, Any], former_names: Sequence[str]
) -> dict[str, Any]:
    """The generated id, and those that it may have had, as outputs: what they are made of is."""
    covered = {key: given[key] for key in declaring.IDENTIFYING if key in given}
    made = pulumi.Output.from_input(covered).apply(
        lambda known: {FORMER_IDS: [], **declaring.made_ids(who, known, former_names)}
    )
    return {key: made[key] for key in ("id_from_network", FORMER_IDS)}


def _holds_output(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_holds_output, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_holds_output, value))
    return isinstance(value, pulumi.Output) or hasattr(value, "__await__")
