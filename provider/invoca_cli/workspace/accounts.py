"""The numbers of several stacks, account by account.

Must not know: what is asked of an account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from invoca.account import Account
from invoca.drift.findings import Failure, Managed
from invoca.errors import InvocaError

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
        accounts.setdefault(account.scope, account)
        numbers[account.scope] += source.numbers
    return [(account, numbers[scope]) for scope, account in accounts.items()], failures
