"""`invoca doctor`: what would stand in the way of a deployment, and what to do about it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from invoca.account import Account
from invoca.errors import InvocaError

from .state import State, export_state, read_state


class Finding(NamedTuple):
    """One check. remedy: what to do; "" where all is well."""

    check: str
    ok: bool
    text: str
    remedy: str = ""


def doctor(
    stack: Annotated[
        str | None, typer.Option(help="Check the deployed state of this stack.")
    ] = None,
    state: Annotated[
        str | None, typer.Option(help="Check this exported state; - is standard input.")
    ] = None,
    network_id: Annotated[
        str | None, typer.Option(help="The network id, where INVOCA_NETWORK_ID does not say it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check the settings and a state. Sends nothing; exit code 1 where something is wrong."""
    findings = [_settings(network_id)]
    if stack is not None:
        findings += _state_findings(export_state(stack, Path.cwd()))
    if state is not None:
        findings += _state_findings(read_state(state))
    if as_json:
        typer.echo(json.dumps([finding._asdict() for finding in findings], indent=2))
    else:
        for finding in findings:
            typer.echo(f"{'ok   ' if finding.ok else 'WRONG'} {finding.check}: {finding.text}")
            if finding.remedy:
                typer.echo(f"      {finding.remedy}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _settings(network_id: str | None) -> Finding:
    try:
        account = Account.load({"networkId": network_id}.get, os.environ)
    except InvocaError as error:
        return Finding("settings", False, str(error))
    return Finding("settings", True, f"network {account.network_id} at {account.base_url}")


def _state_findings(state: State) -> Iterator[Finding]:
    foreign = state.foreign()
    for found in foreign:
        yield Finding(
            "state",
            False,
            f"{found.urn} would run code that is not ours ({found.runs})",
            "Do not run pulumi on this state. Find out who wrote it, and restore a copy that you "
            "trust with `pulumi stack import`",
        )
    if not foreign:
        count = len(state.promo_numbers())
        yield Finding("state", True, f"{state.source}: {count} promo numbers, no foreign code")
