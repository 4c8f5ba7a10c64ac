"""The simulator's values: numbers, parents, calls, ledger entries, answers.

Plain frozen data. Knows no SQL, no HTTP and no rule of Invoca's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Json = dict[str, object]
Auth = Literal["header", "query", "body", "none", "wrong"]
Access = Literal["open", "closed", "unavailable"]
Event = Literal["bought", "changed", "moved", "released", "revived"]
By = Literal["api", "hand"]


@dataclass(frozen=True)
class Parent:
    """Where a number lives: an advertiser campaign, or one affiliate's share of it."""

    advertiser: str
    campaign: str
    affiliate: str | None = None


@dataclass(frozen=True)
class StoredCampaign:
    advertiser: str
    campaign: str
    id: int
    name: str
    inherited_custom_data: Json
    access: Access
    affiliates: tuple[str, ...] = ()


# What can be set and changed beside description, media_type and custom_data.
SETTINGS = ("hours_of_operation", "adwords_account_id")


@dataclass(frozen=True)
class StoredNumber:
    """One promo number, released ones included. `settings` are those of SETTINGS that it has;
    `inputs` are the create-only ones, as received."""

    id: int
    parent: Parent
    promo_number: str
    id_from_network: str | None
    description: str
    media_type: str
    custom_data: Json = field(default_factory=dict)
    settings: Json = field(default_factory=dict)
    inputs: Json = field(default_factory=dict)
    released: bool = False


@dataclass(frozen=True)
class Token:
    network_ids: tuple[str, ...]
    read_only: bool
    advertisers: tuple[str, ...] | None


@dataclass(frozen=True)
class Call:
    """One request to Invoca's endpoints. `status` is None where no answer was sent."""

    seq: int
    method: str
    path: str
    endpoint: str
    network_id: str | None
    auth: Auth
    body: object = None
    status: int | None = None
    fault: str | None = None


@dataclass(frozen=True)
class Entry:
    """One line of the ledger. `call` is the call that caused it; None: done by hand."""

    seq: int
    event: Event
    promo_number: str
    id_from_network: str | None
    advertiser: str
    campaign: str
    affiliate: str | None
    call: int | None
    by: By


@dataclass(frozen=True)
class EntryOrigin:
    """Who causes a ledger entry: a call, or somebody in Invoca's user interface."""

    call: int | None = None

    @property
    def by(self) -> By:
        return "hand" if self.call is None else "api"


BY_HAND = EntryOrigin()


@dataclass(frozen=True)
class InvocaAnswer:
    """What Invoca answers. A `str` body is sent as it is, everything else as JSON."""

    status: int
    body: object
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        return self.status < 400
