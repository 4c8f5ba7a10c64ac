"""What makes a Terraform state and the live account agree again.

Owns: the order of the lines. What is to be done about one number is what drift says of it, in
Terraform's words. Nothing is run here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from invoca import next_steps as step

from ..reports.words import one_line, phone
from .agreement import RecoveryRow
from .view import FINE


def steps(rows: Sequence[RecoveryRow]) -> list[str]:
    """Lines for a shell; what is to be written into the configuration is a comment."""
    edits = list(_edits(rows))
    return [*edits, *_afterwards()] if edits else []


def _edits(rows: Sequence[RecoveryRow]) -> Iterator[str]:
    for row in rows:
        if row.status not in FINE:
            number = f"{one_line(row.pair.name)} {phone(row.promo_number)}".rstrip()
            yield f"# {number} {row.status.value}: {one_line(row.note)}"


def _afterwards() -> Iterator[str]:
    yield "# A plan finds each number that the configuration declares by its id, and shows what is"
    yield "# left to do; nothing that it shows is done before an apply:"
    yield step.preview().strip("`")
