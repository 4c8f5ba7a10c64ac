"""What the plan of a creation foretells, as values that its apply has to keep to.

Owns: `network_id` and `taken_over`. Nothing else reaches from a plan to the apply of what it
creates: an engine plans that again, in another process, and with a saved plan on another machine,
with other settings. But it compares the values of both plans, and ends where they differ.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from invoca.promo_number import record
from invoca.unknown import UNKNOWN, holds_unknown
from terraform_stack.names import NETWORK_ID, TAKEN_OVER

from .run import Run

Values = Mapping[str, Any]


def is_known_late(id_: Any, inputs: Values) -> bool:
    """Whether what a creation asks for is known only in the apply: no plan sees then what else
    holds it. id_: that it declares, or that is made for it."""
    if holds_unknown(inputs.get("adopt")):
        return True
    if record.adopted_digits(inputs) or inputs.get("id_assigned_by") == "invoca":
        return False
    return holds_unknown(id_)


def of_creation(
    run: Run, inputs: Values, names: Collection[str], *, is_late: bool, is_sound: bool
) -> dict[str, Any]:
    """inputs: checked. names: by which it is looked for, and those of what it replaces by itself.
    is_late: as `is_known_late` has it, of what replaces nothing. is_sound: whether nothing is wrong
    with it so far. Raises InvocaError."""
    network = UNKNOWN if run.network is None else run.network
    return {NETWORK_ID: network, TAKEN_OVER: _is_taken_over(run, inputs, names, is_late, is_sound)}


def _is_taken_over(
    run: Run, inputs: Values, names: Collection[str], is_late: bool, is_sound: bool
) -> Any:
    """False where a live number may not be taken over, and where none is there. An apply does not
    hear which of both plans said: where it cannot tell, it looks. A process that cannot tell a plan
    from an apply says the same in both."""
    if run.is_alone:
        return UNKNOWN
    if run.plans:
        if is_late:
            return False
        run.walk.foretells(names)
        return UNKNOWN
    if run.follows_a_plan:
        return UNKNOWN if run.walk.was_foretold(names) else False
    may_look = is_sound and not holds_unknown(inputs)
    return UNKNOWN if not may_look or run.number.is_live(inputs) else False


def as_made(run: Run, planned: Values, outputs: Values) -> dict[str, Any]:
    """What was planned of an object, with what was left open of it. outputs: of what was made."""
    is_ours = outputs.get(record.BOUGHT_AT) or outputs.get(record.PENDING_SINCE)
    found = {NETWORK_ID: run.network, TAKEN_OVER: not is_ours}
    opened = {name: one for name, one in found.items() if holds_unknown(planned.get(name))}
    return {**planned, **opened}


def only_buys(planned: Values) -> bool:
    """Whether a creation may not take a live number over."""
    return planned.get(TAKEN_OVER) is False
