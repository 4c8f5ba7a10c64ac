"""What a resource's URN says of it: urn:pulumi:<stack>::<project>::<types>::<name>.

Owns: where its parts end. A name may hold `::` itself.
"""

from __future__ import annotations

from typing import NamedTuple

_PREFIX = "urn:pulumi:"


class Urn(NamedTuple):
    """types: those of its parents and its own, the outermost first."""

    stack: str
    project: str
    types: tuple[str, ...]
    name: str

    @classmethod
    def read(cls, text: str) -> Urn:
        """Raises ValueError where `text` is not one."""
        stack, project, types, name = text.removeprefix(_PREFIX).split("::", 3)
        return cls(stack, project, tuple(types.split("$")), name)


def stack_of(text: str) -> str:
    """The stack of a resource; "" where `text` is no URN."""
    return text.removeprefix(_PREFIX).split("::", 1)[0] if text.startswith(_PREFIX) else ""


def name_of(text: str) -> str:
    """The name of a resource; `text` as it is where that is no URN."""
    return text.split("::", 3)[-1]
