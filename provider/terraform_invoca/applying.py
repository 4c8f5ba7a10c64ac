"""ApplyResourceChange and ReadResource of `invoca_promo_number`.

Owns: what the state is to hold after each. Decides nothing about numbers: `invoca` does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from invoca.errors import InvocaError
from invoca.lifecycle.number import Outcome
from invoca.promo_number import record

from . import planning, refusals, state
from .answers import told
from .declaring import declared
from .fields import KEY
from .run import Run
from .walk import Pending
from .wire.diagnostics import Diagnostic

Values = Mapping[str, Any]


class Made(NamedTuple):
    """state: None where there is no number. private: what is kept beside its attributes."""

    state: Values | None
    private: Values
    diagnostics: Sequence[Diagnostic] = ()


def apply(
    run: Run, prior: Values | None, planned: Values | None, config: Values | None, private: Values
) -> Made:
    """Does what was planned. private: what the plan kept; of a number that is destroyed to be
    replaced, what the plan of its successor kept."""
    if planned is None or config is None:
        return _release(run, prior or {}, private)
    if prior is None:
        return _create(run, planned, config)
    return _change(run, prior, planned, config, private)


def _create(run: Run, planned: Values, config: Values) -> Made:
    inputs = declared(config, run.namespace)
    key = str(config.get(KEY.name))
    pending = run.walk.pending_purchase(key)
    if pending is not None:
        return _go_on(run, key, planned, inputs, pending)
    made = run.number.create(inputs)
    digits = record.digits_of(made.resource_id, made.outputs)
    if digits:
        run.walk.made(digits)
    kept = _held(planned, made)
    if not _is_taken_over(run, key, inputs, digits):
        return kept
    return kept._replace(diagnostics=[*kept.diagnostics, refusals.taken_over(digits)])


def _go_on(run: Run, key: str, planned: Values, inputs: Values, pending: Pending) -> Made:
    """Creates in place of a purchase that is pending: one object of the state or another goes on
    saying that it is, until it is settled."""
    before = run.walk.handed_on(key)
    try:
        made = run.number.update(record.pending_id(pending.outputs), pending.outputs, inputs)
    except InvocaError as error:
        if before is None:
            raise  # what is created before its predecessor is destroyed leaves it as it is
        return Made(before, state.private(pending.outputs), [told(error)])
    digits = record.digits_of(made.resource_id, made.outputs)
    if digits:
        run.walk.made(digits)
        run.walk.settled(key)
    elif before is None and _since(made.outputs) == _since(pending.outputs):
        return Made(None, {}, [told(made.error)] if made.error else [])
    return _held(planned, made)


def _since(outputs: Values) -> float | None:
    return record.seconds(outputs.get(record.PENDING_SINCE))


def _is_taken_over(run: Run, key: str, inputs: Values, digits: str) -> bool:
    """Whether a number came that nobody named, and that this state did not hold."""
    if not digits or inputs.get("adopt") or run.life.held.purchased(digits):
        return False
    return not (run.walk.was_seen(digits) or run.walk.is_taken_over(key, digits))


def _change(run: Run, prior: Values, planned: Values, config: Values, private: Values) -> Made:
    held = state.held(prior, private)
    checked = run.check(held.outputs, declared(config, run.namespace))
    decision = run.number.diff(held.resource_id, held.outputs, checked.inputs)
    if decision.refusal is not None:
        return Made(prior, private, [told(decision.refusal)])
    if not decision.is_change:
        said = record.present(checked.inputs, record.BOOKKEEPING)
        unchanged = {**held.outputs, **said}
        return Made(state.filled(planned, unchanged), state.private(unchanged))
    return _held(planned, run.number.update(held.resource_id, held.outputs, checked.inputs))


def _held(planned: Values, made: Outcome) -> Made:
    filled, kept = state.filled(planned, made.outputs), state.private(made.outputs)
    if made.error is None:
        return Made(filled, kept)
    # It is ours, though not as declared: the state has to say so, and the next plan shows it.
    return Made(state.shown(filled, made.outputs), kept, [told(made.error)])


def _release(run: Run, prior: Values, private: Values) -> Made:
    held, key = state.held(prior, private), str(prior.get(KEY.name))
    digits = held.promo_number
    if not digits and run.walk.is_made(held):
        return Made(None, {})  # its successor was created before, and went on with the purchase
    if pending := private.get(planning.GOES_ON):
        return _hand_on(run, prior, Pending(*pending), private)
    if held.names & {*private.get(planning.IDS, ()), private.get(planning.ADOPTS)}:
        run.walk.takes_over(str(private.get(planning.MAKES)), digits)
        return Made(None, {}, [refusals.kept(digits)] if digits else [])
    if not run.walk.is_made(held) and planning.is_protected(prior):
        return Made(prior, private, [refusals.protected(key, digits, "destroying it")])
    if not run.number.delete(held.resource_id, held.outputs):
        return Made(None, {})  # it says so itself
    run.walk.let_go(key)
    return Made(None, {})


def _hand_on(run: Run, prior: Values, pending: Pending, private: Values) -> Made:
    """Lets go of a purchase once it is known what became of it: whoever dies before its successor
    is created leaves nothing that a search does not find. private: of the successor."""
    if not private.get(planning.ADOPTS):  # a person says which number it is
        try:
            run.number.settle(record.pending_id(pending.outputs), pending.outputs)
        except InvocaError as error:
            return Made(prior, state.private(pending.outputs), [told(error)])
    key = str(private.get(planning.MAKES))
    run.walk.goes_on(key, pending)
    run.walk.hands_on(key, prior)
    return Made(None, {})


# -- read ------------------------------------------------------------------------------------------


def read(run: Run, now: Values, private: Values) -> Made:
    """The state with what is live; none where the number is certainly gone."""
    held = state.held(now, private)
    found = run.number.read(held.resource_id, held.outputs)
    if found is None:
        return Made(None, {})
    seen, kept = state.shown(now, found.outputs), state.private(found.outputs)
    remember(run, seen, kept)
    return Made(seen, kept)


def remember(run: Run, now: Values, private: Values) -> None:
    """Notes what a state holds under its key."""
    if isinstance(now.get(KEY.name), str):
        run.walk.seen(state.held(now, private))
