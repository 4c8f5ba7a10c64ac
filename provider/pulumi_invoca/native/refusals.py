"""What a call ends with where it has no answer: the text for people, the detail for the engine."""

from __future__ import annotations

import os
import traceback
from typing import Any

import grpc

from invoca.bugs import SWITCH
from invoca.errors import InvocaError
from invoca.troubles import Troubles

TROUBLES = Troubles()  # what this process has told


class CallRefused(Exception):
    """detail: an ErrorResourceInitFailed, where the engine is to keep the resource all the same."""

    def __init__(
        self,
        text: str,
        code: grpc.StatusCode = grpc.StatusCode.UNKNOWN,
        detail: Any = None,
    ) -> None:
        super().__init__(text)
        self.code = code
        self.detail = detail


def in_words(error: Exception) -> CallRefused:
    """What a call ends with for an error that it met."""
    if isinstance(error, CallRefused):
        return error
    if isinstance(error, InvocaError):
        from pulumi_stack.names import in_camel_case

        return CallRefused(in_camel_case(TROUBLES.in_words(error)))
    where = f"{SWITCH}=1 shows where"
    if os.environ.get(SWITCH):
        frames = traceback.extract_tb(error.__traceback__)
        # No values, unlike `bug_report`: a message of somebody else's may hold the token, which
        # may come from settings, not from the environment.
        where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return CallRefused(
        f"this looks like a bug in the plugin ({type(error).__name__}; {where}). Nothing is bought "
        "twice by running it again; please report it",
        grpc.StatusCode.INTERNAL,
    )
