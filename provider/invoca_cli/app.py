"""The command line's root, and how an error ends a command.

Owns: exit codes (0 done, 1 error) and the one place where errors become text.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from invoca.bugs import bug_report
from invoca.errors import InvocaError, in_words
from invoca.next_steps import speak
from invoca.version import VERSION
from pulumi_stack.words import WORDS
from terraform_stack.words import WORDS as TERRAFORM_WORDS

from .sections import Commands
from .streams import speak_utf8
from .workspace.terraform_state import ENGINE

app = typer.Typer(
    cls=Commands,
    help="Check, plan, review and deploy declared promo numbers, alongside `pulumi`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a traceback with local variables could show the token
)


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    speak(WORDS)
    speak(TERRAFORM_WORDS, ENGINE)
    if version:
        typer.echo(f"pulumi-invoca {VERSION}")
        raise typer.Exit


def main() -> None:
    """The console script."""
    speak_utf8()
    sys.exit(_run())


def _run() -> int | str | None:
    """The exit code."""
    try:
        app()
    except SystemExit as ended:
        return ended.code
    except (InvocaError, OSError) as error:
        typer.echo(f"error: {in_words(error)}", err=True)
    except Exception as error:
        typer.echo(bug_report(error), err=True)
    return 1
