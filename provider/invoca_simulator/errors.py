"""Invoca's refusals, in the shapes that its documentation and its users show.

Owns the texts and statuses. Decides nothing about when they apply.
"""

from __future__ import annotations

from .records import InvocaAnswer, Parent

Messages = dict[str, object]
REQUEST_LIMIT = "Too many requests. Slow down."
UNAUTHORIZED_HTML = "<!DOCTYPE html><html><body><h1>401 Unauthorized</h1></body></html>"


def general(status: int, error_class: str, invalid_data: str) -> InvocaAnswer:
    return InvocaAnswer(status, {"errors": {"class": error_class, "invalid_data": invalid_data}})


def per_field(messages: Messages) -> InvocaAnswer:
    return InvocaAnswer(403, {"errors": messages})


def taken() -> InvocaAnswer:
    return per_field({"id_from_network": ["has already been taken"]})


def number_not_found(parent: Parent, key: str) -> InvocaAnswer:
    where = f"advertiser campaign {parent.campaign} and advertiser {parent.advertiser}"
    if parent.affiliate is not None:
        where = f"affiliate {parent.affiliate}, {where}"
    return general(404, "RecordNotFound", f"Could not find PromoNumber {key} for {where}")


def campaign_not_found(parent: Parent) -> InvocaAnswer:
    what = f"AdvertiserCampaign {parent.campaign} for advertiser {parent.advertiser}"
    return general(404, "RecordNotFound", f"Could not find {what}")


def affiliate_not_found(parent: Parent) -> InvocaAnswer:
    what = f"AffiliateCampaign for affiliate {parent.affiliate}"
    where = f"advertiser campaign {parent.campaign} and advertiser {parent.advertiser}"
    return general(404, "RecordNotFound", f"Could not find {what}, {where}")


def advertiser_not_found(advertiser: str) -> InvocaAnswer:
    return general(404, "RecordNotFound", f"Could not find Advertiser {advertiser}")


def no_access_to_advertiser(advertiser: str) -> InvocaAnswer:
    return general(403, "UnauthorizedAdvertiser", f"Not authorized for advertiser {advertiser}")


def unauthorized_operation(why: str) -> InvocaAnswer:
    return general(403, "UnauthorizedOperation", why)


def gone(why: str) -> InvocaAnswer:
    return general(410, "RecordGone", why)


def record_invalid(why: str) -> InvocaAnswer:
    return general(403, "RecordInvalid", why)


def limit_reached() -> InvocaAnswer:
    return per_field({"base": ["You've reached your promo number limit"]})


def server_error(handle: int) -> InvocaAnswer:
    return general(500, "InternalServiceError", f"refer to error handle {handle}")


def unavailable(handle: int) -> InvocaAnswer:
    return InvocaAnswer(503, server_error(handle).body)


def unreadable_request() -> InvocaAnswer:
    return general(400, "ParseError", "The request body is not a JSON object")


def unknown_version(version: str, status: int) -> InvocaAnswer:
    return general(status, "UnknownVersion", f"API version {version} is not known")


def no_route(method: str, path: str) -> InvocaAnswer:
    return general(404, "RoutingError", f"No route matches {method} {path}")


def unauthorized(body: str) -> InvocaAnswer:
    """401 with a body of the form that the knob `unauthorized_body` names."""
    if body == "json":
        return general(401, "Unauthorized", "The API token is missing or not valid")
    if body == "html":
        return InvocaAnswer(401, UNAUTHORIZED_HTML, {"content-type": "text/html; charset=utf-8"})
    return InvocaAnswer(401, "" if body == "empty" else "Unauthorized")


def too_many_requests(status: int, retry_after: str | None) -> InvocaAnswer:
    headers = {} if retry_after is None else {"retry-after": retry_after}
    return InvocaAnswer(
        status, {"errors": {"class": "RateLimit", "invalid_data": REQUEST_LIMIT}}, headers
    )
