"""What `invoca doctor` looks at, a module for each subject, and what each look ends with.

Owns: the words ok, WRONG and note, and how long a look waits. Must not know: options, or how a
checkup is printed. Nothing here changes anything; what cannot be looked at is a note, and never ok.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

PATIENCE_SECONDS = 20.0  # with a program that is asked
SHOWN = 3  # names, of those that a line is about


class CheckStatus(str, Enum):
    """WRONG: a deployment would fail, or must not be run. NOTE: worth a look, or not looked at."""

    OK = "ok"
    WRONG = "wrong"
    NOTE = "note"


class Check(NamedTuple):
    """One look. remedy: the one thing to do; "" only where there is nothing to do."""

    check: str
    status: CheckStatus
    text: str
    remedy: str = ""


def ok(check: str, text: str) -> Check:
    return Check(check, CheckStatus.OK, text)


def wrong(check: str, text: str, remedy: str) -> Check:
    return Check(check, CheckStatus.WRONG, text, remedy)


def note(check: str, text: str, remedy: str = "") -> Check:
    return Check(check, CheckStatus.NOTE, text, remedy)
