"""The numbers that a program declares where there is no campaign file: as the engine would create
them on an empty stack.

Owns: that reading, which runs the program and writes nothing. Must not know: what it is for.
"""

from __future__ import annotations

from collections.abc import Iterator

from invoca.counted import some
from invoca.drift.findings import Managed
from invoca.errors import LookAtAccount
from invoca.promo_number.record import FORMER_IDS, unchecked
from pulumi_stack.kinds import NUMBERS

from .preview import Preview, run_preview
from .project import Project, short_name
from .sources import Declared


def declared_by_program(stack: str, project: Project) -> list[Declared]:
    """Raises LookAtAccount where the program cannot be run, or fails."""
    preview = run_preview(stack, project, is_new=True)
    if preview.errors:
        raise LookAtAccount(
            f"reading what the program declares for stack {stack}",
            answer=some([error.text for error in preview.errors], between="; "),
            remedy="Correct the program; `invoca plan` shows the same",
        )
    return list(_numbers(preview, short_name(stack)))


def _numbers(preview: Preview, stack: str) -> Iterator[Declared]:
    for step in preview.steps:
        if step.op != "create" or step.new is None or step.new.type not in NUMBERS:
            continue
        inputs = step.new.inputs
        declared = unchecked(inputs).declared
        former = inputs.get(FORMER_IDS) or ()
        ids = [inputs.get("id_from_network"), *former]
        yield Declared(
            Managed(
                stack,
                step.name,
                declared.campaign,
                declared,
                promo_number=declared.adopted_digits,
                ids=tuple(str(one) for one in ids if one),
                has_file=False,
            )
        )
