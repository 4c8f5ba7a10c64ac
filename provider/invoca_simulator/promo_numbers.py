"""What each verb of Invoca's promo number endpoints means: read, list, create, update, delete.

Decides which number is meant and whether one is bought; the knobs decide where the
documentation is silent.
"""

from __future__ import annotations

from . import errors, storing, validation
from .account import SimulatedAccount
from .buying import buy
from .changing import change, release
from .number_request import NumberRequest
from .objects import show_number
from .records import InvocaAnswer, StoredNumber

LIST_CAP = 100
PAGE_LENGTH = 20
ODD_ENTRIES: dict[str, list[object]] = {
    "numbers": [],
    "nulls": [None],
    "odd": [None, "8005550199", 7, {"id": 7, "ring_pool": True}, []],
    "brief": [],
}


def list_all(asked: NumberRequest) -> InvocaAnswer:
    account, parent = asked.account, asked.parent
    released = account.knobs.list_released == "shown"
    numbers = account.state.numbers.in_parent(parent, released=released)
    numbers = account.reads.read_list(numbers, parent)
    numbers = account.lists.read_list(numbers, parent)
    if account.knobs.list_answer == "random":
        account.rng.shuffle(numbers)
    if account.knobs.list_answer == "capped":
        numbers = numbers[:LIST_CAP]
    headers = {}
    if account.knobs.list_answer == "paged" and len(numbers) > PAGE_LENGTH:
        numbers, headers = numbers[:PAGE_LENGTH], {"link": '<?page=2>; rel="next"'}
    shown = [show_number(number, asked.version, account) for number in numbers]
    if account.knobs.list_entries == "brief":
        shown = [{key: one[key] for key in one if key != "custom_data"} for one in shown]
    return InvocaAnswer(200, [*ODD_ENTRIES[account.knobs.list_entries], *shown], headers)


def read(asked: NumberRequest) -> InvocaAnswer:
    seen = [_seen(number, asked.account) for number in asked.named()]
    here = [number for number in seen if number and number.parent == asked.parent]
    if not here:
        return asked.not_found()
    if not here[0].released or asked.account.knobs.get_deleted == "status":
        return asked.show(200, here[0])
    if asked.account.knobs.get_deleted == "not_found":
        return asked.not_found()
    if asked.account.knobs.get_deleted == "gone":
        return errors.gone(f"PromoNumber {asked.key} was deleted")
    return errors.unauthorized_operation(f"PromoNumber {asked.key} was deleted")


def _seen(number: StoredNumber, account: SimulatedAccount) -> StoredNumber | None:
    for lag in (account.reads, account.gets):
        shown = lag.read(number)
        if shown is not number:
            return shown
    return number


def create(asked: NumberRequest) -> InvocaAnswer:
    if not asked.by_id:
        return buy(asked, None, _created(asked))
    id_from_network = asked.body.get("id_from_network")
    if not isinstance(id_from_network, str) or not id_from_network.strip():
        return errors.per_field({"id_from_network": [validation.BLANK]})
    id_from_network = storing.stored_id(id_from_network, asked.account.knobs)
    same_id = asked.account.state.numbers.by_id(id_from_network)
    live = [number for number in same_id if not number.released]
    here = [number for number in live if number.parent == asked.parent]
    if here:
        return _create_existing(here[0], asked, id_from_network)
    if live:
        return _create_elsewhere(live[0], asked, id_from_network)
    if same_id:
        return _create_deleted(same_id[0], asked, id_from_network)
    return buy(asked, id_from_network, _created(asked))


def _create_existing(
    number: StoredNumber, asked: NumberRequest, id_from_network: str
) -> InvocaAnswer:
    knob = asked.account.knobs.post_existing_id
    if knob == "taken":
        return errors.taken()
    if knob == "duplicate":
        return buy(asked, id_from_network, _created(asked))
    return change(number, asked, 201 if knob == "update_201" else 200)


def _create_elsewhere(
    number: StoredNumber, asked: NumberRequest, id_from_network: str
) -> InvocaAnswer:
    knob = asked.account.knobs.post_id_elsewhere
    if knob == "taken":
        return errors.taken()
    if knob == "moves":
        return change(number, asked, _created(asked))
    return buy(asked, id_from_network, _created(asked))


def _create_deleted(
    number: StoredNumber, asked: NumberRequest, id_from_network: str
) -> InvocaAnswer:
    knob = asked.account.knobs.post_deleted_id
    if knob == "taken":
        return errors.taken()
    if knob == "revives":
        return change(number, asked, _created(asked), event="revived")
    return buy(asked, id_from_network, _created(asked))


def _created(asked: NumberRequest) -> int:
    return int(asked.account.knobs.post_success)


def update(asked: NumberRequest) -> InvocaAnswer:
    number = asked.live()
    if number is not None:
        return change(number, asked, 200)
    knob = asked.account.knobs.put_missing
    if knob == "not_found":
        return asked.not_found()
    return buy(asked, asked.key if asked.by_id else None, 201 if knob == "creates_201" else 200)


def delete(asked: NumberRequest) -> InvocaAnswer:
    number = asked.live()
    knobs = asked.account.knobs
    if number is not None:
        if knobs.delete_effect == "released":
            release(number, asked)
    elif knobs.delete_missing == "not_found":
        return asked.not_found()
    elif knobs.delete_missing == "forbidden":
        return errors.unauthorized_operation(f"PromoNumber {asked.key} cannot be deleted")
    return InvocaAnswer(200, {})
