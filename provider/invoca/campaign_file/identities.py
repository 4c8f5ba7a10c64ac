"""What no two numbers can have in common.

Must not know: what is said of those that do.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..promo_number.identity import one_form
from .format import NumberEntry


def identities(entry: NumberEntry) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Fields of a number, and what each makes of it the only one of; what is shown is last."""
    declared = entry.declaration
    if declared.id_from_network:
        yield "id_from_network", (declared.campaign, one_form(declared.id_from_network))
    if declared.adopted_digits:
        yield "adopt", (declared.adopted_digits,)
    if entry.written_back:
        yield "promo_number", (entry.written_back,)
    for name in dict.fromkeys(entry.was):
        yield "was", (name,)
