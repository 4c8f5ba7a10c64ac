"""Options whose value may be left out: `--changed` alone means the branch that changes go to.

Owns: which options these are, and how a command line that leaves the value out is read. Must not
know: what is meant then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

LEFT_OUT = ""  # what such an option holds without a value
OPTIONAL = frozenset({"--changed"})


def with_values(arguments: Sequence[str]) -> list[str]:
    """The command line with a value for each of these options, as its parser wants one."""
    return list(_with_values(arguments))


def _with_values(arguments: Sequence[str]) -> Iterator[str]:
    for place, argument in enumerate(arguments):
        following = arguments[place + 1 : place + 2]
        if argument in OPTIONAL and (not following or following[0].startswith("-")):
            yield f"{argument}={LEFT_OUT}"
        else:
            yield argument
