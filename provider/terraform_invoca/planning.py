"""PlanResourceChange of `invoca_promo_number`: what the engine is to show, and to ask for later.

Owns: what of a plan the engine keeps for the apply, which is another process, and in which order a
replacement is planned. Decides nothing about numbers: `invoca` does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from invoca.lifecycle.held import choice_of
from invoca.promo_number import decide, record
from invoca.promo_number.declaring import IDENTIFYING
from invoca.promo_number.identity import may_be_same_id
from invoca.promo_number.located import Sought
from invoca.promo_number.models import MOVING, PromoNumber
from invoca.promo_number.problems import Problem
from invoca.promo_number.record import PROTECT
from invoca.unknown import UNKNOWN, holds_unknown

from . import conflicts, foretold, refusals, state
from .answers import told as told_error
from .declaring import declared, former_keys, told
from .fields import DELETION_PROTECTION, FORMER_KEYS, KEY, OUTPUT_NAMES
from .run import Run
from .state import Made
from .walk import StateNumber
from .wire.diagnostics import Diagnostic, has_error

# What a plan keeps, beside what the state does.
REPLACES = "replaces"  # the digits that it replaces; "" while they are not known
FORCED = "forced"  # whether nothing in the declaration asks for the replacement
IDS = "ids"  # the ids under which it takes a number over, or buys it
ADOPTS = "adopts"  # the digits by which it takes a number over
GOES_ON = "goes_on"  # what the state holds that it goes on with
MAKES = "makes"  # its key
CHOICE = "choice"  # what chooses its number
OBJECT = "object"  # what is kept beside the attributes of what it replaces, by its digits
WRITES_ID = "writes_id"  # whether it declares its id, which the planned value does not tell
CHOOSING = (*IDENTIFYING, "id_from_network", record.ID_IS_GENERATED, "adopt")

Values = Mapping[str, Any]


def plan(
    run: Run, prior: Values | None, proposed: Values | None, config: Values | None, private: Values
) -> Made:
    """private: of the object in the state; for the second half of a replacement, what the first
    half kept."""
    if proposed is None or config is None:
        return _release(run, prior or {}, private)
    if prior is None:
        made = _creation(run, proposed, config, private)
    else:
        made = _change(run, prior, proposed, config, private)
    if config.get("id_from_network") is None:
        return made
    return made._replace(private={**made.private, WRITES_ID: True})


# -- destroy ---------------------------------------------------------------------------------------


def _release(run: Run, prior: Values, private: Values) -> Made:
    held = state.held(prior, private)
    key, found = str(prior.get(KEY.name)), []
    is_settled = run.is_settled(held)
    as_key = _as_key(run, key, held.outputs)
    if not is_settled and not run.walk.leaves(held, as_key):
        found.append(conflicts.held_elsewhere(run, key, held=held))
    elif run.walk.is_rekeyed(as_key):
        found.append(refusals.key_of_another(key))
    elif is_settled:
        pass  # nothing is released, unless it shows all the same: then the apply looks for consent
    elif not run.walk.is_made(held) and not record.may_be_released(held.outputs):
        found.append(conflicts.protected(run, key, held, "destroying it"))
    else:
        found += _problems_of_releasing(run)
    return Made(None, private, found)


def _problems_of_releasing(run: Run) -> list[Diagnostic]:
    adopter = run.walk.releases()
    return [refusals.adopted_late(adopter)] if adopter else []


# -- create ----------------------------------------------------------------------------------------


def _creation(run: Run, proposed: Values, config: Values, private: Values) -> Made:
    inputs = declared(config, run.namespace)
    key, replaces = config.get(KEY.name), private.get(REPLACES)
    found = _key_problems(run, config) if replaces is None else []
    ids = [inputs.get("id_from_network", UNKNOWN), *inputs.get(record.FORMER_IDS, ())]
    known = [id_ for id_ in ids if isinstance(id_, str)]
    before = _predecessor(run, config, known, replaces) if private.get(FORCED, True) else None
    held = before if before is not None and not asks_for_another(before, inputs) else None
    checked = run.check(held.outputs if held else {}, inputs)
    found += _problems(run, checked.problems)
    adopts = record.adopted_digits(checked.inputs)
    names = {adopts} if adopts else {*known}
    if not found:
        found += _problems_of_replacing(run, before, held, known, adopts, inputs)
    if held is None and not found:
        run.foresee(checked.inputs)
    own = held if replaces is not None else None
    found += _problems_of_asking(run, config, checked.inputs, names, own)
    planned = _left_to_the_apply(proposed, config, ids[0])
    every_name = {*names, *known}
    replaced = _replaced(run, config, held, every_name)
    planned[record.BOUGHT_AT] = _bought_at(run, replaced, every_name)
    planned |= foretold.of_creation(
        run,
        checked.inputs,
        {*every_name, *(replaced.names if replaced else ())},
        is_late=replaced is None and foretold.is_known_late(ids[0], checked.inputs),
        is_sound=not has_error(found),
    )
    choice = record.present(checked.inputs, CHOOSING)
    kept: dict[str, Any] = {
        IDS: [] if adopts else known,  # by digits it is looked for by nothing else
        ADOPTS: adopts,
        MAKES: str(key),
        GOES_ON: replaced,
        OBJECT: private.get(OBJECT) or _object(before),
        FORCED: private.get(FORCED, True),
        CHOICE: None if holds_unknown(choice) else choice,
    }
    return Made(planned, {name: value for name, value in kept.items() if value}, found)


def _object(held: StateNumber | None) -> dict[str, Any]:
    """An engine destroys what is replaced with what the plan of its successor kept."""
    return {} if held is None else {held.promo_number: state.private(held.outputs)}


def kept_of_replaced(promo_number: str, private: Values) -> Values | None:
    """What is kept beside the attributes of a number that is destroyed to be replaced; None where
    it is not. private: of the plan that destroys it."""
    if MAKES not in private:
        return None
    return dict(private.get(OBJECT, {}).get(promo_number, {}))


def _left_to_the_apply(proposed: Values, config: Values, id_: Any) -> dict[str, Any]:
    """id_: that it declares, or that is made for it."""
    planned = dict(proposed) | dict.fromkeys(OUTPUT_NAMES, UNKNOWN)
    _default(planned, config)
    if config.get("id_from_network") is None:
        # Under which of several keys' ids it lives is not known before it was looked for.
        planned["id_from_network"] = UNKNOWN if config.get(FORMER_KEYS.name) else id_
    return planned


def _problems_of_asking(
    run: Run,
    config: Values,
    inputs: Values,
    names: Collection[str],
    replaced: StateNumber | None,
) -> list[Diagnostic]:
    """What else asks for the number, or has it. names: by which it is looked for. replaced: what
    is replaced by force, which stayed with its resource so far."""
    key, found = str(config.get(KEY.name)), []
    if replaced is None and holds_unknown(inputs.get("adopt")):
        is_free = run.walk.adopts_late(key)
        found.append((refusals.not_adopted_yet if is_free else refusals.adopted_late)(key))
    as_key = _as_key(run, key, inputs)
    wanted_as = {*names, as_key} if _is_told_by_key(config, inputs) else names
    if not run.walk.asks(key, wanted_as):
        found.append(refusals.asked_for_twice(key))
    if not run.walk.wants(wanted_as, {*replaced.names, as_key} if replaced else ()):
        found.append(conflicts.held_elsewhere(run, key, run.walk.keeper(wanted_as)))
    return found


def _replaced(
    run: Run, config: Values, held: StateNumber | None, names: Collection[str]
) -> StateNumber | None:
    """What the new object goes on with, which a plan lets the apply know; None for nothing."""
    key = str(config.get(KEY.name))
    before = held or next(_under_former_keys(run, config, names), None)
    if before is not None:
        run.walk.replaces(key, before)
    elif run.plans:
        run.walk.settled(key)
    else:
        return run.walk.replaced_by(key)
    return before


def _predecessor(
    run: Run, config: Values, ids: Collection[str], replaces: str | None
) -> StateNumber | None:
    """What the state holds in its place: by -replace, or because it is tainted. None where there is
    none, or an engine does not let it be known: of a tainted number whose key is another now, or
    not known yet. What the walk keeps has another place, whatever its key was.

    replaces: the digits that -replace names.
    """
    key = config.get(KEY.name)
    by_digits = run.walk.held_as(replaces) if replaces else None
    if by_digits is not None or not isinstance(key, str):
        return by_digits
    # An apply that creates first is not shown what is replaced before that.
    held = (None if run.plans else run.walk.replaced_by(key)) or run.walk.held(key)
    if held is not None and not run.walk.is_kept(held):
        return held
    return run.walk.held_pending([key, *former_keys(config)], ids)


def asks_for_another(held: StateNumber, inputs: Values) -> bool:
    """Whether a declaration asks for another number than the one that it is to replace."""
    who, asked = record.Identity(held.promo_number), record.canonical(inputs)
    return bool(decide.change(who, held.outputs, asked).replaces)


def _problems_of_replacing(
    run: Run,
    before: StateNumber | None,
    held: StateNumber | None,
    ids: Collection[str],
    adopts: str,
    inputs: Values,
) -> list[Diagnostic]:
    """before: what the state holds in its place. held: that, where the same number is meant."""
    # A purchase that was never answered has no digits yet, so nothing can be lost of it.
    if before is None or not before.promo_number:
        return []
    if held is not None:
        is_found = is_found_by(held, ids, adopts, inputs) or _is_told_by_rest(held, ids, inputs)
        return [] if is_found else [refusals.lost_by_replacement(held.promo_number)]
    if record.may_be_released(before.outputs) or run.walk.is_kept(before):
        return []
    return [refusals.protected(before.key, before.promo_number, "replacing it")]


def is_found_by(
    held: StateNumber, ids: Collection[str], adopts: str | None, inputs: Values
) -> bool:
    """Whether whoever looks for a number by these ids, or these digits, finds it: should this run
    die before its successor is created, the next one has nothing else."""
    is_made = bool(inputs.get(record.ID_IS_GENERATED))
    sought = Sought(record.campaign(held.outputs), tuple(ids), adopts or "", is_made)
    live = held.outputs.get("id_from_network")
    return sought.finds(PromoNumber(promo_number=held.promo_number, id_from_network=live))


def _is_told_by_rest(held: StateNumber, ids: Collection[str], inputs: Values) -> bool:
    """Whether it is found though something is before its declared id: all fields agree then."""
    live = held.outputs.get("id_from_network")
    if not any(may_be_same_id(id_, live) for id_ in ids) or record.unknown_names(inputs):
        return False
    who = record.Identity(held.promo_number)
    return decide.change(who, held.outputs, record.canonical(inputs)).fields in ((), (PROTECT,))


def _as_key(run: Run, key: Any, declared: Values) -> str:
    """What tells the number of a key from others, whatever id it has by now."""
    return run.walk.as_key(str(key), choice_of(record.unchecked(declared).declared))


def _is_told_by_key(config: Values, inputs: Values) -> bool:
    """Whether a block names its number by nothing but its key, whoever picks the id."""
    return config.get("id_from_network") is None and not record.adopted_digits(inputs)


def _under_former_keys(run: Run, config: Values, names: Collection[str]) -> Iterator[StateNumber]:
    """What a state holds under another key, and this one asks for."""
    for key in former_keys(config):
        held = run.walk.held(key)
        if held is not None and held.names & {*names}:
            yield held


def _bought_at(run: Run, replaced: StateNumber | None, names: Collection[str]) -> Any:
    """When the purchase was sent that it goes on with; else that is not known yet.

    In create_before_destroy, an apply of another engine than the one that planned knows of no
    purchase, and would send a second one. It plans another value than this, and so its engine ends
    there."""
    since = run.pending_since(replaced) if replaced is not None else None
    if replaced is None or since is None:
        return UNKNOWN
    before = replaced.names
    return record.as_time(since) if before & {*names} or not before else UNKNOWN


# -- update ----------------------------------------------------------------------------------------


def _change(run: Run, prior: Values, proposed: Values, config: Values, private: Values) -> Made:
    held = state.held(prior, private)
    run.walk.seen(held)  # without a refresh, nothing but this call shows all of it
    found = _key_problems(run, config, held.promo_number)
    checked = run.check(held.outputs, declared(config, run.namespace))
    found += _problems(run, checked.problems)
    planned = dict(proposed)
    _default(planned, config)
    if config.get("id_from_network") is None:
        planned["id_from_network"] = prior.get("id_from_network")
    if has_error(found):
        return Made(planned, private, conflicts.unless_held_twice(run, held, found))
    decision = run.number.diff(held.resource_id, held.outputs, checked.inputs)
    if decision.replaces and not run.plans and run.walk.was_left_open(held):
        return Made(planned, private, [refusals.known_late(decision.replaces)])
    if decision.replaces:
        return _replacement(run, planned, config, checked.inputs, decision, held)
    if decision.refusal is not None:
        refused = conflicts.unless_held_twice(run, held, [told_error(decision.refusal)])
        return Made(planned, private, refused)
    found += _problems_of_keeping(run, config, checked.inputs, held)
    found += _left_open(run, config, held)
    if not held.promo_number:  # which somebody untainted
        planned |= dict.fromkeys(OUTPUT_NAMES, UNKNOWN)
    if any(planned.get(name) != prior.get(name) for name in MOVING):
        planned |= dict.fromkeys(("invoca_id", "object_url"), UNKNOWN)
        if config.get("id_from_network") is None:
            planned["id_from_network"] = UNKNOWN  # Invoca may change it in a move
    return Made(planned, {**private, **_replaces(held, is_forced=True)}, found)


def _problems_of_keeping(
    run: Run, config: Values, inputs: Values, held: StateNumber
) -> list[Diagnostic]:
    key, found = str(config.get(KEY.name)), []
    if not run.walk.keeps(held.names, key):
        found.append(conflicts.held_elsewhere(run, key, key, run.walk.asker(held.names), held))
    is_rekeyed = _is_told_by_key(config, inputs) and key != held.key
    if is_rekeyed and not run.walk.rekeys(_as_key(run, key, inputs)):
        found.append(refusals.key_of_another(key))
    return found


def _left_open(run: Run, config: Values, held: StateNumber) -> list[Diagnostic]:
    """What may ask for another number, and is not known yet."""
    was_chosen = not held.outputs.get(record.CREATE_ONLY_UNKNOWN)
    asking = (*(IDENTIFYING if was_chosen else ("generation",)), "id_from_network", "adopt")
    names = [name for name in asking if holds_unknown(config.get(name))]
    if not names or not held.promo_number:
        return []
    if run.plans:
        run.walk.leaves_open(held)
    return [refusals.may_replace(held.promo_number, names)]


def _replacement(
    run: Run,
    planned: dict[str, Any],
    config: Values,
    inputs: Values,
    decision: decide.Decision,
    held: StateNumber,
) -> Made:
    planned |= dict.fromkeys(OUTPUT_NAMES, UNKNOWN)
    if config.get("id_from_network") is None:
        planned["id_from_network"] = inputs.get("id_from_network", UNKNOWN)
    found = []
    if not run.walk.leaves(held):
        found.append(conflicts.held_elsewhere(run, config.get(KEY.name), held=held))
    elif decision.refusal is not None:
        what = f"replacing it ({', '.join(decision.fields)})"
        found.append(conflicts.protected(run, str(config.get(KEY.name)), held, what))
    else:
        found += _problems_of_releasing(run)
    run.walk.gives_up(held)
    paths = [(name,) for name in decision.replaces]
    return Made(planned, _replaces(held, is_forced=False), found, paths)


def _replaces(held: StateNumber, *, is_forced: bool) -> dict[str, Any]:
    """What the first half of a replacement keeps for the second."""
    return {REPLACES: held.promo_number, FORCED: is_forced, OBJECT: _object(held)}


# -- in common -------------------------------------------------------------------------------------


def _default(planned: dict[str, Any], config: Values) -> None:
    if config.get(DELETION_PROTECTION.name) is None:
        planned[DELETION_PROTECTION.name] = True


def _problems(run: Run, problems: Sequence[Problem]) -> list[Diagnostic]:
    """What is wrong; a failure of the whole plan, which no argument is to blame for, is reported
    once: that ends the plan."""
    return [told(one) for one in problems if one.path or run.walk.tells(one.text)]


def _key_problems(run: Run, config: Values, holds: str = "") -> list[Diagnostic]:
    """holds: the digits that the state holds for it; "" for none."""
    key = config.get(KEY.name)
    known = {name: repr(value) for name, value in config.items() if not holds_unknown(value)}
    if not isinstance(key, str) or run.walk.declares(key, known, holds):
        return []
    if run.walk.is_declared_for(key, holds):
        return [refusals.held_twice(holds)]
    return [refusals.declared_twice(key)]
