"""The package's functions: what is live in a campaign, whoever manages it.

Owns: what is wrong with arguments, and the shape of an answer. Reads only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi.runtime.proto import provider_pb2

from invoca.lifecycle import lookups
from invoca.promo_number.models import CampaignRef, PromoNumber
from invoca.promo_number.problems import lookup_problems
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
    failures = _failures_in(arguments)
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
    try:
        digits = None if digits is None else ten_digits(str(digits))
    except ValueError as error:
        return _failures({"promoNumber": str(error)})
    live = lookups.one(provider.life, where, digits=digits, id_=id_)
    return _answer(_shown(live))


def _all(
    provider: ConfiguredProvider, where: CampaignRef, arguments: Mapping[str, Any]
) -> provider_pb2.InvokeResponse:
    numbers = [_shown(live) for live in lookups.every(provider.life, where)]
    return _answer({"numbers": numbers})


def _shown(live: PromoNumber) -> dict[str, Any]:
    found = lookups.shown(live)
    return names.to_wire({name: value for name, value in found.items() if value is not None})


def _failures_in(arguments: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the ids."""
    ids = {name: arguments.get(name) for name in (*_PLACE, "id_from_network")}
    return {
        names.camel(problem.field): names.in_camel_case(problem.text)
        for problem in lookup_problems(ids)
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
