"""What a resource block declares, as `invoca` takes it, and what is wrong with it.

Owns: how a block's arguments, `key` among them, become the inputs of a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoca.promo_number import record
from invoca.promo_number.declaring import inputs_of
from invoca.promo_number.identity import Declarer
from invoca.promo_number.problems import Problem, declaration_problems
from invoca.unknown import UNKNOWN, holds_unknown

from . import timeouts
from .answers import shortened
from .fields import DELETION_PROTECTION, FORMER_KEYS, KEY
from .wire.diagnostics import Diagnostic, error


def declared(config: Mapping[str, Any], namespace: str | None) -> dict[str, Any]:
    """The inputs that a block declares. namespace: None while it is not known. Under which key a
    state holds what it replaces, an engine lets be known otherwise (`walk`)."""
    key, former = config.get(KEY.name), config.get(FORMER_KEYS.name)
    is_known = namespace is not None and not holds_unknown(key)
    inputs = inputs_of(
        Declarer.within(str(namespace), str(key)) if is_known else None,
        record.present(config, record.DECLARED),
        UNKNOWN if holds_unknown(former) else former_keys(config),
        protect=config.get(DELETION_PROTECTION.name),
    )
    inputs.pop(record.FORMER_NAMES, None)
    return inputs


def former_keys(config: Mapping[str, Any]) -> list[str]:
    """Those that are known."""
    keys = config.get(FORMER_KEYS.name)
    return [key for key in keys if isinstance(key, str) and key] if isinstance(keys, list) else []


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
