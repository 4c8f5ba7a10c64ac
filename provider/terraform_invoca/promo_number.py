"""`invoca_promo_number`: the resource, call by call.

Owns: what each of the engine's calls means for a number, in the engine's order of calls. Decides
nothing about numbers: `invoca` does. docs/terraform.md tells the rules that Terraform adds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from invoca.promo_number.models import CREATE_ONLY, MOVING
from invoca.promo_number.problems import Problem, declaration_problems

from . import settings, state
from . import translation as record
from .answers import shortened, told
from .fields import DELETION_PROTECTION, FORMER_KEYS, KEY, OUTPUT_NAMES
from .run import Run
from .walk import Held
from .wire.diagnostics import Diagnostic, Path, error, has_error, warning
from .wire.values import UNKNOWN, holds_unknown

TYPE = "invoca_promo_number"

_REPLACES = "replaces"  # private: the digits that this plan replaces
_IDS = "ids"  # private: the ids under which this plan takes a number over, or buys it
_ADOPTS = "adopts"  # private: the digits by which it takes a number over
_FORCED = "forced"  # private: whether nothing in the declaration asks for the replacement


class Planned(NamedTuple):
    state: Mapping[str, Any] | None
    private: Mapping[str, Any]
    diagnostics: Sequence[Diagnostic] = ()
    replaces: Sequence[Path] = ()


class Made(NamedTuple):
    state: Mapping[str, Any] | None
    private: Mapping[str, Any]
    diagnostics: Sequence[Diagnostic] = ()


# -- what is declared ------------------------------------------------------------------------------


def declared(config: Mapping[str, Any], namespace: str | None) -> dict[str, Any]:
    """The inputs that a configuration declares, as `invoca` takes them."""
    inputs = {name: config.get(name) for name in record.DECLARED}
    inputs = {name: value for name, value in inputs.items() if value is not None}
    inputs[record.PROTECT] = config.get(DELETION_PROTECTION.name) is not False
    key = config.get(KEY.name)
    if "id_from_network" not in inputs and inputs.get("id_assigned_by") != "invoca":
        inputs[record.ID_IS_GENERATED] = True
        covered = {name: inputs.get(name) for name in (*CREATE_ONLY, "generation")}
        if namespace is None or holds_unknown([key, covered]):
            inputs["id_from_network"] = UNKNOWN
        else:
            inputs["id_from_network"] = _id(namespace, str(key), inputs)
            former = config.get(FORMER_KEYS.name)
            if former and not holds_unknown(former):
                inputs[record.FORMER_IDS] = [_id(namespace, name, inputs) for name in former]
    if namespace is not None and not holds_unknown(key):
        inputs[record.DECLARED_BY] = "/".join(settings.declarer(namespace, str(key)))
    return inputs


def _id(namespace: str, key: str, inputs: Mapping[str, Any]) -> str:
    return record.made_id(settings.declarer(namespace, key), inputs)


def validate(config: Mapping[str, Any]) -> list[Diagnostic]:
    """Everything that is wrong with a resource block, as far as its values are known."""
    found = []
    key = config.get(KEY.name)
    if isinstance(key, str) and not key.strip():
        found.append(error("`key` is empty", "Write a name for the number.", (KEY.name,)))
    inputs = {name: config.get(name) for name in record.DECLARED if config.get(name) is not None}
    unknown = {name for name in inputs if holds_unknown(inputs[name])}
    problems = declaration_problems(inputs, unknown)
    return found + [_diagnostic(problem) for problem in problems]


def _diagnostic(problem: Problem) -> Diagnostic:
    if not problem.path:
        return error("This plan buys too many numbers", problem.text)
    summary = f"{problem.field} {problem.text}"
    return error(shortened(summary), f"{problem.field} {problem.text}.", problem.path)


# -- plan ------------------------------------------------------------------------------------------


def plan(
    run: Run,
    prior: Mapping[str, Any] | None,
    proposed: Mapping[str, Any] | None,
    config: Mapping[str, Any] | None,
    private: Mapping[str, Any],
) -> Planned:
    """What the engine is to show, and to ask for when it applies."""
    if proposed is None or config is None:
        return _plan_release(run, prior or {}, private)
    if prior is None:
        return _plan_creation(run, proposed, config, private)
    return _plan_change(run, prior, proposed, config, private)


def _plan_release(run: Run, prior: Mapping[str, Any], private: Mapping[str, Any]) -> Planned:
    key, digits = str(prior.get(KEY.name)), str(prior.get("promo_number"))
    found = []
    if not run.walk.leaves(_names(prior, private)):
        found.append(_wanted_elsewhere(key))
    elif not run.walk.is_made(digits) and _is_protected(prior):
        found.append(_protected(key, digits, "destroying it"))
    return Planned(None, private, found)


def _names(now: Mapping[str, Any], private: Mapping[str, Any]) -> frozenset[str]:
    """What tells the number of a state from others."""
    outputs = state.outputs(now, private)
    ids = (outputs.get("id_from_network"), outputs.get(record.DECLARED_ID))
    return frozenset({str(now.get("promo_number")), *(id_ for id_ in ids if id_)})


def _plan_creation(
    run: Run,
    proposed: Mapping[str, Any],
    config: Mapping[str, Any],
    private: Mapping[str, Any],
) -> Planned:
    inputs = declared(config, run.namespace)
    key = config.get(KEY.name)
    found = [] if private.get(_REPLACES) else _key_problems(run, key)
    held = _forced(run, inputs, config, private)
    _, problems = run.number.check(held.outputs if held else {}, inputs)
    found += [_diagnostic(problem) for problem in problems]
    if held is not None and not found:
        found += _finds_itself(held, inputs)
    planned = dict(proposed) | dict.fromkeys(OUTPUT_NAMES, UNKNOWN)
    _default(planned, config)
    ids = [inputs.get("id_from_network", UNKNOWN), *inputs.get(record.FORMER_IDS, ())]
    # Under which of several ids it lives is not known before it was looked for.
    made = ids[0] if len(ids) == 1 else UNKNOWN
    planned["id_from_network"] = config.get("id_from_network") or made
    adopts = inputs.get("adopt")
    wanted = [name for name in (*ids, adopts) if isinstance(name, str)]
    if not run.walk.wants(wanted):
        found.append(_wanted_elsewhere(key))
    kept = {_IDS: [id_ for id_ in ids if id_ is not UNKNOWN], _ADOPTS: adopts}
    return Planned(planned, {name: value for name, value in kept.items() if value}, found)


def _forced(
    run: Run, inputs: Mapping[str, Any], config: Mapping[str, Any], private: Mapping[str, Any]
) -> Held | None:
    """The number that is replaced although nothing in the declaration asks for another one: by
    -replace, or because it is tainted. None where there is none."""
    key = config.get(KEY.name)
    held = run.walk.held(key) if isinstance(key, str) else None
    if held is None or record.replacing(held.promo_number, held.outputs, inputs):
        return None
    return held if private.get(_FORCED, True) else None


def _plan_change(
    run: Run,
    prior: Mapping[str, Any],
    proposed: Mapping[str, Any],
    config: Mapping[str, Any],
    private: Mapping[str, Any],
) -> Planned:
    digits, olds = str(prior.get("promo_number")), state.outputs(prior, private)
    found = _key_problems(run, config.get(KEY.name))
    checked, problems = run.number.check(olds, declared(config, run.namespace))
    found += [_diagnostic(problem) for problem in problems]
    planned = dict(proposed)
    _default(planned, config)
    if config.get("id_from_network") is None:
        planned["id_from_network"] = prior.get("id_from_network")
    if has_error(found):
        return Planned(planned, private, found)
    diff = run.number.diff(digits, olds, checked)
    if diff.replaces:
        planned |= dict.fromkeys(OUTPUT_NAMES, UNKNOWN)
        if config.get("id_from_network") is None:
            planned["id_from_network"] = checked.get("id_from_network", UNKNOWN)
        if _is_protected(prior):
            because = ", ".join(diff.replaces)
            found.append(_protected(str(prior.get(KEY.name)), digits, f"replacing it ({because})"))
        paths = [(name,) for name in diff.replaces]
        return Planned(planned, {_REPLACES: digits, _FORCED: False}, found, paths)
    if not run.walk.keeps(digits):
        found.append(_wanted_elsewhere(config.get(KEY.name)))
    if any(planned.get(name) != prior.get(name) for name in MOVING):
        planned |= dict.fromkeys(("invoca_id", "object_url"), UNKNOWN)
        if config.get("id_from_network") is None:
            planned["id_from_network"] = UNKNOWN  # Invoca may change it in a move
    return Planned(planned, {**private, _REPLACES: digits, _FORCED: True}, found)


def _default(planned: dict[str, Any], config: Mapping[str, Any]) -> None:
    if config.get(DELETION_PROTECTION.name) is None:
        planned[DELETION_PROTECTION.name] = True


def _is_protected(prior: Mapping[str, Any]) -> bool:
    return prior.get(DELETION_PROTECTION.name) is not False


def _key_problems(run: Run, key: Any) -> list[Diagnostic]:
    if not isinstance(key, str) or run.walk.declares(key):
        return []
    return [
        error(
            f"The key '{key}' is declared twice",
            "Two resources with one key would be one number. Give one of them another key.",
            (KEY.name,),
        )
    ]


def _wanted_elsewhere(key: Any) -> Diagnostic:
    return error(
        f"The number of the key '{key}' has another address now",
        "The state holds it at another address, or as what an interrupted replacement left behind. "
        "This plan would release it there, and want it here. Say with a `moved` block that it is "
        "the same number; or take the old one out of its state with `terraform state rm`: it is "
        "found again by its id, and nothing is bought.",
        (KEY.name,),
    )


def _protected(key: str, digits: str, what: str) -> Diagnostic:
    return error(
        f"{digits} ('{key}') is protected",
        f"This plan would release the phone number {digits} for good by {what}. The state does "
        "not hold your consent. If it is meant, set `deletion_protection = false`, apply that, and "
        "then make this change again; if not, undo it.",
        (DELETION_PROTECTION.name,),
    )


def _finds_itself(held: Held, inputs: Mapping[str, Any]) -> list[Diagnostic]:
    """Whether a replacement that nothing in the declaration asks for takes the same number over."""
    wanted = inputs.get("id_from_network")
    if held.names & {wanted, inputs.get("adopt"), *inputs.get(record.FORMER_IDS, ())}:
        return []
    return [
        error(
            f"{held.promo_number} would be lost by this replacement",
            "A replacement that nothing in the configuration asks for (-replace, or a resource "
            "that is tainted) keeps the phone number, because it is found again by its id. This "
            f'one has another id. Write `adopt = "{held.promo_number}"` to keep it, or run '
            "`terraform untaint`; to buy another number, count `generation` up.",
            (KEY.name,),
        )
    ]


# -- apply -----------------------------------------------------------------------------------------


def apply(
    run: Run,
    prior: Mapping[str, Any] | None,
    planned: Mapping[str, Any] | None,
    config: Mapping[str, Any] | None,
    private: Mapping[str, Any],
    kept: Mapping[str, Any] | None = None,
) -> Made:
    """Does what was planned. private: what the plan kept."""
    if planned is None or config is None:
        return _release(run, prior or {}, private)
    if prior is None:
        return _create(run, planned, config)
    return _change(run, prior, planned, config, private)


def _create(run: Run, planned: Mapping[str, Any], config: Mapping[str, Any]) -> Made:
    inputs = declared(config, run.namespace)
    made = run.number.create(inputs)
    run.walk.made(made.resource_id)
    if made.error is not None:
        # Bought, or taken over, but not as declared: it is ours, and the state has to say so.
        found = [told(made.error)]
        filled = state.shown(state.filled(planned, made.outputs), made.outputs)
        return Made(filled, state.private(made.outputs), found)
    return Made(state.filled(planned, made.outputs), state.private(made.outputs))


def _change(
    run: Run,
    prior: Mapping[str, Any],
    planned: Mapping[str, Any],
    config: Mapping[str, Any],
    private: Mapping[str, Any],
) -> Made:
    digits, olds = str(prior.get("promo_number")), state.outputs(prior, private)
    inputs, _ = run.number.check(olds, declared(config, run.namespace))
    if not run.number.diff(digits, olds, inputs).is_change:
        made = {**olds, **inputs, "id_from_network": olds.get("id_from_network")}
        made[record.DECLARED_ID] = olds.get(record.DECLARED_ID)
        return Made(state.filled(planned, made), state.private(made))
    done = run.number.update(digits, olds, inputs)
    if done.error is not None:
        seen = state.shown(state.filled(planned, done.outputs), done.outputs)
        return Made(seen, state.private(done.outputs), [told(done.error)])
    return Made(state.filled(planned, done.outputs), state.private(done.outputs))


def _release(run: Run, prior: Mapping[str, Any], private: Mapping[str, Any]) -> Made:
    key, digits = str(prior.get(KEY.name)), str(prior.get("promo_number"))
    olds = state.outputs(prior, private)
    if _names(prior, private).intersection([*private.get(_IDS, ()), private.get(_ADOPTS)]):
        return Made(None, {}, [_kept(digits)])
    if not run.walk.is_made(digits) and _is_protected(prior):
        return Made(prior, private, [_protected(key, digits, "destroying it")])
    if not run.number.delete(digits, olds):
        return Made(None, {}, [_kept(digits)])
    run.walk.let_go(key)
    return Made(None, {})


def _kept(digits: str) -> Diagnostic:
    return warning(
        f"{digits} was kept",
        "A replacement that nothing in the configuration asks for keeps the phone number: the new "
        "resource takes it over. To buy another one, count `generation` up.",
    )


# -- read ------------------------------------------------------------------------------------------


def read(run: Run, now: Mapping[str, Any], private: Mapping[str, Any]) -> Made:
    """The state with what is live; a state of None where the number is certainly gone."""
    olds = state.outputs(now, private)
    found = run.number.read(str(now.get("promo_number")), olds)
    if found is None:
        return Made(None, {})
    seen = state.shown(now, found.outputs)
    kept = {**private, **state.private(found.outputs)}
    remember(run, seen, kept)
    return Made(seen, kept)


def remember(run: Run, now: Mapping[str, Any], private: Mapping[str, Any]) -> None:
    """Notes what a state holds under its key."""
    key = now.get(KEY.name)
    if isinstance(key, str) and now.get("promo_number"):
        outputs = state.outputs(now, private)
        run.walk.seen(key, Held(str(now["promo_number"]), _names(now, private), outputs))
