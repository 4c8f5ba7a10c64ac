"""ApplyResourceChange and ReadResource of `invoca_promo_number`.

Owns: what the state is to hold after each. Decides nothing about numbers: `invoca` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoca.errors import InvocaError
from invoca.lifecycle.number import Outcome
from invoca.promo_number import record

from . import foretold, planning, refusals, state
from .answers import told
from .declaring import declared
from .fields import KEY
from .run import Run
from .state import Made
from .walk import StateNumber
from .wire.diagnostics import Diagnostic

Values = Mapping[str, Any]


def apply(run: Run, prior: Values | None, planned: Values | None, private: Values) -> Made:
    """Does what was planned. private: what the plan kept; of a number that is destroyed to be
    replaced, what the plan of its successor kept."""
    if planned is None:
        return _release(run, prior or {}, private)
    if prior is None:
        return _create(run, planned, private)
    return _change(run, prior, planned, private)


def _inputs(run: Run, planned: Values, private: Values) -> dict[str, Any]:
    """What the plan declared. The configuration of an apply may say something else: an engine
    obeys `ignore_changes` in what it plans only."""
    is_written = private.get(planning.WRITES_ID)
    written = planned if is_written else {**planned, "id_from_network": None}
    return declared(written, run.namespace)


def _as_it_was(problem: Diagnostic) -> Made:
    """Of an object that the state goes on holding. Where an error comes with no state, an engine
    keeps what it has, private data with it; with a state, it keeps the private data of the answer,
    and of what is replaced that is not at hand."""
    return Made(None, {}, [problem])


def _create(run: Run, planned: Values, private: Values) -> Made:
    inputs = _inputs(run, planned, private)
    key = str(planned.get(KEY.name))
    replaced = run.walk.replaced_by(key)
    if replaced is not None and not replaced.promo_number:
        return _go_on(run, key, planned, inputs, replaced)
    made = run.number.create(inputs, only_buys=foretold.only_buys(planned))
    digits = record.digits_of(made.resource_id, made.outputs)
    if digits:
        run.walk.made(digits)
    kept = _held(foretold.as_made(run, planned, made.outputs), made)
    if not _is_taken_over(run, replaced, inputs, digits):
        return kept
    return kept._replace(diagnostics=[*kept.diagnostics, refusals.taken_over(digits)])


def _go_on(run: Run, key: str, planned: Values, inputs: Values, pending: StateNumber) -> Made:
    """Creates in place of a purchase that is pending: one object of the state or another goes on
    saying that it is, until it is settled."""
    before = run.walk.handed_on(key)
    try:
        made = run.number.update(pending.resource_id, pending.outputs, inputs)
    except InvocaError as error:
        if before is None:
            raise  # what is created before its predecessor is destroyed leaves it as it is
        return Made(before, state.private(pending.outputs), [told(error)])
    now = StateNumber(key, made.outputs)
    if now.promo_number:
        run.walk.made(now.promo_number)
        run.walk.settled(key)
    elif before is None and now.pending_since == pending.pending_since:
        return Made(None, {}, [told(made.error)] if made.error else [])
    return _held(foretold.as_made(run, planned, made.outputs), made)


def _is_taken_over(run: Run, replaced: StateNumber | None, inputs: Values, digits: str) -> bool:
    """Whether a number came that nobody named, and that this state did not hold."""
    if not digits or inputs.get("adopt") or run.life.held.purchased(digits):
        return False
    is_ours = replaced is not None and replaced.promo_number == digits
    return not (is_ours or run.walk.was_seen(digits))


def _change(run: Run, prior: Values, planned: Values, private: Values) -> Made:
    held = state.held(prior, private)
    checked = run.check(held.outputs, _inputs(run, planned, private))
    decision = run.number.diff(held.resource_id, held.outputs, checked.inputs)
    if decision.refusal is not None:
        return _as_it_was(told(decision.refusal))
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
    held, key = _held_to_release(prior, private), str(prior.get(KEY.name))
    digits = held.promo_number
    if not digits and run.walk.is_made(held):
        return Made(None, {})  # its successor was created before, and went on with the purchase
    if _is_handed_on(held, private):
        return _hand_on(run, prior, held, private)
    if run.is_settled(held):
        return _let_go_of_purchase(run, held)
    if digits and _is_asked_for_again(held, private):
        return _as_it_was(refusals.lost_by_replacement(digits))
    if not run.walk.is_made(held) and not record.may_be_released(held.outputs):
        return _as_it_was(refusals.protected(key, digits, "destroying it"))
    if run.walk.is_given_up(held):
        run.life.held.will_replace(digits)
    if not run.number.delete(held.resource_id, held.outputs):
        return Made(None, {})  # it says so itself
    run.walk.let_go(key)
    return Made(None, {})


def _held_to_release(prior: Values, private: Values) -> StateNumber:
    """private: of the plan; of what is replaced, that of its successor."""
    kept = planning.kept_of_replaced(str(prior.get("promo_number") or ""), private)
    if kept is None:
        return state.held(prior, private)
    return state.held(prior, kept, is_replaced=True)


def _let_go_of_purchase(run: Run, held: StateNumber) -> Made:
    """Of one that was not carried out, as a person said. What shows all the same is its
    successor's, whichever of both comes first; where there is none, it is released."""
    if not run.walk.is_replaced(held):
        run.number.delete(held.resource_id, held.outputs)
        run.walk.let_go(held.key)
    return Made(None, {})


def _is_handed_on(held: StateNumber, private: Values) -> bool:
    """Whether its successor, of which `private` is, takes over the number, or goes on with its
    purchase. That may share no name with it: where Invoca picks the id."""
    if not held.promo_number and private.get(planning.GOES_ON):
        return True
    ids, adopts = private.get(planning.IDS, ()), private.get(planning.ADOPTS)
    if held.names & {*ids, adopts}:
        return True
    if not held.promo_number or not _is_asked_for_again(held, private):
        return False
    return planning.is_found_by(held, ids, adopts, private.get(planning.CHOICE, {}))


def _is_asked_for_again(held: StateNumber, private: Values) -> bool:
    """Whether its successor asks for the same choice of number: it is tainted, or replaced by
    force."""
    choice = private.get(planning.CHOICE)
    if not private.get(planning.MAKES):
        return False
    if choice is None:  # it was not known when it was planned
        return bool(private.get(planning.FORCED))
    return not planning.asks_for_another(held, choice)


def _hand_on(run: Run, prior: Values, held: StateNumber, private: Values) -> Made:
    """Lets go of a number once Invoca shows it, and of a purchase once it is known what became of
    it: whoever dies before the successor is created leaves what a search finds. private: of the
    successor."""
    key, kept = str(private.get(planning.MAKES)), private.get(planning.GOES_ON)
    replaced = StateNumber(*kept) if kept else held
    if not private.get(planning.ADOPTS):  # a person says which number it is
        try:
            run.number.require_settled(replaced.resource_id, replaced.outputs)
        except InvocaError as error:
            return _as_it_was(told(error))
    run.walk.replaces(key, replaced)
    if held.promo_number:
        return Made(None, {}, [refusals.kept(held.promo_number)])
    run.walk.hands_on(key, prior)
    return Made(None, {})


# -- read ------------------------------------------------------------------------------------------


def read(run: Run, now: Values, private: Values) -> Made:
    """The state with what is live; none where the number is certainly gone."""
    held = state.held(now, private)
    found = run.number.read(held.resource_id, held.outputs)
    if found is None:
        run.walk.gone(held)
        return Made(None, {})
    seen, kept = state.shown(now, found.outputs), state.private(found.outputs)
    remember(run, seen, kept)
    return Made(seen, kept)


def remember(run: Run, now: Values, private: Values) -> None:
    """Notes what a state holds under its key."""
    if isinstance(now.get(KEY.name), str):
        run.walk.seen(state.held(now, private))
