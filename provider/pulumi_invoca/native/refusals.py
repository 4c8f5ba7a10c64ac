"""Errors of the core, and those that nobody expected, as the engine tells them."""

from __future__ import annotations

import os
import traceback

import grpc

from invoca.errors import InvocaError
from invoca.troubles import Troubles

from .names import in_camel_case
from .servicer import Refused

TROUBLES = Troubles()  # what this process has told


class Cancelled(InvocaError):
    """The run was cancelled while this waited. What was sent is looked for by the next run."""

    def __init__(self) -> None:
        super().__init__(
            "waiting for Invoca",
            answer="the run was cancelled",
            remedy="Nothing is sent a second time; the next run looks for what this one did",
        )


def in_words(error: Exception) -> Refused:
    """What a call ends with for an error that it met."""
    if isinstance(error, InvocaError):
        return Refused(in_camel_case(TROUBLES.in_words(error)))
    where = "INVOCA_TRACEBACK=1 tells where"
    if os.environ.get("INVOCA_TRACEBACK"):
        frames = traceback.extract_tb(error.__traceback__)
        # No values: a message of somebody else's may hold a token.
        where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return Refused(
        f"this looks like a bug of the plugin ({type(error).__name__}; {where}). Nothing is bought "
        "twice by running it again; please report it",
        grpc.StatusCode.INTERNAL,
    )
