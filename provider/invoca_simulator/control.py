"""The control plane, /_simulator: what a person may do to the account by hand, over HTTP.

Thin: every route calls the method of SimulatedAccount that a test would call. Needs no token, and
so answers only to this machine (see loopback.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

from fastapi import APIRouter, Body, HTTPException
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .account import SimulatedAccount
from .faults import Fault
from .knobs import Knobs
from .records import Access, Json

T = TypeVar("T")


class RequestBody(BaseModel):
    """What a route is sent; a key that it does not know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class NewCampaign(RequestBody):
    advertiser: str
    campaign: str
    name: str | None = None
    affiliates: list[str] = Field(default_factory=list)
    inherited_custom_data: dict[str, str] = Field(default_factory=dict)
    accessible: bool | Access = True


class NewCustomFields(RequestBody):
    names: list[str]
    long_text: bool = False


class WantedScenario(RequestBody):
    name: str


class NewToken(RequestBody):
    token: str
    network_ids: list[str] = Field(default_factory=lambda: ["1"])
    read_only: bool = False
    advertisers: list[str] | None = None


class NewNumber(RequestBody):
    """Bought by hand, in Invoca's user interface."""

    advertiser: str
    campaign: str
    affiliate: str | None = None
    description: str
    media_type: str
    custom_data: dict[str, Any] = Field(default_factory=dict)
    id_from_network: str | None = None
    area_code: str | None = None


class NumberChange(RequestBody):
    """By hand. `custom_data` replaces the whole map; a campaign moves the number there."""

    description: str | None = None
    media_type: str | None = None
    custom_data: dict[str, Any] | None = None
    id_from_network: str | None = None
    advertiser: str | None = None
    campaign: str | None = None
    affiliate: str | None = None

    def fields(self) -> Json:
        places = {"advertiser", "campaign", "affiliate"}
        return self.model_dump(exclude_unset=True, exclude=places)


def build_control(account: SimulatedAccount) -> APIRouter:
    router = APIRouter(prefix="/_simulator")
    _add_knobs(router, account)
    _add_journal(router, account)
    _add_numbers(router, account)
    _add_surroundings(router, account)
    _add_faults(router, account)
    return router


def _add_knobs(router: APIRouter, account: SimulatedAccount) -> None:
    @router.get("/knobs", tags=["Knobs"], summary="Every knob as it stands")
    async def get_knobs() -> Knobs:
        return account.knobs

    @router.patch("/knobs", tags=["Knobs"], summary="Turn some knobs", responses=_explained())
    async def turn_knobs(changes: dict[str, Any] = Body(...)) -> Knobs:  # noqa: B008
        _or_422(lambda: account.set_knobs(**changes))
        return account.knobs

    @router.put("/scenario", tags=["Knobs"], summary="Play a scenario by name")
    async def put_scenario(wanted: WantedScenario) -> Json:
        _or_404(lambda: account.play(wanted.name))
        return {}

    @router.get("/knobs/schema", tags=["Knobs"], summary="What every knob means, as JSON Schema")
    async def get_schema() -> Json:
        return Knobs.model_json_schema()


def _add_journal(router: APIRouter, account: SimulatedAccount) -> None:
    @router.get("/calls", tags=["What happened"], summary="The calls that came in, oldest first")
    async def get_calls(method: str | None = None) -> list[Json]:
        return [asdict(call) for call in account.calls(method)]

    @router.delete("/calls", tags=["What happened"], summary="Forget the calls")
    async def delete_calls() -> Json:
        account.clear_calls()
        return {}

    @router.get("/version", tags=["What happened"], summary="Changes whenever anything does")
    async def get_version() -> Json:
        return {"version": account.version()}

    @router.get("/ledger", tags=["What happened"], summary="What was bought, moved, released")
    async def get_ledger(event: str | None = None) -> list[Json]:
        return [asdict(entry) for entry in account.ledger(event)]


def _add_numbers(router: APIRouter, account: SimulatedAccount) -> None:
    @router.get("/numbers", tags=["Numbers by hand"], summary="The numbers, live or released")
    async def get_numbers(released: bool = False) -> list[Json]:
        return account.numbers(released=released)

    @router.post("/numbers", tags=["Numbers by hand"], summary="Buy a number, anywhere")
    async def post_number(new: NewNumber) -> Json:
        _or_404(lambda: account.require_campaign(new.advertiser, new.campaign, new.affiliate))
        fields = new.model_dump(exclude_none=True)
        return {"promo_number": _or_409(lambda: account.put_number(**fields))}

    @router.patch("/numbers/{promo_number}", tags=["Numbers by hand"], summary="Change a number")
    async def change_number(promo_number: str, change: NumberChange) -> Json:
        fields = change.fields()
        if fields:
            _or_404(lambda: account.change_number(promo_number, **fields))
        if change.advertiser and change.campaign:
            there = (change.advertiser, change.campaign, change.affiliate)
            _or_404(lambda: account.move_number(promo_number, *there))
        return {}

    @router.delete("/numbers/{promo_number}", tags=["Numbers by hand"], summary="Release a number")
    async def release_number(promo_number: str) -> Json:
        _or_404(lambda: account.release_number(promo_number))
        return {}


def _add_surroundings(router: APIRouter, account: SimulatedAccount) -> None:
    @router.put("/campaigns", tags=["The account"], summary="Add a campaign, or rename it")
    async def put_campaign(new: NewCampaign) -> Json:
        account.add_campaign(**new.model_dump(exclude={"accessible"}))
        account.set_campaign_access(new.advertiser, new.campaign, new.accessible)
        return {}

    @router.delete("/campaigns", tags=["The account"], summary="Remove a campaign without numbers")
    async def delete_campaign(advertiser: str, campaign: str) -> Json:
        _or_404(lambda: _or_409(lambda: account.remove_campaign(advertiser, campaign)))
        return {}

    @router.put("/custom_fields", tags=["The account"], summary="Add custom data fields")
    async def put_custom_fields(new: NewCustomFields) -> Json:
        account.add_custom_fields(*new.names, long_text=new.long_text)
        return {}

    @router.post("/tokens", tags=["The account"], summary="Add an API token")
    async def post_token(new: NewToken) -> Json:
        account.add_token(**new.model_dump())
        return {}

    @router.post("/reset", tags=["The account"], summary="Start over with an empty account")
    async def post_reset() -> Json:
        account.reset()
        return {}


def _add_faults(router: APIRouter, account: SimulatedAccount) -> None:
    @router.post("/faults", tags=["Faults"], summary="Script a fault")
    async def post_fault(fault: Fault) -> Json:
        account.add_fault(**fault.model_dump(exclude_unset=True))
        return {}

    @router.delete("/faults", tags=["Faults"], summary="Forget the script")
    async def delete_faults() -> Json:
        account.clear_faults()
        return {}


def _explained() -> dict[int | str, dict[str, Any]]:
    return {422: {"description": "What is wrong, by knob"}}


def _or_404(act: Callable[[], T]) -> T:
    try:
        return act()
    except KeyError as missing:
        raise HTTPException(404, str(missing.args[0])) from missing


def _or_409(act: Callable[[], T]) -> T:
    try:
        return act()
    except ValueError as why:
        raise HTTPException(409, str(why)) from why


def _or_422(act: Callable[[], T]) -> T:
    try:
        return act()
    except ValidationError as wrong:
        detail = wrong.errors(include_url=False, include_context=False)
        raise HTTPException(422, detail) from wrong
