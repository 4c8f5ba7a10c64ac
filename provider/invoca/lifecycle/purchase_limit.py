"""How many numbers one run may buy.

Owns: both counts, of planned purchases and of purchase requests. Must not know: what is bought.
"""

from __future__ import annotations

import secrets

from .. import next_steps as step
from ..counted import plural
from ..errors import PurchaseRefused
from ..run_facts import RunFacts

# The kinds of facts that the processes of a run share.
PLANNED, SENT = "planned purchases", "purchases sent"


class PurchaseLimit:
    """Counts the purchases of this run; safe to share between threads.

    limit: 0 or more. approved: how many numbers the plan that was approved buys, or None.
    """

    def __init__(
        self, limit: int, approved: int | None = None, *, facts: RunFacts | None = None
    ) -> None:
        self._limit = limit
        self._approved = approved
        self._facts = facts or RunFacts()

    def plan(self, number: str) -> None:
        """Counts a number that would be bought, by what tells it from others; "" tells it from all.

        Raises PurchaseRefused beyond the limit.
        """
        if not self._facts.add(PLANNED, number or secrets.token_hex(8), self._limit):
            raise self._refusal(f"this plan would buy more than {plural(self._limit, 'number')}")

    def spend(self) -> str:
        """Counts a purchase request about to be sent; its turn. Raises PurchaseRefused beyond the
        limit."""
        most = self._limit if self._approved is None else min(self._limit, self._approved)
        turn = secrets.token_hex(8)
        if self._facts.add(SENT, turn, most):
            return turn
        if self._approved is not None and self._approved <= self._limit:
            raise self._beyond_the_plan(self._approved)
        raise self._refusal(f"this run has already bought {plural(self._limit, 'number')}")

    def give_back(self, turn: str) -> None:
        """It is known that the request of that turn bought nothing."""
        self._facts.put(SENT, turn, None)

    def _beyond_the_plan(self, approved: int) -> PurchaseRefused:
        return PurchaseRefused(
            f"the plan that was approved buys {plural(approved, 'number')}, and this run has "
            "bought as many",
            remedy="Make a new plan, look at what it buys, and deploy that",
        )

    def _refusal(self, what: str) -> PurchaseRefused:
        raised = step.configure("purchaseLimit <how many>")
        return PurchaseRefused(
            f"{what}, the purchase limit",
            remedy=f"If that is intended, allow it with {raised}; if not, look at which numbers "
            "the plan creates",
        )
