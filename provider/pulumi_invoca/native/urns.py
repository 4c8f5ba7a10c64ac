"""What a URN says of a resource: urn:pulumi:<stack>::<project>::<parents' types>$<type>::<name>."""

from __future__ import annotations

from .decisions import Declarer

_PREFIX = "urn:pulumi:"


def declarer(urn: str) -> Declarer:
    """Who declares the resource; a name may hold `::` itself."""
    stack, project, _, name = urn.removeprefix(_PREFIX).split("::", 3)
    return Declarer(project, stack, name)
