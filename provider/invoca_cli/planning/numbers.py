"""The promo numbers of a preview: those that were there, and the steps about them.

Must not know: what a step means for a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pulumi_stack.kinds import NUMBERS

from ..workspace.preview import Preview, Resource, Step

# What says that nothing is done.
SILENT = frozenset({"same", "refresh", "read", "read-replacement", "read-discard"})
REPLACES = frozenset({"replace", "create-replacement"})
_PARTS_OF_REPLACE = frozenset({"create-replacement", "delete-replaced", "remove-pending-replace"})

_DELETES = REPLACES | {"delete", "delete-replaced"}


class Places(NamedTuple):
    """Where numbers are declared. lines: (file, line) by name. file: the campaign file, or "". was:
    the names that a number had, by today's name."""

    lines: Mapping[str, tuple[str, int]] = {}
    file: str = ""
    was: Mapping[str, tuple[str, ...]] = {}

    def of(self, name: str) -> dict[str, Any]:
        file, line = self.lines.get(name, (self.file, 0))
        return {"file": file, "line": line}


class PreviewedNumbers(NamedTuple):
    """steps: those about promo numbers, each once. before: the numbers that the state held, and the
    same by digits; by URN without those that an interrupted replacement left, which share it.
    deleted: the URNs of all resources that the engine deletes, replaced ones among them."""

    preview: Preview
    places: Places
    steps: list[Step]
    before: list[Resource]
    by_digits: Mapping[str, Resource]
    by_urn: Mapping[str, Resource]
    deleted: frozenset[str]

    @classmethod
    def of(cls, preview: Preview, places: Places) -> PreviewedNumbers:
        before = [
            step.old
            for step in preview.steps
            if step.op == "refresh" and step.old and step.old.type in NUMBERS
            if not step.old.external
        ]
        return cls(
            preview,
            places,
            [step for step in once_each(preview.steps) if type_of(step) in NUMBERS],
            before,
            {one.promo_number: one for one in before if one.promo_number},
            {one.urn: one for one in before if not one.delete},
            frozenset(step.urn for step in preview.steps if step.op in _DELETES),
        )

    @property
    def stack(self) -> str:
        return self.preview.stack

    def is_left_alone(self, old: Resource) -> bool:
        """Whether the engine lets go of it without asking its provider: it is retained, or goes
        with another resource that is deleted as well."""
        return old.retain or (bool(old.deleted_with) and old.deleted_with in self.deleted)


def type_of(step: Step) -> str:
    return step.resource.type if step.resource else ""


def once_each(steps: Iterable[Step]) -> list[Step]:
    """Without the parts of a replacement, where the engine tells it as a whole as well."""
    steps = list(steps)
    whole = {step.urn for step in steps if step.op == "replace"}
    return [step for step in steps if not (step.op in _PARTS_OF_REPLACE and step.urn in whole)]
