"""What a program declares of a number, as the record that the core is asked with.

Owns: who declares a number, and which of a program's properties are no inputs. Must not know: what
follows from that (`invoca.promo_number.declaring`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoca.promo_number.declaring import inputs_of
from invoca.promo_number.identity import Declarer
from invoca.promo_number.record import FORMER_NAMES, PROTECT
from invoca.unknown import UNKNOWN
from pulumi_stack import names
from pulumi_stack.urns import Urn


def declarer(urn: str) -> Declarer:
    resource = Urn.read(urn)
    return Declarer(resource.project, resource.stack, resource.name)


def declared(urn: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a program's properties, in camelCase; UNKNOWN where a value is not known."""
    given = names.from_wire(properties)
    former, protect = given.pop(FORMER_NAMES, None), given.pop(PROTECT, None)
    if not isinstance(former, list) and former is not UNKNOWN:
        former = []
    return inputs_of(declarer(urn), given, former, protect=protect)


def unknown_keys(properties: Mapping[str, Any]) -> list[str]:
    """What is in a program and is not an input; the engine's marks begin with `__`."""
    return [
        name
        for name in names.from_wire(properties)
        if not names.is_known(name) and not name.startswith("__")
    ]
