"""What a provider finds out about the state of its stack, where the engine has encrypted some."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from invoca.promo_number.identity import Declarer
from pulumi_stack.stack_state import StackState

ENCRYPTED = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
DIGITS = "8005550100"
ASKING = Declarer("promo-numbers", "spring-radio", "kroq")


def exported(**outputs: Any) -> dict[str, Any]:
    kind = "invoca:index:PromoNumber"
    known = {"advertiserId": "acme", "campaignId": "spring-radio", "promoNumber": DIGITS}
    number = {
        "urn": f"urn:pulumi:spring-radio::promo-numbers::{kind}::kroq",
        "custom": True,
        "type": kind,
        "id": DIGITS,
        "outputs": {**known, "description": "KROQ", "mediaType": "Offline: Radio", **outputs},
    }
    return {"version": 3, "deployment": {"resources": [number]}}


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An engine that answers every `pulumi stack export` with the file beside it."""
    answer = tmp_path / "state.json"
    command = tmp_path / "pulumi"
    command.write_text(f"#!/bin/sh\ncat '{answer}'\n", "utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return answer


def test_a_number_is_known_with_its_campaign(engine: Path) -> None:
    engine.write_text(json.dumps(exported()), "utf-8")
    state = StackState("1")
    assert state.name_of(DIGITS, ASKING) == "kroq"
    held = state.held_as(ASKING)
    assert held is not None
    assert held.where == ("acme", "spring-radio", None)


@pytest.mark.parametrize("field", ["advertiserId", "campaignId", "affiliateId"])
def test_one_whose_campaign_is_encrypted_is_held_all_the_same(engine: Path, field: str) -> None:
    engine.write_text(json.dumps(exported(**{field: ENCRYPTED})), "utf-8")
    state = StackState("1")
    assert state.name_of(DIGITS, ASKING) == "kroq"
    assert state.held_as(ASKING) is None


def test_what_is_another_network_s_is_not_held_and_its_name_says_whose_it_is(engine: Path) -> None:
    document = exported(networkId="2", declaredId="kroq-1")
    [number] = document["deployment"]["resources"]
    provider = "urn:pulumi:spring-radio::promo-numbers::pulumi:providers:invoca::%s::0123-4567"
    for called, marked in (("default_1_0_0", "2"), ("their-own", "")):
        number["provider"] = provider % called
        engine.write_text(json.dumps(document), "utf-8")
        state = StackState("1")
        assert state.name_of(DIGITS, ASKING) == ""
        assert state.held_as(ASKING) is None
        assert state.name_of_id("kroq-1", ASKING) == ""
        assert state.other_network(ASKING) == marked
    assert StackState("2").name_of(DIGITS, ASKING) == "kroq"


@pytest.mark.parametrize("network", [1, "1", ENCRYPTED])
def test_a_network_that_is_written_as_a_number_or_encrypted_is_no_other(
    engine: Path, network: object
) -> None:
    engine.write_text(json.dumps(exported(networkId=network)), "utf-8")
    assert StackState("1").name_of(DIGITS, ASKING) == "kroq"


def two_states(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: Mapping[str, str] | None = None,
    **states: list[dict[str, Any]],
) -> StackState:
    """said: what a list of stacks says of each, too. states: of the stacks, by their names with _
    for -, the numbers."""
    command = folder / "pulumi"
    listed = json.dumps([{"name": stack.replace("_", "-"), **(said or {})} for stack in states])
    for stack, resources in states.items():
        document = {"deployment": {"resources": resources}}
        (folder / stack.replace("_", "-")).write_text(json.dumps(document), "utf-8")
    command.write_text(
        f"#!/bin/sh\nif [ $2 = ls ]; then echo '{listed}'; else cat {folder}/$4; fi\n", "utf-8"
    )
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return StackState("1")


def held(**more: Any) -> dict[str, Any]:
    [number] = exported()["deployment"]["resources"]
    return {**number, **more}


def test_a_number_is_held_by_another_stack_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = two_states(tmp_path, monkeypatch, spring_radio=[held()], summer_radio=[held()])
    assert state.held_twice(DIGITS, ASKING) == ["spring-radio/kroq", "summer-radio/kroq"]


def test_also_where_the_own_one_is_about_to_let_go_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaving = held(delete=True)
    state = two_states(tmp_path, monkeypatch, spring_radio=[leaving], summer_radio=[held()])
    assert state.held_twice(DIGITS, ASKING) == ["summer-radio/kroq"]


def test_what_another_stack_is_about_to_let_go_of_it_does_not_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaving = held(delete=True)
    state = two_states(tmp_path, monkeypatch, spring_radio=[held()], summer_radio=[leaving])
    assert state.held_twice(DIGITS, ASKING) == ()


def test_what_came_from_another_state_has_no_other_holder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`pulumi state move` leaves in it by which stack it was declared."""
    state = two_states(tmp_path, monkeypatch, spring_radio=[], summer_radio=[held()])
    assert state.held_twice(DIGITS, ASKING) == ()


def test_what_another_stack_asked_for_by_an_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [number] = exported(declaredId="kroq-1")["deployment"]["resources"]
    state = two_states(tmp_path, monkeypatch, spring_radio=[], summer_radio=[number])
    [found] = state.held_by_id_beside("kroq-1", ASKING, lambda changed: changed is None)
    assert (found.name, found.held.promo_number) == ("summer-radio/kroq", DIGITS)
    assert state.held_by_id_beside("kroq-2", ASKING, lambda changed: True) == []
    there = ASKING._replace(stack="summer-radio")
    assert state.held_by_id_beside("kroq-1", there, lambda changed: True) == []


def test_a_stack_that_was_changed_too_long_ago_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [number] = exported(declaredId="kroq-1")["deployment"]["resources"]
    said = {"lastUpdate": "2026-05-04T03:02:01.000Z"}
    state = two_states(tmp_path, monkeypatch, said, spring_radio=[], summer_radio=[number])
    seen: list[float | None] = []

    def is_recent(changed: float | None) -> bool:
        seen.append(changed)
        return False

    assert state.held_by_id_beside("kroq-1", ASKING, is_recent) == []
    assert seen == [1777863721.0, 1777863721.0]
