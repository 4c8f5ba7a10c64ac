"""Ends the program without a traceback when the engine interrupts it.

Owns: one signal handler. When a step fails, the engine interrupts the program, and Pulumi's Python
host then prints some sixty lines of its own traceback above the one message that matters.
"""

from __future__ import annotations

import contextlib
import os
import signal

# The exit code by which a program tells the language host that everything was said already:
# PYTHON_PROCESS_EXITED_AFTER_SHOWING_USER_ACTIONABLE_MESSAGE_CODE in pulumi-language-python-exec.
EVERYTHING_WAS_SAID = 32


def end_quietly_when_interrupted() -> None:
    """For the first line of a program; does nothing where SIGINT already has a handler."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return
    # Only the main thread may set handlers; elsewhere the host has made its own arrangement.
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, lambda *_: os._exit(EVERYTHING_WAS_SAID))
