"""Changes a promo number that exists: its fields, its campaign, its id; or releases it."""

from __future__ import annotations

from dataclasses import replace

from . import custom_data, moves, storing, validation
from .number_request import NumberRequest
from .records import SETTINGS, Event, InvocaAnswer, Json, StoredNumber


def change(
    before: StoredNumber, asked: NumberRequest, status: int, event: Event = "changed"
) -> InvocaAnswer:
    """Makes `before` what was asked for, in the campaign that was asked or its destination."""
    destination = moves.destination(asked)
    if isinstance(destination, InvocaAnswer):
        return destination
    body = moves.without_destination(asked.body)
    number = replace(before, parent=destination or asked.parent, released=False)
    # A body of nothing but a destination is a move; the fields stay as they are.
    if body or destination is None:
        body = _complete(number, asked, body)
        refused = refuse_fields(asked, body)
        if refused:
            return refused
        number = with_fields(number, asked, body)
    settled = moves.settle_id(number, before, body, asked)
    return (
        settled
        if isinstance(settled, InvocaAnswer)
        else _save(settled, before, asked, status, event)
    )


def _save(
    number: StoredNumber, before: StoredNumber, asked: NumberRequest, status: int, event: Event
) -> InvocaAnswer:
    asked.account.state.numbers.save(number)
    moved = event == "changed" and number.parent != before.parent
    asked.record("moved" if moved else event, number, before=before)
    return asked.show(status, number)


def release(number: StoredNumber, asked: NumberRequest) -> None:
    released = replace(number, released=True)
    asked.account.state.numbers.save(released)
    asked.record("released", released, before=number)


def refuse_fields(asked: NumberRequest, body: Json) -> InvocaAnswer | None:
    fields = asked.account.state.directory.custom_fields()
    return validation.refuse(body, fields, asked.account.knobs)


def with_fields(number: StoredNumber, asked: NumberRequest, body: Json) -> StoredNumber:
    """The number with the fields of a complete, checked body."""
    return replace(
        number,
        description=storing.stored_description(str(body["description"]), asked.account.knobs),
        media_type=str(body["media_type"]),
        settings={name: body[name] for name in SETTINGS if name in body},
        custom_data=_custom_data(number, asked, body),
    )


def _custom_data(number: StoredNumber, asked: NumberRequest, body: Json) -> Json:
    account = asked.account
    sent = body.get("custom_data")
    given: Json | None = None
    if isinstance(sent, dict):
        fields = account.state.directory.custom_fields()
        given = custom_data.check(sent, fields, account.knobs).values
    elif "custom_data" in body:
        given = {}
    return custom_data.combine(number.custom_data, given, account.knobs)


def _complete(number: StoredNumber, asked: NumberRequest, body: Json) -> Json:
    if asked.account.knobs.put_top_level == "replace":
        return body
    kept: Json = {"description": number.description, "media_type": number.media_type}
    return {**kept, **number.settings, **body}
