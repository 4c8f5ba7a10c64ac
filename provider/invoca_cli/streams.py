"""Standard output and standard error in UTF-8, whatever the locale of the machine is.

Owns: that. Numbers, names and file names of an account are everybody's text: in the locale's
encoding a character that it lacks would end a command in the middle of a report.
"""

from __future__ import annotations

import io
import sys


def speak_utf8() -> None:
    """A name that is not text at all, as on another system a file may have, is shown escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
