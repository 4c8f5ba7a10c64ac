"""What is answered in place of what was done: redirects, empty answers, another number's object.

Changes nothing in the account, and so never decides whether a call is acted on.
"""

from __future__ import annotations

from . import errors
from .account import SimulatedAccount
from .number_request import NumberRequest
from .objects import show_number
from .records import InvocaAnswer, Parent, StoredNumber

PAGE = "<html><body>It works!</body></html>"
HTML = {"content-type": "text/html; charset=utf-8"}
# Shown where the campaign has no other number. Nothing of 900 is ever issued.
NOBODYS = StoredNumber(
    id=900_000_000,
    parent=Parent("", ""),
    promo_number="9005550199",
    id_from_network="nobodys",
    description="Somebody else's",
    media_type="Online: Display",
)
EMPTY_STATUS = {"POST": 201, "PUT": 200, "DELETE": 200}


def worded(answer: InvocaAnswer, method: str, asked: NumberRequest) -> InvocaAnswer:
    """The answer as the knobs want it; refusals stay as they are."""
    knobs = asked.account.knobs
    if not answer.accepted:
        return answer
    call = "GET by id" if method == "GET" and asked.by_id else method
    if (asked.key or method == "POST") and call in knobs.answers_other_number:
        answer = other_number(answer, asked.parent, asked.version, asked.account)
    forms = {"POST": knobs.post_answer, "PUT": knobs.put_answer, "DELETE": knobs.delete_answer}
    form = forms.get(method, "object")
    if form in {"redirect_302", "redirect_303"}:
        return InvocaAnswer(int(form[-3:]), "", {"location": "https://invoca.net/login"})
    if form == "html":
        return InvocaAnswer(200, PAGE, HTML)
    if form == "no_content":
        return InvocaAnswer(204, "")
    return InvocaAnswer(EMPTY_STATUS[method], "") if form == "empty" else answer


def other_number(
    answer: InvocaAnswer, parent: Parent, version: str, account: SimulatedAccount
) -> InvocaAnswer:
    """The answer with another number of the campaign in it, the newest."""
    meant = answer.body.get("promo_number") if isinstance(answer.body, dict) else None
    others = [
        number for number in account.state.numbers.in_parent(parent) if number.promo_number != meant
    ]
    return InvocaAnswer(answer.status, show_number([NOBODYS, *others][-1], version, account))


def refused_list(knob: str, path: str, handle: int) -> InvocaAnswer | None:
    """What a list of campaigns or affiliates answers where its knob does not say "open"."""
    if knob == "forbidden":
        return errors.unauthorized_operation("Not authorized to list")
    if knob == "unavailable":
        return errors.unavailable(handle)
    return errors.no_route("GET", path) if knob == "missing" else None
