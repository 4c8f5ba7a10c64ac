"""What several commands share: options, and work that reports its progress.

Must not know: what the work is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Annotated, TypeVar

import typer

from .. import reports
from ..exit_codes import end_interrupted
from ..reports.cut import OPTION
from ..reports.progress import Progress

Formats = Annotated[
    list[reports.Format] | None,
    typer.Option("--format", help="How to report. Repeatable; text is the default."),
]
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        "-o",
        help="The file of a report; the first belongs to the first --format.",
    ),
]
Parallel = Annotated[int, typer.Option(min=1, max=128, help="Calls to Invoca at once.")]
Most = Annotated[
    int | None,
    typer.Option(
        OPTION,
        min=0,
        help="Rows of each kind that are shown: 0 for all; by default 1,000, and 100 of a kind "
        "that does not count for the exit code.",
    ),
]
LinkBase = Annotated[
    str | None,
    typer.Option(
        help="In Markdown: the address under which files of this commit can be read, such as "
        "https://github.com/acme/numbers/blob/main; in a pipeline it is known."
    ),
]
Schema = Annotated[
    bool, typer.Option("--schema", help="Only print the JSON Schema of the json format.")
]
Changed = Annotated[
    str | None,
    typer.Option(
        help="The stacks whose files differ from this commit or branch; without a value, from the "
        "branch that changes go to."
    ),
]
Done = TypeVar("Done")


def kinds_of(text: str, known: Iterable[str]) -> frozenset[str]:
    """The kinds that --fail-on names. Raises typer.BadParameter for one that is not known."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    kinds = list(known)
    for word in words:
        if word not in kinds:
            raise typer.BadParameter(
                f"'{word}' is not one of {', '.join(kinds)}", param_hint="--fail-on"
            )
    return frozenset(words)


def with_progress(work: Callable[[Callable[[str], None]], Done]) -> Done:
    """Does `work`, which is given what says how far it is. Ctrl-C ends the command."""
    progress = Progress(sys.stderr)
    try:
        with progress:
            return work(progress.tell)
    except KeyboardInterrupt:
        end_interrupted()
