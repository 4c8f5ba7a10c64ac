"""Buys a promo number: checks what was sent, finds digits, stores it, writes the ledger."""

from __future__ import annotations

from . import errors, validation
from .changing import refuse_fields, with_fields
from .number_request import NumberRequest
from .records import InvocaAnswer, StoredNumber
from .stock import TOLL_FREE, areas_wanted

CREATE_ONLY = (
    "local_center", "local_number_preferences", "tn_prefix_whitelist", "promo_type",
    "promo_number_looks_like",
)  # fmt: skip


def buy(asked: NumberRequest, id_from_network: str | None, status: int) -> InvocaAnswer:
    """Without an id, Invoca gives the number one: its own id as a string."""
    refused = (
        refuse_fields(asked, asked.body)
        or validation.refuse_inputs(asked.body)
        or _refuse_limit(asked)
    )
    if refused:
        return refused
    digits = _issue(asked)
    if isinstance(digits, InvocaAnswer):
        return digits
    number = with_fields(_blank(asked, digits, id_from_network), asked, asked.body)
    number = asked.account.state.numbers.add(number, id_from_own=id_from_network is None)
    asked.record("bought", number, before=None)
    return asked.show(status, number)


def _blank(asked: NumberRequest, digits: str, id_from_network: str | None) -> StoredNumber:
    return StoredNumber(
        id=0,
        parent=asked.parent,
        promo_number=digits,
        id_from_network=id_from_network,
        description="",
        media_type="",
        inputs={name: asked.body[name] for name in CREATE_ONLY if name in asked.body},
    )


def _issue(asked: NumberRequest) -> str | InvocaAnswer:
    knobs, stock = asked.account.knobs, asked.account.state.stock
    digits = stock.issue(areas_wanted(asked.body), knobs.areas_without_stock)
    if digits is None and knobs.no_local_number == "toll_free":
        digits = stock.issue([TOLL_FREE])
    if digits is not None:
        return digits
    if knobs.no_local_number == "server_error":
        return asked.server_error()
    return errors.record_invalid("No local number is available in the area.")


def _refuse_limit(asked: NumberRequest) -> InvocaAnswer | None:
    knobs = asked.account.knobs
    if not knobs.number_limit:
        return None
    if asked.account.state.numbers.count_in_campaign(asked.parent) < knobs.number_limit:
        return None
    if knobs.limit_reached == "server_error":
        return asked.server_error()
    return errors.limit_reached()
