"""Invoca's Network Integration API for promo numbers: one method an operation, one request path.

Owns: which call is which method and path, and that each goes through retries.
Must not know: what is declared, what is adopted, or when a purchase is wise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ..account import Account
from ..errors import ReportBug, TryLater, Unclear
from ..promo_number.models import CampaignRef, PromoNumber
from ..timing import Timing
from . import endpoints
from .pace import Pace
from .responses import read_json
from .retry import is_limited, may_repeat, wait_seconds
from .wire import Transport

_Parsed = TypeVar("_Parsed")


class Campaign(BaseModel):
    """An advertiser campaign as Invoca shows it, as far as it is of use here."""

    # Some accounts show their ids as JSON numbers.
    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)

    id_from_network: str | None = None
    name: str | None = None
    status: str | None = None


_NUMBER = TypeAdapter(PromoNumber)
_NUMBERS = TypeAdapter(list[PromoNumber])
_CAMPAIGN = TypeAdapter(Campaign)
_CAMPAIGNS = TypeAdapter(list[Campaign])


class Client:
    """Calls Invoca. Safe to share between threads.

    Every method raises errors of `invoca.errors`. Methods that buy (create...) are sent at most
    once, unless Invoca says that nothing was done.
    """

    def __init__(
        self,
        account: Account,
        *,
        transport: Transport | None = None,
        timing: Timing | None = None,
        tell: Callable[[str], None] = lambda text: None,
    ) -> None:
        """tell: says to a person what is being waited for."""
        # Here, because HTTP is a quarter of what a command that sends nothing would wait for.
        from .transport import RequestsTransport

        self._transport = transport or RequestsTransport(account)
        self._timing = timing or Timing()
        self._pace = Pace(self._timing, tell)

    def read_campaign(self, where: CampaignRef) -> Campaign:
        doing = f"reading {where}"
        return self._ask(_CAMPAIGN, "GET", endpoints.campaign(where), doing)

    def list_campaigns(self, advertiser_id: str) -> Sequence[Campaign]:
        """The advertiser's campaigns."""
        doing = f"listing the campaigns of advertiser '{advertiser_id}'"
        return self._ask(_CAMPAIGNS, "GET", endpoints.campaigns(advertiser_id), doing)

    def list(self, where: CampaignRef) -> list[PromoNumber]:
        """Every promo number of a campaign, in no certain order."""
        doing = f"listing the promo numbers of {where}"
        return self._ask(_NUMBERS, "GET", endpoints.promo_numbers(where), doing)

    def get(self, where: CampaignRef, promo_number: str) -> PromoNumber:
        """Raises NotFound where the campaign does not hold it."""
        doing = f"reading promo number {promo_number} in {where}"
        path = endpoints.promo_number(where, promo_number)
        return self._ask(_NUMBER, "GET", path, doing)

    def get_by_id(self, where: CampaignRef, id_from_network: str) -> PromoNumber:
        """Raises NotFound where the campaign has no number of that id."""
        doing = f"looking for id '{id_from_network}' in {where}"
        path = endpoints.promo_number_by_id(where, id_from_network)
        return self._ask(_NUMBER, "GET", path, doing)

    def create_by_id(self, where: CampaignRef, body: Mapping[str, Any]) -> PromoNumber:
        """Buys a number under the id_from_network in `body`. Raises Unclear: it may be bought."""
        doing = f"buying a number for id '{body['id_from_network']}' in {where}"
        path = endpoints.promo_numbers_by_id(where)
        return _parse_created(self._request("POST", path, doing, body), doing)

    def create(self, where: CampaignRef, body: Mapping[str, Any]) -> PromoNumber:
        """Buys a number and lets Invoca pick the id. Raises Unclear: it may be bought."""
        doing = f"buying a number ('{body['description']}') in {where}"
        path = endpoints.promo_numbers(where)
        return _parse_created(self._request("POST", path, doing, body), doing)

    def update(self, where: CampaignRef, promo_number: str, body: Mapping[str, Any]) -> PromoNumber:
        doing = f"changing promo number {promo_number} in {where}"
        path = endpoints.promo_number(where, promo_number)
        return self._ask(_NUMBER, "PUT", path, doing, body)

    def delete(self, where: CampaignRef, promo_number: str) -> None:
        doing = f"releasing promo number {promo_number} of {where}"
        self._request("DELETE", endpoints.promo_number(where, promo_number), doing)

    def _ask(
        self,
        shape: TypeAdapter[_Parsed],
        method: str,
        path: str,
        doing: str,
        body: Mapping[str, Any] | None = None,
    ) -> _Parsed:
        return _parse(shape, self._request(method, path, doing, body), doing)

    def _request(
        self, method: str, path: str, doing: str, body: Mapping[str, Any] | None = None
    ) -> Any:
        attempt = 1
        while True:
            try:
                with self._pace.call():
                    return read_json(self._transport.send(method, path, body, doing), doing)
            except TryLater as error:
                if not may_repeat(method, error, attempt):
                    raise
                # Where Invoca limits everybody, the pace makes everybody wait.
                wait = 0.0 if is_limited(error) else wait_seconds(error, attempt, self._timing.rng)
            self._timing.sleep(wait)
            attempt += 1


def _parse(shape: TypeAdapter[_Parsed], value: Any, doing: str) -> _Parsed:
    try:
        return shape.validate_python(value)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        what = ".".join(str(part) for part in detail["loc"]) or "the answer"
    raise ReportBug(
        doing,
        answer=f"Invoca's answer has an unexpected shape ({what}: {detail['msg']})",
        remedy="Check invoca:apiVersion; if it is right, please report this",
    )


def _parse_created(value: Any, doing: str) -> PromoNumber:
    try:
        return _parse(_NUMBER, value, doing)
    except ReportBug as error:
        # A 2xx that names no number: something was probably bought.
        raise Unclear(doing, answer=error.answer, remedy=error.remedy) from None
