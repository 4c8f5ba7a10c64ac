"""The attributes of a promo number, made of the model's fields.

Owns: how a field of `invoca`'s models looks in Terraform, and the attributes that only Terraform
has. Must not know: what is done with a number.
"""

from __future__ import annotations

import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from invoca.promo_number.models import Declaration, Policy
from terraform_stack import names

from . import timeouts
from .wire.messages import Nesting
from .wire.schema import BOOL, NUMBER, STRING, Attribute, Schema

SCHEMA_VERSION = 1

KEY = Attribute(
    names.KEY,
    STRING,
    "The number's name, unique in the provider's `namespace`. Its id is made from it, so that the "
    "same declaration finds the same number on any machine. Once the number is bought, changing it "
    "changes nothing.",
    required=True,
)
FORMER_KEYS = Attribute(
    names.FORMER_KEYS,
    ["list", STRING],
    "Keys that the number had before, the latest first. If the state is lost, the number is looked "
    "for under these too before anything is bought.",
    optional=True,
)
DELETION_PROTECTION = Attribute(
    names.DELETION_PROTECTION,
    BOOL,
    "`true`, the default, refuses every plan that would release the number for good. `false` is "
    "the consent; it has to be applied before the number can leave the configuration.",
    optional=True,
    computed=True,
)
OUTPUTS = (
    Attribute("id", STRING, "The ten digits.", computed=True),
    Attribute("promo_number", STRING, "The phone number, ten digits.", computed=True),
    Attribute(
        "e164",
        STRING,
        "The number in the form that telephones and web pages use: `+18005550100`.",
        computed=True,
    ),
    Attribute("invoca_id", NUMBER, "Invoca's own id.", computed=True),
    Attribute("object_url", STRING, "The number's page in Invoca.", computed=True),
)
BOUGHT_AT = Attribute(
    "bought_at",
    STRING,
    "When it was bought, or when a purchase whose outcome is not known yet was sent; empty if it "
    "was found live.",
    computed=True,
)
NETWORK_ID = Attribute(
    names.NETWORK_ID,
    STRING,
    "The network in which it was bought, or found; empty if an older version did so. A saved plan "
    "buys in no other one.",
    computed=True,
)
TAKEN_OVER = Attribute(
    names.TAKEN_OVER,
    BOOL,
    "Whether it was live when it came into the state; empty if an older version brought it. A plan "
    "that says `false`, because the `key`, or what the number is known by, is known only after the "
    "apply, takes no live number over.",
    computed=True,
)
OUTPUT_NAMES = (*(attribute.name for attribute in OUTPUTS), BOUGHT_AT.name)


def resource_schema() -> Schema:
    """Of `invoca_promo_number`, the resource."""
    declared = declared_attributes()
    return Schema(
        "A phone number that Invoca sells. Creating it takes over the number that has its id "
        "already, or buys one with exactly one request; destroying it releases it for good.",
        (
            KEY,
            *declared,
            FORMER_KEYS,
            DELETION_PROTECTION,
            timeouts.ATTRIBUTE,
            *OUTPUTS,
            BOUGHT_AT,
            NETWORK_ID,
            TAKEN_OVER,
        ),
        SCHEMA_VERSION,
    )


def declared_attributes() -> tuple[Attribute, ...]:
    """What can be declared of a number, field by field."""
    return tuple(
        _attribute(name, field, computed=name == "id_from_network")
        for name, field in Declaration.model_fields.items()
    )


def _attribute(name: str, field: FieldInfo, *, computed: bool = False) -> Attribute:
    kind, nested, nesting = _kind(field.annotation)
    return Attribute(
        name,
        kind,
        _description(field),
        required=field.is_required(),
        optional=not field.is_required(),
        computed=computed,
        nested=nested,
        nesting=nesting,
    )


def _description(field: FieldInfo) -> str:
    """What the field is, and what a change of it does."""
    model = _model_in(field.annotation)
    text = field.description or (model.__doc__ if model else "") or ""
    policy = next((mark for mark in field.metadata if isinstance(mark, Policy)), None)
    if policy in (Policy.REPLACES, Policy.MOVES, Policy.IDENTIFIES):
        text += f" A change: {policy.value}."
    return " ".join(text.split())


def _kind(annotation: Any) -> tuple[Any, tuple[Attribute, ...], Nesting]:
    """The type; or the attributes inside, and how many there are of them."""
    annotation = _without_none(annotation)
    origin = get_origin(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return None, _inside(annotation), Nesting.SINGLE
    if origin is tuple:
        item = _without_none(get_args(annotation)[0])
        if isinstance(item, type) and issubclass(item, BaseModel):
            return None, _inside(item), Nesting.LIST
        return ["list", _scalar(item)], (), Nesting.SINGLE
    if origin is dict:
        return ["map", _scalar(get_args(annotation)[1])], (), Nesting.SINGLE
    return _scalar(annotation), (), Nesting.SINGLE


def _inside(model: type[BaseModel]) -> tuple[Attribute, ...]:
    return tuple(_attribute(name, field) for name, field in model.model_fields.items())


def _without_none(annotation: Any) -> Any:
    """`X` of `X | None` and of `Annotated[X, ...]`."""
    if get_origin(annotation) is Annotated:
        return _without_none(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        rest = [part for part in get_args(annotation) if part is not type(None)]
        return _without_none(rest[0]) if len(rest) == 1 else annotation
    return annotation


def _scalar(annotation: Any) -> str:
    annotation = _without_none(annotation)
    if annotation is bool:
        return BOOL
    if annotation in (int, float):
        return NUMBER
    if annotation is str or get_origin(annotation) in (Literal, Union, types.UnionType):
        return STRING  # of `bool | str` Terraform makes "true" of true
    raise TypeError(f"no Terraform type for {annotation}")


def _model_in(annotation: Any) -> type[BaseModel] | None:
    annotation = _without_none(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return None
