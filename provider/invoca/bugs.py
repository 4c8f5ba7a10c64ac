"""What is said where the command itself fails, which is always a bug.

Owns: that neither a token nor the value of any variable is shown, wherever the token was set.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping
from urllib.parse import quote

from invoca.version import VERSION

SWITCH = "INVOCA_TRACEBACK"
TOKEN_VARIABLE = "INVOCA_API_TOKEN"  # noqa: S105 - its name
SHORTEST = 6  # characters; what is shorter is no token, and stands in every other word

_secrets: set[str] = set()  # of every account that this process has worked for


def keep_out(secret: str) -> None:
    """Has a secret left out of all that is printed of a bug from now on."""
    if len(secret.strip()) >= SHORTEST:
        _secrets.add(secret.strip())


def bug_report(error: Exception, environment: Mapping[str, str] = os.environ) -> str:
    """What to print of `error`; where it happened only if the switch is set."""
    lines = [f"error: this is a bug in invoca {VERSION}: {type(error).__name__}: {error}"]
    if environment.get(SWITCH):
        # Without local variables: those could hold anything.
        lines = [*"".join(traceback.format_exception(error)).splitlines(), *lines]
        lines.append("Please report it, with the lines above.")
    else:
        lines.append(f"Please report it, with the traceback that {SWITCH}=1 prints.")
    return "\n".join(_printable(_without_token(line, environment)) for line in lines)


def _without_token(text: str, environment: Mapping[str, str]) -> str:
    tokens = {environment.get(TOKEN_VARIABLE, "").strip(), *_secrets}
    for token in sorted(tokens, key=len, reverse=True):
        for shown in (token, quote(token, safe="")):
            text = text.replace(shown, "<token>") if shown else text
    return text


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)
