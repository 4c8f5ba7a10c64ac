"""Invoca's Network Integration API for promo numbers: one method per operation, one request path.

Owns: which call is which method and path, and that each goes through the rate limiter.
Must not know: what is declared, what is adopted, or when a purchase is wise.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from ..account import Account, named
from ..errors import ReportBug, Unclear
from ..promo_number.models import CampaignRef, PromoNumber
from ..timing import Timing
from . import endpoints
from .list_answer import Listed, tells_of_more
from .neighbours import Advertiser, AdvertiserCampaign, AffiliateCampaign
from .rate_limit import RateLimiter
from .responses import read_json
from .wire import Answer, Transport

_Parsed = TypeVar("_Parsed")
_Model = TypeVar("_Model", bound=BaseModel)

_NUMBER = TypeAdapter(PromoNumber)
_CAMPAIGN = TypeAdapter(AdvertiserCampaign)
_AFFILIATE_CAMPAIGN = TypeAdapter(AffiliateCampaign)
_LIST = TypeAdapter(list[Any])


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
        may_write: Callable[[], None] = lambda: None,
    ) -> None:
        """tell: says to a person what is being waited for. may_write: raises where nothing may be
        changed any more; asked before each call that changes something, after every wait."""
        # Here, because HTTP is a quarter of what a command that sends nothing would wait for.
        from .transport import RequestsTransport

        self._transport = transport or RequestsTransport(account)
        self._may_write = may_write
        self._limiter = RateLimiter(timing or Timing(), tell)

    def read_campaign(self, where: CampaignRef) -> AdvertiserCampaign:
        """Raises NotFound where the advertiser has no such campaign."""
        doing = f"reading {where}"
        return self._read(_CAMPAIGN, endpoints.campaign(where), doing)

    def list_campaigns(self, advertiser_id: str) -> Listed[AdvertiserCampaign]:
        """The advertiser's campaigns."""
        doing = f"listing the campaigns of advertiser '{advertiser_id}'"
        return self._list(AdvertiserCampaign, endpoints.campaigns(advertiser_id), doing)

    def list_affiliate_campaigns(self, where: CampaignRef) -> Listed[AffiliateCampaign]:
        """The affiliates' shares of an advertiser campaign; an affiliate in `where` is ignored."""
        doing = f"listing the affiliate campaigns of {where._replace(affiliate_id=None)}"
        return self._list(AffiliateCampaign, endpoints.affiliate_campaigns(where), doing)

    def read_affiliate_campaign(self, where: CampaignRef) -> AffiliateCampaign:
        """`where` names an affiliate. Raises NotFound where it has no share of the campaign."""
        path = endpoints.affiliate_campaign(where)
        return self._read(_AFFILIATE_CAMPAIGN, path, f"reading {where}")

    def list_advertisers(self) -> Listed[Advertiser]:
        """The advertisers that the token may see."""
        return self._list(Advertiser, endpoints.ADVERTISERS, "listing the advertisers")

    def list(self, where: CampaignRef) -> Listed[PromoNumber]:
        """Every promo number of a campaign, in no certain order."""
        doing = f"listing the promo numbers of {where}"
        return self._list(PromoNumber, endpoints.promo_numbers(where), doing)

    def get(self, where: CampaignRef, promo_number: str) -> PromoNumber:
        """Raises NotFound where the campaign does not hold it."""
        doing = f"reading promo number {promo_number} in {where}"
        path = endpoints.promo_number(where, promo_number)
        return self._read(_NUMBER, path, doing)

    def get_by_id(self, where: CampaignRef, id_from_network: str) -> PromoNumber:
        """Raises NotFound where the campaign has no number of that id."""
        doing = f"looking for id '{id_from_network}' in {where}"
        path = endpoints.promo_number_by_id(where, id_from_network)
        return self._read(_NUMBER, path, doing)

    def create_by_id(self, where: CampaignRef, body: Mapping[str, Any]) -> PromoNumber:
        """Buys a number under the id_from_network in `body`. Raises Unclear: it may be bought."""
        doing = f"buying a number for id '{body['id_from_network']}' in {where}"
        return self._buy(endpoints.promo_numbers_by_id(where), doing, body)

    def create(self, where: CampaignRef, body: Mapping[str, Any]) -> PromoNumber:
        """Buys a number and lets Invoca pick the id. Raises Unclear: it may be bought."""
        doing = f"buying a number ('{body['description']}') in {where}"
        return self._buy(endpoints.promo_numbers(where), doing, body)

    def update(
        self, where: CampaignRef, promo_number: str, body: Mapping[str, Any]
    ) -> PromoNumber | None:
        """The number as it is now; None where it was done and the answer shows no number."""
        doing = f"changing promo number {promo_number} in {where}"
        path = endpoints.promo_number(where, promo_number)
        answered = self._request("PUT", path, doing, body)
        return _parse_written(answered, doing) if answered else None

    def delete(self, where: CampaignRef, promo_number: str) -> None:
        """Releases a number for good. Raises Unclear: it may be released."""
        doing = f"releasing promo number {promo_number} of {where}"
        self._request("DELETE", endpoints.promo_number(where, promo_number), doing)

    def _read(self, shape: TypeAdapter[_Parsed], path: str, doing: str) -> _Parsed:
        return _parse(shape, self._request("GET", path, doing), doing)

    def _list(self, entry: type[_Model], path: str, doing: str) -> Listed[_Model]:
        value, answer = self._asked("GET", path, doing)
        found = _parse_list(entry, value, doing)
        found.is_part = tells_of_more(answer, found.shown)
        return found

    def _buy(self, path: str, doing: str, body: Mapping[str, Any]) -> PromoNumber:
        return _parse_written(self._request("POST", path, doing, body), doing)

    def _request(
        self, method: str, path: str, doing: str, body: Mapping[str, Any] | None = None
    ) -> Any:
        return self._asked(method, path, doing, body)[0]

    def _asked(
        self, method: str, path: str, doing: str, body: Mapping[str, Any] | None = None
    ) -> tuple[Any, Answer]:
        """What was answered, and the answer that says it."""

        def send() -> tuple[Any, Answer]:
            if method != "GET":
                self._may_write()
            answer = self._transport.send(method, path, body, doing)
            return read_json(answer, doing, method), answer

        return self._limiter.repeat(method, send)


def _parse(shape: TypeAdapter[_Parsed], value: Any, doing: str) -> _Parsed:
    try:
        return shape.validate_python(value)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        what = ".".join(str(part) for part in detail["loc"]) or "the answer"
    raise ReportBug(
        doing,
        answer=f"Invoca's answer has an unexpected shape ({what}: {detail['msg']})",
        remedy=f"Check {named('api_version')}; if it is right, please report this",
    )


def _parse_list(entry: type[_Model], value: Any, doing: str) -> Listed[_Model]:
    """Entries that cannot be read are skipped, and counted."""
    shown = _parse(_LIST, value, doing)
    found = Listed[_Model]()
    for item in shown:
        with contextlib.suppress(ValidationError):
            found.append(entry.model_validate(item))
    found.skipped = len(shown) - len(found)
    return found


def _parse_written(value: Any, doing: str) -> PromoNumber:
    try:
        return _parse(_NUMBER, value, doing)
    except ReportBug as error:
        # A 2xx that names no number: something was probably bought, or changed.
        raise Unclear(doing, answer=error.answer, remedy=error.remedy) from None
