"""`invoca recover`: what is declared, what the state holds, what is live, and how they agree again.

Owns: the options, the three readings, and the exit codes: 0 all agree, 2 they do not, 1 where
anything could not be checked. Reads only, and runs nothing that a state holds.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from invoca import drift as live
from invoca import next_steps as step
from invoca.account import Account
from invoca.at_once import PARALLEL
from invoca.campaign_file import read_campaign_file
from invoca.client import Client, Listed
from invoca.client.account_fields import FieldsOfAccounts
from invoca.drift.findings import Managed
from invoca.errors import FixDeclaration, LookAtAccount
from invoca.promo_number.models import CampaignRef, PromoNumber
from invoca.timing import Timing

from .. import completion
from ..deploying.live_account import LiveAccount
from ..recovery import view as recovery_view
from ..recovery.agreement import Pair, RecoveryRow, pairs, rows, to_check
from ..recovery.held import held_by
from ..recovery.steps import steps
from ..recovery.terraform_steps import steps as terraform_steps
from ..workspace.accounts import not_of, split
from ..workspace.program_numbers import declared_by_program
from ..workspace.project import Project, account_of, project_around, short_name, shown
from ..workspace.sources import Declared, declared_by
from ..workspace.stacks import named_or_selected
from ..workspace.state import ExportedStack, NoSuchStack, export_state, read_state
from .options import Most, Parallel, with_progress

# Says what takes long, and gives what it found.
Look = Callable[[Callable[[str], None]], recovery_view.Recovery]


def recover(
    stack: Annotated[
        str | None,
        typer.Option(
            help="The stack to recover; by default the selected one.",
            autocompletion=completion.stacks,
        ),
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(
            help="Use this saved state instead of the backend's, or Terraform's; - is standard "
            "input."
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            help="With --state: the campaign file, named after the stack. Terraform's has none."
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also show the numbers that agree.")
    ] = False,
    parallel: Parallel = PARALLEL,
    most: Most = None,
) -> None:
    """Report how to make declaration, state and live account agree again. Changes nothing.

    Exit code 0: all three agree. 2: they do not. 1: something could not be checked.
    """
    found = with_progress(_looking(stack, state, file, parallel))
    typer.echo(recovery_view.render(found, everything=everything, most=most), nl=False)
    raise typer.Exit(found.exit_code)


def _looking(stack: str | None, state: str | None, file: Path | None, parallel: int) -> Look:
    saved = read_state(state) if state is not None else None
    if saved is not None and saved.engine and not (stack or file):
        return partial(_look_at_terraform, saved, parallel)
    if (stack and state) or (state is None) != (file is None):
        raise typer.BadParameter("give either --stack, or --state together with --file")
    project = project_around(file.parent if file else Path.cwd())
    if file is not None:
        project = project._replace(campaigns=file.parent)
    name = file.stem if file else named_or_selected([stack] if stack else [], project)[0]
    return partial(_look, name, project, saved, parallel)


def _look(
    stack: str,
    project: Project,
    saved: ExportedStack | None,
    parallel: int,
    tell: Callable[[str], None],
) -> recovery_view.Recovery:
    tell("reading what is declared, and the state")
    declared, place, where = _declared(stack, project)
    account = account_of(stack, project)
    name = short_name(stack)
    state = _of_pulumi(saved) if saved is not None else _state(stack, project)
    _require_own(state, account)
    facts, held, leaving, unreadable = held_by(state, name, saved.source if saved else "")
    if leaving:
        account_now = LiveAccount(stack, project, parallel, tell, FieldsOfAccounts())
        gone = account_now.are_gone(leaving)
        facts = facts._replace(
            leaving=tuple(digits for digits in leaving if digits not in gone),
            left_and_gone=tuple(digits for digits in leaving if digits in gone),
        )
    paired = [one for one in pairs(declared, held) if one.declared or not facts.has_foreign_code]
    asked = [
        to_check(pair, name, is_usable=facts.is_usable, is_over=account.is_over) for pair in paired
    ]
    found, failures = _compared(asked, paired, account, parallel, tell)
    todo = steps(found, facts, place, where, account.purchase_limit)
    return recovery_view.Recovery(found, facts, todo, (*unreadable, *failures))


def _look_at_terraform(
    state: ExportedStack, parallel: int, tell: Callable[[str], None]
) -> recovery_view.Recovery:
    """The configuration is not read: what the state holds counts as declared."""
    step.speak_of(state.engine)
    name, project = state.stack(), project_around(Path.cwd())
    account = account_of(name, project)
    _require_own(state, account)
    facts, held, leaving, unreadable = held_by(state, name, state.source)
    facts = facts._replace(leaving=tuple(leaving))
    paired = [Pair(Declared(number), number) for number in held]
    found, failures = _compared(held, paired, account, parallel, tell)
    return recovery_view.Recovery(found, facts, terraform_steps(found), (*unreadable, *failures))


def _require_own(state: ExportedStack | None, account: Account) -> None:
    """Raises WrongSettings where a state is, in part even, another network's: each of its numbers
    would look gone, and a step be printed that forgets it."""
    _, others = split(state.held()[0] if state is not None else (), account)
    if others:
        raise not_of(account, others, "recovering")


def _compared(
    asked: Sequence[Managed],
    paired: Sequence[Pair],
    account: Account,
    parallel: int,
    tell: Callable[[str], None],
) -> tuple[list[RecoveryRow], list[str]]:
    """What is live of them, and a sentence for each that could not be checked."""
    client = _Listening(account, timing=Timing(), tell=tell)
    report = live.check(
        asked,
        client,
        parallel=parallel,
        searches_elsewhere=account.search_other_campaigns,
        is_over=account.is_over,
        tell=tell,
    )
    failures = [failure.text for failure in report.failures]
    return list(rows(paired, report, client.heard())), failures


def _declared(stack: str, project: Project) -> tuple[list[Declared], str, CampaignRef]:
    """What is declared, where that is said, and of which campaign."""
    path = project.campaign_file(stack)
    if path.is_file() or not project.exists or project.campaign_files():
        campaign = read_campaign_file(path, shown_as=shown(path))
        return declared_by(campaign, short_name(stack), project), shown(path), campaign.where
    declared = declared_by_program(stack, project)
    if not declared:
        raise LookAtAccount(
            f"reading what the program declares for stack {stack}",
            answer="it declares no promo numbers",
            remedy="Check the name of the stack",
        )
    return declared, "the program", declared[0].number.where


def _state(stack: str, project: Project) -> ExportedStack | None:
    """None where the backend has none of that stack."""
    try:
        return export_state(stack, project.folder)
    except NoSuchStack:
        return None


def _of_pulumi(state: ExportedStack) -> ExportedStack:
    if not state.engine:
        return state
    raise FixDeclaration(
        f"recovering from {state.source}",
        answer="it is a Terraform state, which has no campaign file",
        remedy=f"Leave --file out: `{shlex.join(['invoca', 'recover', '--state', state.source])}`",
    )


class _Listening(Client):
    """A client that remembers what it listed."""

    def __init__(self, account: Account, **settings: Any) -> None:
        super().__init__(account, **settings)
        self._heard: dict[CampaignRef, Sequence[PromoNumber]] = {}

    def heard(self) -> Iterable[PromoNumber]:
        return (number for numbers in self._heard.values() for number in numbers)

    def list(self, where: CampaignRef) -> Listed[PromoNumber]:
        found = super().list(where)
        self._heard[where] = found
        return found
