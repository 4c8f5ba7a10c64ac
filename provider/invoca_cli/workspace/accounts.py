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

from .project import account_of
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
    a_stack = others[0]
    of_one = [one for one in others if one.network == a_stack.network]
    names = some([one.name for one in of_one])
    return another_networks(
        f"{doing} {names} of stack {a_stack.stack}",
        a_stack.network,
        account.network_id,
        forget=step.forget(a_stack.stack, a_stack.engine, a_stack.urn * (len(of_one) == 1)),
        are_several=len(of_one) > 1,
    )
