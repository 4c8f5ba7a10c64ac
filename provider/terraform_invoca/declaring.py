"""What a resource block declares, as `invoca` takes it, and what is wrong with it.

Owns: how a block's arguments, `key` among them, become the inputs of a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoca.promo_number import record
from invoca.promo_number.identity import Identities, identities
from invoca.promo_number.models import CREATE_ONLY
from invoca.promo_number.problems import Problem, declaration_problems
from invoca.unknown import UNKNOWN, holds_unknown

from . import settings, timeouts
from .answers import shortened
from .fields import DELETION_PROTECTION, FORMER_KEYS, KEY
from .wire.diagnostics import Diagnostic, error


def declared(config: Mapping[str, Any], namespace: str | None) -> dict[str, Any]:
    """The inputs that a block declares. namespace: None while it is not known."""
    inputs = record.present(config, record.DECLARED)
    inputs[record.PROTECT] = config.get(DELETION_PROTECTION.name) is not False
    if namespace is not None and not holds_unknown(config.get(KEY.name)):
        inputs[record.DECLARED_BY] = str(settings.declarer(namespace, _key(config)))
    if "id_from_network" not in inputs and inputs.get("id_assigned_by") != "invoca":
        inputs[record.ID_IS_GENERATED] = True
        made = _identities(config, inputs, namespace)
        inputs["id_from_network"] = made.id if made else UNKNOWN
        if made and made.former:
            inputs[record.FORMER_IDS] = list(made.former)
    return inputs


def _identities(
    config: Mapping[str, Any], inputs: Mapping[str, Any], namespace: str | None
) -> Identities | None:
    """None while something that the id is made of is not known."""
    names = (KEY.name, FORMER_KEYS.name, *CREATE_ONLY, "generation")
    if namespace is None or holds_unknown([config.get(name) for name in names]):
        return None
    return identities(settings.declarer(namespace, _key(config)), inputs, former_keys(config))


def former_keys(config: Mapping[str, Any]) -> list[str]:
    """Those that are known."""
    keys = config.get(FORMER_KEYS.name)
    return [key for key in keys if isinstance(key, str) and key] if isinstance(keys, list) else []


def _key(config: Mapping[str, Any]) -> str:
    return str(config.get(KEY.name))


def problems(config: Mapping[str, Any]) -> list[Diagnostic]:
    """Everything that is wrong with a block, as far as its values are known."""
    found = []
    key = config.get(KEY.name)
    if isinstance(key, str) and not key.strip():
        found.append(error("`key` is empty", "Write a name for the number.", (KEY.name,)))
    inputs = record.present(config, record.DECLARED)
    wrong = declaration_problems(inputs, record.unknown_names(inputs))
    return [*found, *timeouts.problems(config), *(told(problem) for problem in wrong)]


def told(problem: Problem) -> Diagnostic:
    """A problem, at its argument."""
    if not problem.path:
        return error("This plan buys too many numbers", problem.text)
    text = f"{problem.field} {problem.text}"
    return error(shortened(text), f"{text}.", problem.path)
