"""Reads what Terraform and OpenTofu write of promo numbers: states, and plans as JSON.

Owns: the shape of these documents. They are turned into resources as a Pulumi state has them, so
that every command reads them alike. Must not know: what is made of them.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from invoca.promo_number import record
from terraform_stack.names import DELETION_PROTECTION, KEY, LIVE_ID, OF_TERRAFORM, RESOURCE

ENGINE = "terraform"
STATE_VERSION = 4
# What the provider keeps beside the attributes that a command asks for.
_KEPT_BESIDE = (
    record.PENDING_SINCE,
    record.UNSEEN,
    record.FORMER_IDS,
    record.ID_IS_GENERATED,
    record.NETWORK_ID,
)
_BESIDE = (*OF_TERRAFORM, "id")

Json = Mapping[str, Any]


class Instance(NamedTuple):
    """A promo number in a state. deposed: an interrupted replacement left it behind."""

    address: str
    values: Json
    private: Json = MappingProxyType({})
    deposed: bool = False

    @property
    def name(self) -> str:
        """Its key; the address where it has none."""
        return str(self.values.get(KEY) or self.address)

    @property
    def namespace(self) -> str:
        """Of the provider that declared it, where the state says so."""
        declared_by = str(self.private.get(record.DECLARED_BY) or "").split("/")
        return "/".join(part for part in declared_by[:2] if part)


def is_terraform(document: Any) -> bool:
    """Whether it is a state file, or what `show -json` prints of a state or of a plan."""
    if not isinstance(document, Mapping) or "deployment" in document:
        return False
    is_file = document.get("version") == STATE_VERSION and "lineage" in document
    return is_file or ("format_version" in document and "terraform_version" in document)


def instances(document: Json) -> list[Instance]:
    """Every promo number in a state file, or in what `show -json` prints of a state.

    Raises ValueError, TypeError, KeyError or AttributeError where it is neither.
    """
    if "format_version" in document:
        values = document.get("values") or {}
        return list(_shown(values.get("root_module") or {}))
    return list(_stored(document["resources"]))


def stack_of(source: str, found: Sequence[Instance]) -> str:
    """What a report calls the state: its namespace, else its file, else its folder."""
    namespace = next((one.namespace for one in found if one.namespace), "")
    if namespace:
        return namespace
    path = Path(source)
    stem = path.stem if source != "-" else "terraform"
    return (path.resolve().parent.name if stem == "terraform" and source != "-" else stem) or stem


def as_resource(one: Instance, stack: str) -> dict[str, Any]:
    """The number as a Pulumi state has it."""
    return {
        "urn": urn(stack, one.name),
        "type": RESOURCE,
        "custom": True,
        "id": resource_id(one.values),
        "inputs": inputs(one.values),
        "outputs": outputs(one.values, one.private),
        "protect": one.values.get(DELETION_PROTECTION) is not False,
        "delete": one.deposed,
    }


def urn(stack: str, name: str, type_: str = RESOURCE) -> str:
    return f"urn:pulumi:{stack}::terraform::{type_}::{name}"


def inputs(values: Json) -> dict[str, Any]:
    """The attributes that a configuration can declare, as `invoca` names them."""
    return {
        name: value
        for name, value in values.items()
        if name not in _BESIDE and (value or value is False)
    }


def outputs(values: Json, private: Json) -> dict[str, Any]:
    """`values` and what the provider keeps beside them, as a record of `invoca`: the id is the live
    one, and `declared_id` the one that was asked for."""
    found = inputs(values)
    declared = found.get("id_from_network")
    found["id_from_network"] = private.get(LIVE_ID) or declared
    found[record.DECLARED_ID] = private.get(record.DECLARED_ID) or declared
    found |= {name: private[name] for name in _KEPT_BESIDE if private.get(name)}
    if not values.get("promo_number"):  # what tells a purchase that is pending
        sent_at = found.pop(record.BOUGHT_AT, None)
        found.setdefault(record.PENDING_SINCE, sent_at)
    elif not private:  # as the provider does where it is shown the attributes alone
        found[record.UNSEEN] = True
    return found


def resource_id(values: Json) -> str:
    """The ten digits, or what stands for them while the purchase is pending."""
    return str(values.get("promo_number") or record.pending_id(values))


def _shown(module: Json) -> Iterator[Instance]:
    for one in module.get("resources") or ():
        if one["type"] == RESOURCE and one.get("mode") == "managed":
            yield Instance(one["address"], one["values"], deposed="deposed_key" in one)
    for child in module.get("child_modules") or ():
        yield from _shown(child)


def _stored(resources: Sequence[Json]) -> Iterator[Instance]:
    for one in resources:
        if one["type"] != RESOURCE or one["mode"] != "managed":
            continue
        module = f"{one['module']}." if one.get("module") else ""
        for instance in one["instances"]:
            index = instance.get("index_key")
            address = f"{module}{RESOURCE}.{one['name']}"
            if index is not None:
                address += f"[{json.dumps(index)}]"
            private = _private(instance.get("private"))
            yield Instance(address, instance["attributes"], private, "deposed" in instance)


def _private(text: object) -> Json:
    try:
        values = json.loads(base64.b64decode(str(text or "")))
    except (ValueError, binascii.Error):
        return {}
    return values if isinstance(values, dict) else {}
