"""A failure that every number of a run meets is reported in full once, with what was done before
it.

Owns: which errors are not about one number, and how the second one is reported. Must not know: who
is told, or what else a run does. Without it a token that is revoked in the middle of a run
is reported once for each number that is under way, each time with the whole remedy; so is a field
that the account does not have, which is said of other numbers, and stops none that lacks it.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable

from . import refused_fields
from .account import WrongSettings
from .counted import listed
from .errors import FixCredentials, InvalidRequest, InvocaError, LookAtAccount, TryLater

DONE = {
    "create": "bought or taken over",
    "update": "changed",
    "delete": "released or dropped from the state",
}
GO_ON = "The next run continues where this one stopped"
_AGAIN = "(what to do is explained once)."


class Troubles:
    """Those of one process. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._done: Counter[str] = Counter()
        self._told: set[tuple[str, str]] = set()
        self._refused: set[str] = set()  # custom data fields

    def note(self, verb: str) -> None:
        """A step was done. verb: as engines call it; "create", "update" and "delete" count."""
        if verb in DONE:
            with self._lock:
                self._done[verb] += 1

    def in_words(self, error: InvocaError) -> str:
        """What to say of an error: everything, or that it is the same as of another number."""
        if isinstance(error, InvalidRequest):
            return self._refusal(error)
        if not is_shared(error):
            return str(error)
        with self._lock:
            trouble = (error.answer, error.remedy)
            is_known = trouble in self._told
            self._told.add(trouble)
            done = [
                f"{self._done[verb]:,} {what}" for verb, what in DONE.items() if self._done[verb]
            ]
        if is_known:
            again = f"{_answered(error.status)} here, too" if error.status else "the same here"
            return f"{error.doing}: {again} {_AGAIN}"
        if not done:
            return str(error)
        return f"{error} Done before that in this run: {listed(done)}. {GO_ON}."

    def _refusal(self, error: InvalidRequest) -> str:
        fields = refused_fields.refused(error.answer)
        with self._lock:
            is_known = bool(fields) and fields <= self._refused
            self._refused |= fields
        if is_known:
            return f"{error.doing}: {refused_fields.again(fields)} {_AGAIN}"
        return str(error)


def told_in_full(text: str, others: Iterable[str]) -> str:
    """Which of `others` tells what `text` only names again; `text` where that cannot be known.

    For whoever reads what another process told: its own `Troubles` are not at hand.
    """
    if not text.endswith(_AGAIN):
        return text
    full = [other for other in others if not other.endswith(_AGAIN)]
    fields = refused_fields.named_again(text)
    if fields:
        same = [other for other in full if fields <= refused_fields.refused(other)]
    else:
        same = [other for other in full if _status(text) in other]
    return same[0] if len(same) == 1 else text


def _answered(status: int) -> str:
    return f"Invoca answered {status}"


def _status(text: str) -> str:
    """The part of a short text that its full one has, too; "" where there was no answer."""
    found = re.search(r"Invoca answered \d{3}(?= here, too)", text)
    return found.group() if found else ""


def is_shared(error: InvocaError) -> bool:
    """Whether other numbers of the run meet it too. A purchase whose outcome is not clear is told
    with the number's own id, and so in full, whatever was told before."""
    is_refused = type(error) is LookAtAccount and error.status == 403
    return is_refused or isinstance(error, (FixCredentials, TryLater, WrongSettings))
