"""The provider block: which Invoca account is used, and for whom numbers are declared.

Owns: its attributes, which source wins, and what is said where one is missing or wrong. The
environment wins, so that a token need not be in any file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from invoca.account import (
    ENVIRONMENT,
    OF_THE_MACHINE,
    SETTINGS,
    Account,
    described,
    given_values,
    wrong_setting,
)

from .wire.diagnostics import Diagnostic, error, warning
from .wire.schema import BOOL, NUMBER, STRING, Attribute, Schema
from .wire.values import UNKNOWN

NAMESPACE = "namespace"
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_NAMESPACE = re.compile(rf"{_NAME}(/{_NAME})?")


class Settings(NamedTuple):
    """account: None where it cannot be made; `missing` says why. namespace: None: not known yet.

    is_unknown: whether a setting is not known before the apply.
    """

    account: Account | None = None
    namespace: str | None = None
    missing: tuple[Diagnostic, ...] = ()
    is_unknown: bool = False


def schema() -> Schema:
    """Of the provider block."""
    return Schema(
        "Invoca promo numbers as code. A number is never bought twice and never lost, whatever "
        "crashes, times out, or is run again.",
        (
            Attribute(
                NAMESPACE,
                STRING,
                "What makes this configuration's numbers its own, such as `acme/spring-radio`: the "
                "ids of numbers are made from it and from their `key`. Two states with one "
                "namespace and one key would share a number. Where it is `project/stack`, the ids "
                "are those of that Pulumi project and stack.",
                required=True,
            ),
            *map(_attribute, SETTINGS.values()),
        ),
    )


def _attribute(name: str) -> Attribute:
    return Attribute(
        name,
        _type(Account.model_fields[name].annotation),
        described(name),
        optional=True,
        sensitive=name == "api_token",
    )


def _type(annotation: Any) -> str:
    """Texts but for these: a time and a token are written as text, too."""
    return {bool: BOOL, int: NUMBER, float: NUMBER}.get(annotation, STRING)


def read(config: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in the provider block and the environment. Never raises."""
    given = given_values(lambda setting: config.get(SETTINGS[setting]), environment)
    unknown = [name for name, value in given.items() if value is UNKNOWN]
    values = {name: value for name, value in given.items() if value is not UNKNOWN}
    namespace = config.get(NAMESPACE)
    problems = _problems(values, unknown)
    account = None if problems or unknown else Account.model_validate(values)
    return Settings(
        account,
        None if namespace is UNKNOWN else namespace,
        (*problems, *(_not_known(name) for name in unknown)),
        bool(unknown) or namespace is UNKNOWN,
    )


def problems_of(config: Mapping[str, Any]) -> list[Diagnostic]:
    """What is wrong with what is written; what is missing may be in the environment later."""
    found = []
    namespace = config.get(NAMESPACE)
    if isinstance(namespace, str) and not _NAMESPACE.fullmatch(namespace):
        found.append(
            error(
                f"`{NAMESPACE}` is not a name",
                "Write letters, digits, `.`, `_` and `-`, in one part or in two with a slash "
                "between them, such as `acme/spring-radio`.",
                (NAMESPACE,),
            )
        )
    return found


def overridden(config: Mapping[str, Any], environment: Mapping[str, str]) -> list[Diagnostic]:
    """That the block is written for one network and its numbers are those of another: of several
    blocks, each with its own, the environment makes one."""
    name, variable = "network_id", ENVIRONMENT["network_id"]
    written, used = config.get(name), environment.get(variable, "").strip()
    if not isinstance(written, str) or not used or written.strip() in ("", used):
        return []
    return [
        warning(
            f"{variable} overrides `{name}`",
            f"The provider block says network {written.strip()}, and the environment, which wins, "
            f"says network {used}: the numbers of this block are those of network {used}. Where "
            "several blocks are for several networks, unset the variable, and write the tokens in "
            "variables of the configuration.",
            (name,),
        )
    ]


def _problems(values: Mapping[str, Any], unknown: list[str]) -> list[Diagnostic]:
    try:
        Account.model_validate(values)
    except ValidationError as wrong:
        # Not with the error at hand: it may quote the token.
        found = [wrong_setting(detail) for detail in wrong.errors(include_url=False)]
    else:
        return []
    return [_problem(name, what) for name, what in found if name not in unknown]


def _problem(name: str, what: str) -> Diagnostic:
    if name in OF_THE_MACHINE:
        return error(f"{OF_THE_MACHINE[name]} {what}", "Correct it in the environment.")
    variable = ENVIRONMENT.get(name)
    elsewhere = f", or {variable} in the environment" if variable else ""
    return error(f"`{name}` {what}", f"Write `{name}` in the provider block{elsewhere}.", (name,))


def _not_known(name: str) -> Diagnostic:
    return error(
        f"`{name}` is not known yet",
        f"The provider's `{name}` comes from a resource that is not created yet. Create that one "
        "first, with -target, or write the value.",
        (name,),
    )
