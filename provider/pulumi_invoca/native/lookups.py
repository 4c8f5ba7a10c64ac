"""The package's functions: what is live in a campaign, whoever manages it.

Owns: which argument finds what, and the shape of an answer. Reads only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi.runtime.proto import provider_pb2

from invoca.promo_number import record
from invoca.promo_number.models import COMPARED, CampaignRef, PromoNumber
from invoca.promo_number.problems import declaration_problems
from invoca.promo_number.refusals import not_there
from invoca.promo_number.values import ten_digits
from pulumi_stack import names

from . import values
from .schema import GET_NUMBER, GET_NUMBERS

if TYPE_CHECKING:
    from .account import ConfiguredProvider

_PLACE = CampaignRef._fields


def invoke(provider: ConfiguredProvider, request: Any) -> provider_pb2.InvokeResponse:
    """Raises InvocaError; what is wrong with the arguments is in the answer."""
    given = values.read(request.args)
    arguments = names.from_wire(given.values)
    finder = {GET_NUMBER: _one, GET_NUMBERS: _all}.get(request.tok)
    if finder is None:
        return _failures({"": f"invoca has no function '{request.tok}'"})
    failures = _place_failures(arguments)
    if failures:
        return _failures(failures)
    where = CampaignRef.checked(arguments.get(part) for part in _PLACE)
    return finder(provider, where, arguments)


def _one(
    provider: ConfiguredProvider, where: CampaignRef, arguments: Mapping[str, Any]
) -> provider_pb2.InvokeResponse:
    digits, id_ = arguments.get("promo_number"), arguments.get("id_from_network")
    if (digits is None) == (id_ is None):
        return _failures({"promoNumber": "write either promoNumber or idFromNetwork"})
    if digits is not None:
        try:
            digits = ten_digits(str(digits))
        except ValueError as error:
            return _failures({"promoNumber": str(error)})
        live = provider.life.locator.find(where, digits)
    else:
        live = provider.life.locator.under_id(where, str(id_))
    if live is None or live.is_released:
        raise not_there(str(digits or id_), where)
    return _answer(_shown(live))


def _all(
    provider: ConfiguredProvider, where: CampaignRef, arguments: Mapping[str, Any]
) -> provider_pb2.InvokeResponse:
    # A campaign that cannot be read must not look empty.
    provider.life.locator.require_readable(where)
    listed = [live for live in provider.life.listed(where) if not live.is_released]
    numbers = [_shown(live) for live in sorted(listed, key=lambda live: live.promo_number)]
    return _answer({"numbers": numbers})


def _shown(live: PromoNumber) -> dict[str, Any]:
    shown = {name: getattr(live, name) for name in COMPARED}
    shown |= {
        "promo_number": live.promo_number,
        "e164": live.e164,
        "invoca_id": live.id,
        "object_url": live.object_url,
        "id_from_network": live.id_from_network,
    }
    return names.to_wire({name: value for name, value in shown.items() if value is not None})


def _place_failures(arguments: Mapping[str, Any]) -> dict[str, str]:
    whole = {"description": "-", "media_type": "-", **record.present(arguments, _PLACE)}
    return {
        names.camel(problem.field): names.in_camel_case(problem.text)
        for problem in declaration_problems(whole)
    }


def _answer(shown: Mapping[str, Any]) -> provider_pb2.InvokeResponse:
    answer = provider_pb2.InvokeResponse()
    getattr(answer, "return").CopyFrom(values.write(shown))
    return answer


def _failures(told: Mapping[str, str]) -> provider_pb2.InvokeResponse:
    failures = [
        provider_pb2.CheckFailure(property=name, reason=reason) for name, reason in told.items()
    ]
    return provider_pb2.InvokeResponse(failures=failures)
