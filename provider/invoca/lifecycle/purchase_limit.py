"""How many numbers one run may buy.

Owns: both counts, of planned purchases and of purchase requests. Must not know: what is bought.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable

from .. import next_steps as step
from ..errors import PurchaseRefused


class PurchaseLimit:
    """Counts the purchases of this process; safe to share between threads.

    limit: 0 or more. approved: how many numbers the plan that was approved buys, or None.
    """

    def __init__(self, limit: int, approved: int | None = None) -> None:
        self._limit = limit
        self._approved = approved
        self._lock = threading.Lock()
        self._planned: set[Hashable] = set()
        self._sent = 0

    def plan(self, number: Hashable) -> None:
        """Counts a number that would be bought. Raises PurchaseRefused beyond the limit."""
        with self._lock:
            self._planned.add(number)
            planned = len(self._planned)
        if planned > self._limit:
            raise self._refusal(f"this plan would buy more than {self._limit} numbers")

    def spend(self) -> None:
        """Counts a purchase request about to be sent. Raises PurchaseRefused beyond the limit."""
        with self._lock:
            if self._approved is not None and self._sent >= self._approved:
                raise self._beyond_the_plan(self._approved)
            if self._sent >= self._limit:
                raise self._refusal(f"this run has already bought {self._sent} numbers")
            self._sent += 1

    def _beyond_the_plan(self, approved: int) -> PurchaseRefused:
        count = f"{approved} number{'' if approved == 1 else 's'}"
        return PurchaseRefused(
            f"the plan that was approved buys {count}, and this run has bought as many",
            remedy="Make a new plan, look at what it buys, and deploy that",
        )

    def _refusal(self, what: str) -> PurchaseRefused:
        raised = step.configure("purchaseLimit <how many>")
        return PurchaseRefused(
            f"{what}, the purchase limit",
            remedy=f"If that is intended, allow it with {raised}; if not, look at which numbers "
            "the plan creates",
        )
