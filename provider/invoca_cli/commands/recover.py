"""`invoca recover`: what is declared, what the state holds, what is live, and how they agree again.

Owns: the options, the three readings, and the exit codes: 0 all agree, 2 they do not, 1 where
anything could not be checked. Reads only, and runs nothing that a state holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from invoca import drift as live
from invoca.account import Account
from invoca.at_once import PARALLEL
from invoca.campaign_file import read_campaign_file
from invoca.client import Client
from invoca.drift.findings import Managed
from invoca.models import CampaignRef, PromoNumber
from invoca.timing import Timing

from .. import completion
from ..recovery import view as recovery_view
from ..recovery.agreement import Declared, pairs, rows, to_check
from ..recovery.steps import StateFacts, steps
from ..workspace.project import Project, account_of, project_around, shown
from ..workspace.saved_state import SavedState, of_backend, of_file
from ..workspace.sources import of_file as declared_in
from .options import Parallel, with_progress


def recover(
    stack: Annotated[
        str | None,
        typer.Option(
            help="The stack: its state, and stacks/<stack>.yaml.", autocompletion=completion.stacks
        ),
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(help="A saved state, not the backend's; - is standard input."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="With --state: the campaign file, named as the stack.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show the numbers that agree, too.")
    ] = False,
    parallel: Parallel = PARALLEL,
) -> None:
    """Tell how declaration, state and live account agree again. Changes nothing.

    Exit code 0: all three agree. 2: they do not. 1: something could not be checked.
    """
    if (stack is None) == (state is None) or (state is None) != (file is None):
        raise typer.BadParameter("give either --stack, or --state together with --file")
    project = project_around(file.parent if file else Path.cwd())
    path = file or project.campaign_file(str(stack))
    found = with_progress(lambda tell: _look(path, project, state, parallel, tell))
    typer.echo(recovery_view.render(found, everything=everything), nl=False)
    raise typer.Exit(found.exit_code)


def _look(
    path: Path,
    project: Project,
    state: str | None,
    parallel: int,
    tell: Callable[[str], None],
) -> recovery_view.Recovery:
    tell("reading what is declared, and the state")
    campaign = read_campaign_file(path, shown_as=shown(path))
    account = account_of(path.stem, path.parent)
    saved = of_backend(path.stem, project.folder) if state is None else of_file(state)
    facts, held = _facts(path.stem, saved, "" if state is None else state)
    declared = [
        Declared(number, campaign.numbers[number.name].was or "")
        for number in declared_in(None, path, project).numbers
    ]
    paired = pairs(declared, held)
    client = _Listening(account, timing=Timing(), tell=tell)
    asked = [to_check(pair, path.stem, is_usable=facts.is_usable) for pair in paired]
    report = live.check(asked, client, parallel=parallel, tell=tell)
    found = list(rows(paired, report, client.heard()))
    todo = steps(found, facts, shown(path), campaign.where, account.purchase_limit)
    problems = (*saved.problems, *(failure.text for failure in report.failures))
    return recovery_view.Recovery(found, facts, todo, problems)


def _facts(stack: str, saved: SavedState, file: str) -> tuple[StateFacts, list[Managed]]:
    """What is known of the state, and what it holds as far as it may be used."""
    held = [] if saved.foreign else [number for number in saved.held if not number.is_leaving]
    leaving = [number.promo_number for number in saved.held if number.is_leaving]
    facts = StateFacts(
        stack,
        exists=saved.exists,
        has_foreign_code=bool(saved.foreign),
        file="state.json" if file == "-" else file,
        belongs_to=saved.stack,
        urns=saved.urns,
        pending=saved.pending,
        leaving=() if saved.foreign else tuple(leaving),
    )
    return facts, held


class _Listening(Client):
    """A client that remembers what it listed."""

    def __init__(self, account: Account, **settings: Any) -> None:
        super().__init__(account, **settings)
        self._heard: dict[CampaignRef, Sequence[PromoNumber]] = {}

    def heard(self) -> Iterable[PromoNumber]:
        return (number for numbers in self._heard.values() for number in numbers)

    def list(self, where: CampaignRef) -> list[PromoNumber]:
        found = super().list(where)
        self._heard[where] = found
        return found
