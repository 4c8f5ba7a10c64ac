"""The simulated Invoca account, and everything that is done to it by hand.

What Invoca's user interface, a test or the control plane may do stands here; what the API does
is in promo_numbers.py. Knows no HTTP.
"""

from __future__ import annotations

import random
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Literal

from .faults import Fault, Faults
from .knobs import Knobs
from .lag import Lag
from .records import BY_HAND, SETTINGS, Access, Call, Entry, Event, Json, Parent, StoredNumber
from .scenarios import CALM, SCENARIOS
from .state import AccountState
from .stock import TOLL_FREE

OnCall = Callable[[Call, Literal["before", "after"]], None]
CUSTOM_FIELDS = (
    "channel", "station", "region", "daypart", "creative", "market", "publication", "drop_date",
    "offer",
)  # fmt: skip


class SimulatedAccount:
    """One Invoca network: what exists in it, what somebody does to it by hand, and what it is like.

    on_call: told of each call, before and after it is acted on. clock: seconds, as time.monotonic.
    """

    token = "simulator-token"
    network_id = "1"

    def __init__(
        self,
        *,
        database: str | Path = ":memory:",
        knobs: Mapping[str, object] | None = None,
        on_call: OnCall | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.knobs = Knobs().changed(knobs or {})
        self.state = AccountState(database)
        self.faults = Faults()
        self._played = CALM
        self.reads, self.gets, self.lists = Lag(clock), Lag(clock), Lag(clock)
        self.on_call = on_call
        self.clock = clock
        self.rng = random.Random(0)  # noqa: S311 - shuffles a list
        self._seed()

    def _seed(self) -> None:
        self.add_custom_fields(*CUSTOM_FIELDS)
        self.add_custom_fields("notes", long_text=True)
        self.add_token(self.token, network_ids=(self.network_id,))

    # --- what exists ------------------------------------------------------------------------

    def add_campaign(
        self,
        advertiser: str,
        campaign: str,
        *,
        name: str | None = None,
        affiliates: Sequence[str] = (),
        inherited_custom_data: Mapping[str, object] | None = None,
    ) -> None:
        with self.state.transaction():
            self.state.directory.add_campaign(
                advertiser,
                campaign,
                name=name,
                affiliates=affiliates,
                inherited_custom_data=dict(inherited_custom_data or {}),
            )

    def remove_campaign(self, advertiser: str, campaign: str) -> None:
        """Raises KeyError where there is none, ValueError where it has live numbers."""
        with self.state.transaction():
            if self.state.numbers.count_in_campaign(Parent(advertiser, campaign)):
                raise ValueError("it has live numbers; release or move them first")
            if not self.state.directory.remove_campaign(advertiser, campaign):
                raise KeyError(f"no campaign {campaign} of advertiser {advertiser}")

    def require_campaign(self, advertiser: str, campaign: str, affiliate: str | None) -> None:
        """Raises KeyError where there is no such campaign, or no such share of it."""
        with self.state.transaction():
            found = self.state.directory.campaign(advertiser, campaign)
        if found is None:
            raise KeyError(f"no campaign {campaign} of advertiser {advertiser}")
        if affiliate is not None and affiliate not in found.affiliates:
            raise KeyError(f"no affiliate {affiliate} in campaign {campaign}")

    def set_campaign_access(
        self, advertiser: str, campaign: str, accessible: bool | Access
    ) -> None:
        """False is "closed", as the knob `no_access` says; "unavailable" answers 503."""
        access: Access = "open" if accessible is True else accessible or "closed"
        with self.state.transaction():
            if not self.state.directory.set_access(advertiser, campaign, access):
                raise KeyError(f"no campaign {campaign} of advertiser {advertiser}")

    def add_custom_fields(self, *names: str, long_text: bool = False) -> None:
        with self.state.transaction():
            self.state.directory.add_custom_fields(names, long_text=long_text)

    def add_token(
        self,
        token: str,
        *,
        network_ids: Sequence[str] = ("1",),
        read_only: bool = False,
        advertisers: Sequence[str] | None = None,
    ) -> None:
        with self.state.transaction():
            self.state.directory.add_token(
                token, network_ids=network_ids, read_only=read_only, advertisers=advertisers
            )

    def revoke_token(self, token: str) -> None:
        with self.state.transaction():
            self.state.directory.revoke_token(token)

    # --- how it behaves ---------------------------------------------------------------------

    def set_knobs(self, **knobs: object) -> None:
        self.knobs = self.knobs.changed(knobs)

    def play(self, scenario: str) -> None:
        """The knobs and faults of that name, and no others. Raises KeyError."""
        if scenario not in SCENARIOS:
            raise KeyError(f"no scenario {scenario}; there are {', '.join(SCENARIOS)}")
        wanted = SCENARIOS[scenario]
        self.clear_faults()
        for fault in wanted.faults:
            self.add_fault(**fault)  # type: ignore[arg-type]
        self.knobs = Knobs().changed(wanted.knobs)
        self._played = scenario

    @property
    def scenario(self) -> str:
        """The one that is played; "" where knobs were turned since."""
        is_played = self.knobs == Knobs().changed(SCENARIOS[self._played].knobs)
        return self._played if is_played else ""

    def add_fault(
        self,
        action: str,
        *,
        method: str | None = None,
        path: str | None = None,
        skip: int = 0,
        times: int = 1,
        **details: object,
    ) -> None:
        rule = {"action": action, "method": method, "path": path, "skip": skip, "times": times}
        fault = Fault.model_validate({**rule, **details})
        with self.state.transaction():
            self.faults.add(fault)

    def clear_faults(self) -> None:
        with self.state.transaction():
            self.faults.clear()

    def reset(self) -> None:
        """As new: no campaign, no number, no call, no fault, every knob at its default."""
        with self.state.transaction():
            self.state.empty()
            self.faults.clear()
            for lag in (self.reads, self.gets, self.lists):
                lag.clear()
        self.knobs = Knobs()
        self._played = CALM
        self._seed()

    # --- what happened ----------------------------------------------------------------------

    def version(self) -> str:
        """Another one whenever anything has changed."""
        knobs = zlib.crc32(f"{self._played} {self.knobs.model_dump_json()}".encode())
        return f"{self.state.changes()}-{knobs:x}"

    def calls(self, method: str | None = None) -> list[Call]:
        with self.state.transaction():
            return self.state.calls.all(method)

    def clear_calls(self) -> None:
        with self.state.transaction():
            self.state.calls.clear()

    def ledger(self, event: str | None = None) -> list[Entry]:
        with self.state.transaction():
            return self.state.ledger.all(event)

    def numbers(self, *, released: bool = False) -> list[Json]:
        """The live numbers as plain dicts, or those that were released."""
        with self.state.transaction():
            return [_plain(number) for number in self.state.numbers.all(released=released)]

    # --- numbers, by hand -------------------------------------------------------------------

    def put_number(
        self,
        advertiser: str,
        campaign: str,
        *,
        id_from_network: str | None = None,
        description: str = "Bought by hand",
        media_type: str = "Online: Display",
        custom_data: Mapping[str, object] | None = None,
        affiliate: str | None = None,
        promo_number: str | None = None,
        area_code: str = TOLL_FREE,
    ) -> str:
        """A number that somebody bought in Invoca's user interface; returns its digits. Raises
        ValueError where there is none of that area code."""
        with self.state.transaction():
            digits = promo_number or self.state.stock.issue([area_code])
            if digits is None:
                raise ValueError(f"there is no number with area code {area_code}")
            number = StoredNumber(
                id=0,
                parent=Parent(advertiser, campaign, affiliate),
                promo_number=digits,
                id_from_network=id_from_network,
                description=description,
                media_type=media_type,
                custom_data=dict(custom_data or {}),
            )
            self.state.ledger.add("bought", self.state.numbers.add(number), BY_HAND)
        return digits

    def change_number(self, promo_number: str, **fields: object) -> None:
        """`custom_data`, where given, replaces the whole map."""
        with self.state.transaction():
            number = self._live(promo_number)
            settings = {name: fields.pop(name) for name in SETTINGS if name in fields}
            fields["settings"] = {**number.settings, **settings}
            self._store("changed", replace(number, **fields))  # type: ignore[arg-type]

    def move_number(
        self, promo_number: str, advertiser: str, campaign: str, affiliate: str | None = None
    ) -> None:
        with self.state.transaction():
            parent = Parent(advertiser, campaign, affiliate)
            self._store("moved", replace(self._live(promo_number), parent=parent))

    def release_number(self, promo_number: str) -> None:
        with self.state.transaction():
            self._store("released", replace(self._live(promo_number), released=True))

    def _live(self, promo_number: str) -> StoredNumber:
        for number in self.state.numbers.by_digits(promo_number):
            if not number.released:
                return number
        raise KeyError(f"no live promo number {promo_number}")

    def _store(self, event: Event, number: StoredNumber) -> None:
        self.state.numbers.save(number)
        self.state.ledger.add(event, number, BY_HAND)


def _plain(number: StoredNumber) -> Json:
    plain = asdict(number)
    settings = {**dict.fromkeys(SETTINGS), **plain.pop("settings")}
    return {**plain.pop("parent"), **plain.pop("inputs"), **settings, **plain}
