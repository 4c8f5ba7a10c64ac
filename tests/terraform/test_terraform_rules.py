"""The rules that Terraform adds, on a model of its order of calls."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from invoca import next_steps as step
from invoca.promo_number import record
from invoca.unknown import UNKNOWN
from terraform_invoca.waits import CallWaits, Stopped, TookTooLong
from tests.account import Account
from tests.crash.model_engine import Fate, Killed
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, Refused

KROQ = "invoca_promo_number.kroq"
OTHER = "invoca_promo_number.other"


def test_a_number_is_bought_changed_moved_and_released(desk: Desk, simulator: Account) -> None:
    desk.run({KROQ: block("kroq")})
    digits = desk.held(KROQ)["promo_number"]
    assert desk.plan({KROQ: block("kroq")}).actions == []
    desk.run({KROQ: block("kroq", description="mornings", campaign_id="direct-mail")})
    assert desk.held(KROQ)["promo_number"] == digits
    desk.run({KROQ: block("kroq", deletion_protection=False, campaign_id="direct-mail")})
    desk.run({})
    assert desk.state == {}
    assert simulator.writes() == ["POST", "PUT", "PUT", "DELETE"]


def test_a_change_of_the_key_changes_nothing_but_the_state(desk: Desk, simulator: Account) -> None:
    desk.run({KROQ: block("kroq")})
    before = desk.held(KROQ)
    desk.run({KROQ: block("kroq-fm")})
    assert desk.held(KROQ) == {**before, "key": "kroq-fm", "description": "kroq-fm drive time"}
    assert simulator.ledger("bought") == simulator.ledger("bought")[:1]
    assert desk.plan({KROQ: block("kroq-fm")}).actions == []


@pytest.mark.parametrize("adopt", [None, "false", "true"])
def test_a_change_of_the_key_keeps_the_id_that_was_asked_for(desk: Desk, adopt: str | None) -> None:
    desk.run({KROQ: block("kroq")})
    asked = desk.kept(KROQ)[record.DECLARED_ID]
    desk.run({KROQ: block("kroq", adopt=adopt)})
    desk.run({KROQ: block("kroq-fm", adopt=adopt)})
    assert desk.kept(KROQ)[record.DECLARED_ID] == asked


@pytest.mark.parametrize("orphans_first", [True, False])
def test_a_key_that_moves_to_another_address_is_refused_in_either_order(
    desk: Desk, simulator: Account, orphans_first: bool
) -> None:
    desk.run({KROQ: block("kroq", deletion_protection=False)})
    with pytest.raises(Refused, match="moved to another address"):
        desk.plan({OTHER: block("kroq")}, orphans_first=orphans_first)
    assert simulator.writes() == ["POST"]


def test_two_resources_with_one_key_are_refused(desk: Desk, simulator: Account) -> None:
    with pytest.raises(Refused, match="'kroq' is declared twice"):
        desk.plan({KROQ: block("kroq"), OTHER: block("kroq")})
    desk.run({KROQ: block("kroq")})
    with pytest.raises(Refused, match="'kroq' is declared twice"):
        desk.plan({KROQ: block("kroq"), OTHER: block("kroq")})
    with pytest.raises(Refused, match="'kroq' is declared twice"):
        desk.plan({OTHER: block("kroq"), KROQ: block("kroq")})


def test_an_empty_id_is_a_mistake_and_buys_nothing(desk: Desk, simulator: Account) -> None:
    said = "id_from_network is empty; write your own id of the number, or leave it out"
    with pytest.raises(Refused, match=said):
        desk.run({KROQ: block("kroq", id_from_network="")})
    assert simulator.calls() == []


def test_a_consent_that_is_known_only_later_is_planned_and_counts_once_it_is(
    desk: Desk, simulator: Account
) -> None:
    desk.run({KROQ: block("kroq")})
    plan = desk.plan({KROQ: block("kroq", deletion_protection=UNKNOWN)})
    assert plan.actions == [f"update {KROQ}"]
    with pytest.raises(Refused, match="is protected"):
        desk.plan({KROQ: block("kroq", deletion_protection=UNKNOWN, generation=2)})
    assert simulator.writes() == ["POST"]


@pytest.mark.parametrize("former", [UNKNOWN, [UNKNOWN], ["old", UNKNOWN]], ids=str)
def test_former_keys_that_are_known_only_later_are_planned(desk: Desk, former: object) -> None:
    plan = desk.plan({KROQ: block("kroq", former_keys=former)})
    assert plan.actions == [f"create {KROQ}"]
    assert plan.changes[0].planned["id_from_network"] is UNKNOWN


@pytest.mark.parametrize("create_before_destroy", [False, True])
def test_another_generation_needs_consent_in_a_run_before(
    desk: Desk, simulator: Account, create_before_destroy: bool
) -> None:
    def config(**values: object) -> dict[str, object]:
        made = block("kroq", **values)
        return {KROQ: made._replace(create_before_destroy=create_before_destroy)}

    desk.run(config())
    for values in ({"generation": 2}, {"generation": 2, "deletion_protection": False}):
        with pytest.raises(Refused, match="is protected"):
            desk.plan(config(**values))
    desk.run(config(deletion_protection=False))
    desk.run(config(generation=2, deletion_protection=False))
    assert sorted(simulator.writes()) == ["DELETE", "POST", "POST"]
    assert desk.plan(config(generation=2, deletion_protection=False)).actions == []


def test_a_protected_number_is_not_destroyed(desk: Desk, simulator: Account) -> None:
    desk.run({KROQ: block("kroq")})
    with pytest.raises(Refused, match="is protected"):
        desk.destroy_plan()
    with pytest.raises(Refused, match="is protected"):
        desk.plan({})


def test_a_number_that_invoca_did_not_keep_as_declared_is_held_and_repaired(
    desk: Desk, simulator: Account
) -> None:
    simulator.set_knobs(unknown_custom_field="dropped")
    config = {KROQ: block("kroq", custom_data={"shelf": "top"})}
    with pytest.raises(Refused, match="shelf"):
        desk.run(config)
    digits = desk.held(KROQ)["promo_number"]
    assert desk.state[KROQ].current is not None
    assert desk.state[KROQ].current.is_tainted
    simulator.add_custom_fields("shelf")
    desk.run(config)
    assert desk.held(KROQ)["promo_number"] == digits
    assert desk.plan(config).actions == []
    assert len(simulator.ledger("bought")) == 1
    assert simulator.ledger("released") == []


def test_a_number_is_not_adopted_while_another_resource_keeps_it(
    desk: Desk, simulator: Account
) -> None:
    desk.run({KROQ: block("kroq")})
    digits = desk.held(KROQ)["promo_number"]
    config = {KROQ: block("kroq"), OTHER: block("other", adopt=digits)}
    for one in (config, dict(reversed(config.items()))):
        with pytest.raises(Refused, match="'other' asks for is kept by 'kroq'"):
            desk.plan(one)
    assert simulator.writes() == ["POST"]


def test_the_purchase_limit_holds_in_the_plan(simulator: Account, tmp_path: Path) -> None:
    desk = Desk(simulator, tmp_path / "machine", purchase_limit=1)
    with pytest.raises(Refused, match="`purchase_limit = <how many>` in the provider block"):
        desk.plan({KROQ: block("kroq"), OTHER: block("other")})
    desk.run({KROQ: block("kroq")})
    desk.run({KROQ: block("kroq"), OTHER: block("other")})
    assert simulator.writes() == ["POST", "POST"]


def test_a_purchase_whose_outcome_nobody_knows_is_held_and_never_sent_again(
    desk: Desk, simulator: Account
) -> None:
    config = {KROQ: block("kroq", deletion_protection=False)}
    plan = desk.plan(config)
    desk.fate = Fate(dict.fromkeys(range(6, 200), "drop before"))  # from the POST on
    with pytest.raises(Refused):
        desk.apply(plan)
    desk.fate = Fate()
    assert desk.held(KROQ)["promo_number"] is None
    with pytest.raises(Refused, match="settled_before"):
        desk.run(config)
    assert "POST" not in simulator.writes()
    digits = simulator.put_number(
        "acme", "spring-radio", id_from_network=desk.held(KROQ)["id_from_network"]
    )
    desk.run(config)
    assert desk.held(KROQ)["promo_number"] == digits
    assert "POST" not in simulator.writes()
    assert desk.plan(config).actions == []


def test_settings_that_are_not_known_yet_stand_in_the_way_of_what_needs_them_only(
    desk: Desk, simulator: Account
) -> None:
    desk.run({KROQ: block("kroq")})
    desk.provider["network_id"] = UNKNOWN
    with pytest.raises(Refused, match="`network_id` is not known yet"):
        desk.plan({KROQ: block("kroq")})
    assert desk.plan({OTHER: block("other")}, refresh=False, only=OTHER).actions == [
        f"create {OTHER}"
    ]


def test_settings_that_are_missing_are_told_at_once(simulator: Account, tmp_path: Path) -> None:
    desk = Desk(simulator, tmp_path, network_id=None, api_token=None, grace_seconds=-1)
    with pytest.raises(Refused) as refused:
        desk.plan({})
    for name in ("network_id", "api_token", "grace_seconds"):
        assert f"`{name}`" in str(refused.value)


def test_an_older_state_is_upgraded_and_protected(desk: Desk) -> None:
    desk.run({KROQ: block("kroq")})
    current = desk.state[KROQ].current
    assert current is not None
    older = {name: current.values[name] for name in current.values if name != "bought_at"}
    older |= {"deletion_protection": None, "forgotten": "by now"}
    upgraded = desk.upgraded(older)
    assert upgraded == {**current.values, "bought_at": None}
    with pytest.raises(Refused, match="edited by hand"):
        desk.upgraded({**older, "custom_data": "radio"})


def test_a_time_limit_is_hours_minutes_and_seconds(desk: Desk, simulator: Account) -> None:
    config = {KROQ: block("kroq", timeouts={"create": "1h30m", "delete": "90s"})}
    desk.run(config)
    assert desk.plan(config).actions == []
    wrong = {KROQ: block("kroq", timeouts={"create": "soon", "update": "10 minutes"})}
    with pytest.raises(Refused) as refused:
        desk.plan(wrong)
    assert "timeouts.create cannot be 'soon'" in str(refused.value)
    assert "timeouts.update cannot be '10 minutes'" in str(refused.value)
    assert simulator.writes() == ["POST"]


def test_a_wait_ends_with_its_limit_and_with_the_engine() -> None:
    now = [0.0]
    waits = CallWaits(lambda: now[0])
    with waits.within(0.01):
        waits.sleep(0.005)
        now[0] = 1.0
        with pytest.raises(TookTooLong):
            waits.sleep(0.005)
    waits.sleep(0.001)
    waits.end()
    with pytest.raises(Stopped):
        waits.sleep(60)


# -- what an interrupted replacement leaves --------------------------------------------------------


def interrupted(desk: Desk) -> tuple[str, str]:
    """A replacement that is created first, and dies before it releases: what it leaves, and what it
    made."""
    desk.run({KROQ: first()})
    left = desk.held(KROQ)["promo_number"]
    plan = desk.plan({KROQ: first(generation=2)})
    desk.steps, desk.last_step = 0, 1
    with pytest.raises(Killed):
        desk.apply(plan)
    desk.last_step = None
    assert len(desk.state[KROQ].deposed) == 1
    return left, desk.held(KROQ)["promo_number"]


def first(**values: object) -> Block:
    one = block("kroq", deletion_protection=False, **values)
    return one._replace(create_before_destroy=True)


def test_the_number_that_the_state_holds_is_not_said_to_be_nobodys(
    desk: Desk, simulator: Account
) -> None:
    left, made = interrupted(desk)
    desk.told.clear()
    desk.run({KROQ: first(generation=2)})
    assert [one.promo_number for one in simulator.ledger("released")] == [left]
    told = [one for one in desk.told if made in one]
    assert told
    for one in told:
        assert f"if `terraform state list -id={made}` names no resource, release it" in one
        assert "nothing that is known here holds it" not in one


def test_a_replacement_that_is_undone_before_it_was_finished_says_how_to_finish_it(
    desk: Desk, simulator: Account
) -> None:
    left, made = interrupted(desk)
    with pytest.raises(Refused, match="A replacement of the key 'kroq' is not finished") as told:
        desk.plan({KROQ: first()})
    assert f"the state holds {left} and {made}" in str(told.value)
    desk.run({KROQ: first(generation=2)})
    assert desk.digits() == {made}
    assert [one.promo_number for one in simulator.ledger("released")] == [left]


def test_what_a_replacement_made_is_named_where_its_predecessor_is_taken_over(desk: Desk) -> None:
    left, made = interrupted(desk)
    desk.state.clear()  # `terraform state rm`
    desk.told.clear()
    desk.run({KROQ: first()})
    assert desk.digits() == {left}
    assert any(f"{made} (id" in one and "was bought for 'kroq' as well" in one for one in desk.told)


# -- what a plan says beforehand -------------------------------------------------------------------


def test_a_declared_id_that_is_live_in_another_campaign_is_told_by_the_plan(
    desk: Desk, simulator: Account
) -> None:
    simulator.set_knobs(post_id_elsewhere="allowed")
    other = simulator.put_number("acme", "direct-mail", id_from_network="kroq-1")
    config = {KROQ: block("kroq", id_from_network="kroq-1")}
    plan = desk.plan(config)
    [told] = [one for one in desk.told if other in one]
    assert "in campaign 'direct-mail'" in told
    assert f"`terraform state list -id={other}`" in told
    assert simulator.writes() == []

    desk.told.clear()
    desk.apply(plan)
    assert len([one for one in desk.told if other in one]) == 1
    assert simulator.writes() == ["POST"]


def test_a_plan_of_new_numbers_reads_lists_only(desk: Desk, simulator: Account) -> None:
    desk.plan({KROQ: block("kroq"), OTHER: block("other")})
    before = len(simulator.calls())
    assert all(not call.path.partition("promo_numbers_by_id/")[1] for call in simulator.calls())
    more = {f"invoca_promo_number.n{index}": block(f"n{index}") for index in range(20)}
    desk.plan(more)
    assert len(simulator.calls()) == 2 * before


def test_an_apply_looks_for_what_it_creates_and_for_nothing_before(
    desk: Desk, simulator: Account
) -> None:
    """Terraform has it planned once more, after the old half of a replacement left its place: a
    death there leaves a number without one."""
    plan = desk.plan({KROQ: block("kroq")})
    simulator.clear_calls()
    desk.apply(plan)
    assert "/promo_numbers_by_id/" in simulator.calls()[0].path


def test_a_plan_of_new_numbers_is_made_where_nothing_can_be_read(
    desk: Desk, simulator: Account
) -> None:
    simulator.add_fault("status_before", method="GET", status=500, times=-1)
    config = {KROQ: block("kroq"), OTHER: block("other")}
    assert desk.plan(config).actions == [f"create {KROQ}", f"create {OTHER}"]
    of_two = len(simulator.calls())
    desk.plan({KROQ: block("kroq")})
    assert len(simulator.calls()) == 2 * of_two  # what cannot be read is asked for once


# -- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("say", "about", "in_hcl"),
    [
        (step.adopting, ("8005550100",), '`adopt = "8005550100"`'),
        (step.written, ("adopt", "true"), '`adopt = "true"`'),
        (step.written, ("campaign_id", "direct-mail"), '`campaign_id = "direct-mail"`'),
        (step.written, ("generation", 2), "`generation = 2`"),
        (step.written, ("protect", "false"), "`deletion_protection = false`"),
        (step.written, ("was", "kroq"), '`former_keys = ["kroq"]`'),
        (step.former_name, (), "`former_keys` with its former key"),
        (step.written, ("custom_data.station", "KROQ"), '`custom_data = { "station" = "KROQ" }`'),
        (step.written, ("description", '"a: b"'), '`description = "a: b"`'),
    ],
)
def test_what_is_to_be_written_is_said_in_hcl(
    say: Callable[..., str], about: tuple[object, ...], in_hcl: str
) -> None:
    assert say(*about) == in_hcl


def test_what_is_to_be_written_into_a_campaign_file_is_said_as_it_has_it(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "spring-radio.yaml"
    file.write_text("advertiser_id: acme\ncampaign_id: spring-radio\nnumbers: {}\n", "utf-8")
    with pytest.raises(Refused) as told:
        desk.look_up("invoca_campaign_file", file=str(file))
    assert "set `protect: false`, run `terraform apply`" in str(told.value)


def test_a_number_that_somebody_moved_is_followed_as_the_message_says(
    desk: Desk, simulator: Account
) -> None:
    desk.run({KROQ: block("kroq")})
    digits = desk.held(KROQ)["promo_number"]
    simulator.move_number(digits, "acme", "direct-mail")
    with pytest.raises(Refused) as told:
        desk.plan({KROQ: block("kroq")})
    assert 'write `campaign_id = "direct-mail"` and run `terraform apply -refresh=false`' in str(
        told.value
    )
    desk.run({KROQ: block("kroq", campaign_id="direct-mail")}, refresh=False)
    assert desk.held(KROQ)["promo_number"] == digits
    assert simulator.ledger("released") == []
