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
    typer.Option("--format", help="The report format. Repeatable; text is the default."),
]
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        "-o",
        help="The file to write a report to. Repeatable: one for each --format, in the same order.",
    ),
]
Parallel = Annotated[
    int, typer.Option(min=1, max=128, help="How many calls to make to Invoca at once.")
]
Most = Annotated[
    int | None,
    typer.Option(
        OPTION,
        min=0,
        help="How many rows of each kind to show, 0 for all; by default 1,000, or 100 of a kind "
        "that does not affect the exit code.",
    ),
]
LinkBase = Annotated[
    str | None,
    typer.Option(
        help="For Markdown: where the files of this commit can be read, such as "
        "https://github.com/acme/numbers/blob/main; pipelines set it themselves."
    ),
]
Schema = Annotated[
    bool, typer.Option("--schema", help="Only print the JSON Schema of the json format.")
]
Changed = Annotated[
    str | None,
    typer.Option(
        help="Only the stacks whose files differ from this commit or branch; without a value, from "
        "the branch that changes are merged into."
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
