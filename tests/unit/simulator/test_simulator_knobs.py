"""Each open question about Invoca, in every way that it may turn out."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from invoca_simulator import Knobs, Simulator
from tests.unit.simulator.caller import Caller, complete, destination


@pytest.mark.parametrize(
    ("knob", "status", "live"),
    [("update_201", 201, 1), ("update_200", 200, 1), ("taken", 403, 1), ("duplicate", 201, 2)],
)
def test_post_of_an_id_that_exists(
    simulator: Simulator, caller: Caller, knob: str, status: int, live: int
) -> None:
    simulator.set_knobs(post_existing_id=knob)
    caller.buy()
    assert caller.buy(description="Again").status_code == status
    assert len(simulator.numbers()) == live


@pytest.mark.parametrize(
    ("knob", "status", "campaigns"),
    [
        ("taken", 403, ["billboards"]),
        ("allowed", 201, ["billboards", "radio"]),
        ("moves", 201, ["radio"]),
    ],
)
def test_post_of_an_id_that_exists_elsewhere(
    simulator: Simulator, caller: Caller, knob: str, status: int, campaigns: list[str]
) -> None:
    simulator.set_knobs(post_id_elsewhere=knob)
    Caller(simulator, "billboards").buy()
    assert caller.buy().status_code == status
    assert [number["campaign"] for number in simulator.numbers()] == campaigns


@pytest.mark.parametrize(
    ("knob", "status", "events"),
    [
        ("new_number", 201, ["bought", "released", "bought"]),
        ("revives", 201, ["bought", "released", "revived"]),
        ("taken", 403, ["bought", "released"]),
    ],
)
def test_post_of_a_deleted_id(
    simulator: Simulator, caller: Caller, knob: str, status: int, events: list[str]
) -> None:
    simulator.set_knobs(post_deleted_id=knob)
    caller.buy()
    caller.delete()
    assert caller.buy().status_code == status
    assert [entry.event for entry in simulator.ledger()] == events


@pytest.mark.parametrize(
    ("knob", "status", "live"), [("not_found", 404, 0), ("creates_201", 201, 1)]
)
def test_put_of_a_missing_number(
    simulator: Simulator, caller: Caller, knob: str, status: int, live: int
) -> None:
    simulator.set_knobs(put_missing=knob)
    assert caller.put(complete()).status_code == status
    assert len(simulator.numbers()) == live


@pytest.mark.parametrize(("knob", "status"), [("ok", 200), ("not_found", 404)])
def test_delete_of_a_missing_number(
    simulator: Simulator, caller: Caller, knob: str, status: int
) -> None:
    simulator.set_knobs(delete_missing=knob)
    assert caller.delete().status_code == status


@pytest.mark.parametrize(
    ("knob", "status"), [("not_found", 404), ("status", 200), ("forbidden", 403), ("gone", 410)]
)
def test_get_after_delete(simulator: Simulator, caller: Caller, knob: str, status: int) -> None:
    simulator.set_knobs(get_deleted=knob)
    caller.buy()
    caller.delete()
    shown = caller.get()
    assert shown.status_code == status
    assert shown.json().get("status") == ("deleted" if knob == "status" else None)
    assert caller.ids() == []


@pytest.mark.parametrize(("knob", "status"), [("replace", 403), ("merge", 200)])
def test_a_put_without_a_media_type(
    simulator: Simulator, caller: Caller, knob: str, status: int
) -> None:
    simulator.set_knobs(put_top_level=knob)
    caller.buy()
    assert caller.put({"description": "Mornings"}).status_code == status


@pytest.mark.parametrize(
    ("knob", "after_map", "after_none"),
    [
        ("replace", {"region": "west"}, {}),
        ("merge", {"station": "KROQ", "region": "west"}, {"station": "KROQ", "region": "west"}),
        ("omitted_keeps", {"region": "west"}, {"region": "west"}),
        ("omitted_clears", {"station": "KROQ", "region": "west"}, {}),
    ],
)
def test_custom_data_of_a_put(
    simulator: Simulator, caller: Caller, knob: str, after_map: object, after_none: object
) -> None:
    simulator.set_knobs(put_custom_data=knob)
    caller.buy(custom_data={"station": "KROQ"})
    with_map = caller.put(complete(custom_data={"region": "west"})).json()
    without = caller.put(complete()).json()
    assert (with_map["custom_data"], without["custom_data"]) == (after_map, after_none)


@pytest.mark.parametrize(
    ("knob", "left"),
    [("both", {}), ("empty_string", {"region": "west"}), ("null", {"station": "KROQ"})],
)
def test_the_values_that_clear_a_key(
    simulator: Simulator, caller: Caller, knob: str, left: object
) -> None:
    simulator.set_knobs(clear_token=knob)
    caller.buy(custom_data={"station": "KROQ", "region": "west"})
    cleared = caller.put(complete(custom_data={"station": "", "region": None}))
    assert cleared.json()["custom_data"] == left


@pytest.mark.parametrize(
    ("knob", "shown"),
    [("empty_object", {"custom_data": {}}), ("absent", {}), ("null", {"custom_data": None})],
)
def test_empty_custom_data(simulator: Simulator, caller: Caller, knob: str, shown: object) -> None:
    simulator.set_knobs(custom_data_empty=knob)
    bought = caller.buy().json()
    assert {name: bought[name] for name in bought if name == "custom_data"} == shown


def test_empty_custom_data_may_hold_nulls(simulator: Simulator, caller: Caller) -> None:
    simulator.set_knobs(custom_data_empty="nulls_inside")
    shown = caller.buy(custom_data={"station": "KROQ"}).json()["custom_data"]
    assert (shown["station"], shown["region"]) == ("KROQ", None)


def test_inherited_values_show_on_request(simulator: Simulator, caller: Caller) -> None:
    simulator.add_campaign("acme", "radio", inherited_custom_data={"region": "west"})
    assert caller.buy().json()["custom_data"] == {}
    simulator.set_knobs(inherited_values="shown")
    assert caller.get().json()["custom_data"] == {"region": "west"}


@pytest.mark.parametrize(("knob", "stored"), [("dropped", {}), ("stored", {"statoin": "KROQ"})])
def test_unknown_custom_fields(
    simulator: Simulator, caller: Caller, knob: str, stored: object
) -> None:
    simulator.set_knobs(unknown_custom_field=knob)
    assert caller.buy(custom_data={"statoin": "KROQ"}).json()["custom_data"] == stored


@pytest.mark.parametrize(
    ("knob", "sent", "stored"),
    [
        ("as_sent", 7, 7),
        ("to_string", 7, "7"),
        ("to_string", True, "true"),
        ("trimmed", " KROQ ", "KROQ"),
        ("cut", "x" * 300, "x" * 255),
    ],
)
def test_coercion(
    simulator: Simulator, caller: Caller, knob: str, sent: object, stored: object
) -> None:
    simulator.set_knobs(coercion=knob)
    assert caller.buy(custom_data={"station": sent}).json()["custom_data"] == {"station": stored}


@pytest.mark.parametrize(
    ("knob", "status"), [("rejected", 403), ("toll_free", 201), ("server_error", 500)]
)
def test_no_local_number_in_the_area(
    simulator: Simulator, caller: Caller, knob: str, status: int
) -> None:
    simulator.set_knobs(areas_without_stock="310,212", no_local_number=knob)
    answer = caller.buy(local_center={"tn_prefix": "310"})
    assert answer.status_code == status
    assert [str(number["promo_number"])[:3] for number in simulator.numbers()] == (
        ["800"] if knob == "toll_free" else []
    )


@pytest.mark.parametrize(("knob", "status"), [("base_message", 403), ("server_error", 500)])
def test_the_number_limit(simulator: Simulator, caller: Caller, knob: str, status: int) -> None:
    simulator.set_knobs(number_limit=1, limit_reached=knob)
    caller.buy("first")
    refused = caller.buy("second")
    assert refused.status_code == status
    assert ("error handle" in refused.text) == (knob == "server_error")


@pytest.mark.parametrize("status", ["200", "201"])
def test_the_status_of_a_creation(simulator: Simulator, caller: Caller, status: str) -> None:
    simulator.set_knobs(post_success=status)
    assert caller.buy().status_code == int(status)


@pytest.mark.parametrize(("knob", "status"), [("kept", 200), ("changed", 200), ("collision", 403)])
def test_the_id_of_a_moved_number(
    simulator: Simulator, caller: Caller, knob: str, status: int
) -> None:
    simulator.set_knobs(move_id=knob)
    caller.buy()
    moved = caller.put(destination("billboards"))
    assert moved.status_code == status
    if status == 200:
        assert (moved.json()["id_from_network"] == "kroq") == (knob == "kept")


def test_a_list_may_be_random(simulator: Simulator, caller: Caller) -> None:
    simulator.set_knobs(list_answer="random")
    names = [f"n{count}" for count in range(12)]
    for name in names:
        caller.buy(name)
    assert caller.ids() != names
    assert sorted(caller.ids()) == sorted(names)


def test_a_list_may_be_capped(simulator: Simulator, caller: Caller) -> None:
    simulator.set_knobs(list_answer="capped")
    for count in range(101):
        simulator.put_number("acme", "radio", id_from_network=f"n{count}")
    assert len(caller.ids()) == 100
    assert caller.get("n100").status_code == 200


def test_a_list_may_be_eventual(simulator: Simulator, caller: Caller) -> None:
    simulator.set_knobs(list_answer="eventual", list_lag=2)
    caller.buy()
    assert caller.get().status_code == 200
    assert [caller.ids() for _ in range(3)] == [[], [], ["kroq"]]


def test_reads_may_lag_behind_a_purchase(simulator: Simulator, caller: Caller) -> None:
    simulator.set_knobs(read_after_write="lag", read_lag=2)
    caller.buy()
    assert [caller.get().status_code for _ in range(3)] == [404, 404, 200]


def test_reads_may_lag_behind_a_change_and_a_release(simulator: Simulator, caller: Caller) -> None:
    caller.buy()
    simulator.set_knobs(read_after_write="lag", read_lag=1)
    caller.put(complete(description="Mornings"))
    shown = [caller.get().json()["description"] for _ in range(2)]
    caller.delete()
    assert shown == ["KROQ drive time", "Mornings"]
    assert [caller.get().status_code for _ in range(2)] == [200, 404]


def test_knobs_are_checked() -> None:
    with pytest.raises(ValidationError):
        Simulator(knobs={"no_such_knob": "on"})
    with pytest.raises(ValidationError):
        Knobs().changed({"post_success": "202"})


def test_knobs_can_be_given_as_text() -> None:
    knobs = Knobs().changed({"number_limit": "5", "post_success": 200})
    assert knobs.off_default() == {"number_limit": 5, "post_success": "200"}


def test_every_knob_says_what_it_decides() -> None:
    assert all(field.description for field in Knobs.model_fields.values())
