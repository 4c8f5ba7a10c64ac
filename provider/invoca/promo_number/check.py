"""What a declaration becomes before anything is decided about it: the inputs to use.

Owns: what the state hands on to a declaration of the same number, and every problem that can be
seen without Invoca. Pure, as `decide` is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from . import record
from .choice import same_choice
from .identity import is_declared_alike, is_same_id, with_successors
from .models import CREATE_ONLY
from .problems import Problem, declaration_problems
from .record import CREATE_ONLY_UNKNOWN, DECLARED, FORMER_IDS, ID_IS_GENERATED, PROTECT, UNKNOWN


class CheckedInputs(NamedTuple):
    """inputs: to use. problems: what is wrong with them."""

    inputs: dict[str, Any]
    problems: list[Problem]


def check(olds: Mapping[str, Any], news: Mapping[str, Any]) -> CheckedInputs:
    """The inputs to use, and every problem with them.

    olds: the inputs in the state; {} where it has no such number. news: as declared, UNKNOWN where
    a value is not known yet.
    """
    inputs = record.canonical(record.present(news, record.INPUTS))
    _carry_id(olds, inputs)
    _carry_unknown_choice(olds, inputs)
    values = record.present(inputs, DECLARED)
    problems = declaration_problems(values, record.unknown_names(inputs))
    problems += [*_consent_problems(inputs), *_id_problems(olds, inputs)]
    return CheckedInputs(inputs, problems)


def counts_as_purchase(olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> bool:
    """Whether a plan has to count the number against the purchase limit."""
    return not olds and not inputs.get("adopt")


def _carry_id(olds: Mapping[str, Any], inputs: dict[str, Any]) -> None:
    """Renaming a number, its stack or its project must not make it another number. One that was
    taken over by its digits was never asked for by an id: the name that it had is free."""
    held = olds.get("id_from_network")
    if record.adopted_digits(olds) or not (inputs.get(ID_IS_GENERATED) and held):
        return
    if not _same_choice(olds, inputs):
        return
    # One that somebody declared stays declared where its line is gone: it may be another's.
    if not (olds.get(ID_IS_GENERATED) or _would_be_made(str(held), inputs)):
        del inputs[ID_IS_GENERATED]
        inputs.pop(FORMER_IDS, None)
    inputs["id_from_network"] = held


def _would_be_made(id_: str, inputs: Mapping[str, Any]) -> bool:
    """Whether it is one that is made for these inputs: what was imported, or what an engine shows
    without its private data, does not say that it was."""
    asked = [inputs.get("id_from_network"), *(inputs.get(FORMER_IDS) or ())]
    made = [one for one in asked if isinstance(one, str)]
    return any(is_same_id(one, id_) for first in made for one in with_successors(first))


def _carry_unknown_choice(olds: Mapping[str, Any], inputs: dict[str, Any]) -> None:
    """What chose an imported number is unknown until a program declares it."""
    was_imported = olds.get(CREATE_ONLY_UNKNOWN) or inputs.pop(CREATE_ONLY_UNKNOWN, None)
    if was_imported and not _declares_choice(inputs):
        inputs[CREATE_ONLY_UNKNOWN] = True


def _declares_choice(inputs: Mapping[str, Any]) -> bool:
    return any(inputs.get(name) for name in CREATE_ONLY)


def _same_choice(olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> bool:
    """Whether both ask for the same kind of number, as far as is known."""
    return not changed_choice(olds, inputs)


def changed_choice(olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[str]:
    """The inputs that choose the number and mean something else now.

    What is not known yet is not called a change: with its value it will mostly turn out to be the
    same, and the real run decides with the value.
    """
    is_known = not olds.get(CREATE_ONLY_UNKNOWN)
    changed = [
        name
        for name in CREATE_ONLY
        if is_known
        and not record.holds_unknown(news.get(name))
        and not same_choice(name, olds.get(name), news.get(name))
    ]
    new = news.get("generation")
    if new is not UNKNOWN and record.generation(olds) != record.generation(news):
        changed.append("generation")
    return changed


def _consent_problems(inputs: Mapping[str, Any]) -> list[Problem]:
    """Consent is `false` and nothing that could be taken for it."""
    said = inputs.get(PROTECT)
    if said is None or said is UNKNOWN or isinstance(said, bool):
        return []
    return [Problem((PROTECT,), f"is {said!r}; write true or false")]


def _id_problems(olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> list[Problem]:
    if inputs.get("id_assigned_by") == "invoca":
        return []
    wanted = inputs.get("id_from_network")
    if wanted is None:
        return [Problem(("id_from_network",), "is missing; declare one")]
    if is_declared_alike(olds.get("id_from_network"), wanted) and not _same_choice(olds, inputs):
        text = (
            f"'{wanted}' is the number that you have, but local_center, generation or another "
            "input that chooses the number was changed. Another number needs another "
            "id_from_network; leave it out to have one made"
        )
        return [Problem(("id_from_network",), text)]
    return []
