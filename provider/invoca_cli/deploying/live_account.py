"""The live account that a plan of one stack is held against. Reads only.

Owns: that it is asked as little as may be, and that settings which make no account are an answer
like any other. Must not know: what a plan makes of it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from invoca.account import Account
from invoca.at_once import AtOnce
from invoca.client import Client
from invoca.client.account_fields import AccountFields, FieldsOfAccounts
from invoca.client.listing import Listing
from invoca.errors import InvocaError
from invoca.lifecycle.held import HeldNumbers
from invoca.lifecycle.pending import PendingWrites
from invoca.plan import destinations, takeovers
from invoca.plan.destinations import Room
from invoca.plan.takeovers import LookedUp
from invoca.promo_number.decide import Wanted
from invoca.promo_number.identity import Declarer
from invoca.promo_number.known_fields import Known, known_together
from invoca.promo_number.locate import Locator
from invoca.promo_number.models import CampaignRef
from invoca.timing import Timing
from pulumi_stack.stack_state import StackState

from ..workspace.project import Project, account_of

Tell = Callable[[str], None]


class LiveAccount:
    """accounts: what was asked of accounts already, of which several stacks share one.
    settled_before: as `Preview` has it."""

    def __init__(
        self,
        stack: str,
        project: Project,
        parallel: int,
        tell: Tell,
        accounts: FieldsOfAccounts,
        *,
        settled_before: datetime | None = None,
    ) -> None:
        self._stack = stack
        self._project = project
        self._parallel = parallel
        self._tell = tell
        self._accounts = accounts
        self._settled_before = settled_before

    def look_up(self, wanted: Sequence[Wanted], held: HeldNumbers) -> list[LookedUp]:
        """Which numbers are live already. held: what the run will hold of those of the state."""
        try:
            account, locator = self._account, self._locator
        except InvocaError as error:
            return [LookedUp(error=error)] * len(wanted)
        return takeovers.look_up(
            wanted,
            account,
            locator,
            self._listing,
            held=held,
            notes=PendingWrites.of(account, os.environ),
            holdings=self._states,
            parallel=self._parallel,
            tell=self._tell,
        )

    def are_gone(self, numbers: Mapping[str, CampaignRef]) -> frozenset[str]:
        """The digits of those that are certainly gone; what cannot be read is not gone."""
        try:
            locator = self._locator
        except InvocaError:
            return frozenset()
        with AtOnce(self._parallel) as at_once:
            found = at_once.each(
                lambda digits: locator.find_anywhere(numbers[digits], digits), numbers
            )
            return frozenset(digits for digits, place in found if place is None)

    def held_twice(self, declarers: Mapping[str, Declarer]) -> Mapping[str, Sequence[str]]:
        """By digits, who holds them, as stack/name, where another stack does as well."""
        try:
            states = self._states
        except InvocaError:
            return {}
        return {digits: states.held_twice(digits, who) for digits, who in declarers.items()}

    def look_at(self, campaigns: Sequence[CampaignRef]) -> Mapping[CampaignRef, Room | InvocaError]:
        """What each campaign has room for, or why it could not be read; never raises that."""
        try:
            return destinations.looked_at(
                campaigns,
                self._client,
                self._listing,
                account=self._account.scope,
                parallel=self._parallel,
            )
        except InvocaError as error:
            return dict.fromkeys(campaigns, error)

    def fields(self, campaigns: Sequence[CampaignRef]) -> Known:
        """The custom data fields that are known: to the account, or to whoever else knows some."""
        named, carried = AccountFields(frozenset(), is_complete=False), set()
        with contextlib.suppress(InvocaError):  # then nobody knows, which is reported elsewhere
            named = self._accounts.of(self._account)
            for where in () if named.is_complete else campaigns:
                live = self._listing.of(where).known().values()
                carried |= {key for number in live for key in number.custom_data}
        return known_together(
            named.names,
            is_complete=named.is_complete,
            carried=carried,
            listed=self._project.file.known_fields,
        )

    def is_over(self, sent_at: float) -> bool:
        """Whether a person said that what Invoca does not show of a purchase that was sent then was
        not bought. Where there is no account it is not known, so a number may be bought."""
        try:
            return self._account.is_over(sent_at)
        except InvocaError:
            return True

    @cached_property
    def _account(self) -> Account:
        account = account_of(self._stack, self._project)
        if self._settled_before is None:
            return account
        return account.model_copy(update={"settled_before": self._settled_before})

    @cached_property
    def _states(self) -> StackState:
        return StackState(self._account.network_id, self._project.folder)

    @cached_property
    def _client(self) -> Client:
        return Client(self._account, timing=Timing(), tell=self._tell)

    @cached_property
    def _listing(self) -> Listing:
        return Listing(self._client)

    @cached_property
    def _locator(self) -> Locator:
        searches = self._account.search_other_campaigns
        return Locator(self._client, self._listing, searches_elsewhere=searches)
