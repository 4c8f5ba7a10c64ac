"""The numbers of several stacks, account by account.

Owns: that no account is asked for what a state says is another network's. Must not know: what is
asked of an account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from invoca import next_steps as step
from invoca.account import Account, WrongSettings
from invoca.counted import some
from invoca.drift.findings import Failure, Managed
from invoca.errors import InvocaError
from invoca.promo_number.networks import another_networks, is_anothers
from invoca.promo_number.record import NETWORK_ID
from pulumi_stack.kinds import NUMBERS

from .preview import Preview
from .project import Project, account_of
from .sources import Source


def by_account(
    sources: Iterable[Source],
) -> tuple[list[tuple[Account, list[Managed]]], list[Failure]]:
    """Each account with its numbers, and the stacks whose account cannot be told."""
    accounts: dict[str, Account] = {}
    numbers: defaultdict[str, list[Managed]] = defaultdict(list)
    failures: list[Failure] = []
    for source in sources:
        if not source.numbers:
            continue
        try:
            account = account_of(source.stack, source.project)
        except InvocaError as error:
            failures.append(Failure(str(error), source.stack))
            continue
        own, others = split(source.numbers, account)
        if others:
            text = str(not_of(account, others, "comparing"))
            names = tuple((one.stack, one.name) for one in others)
            failures.append(Failure(text, source.stack, numbers=names))
        # What is only declared is of whichever network the stack is.
        if any(one.is_deployed for one in own) or not others:
            accounts.setdefault(account.scope, account)
            numbers[account.scope] += own
    return [(account, numbers[scope]) for scope, account in accounts.items()], failures


def split(numbers: Iterable[Managed], account: Account) -> tuple[list[Managed], list[Managed]]:
    """Those that may be the account's, and those that a state says are another network's."""
    found: tuple[list[Managed], list[Managed]] = ([], [])
    for one in numbers:
        found[is_anothers(one.network, account.network_id)].append(one)
    return found


def not_of(account: Account, others: Sequence[Managed], doing: str) -> WrongSettings:
    """Why nothing is done about numbers of one stack that are another network's. doing:
    "comparing"."""
    stack, engine, network = others[0].stack, others[0].engine, others[0].network
    names = [one.name for one in others if one.network == network]
    return _refusal(account, network, doing, names, stack, engine)


def require_own(preview: Preview, project: Project) -> None:
    """Raises WrongSettings where a preview that an engine wrote read numbers of the state, and all
    are another network's than the stack has here: what is live here says nothing of it."""
    try:
        account = account_of(preview.stack, project)
    except InvocaError:  # where that is needed, it is told
        return
    read = [one.old for one in preview.steps if one.op == "refresh" and one.old is not None]
    marks = {
        one.name: one.outputs.get(NETWORK_ID)
        for one in read
        if one.type in NUMBERS and not one.external
    }
    if not marks or not all(is_anothers(mark, account.network_id) for mark in marks.values()):
        return
    network = next(iter(marks.values()))
    stack, names = preview.stack, [name for name, mark in marks.items() if mark == network]
    raise _refusal(account, network, "planning", names, stack)


def _refusal(
    account: Account, network: object, doing: str, names: list[str], stack: str, engine: str = ""
) -> WrongSettings:
    return another_networks(
        f"{doing} {some(names)} of stack {stack}",
        network,
        account.network_id,
        forget=step.forget(stack, engine),
        are_several=len(names) > 1,
    )
