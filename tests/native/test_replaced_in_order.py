"""What an engine replaces, deletes or diffs in an order that tells little: its calls, in its order,
to the plugin's own process. Each run is a process of its own."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from tests.account import Account
from tests.native.plugin_process import UNKNOWN, URN, EngineLog, PluginProcess, inputs
from tests.native.workspace import PluginWorkspace, number

ALL_THAT_MAY_CHANGE = {"protect": False}


def bought_before(simulator: Account, **more: Any) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A number's id, its checked inputs and its outputs, from an earlier run."""
    simulator.add_custom_fields("channel", "station")
    with PluginProcess(simulator.environment()) as run:
        checked, failures = run.check(inputs(**more))
        assert failures == []
        id_, outputs = run.create(checked)
    return id_, checked, outputs


@pytest.mark.parametrize("more", [{}, {"idAssignedBy": "invoca"}], ids=["our id", "invoca's id"])
def test_a_forced_replacement_that_deletes_first_keeps_the_number(
    simulator: Account, more: dict[str, str]
) -> None:
    declared = {**ALL_THAT_MAY_CHANGE, **more}
    id_, _, outputs = bought_before(simulator, **declared)
    with PluginProcess(simulator.environment()) as run:
        checked, _ = run.check(inputs(**declared))  # of what it replaces an engine says nothing
        run.delete(id_, outputs)
        new, _ = run.create(checked)
        told = " ".join(line.text for line in run.engine.lines)
    assert new == id_
    assert simulator.ledger("released") == []
    assert f"{id_} was kept: 'kroq' is still declared" in told


@pytest.mark.parametrize(
    "more",
    [{}, {"idFromNetwork": "kroq-1"}, {"idAssignedBy": "invoca"}],
    ids=["our id", "their own", "invoca's id"],
)
def test_a_renamed_number_that_is_replaced_by_force_and_deleted_first_is_kept(
    simulator: Account, more: dict[str, str]
) -> None:
    declared = {**ALL_THAT_MAY_CHANGE, **more}
    id_, _, outputs = bought_before(simulator, **declared)
    renamed = URN.replace("::kroq", "::kroq-fm")
    with PluginProcess(simulator.environment()) as run:
        news = inputs(**declared, formerNames=["kroq"])
        checked, _ = run.check(news, urn=renamed)
        run.delete(id_, outputs)  # in the name that the state knows it by
        new, _ = run.create(checked, urn=renamed)
        told = " ".join(line.text for line in run.engine.lines)
    assert new == id_
    assert simulator.ledger("released") == []
    assert f"{id_} was kept: 'kroq-fm' is still declared" in told


def test_a_number_that_was_renamed_long_ago_and_is_deleted_first_is_kept(
    simulator: Account,
) -> None:
    """A rename changes nothing else, so that its outputs go on saying the name that it had."""
    id_, old, outputs = bought_before(simulator, **ALL_THAT_MAY_CHANGE)
    renamed, news = URN.replace("::kroq", "::kroq-fm"), inputs(**ALL_THAT_MAY_CHANGE)
    with PluginProcess(simulator.environment()) as run:
        checked, _ = run.check(news, old, urn=renamed)
        assert run.diff(id_, outputs, checked, urn=renamed).changes == run.SAME
    with PluginProcess(simulator.environment()) as run:
        checked, _ = run.check(news, urn=renamed)
        run.delete(id_, outputs, urn=renamed)
        new, _ = run.create(checked, urn=renamed)
    assert new == id_
    assert simulator.ledger("released") == []


def test_another_generation_that_deletes_first_releases_the_number(simulator: Account) -> None:
    id_, old, outputs = bought_before(simulator, **ALL_THAT_MAY_CHANGE)
    with PluginProcess(simulator.environment()) as run:
        news = inputs(**ALL_THAT_MAY_CHANGE, generation=2)
        checked, _ = run.check(news, old)
        assert run.diff(id_, outputs, checked).replaces
        checked, _ = run.check(news)
        run.delete(id_, outputs)
        new, _ = run.create(checked)
    assert new != id_
    assert [one.promo_number for one in simulator.ledger("released")] == [id_]


def test_an_option_that_replaces_on_a_change_keeps_the_number(simulator: Account) -> None:
    declared = {**ALL_THAT_MAY_CHANGE, "idAssignedBy": "invoca"}
    id_, old, outputs = bought_before(simulator, **declared)
    with PluginProcess(simulator.environment()) as run:
        news = inputs(**declared, description="KROQ at night")
        checked, _ = run.check(news, old)
        assert not run.diff(id_, outputs, checked).replaces  # replace_on_changes says otherwise
        checked, _ = run.check(news)
        new, _ = run.create(checked)
        run.delete(id_, outputs)
    assert new == id_
    assert [one["promo_number"] for one in simulator.numbers()] == [id_]


def test_a_diff_that_no_check_came_before_does_not_hold_what_is_removed(simulator: Account) -> None:
    """An engine diffs what depends on a resource that it replaces, with values it does not know."""
    id_, old, outputs = bought_before(simulator, **ALL_THAT_MAY_CHANGE)
    with PluginProcess(simulator.environment()) as run:
        run.diff(id_, outputs, {**old, "customData": UNKNOWN})
        run.delete(id_, outputs)
    assert [one.promo_number for one in simulator.ledger("released")] == [id_]


def test_two_numbers_of_one_name_are_refused_before_anything_is_written(
    simulator: Account,
) -> None:
    """Names are unique for an engine below the type of one parent only."""
    id_, old, outputs = bought_before(simulator)
    below = URN.replace("::invoca:index", "::my:index:Tv$invoca:index")
    simulator.clear_calls()
    with PluginProcess(simulator.environment()) as run:
        checked, _ = run.check(inputs(), old)
        run.diff(id_, outputs, checked)
        _, [failure] = run.check(inputs(campaignId="direct-mail"), urn=below)
    assert "two numbers are named 'kroq'" in failure
    assert simulator.writes() == []


@pytest.mark.parametrize("more", [{}, {"idFromNetwork": "kroq-1"}], ids=["our id", "their own"])
def test_two_numbers_of_one_name_in_one_campaign_are_not_one_number(
    simulator: Account, more: dict[str, str]
) -> None:
    below = URN.replace("::invoca:index", "::my:index:Tv$invoca:index")
    with PluginProcess(simulator.environment()) as run:
        assert run.check(inputs(**more))[1] == []
        assert run.check(inputs(**more))[1] == []  # as for each step of a replacement
        _, [failure] = run.check(inputs(**more, description="At night"), urn=below)
    assert "is asked for by two numbers that are named 'kroq'" in failure
    assert ("another idFromNetwork" in failure) == bool(more)


def test_an_id_of_their_own_that_two_declare_is_told_with_what_helps(simulator: Account) -> None:
    with PluginProcess(simulator.environment()) as run:
        assert run.check(inputs(idFromNetwork="kroq-1"))[1] == []
        other = URN.replace("::kroq", "::kpwr")
        _, [failure] = run.check(inputs(idFromNetwork="kroq-1"), urn=other)
    assert "If 'kpwr' is another number, give it another idFromNetwork" in failure
    assert "generation" not in failure


def test_two_accounts_may_use_one_id(simulator: Account, tmp_path: Any) -> None:
    engine = EngineLog()
    try:
        with (
            Account(tmp_path / "two") as two,
            PluginProcess(simulator.environment(), engine) as here,
            PluginProcess(two.environment(), engine) as there,
        ):
            names = [URN.replace("::kroq", f"::{name}") for name in ("us", "ca")]
            assert here.check(inputs(idFromNetwork="kroq-1"), urn=names[0])[1] == []
            assert there.check(inputs(idFromNetwork="kroq-1"), urn=names[1])[1] == []
    finally:
        engine.stop()


@pytest.mark.parametrize("written", ["true", "false", "yes", 1, 0])
def test_consent_is_nothing_but_false(simulator: Account, written: object) -> None:
    with PluginProcess(simulator.environment()) as run:
        _, failures = run.check(inputs(protect=written))
    assert any("write true or false" in one for one in failures)


@pytest.mark.parametrize("written", ["true", 1])
def test_a_state_that_says_something_else_is_no_consent(
    simulator: Account, written: object
) -> None:
    id_, _, outputs = bought_before(simulator, **ALL_THAT_MAY_CHANGE)
    with PluginProcess(simulator.environment()) as run, pytest.raises(grpc.RpcError):
        run.delete(id_, {**outputs, "protect": written})
    assert simulator.ledger("released") == []


@pytest.mark.parametrize("protect", [True, False])
@pytest.mark.parametrize(
    "unknown", [{"description": UNKNOWN}, {"customData": {"station": UNKNOWN}}]
)
def test_a_value_that_is_not_known_yet_changes_no_other(
    simulator: Account, unknown: dict[str, Any], protect: bool
) -> None:
    simulator.add_custom_fields("channel", "station")
    simulator.put_number("acme", "spring-radio", promo_number="8005550199")
    declared = inputs(adopt="+1 (800) 555-0199", protect=protect)
    with PluginProcess(simulator.environment()) as run:
        old, _ = run.check(declared)
        id_, outputs = run.create(old)
    with PluginProcess(simulator.environment()) as preview:
        checked, failures = preview.check({**declared, **unknown}, old)
        assert failures == []
        assert list(preview.diff(id_, outputs, checked).replaces) == []


def test_an_engine_that_deletes_first_finds_the_number_kept(python: PluginWorkspace) -> None:
    python.python("""
        import pulumi
        from pulumi_invoca.native import PromoNumber

        PromoNumber("kroq", advertiser_id="acme", campaign_id="spring-radio",
            description="KROQ drive time", media_type="Offline: Radio", id_assigned_by="invoca",
            opts=pulumi.ResourceOptions(protect=False, delete_before_replace=True))
    """)
    python.up()
    [live] = python.account.numbers()
    python.up("--replace", python.state()["kroq"]["urn"])
    assert python.account.ledger("released") == []
    assert [one["promo_number"] for one in python.account.numbers()] == [live["promo_number"]]


def test_an_engine_that_deletes_a_renamed_number_first_keeps_it(yaml: PluginWorkspace) -> None:
    options: dict[str, Any] = {"deleteBeforeReplace": True}
    yaml.resources_are({"kroq": number(**ALL_THAT_MAY_CHANGE, options=options)})
    yaml.up()
    options["aliases"] = [yaml.state()["kroq"]["urn"]]
    renamed = number(**ALL_THAT_MAY_CHANGE, formerNames=["kroq"], options=options)
    yaml.resources_are({"kroq-fm": renamed})
    yaml.up("--replace", "**kroq-fm")
    [live] = yaml.account.numbers()
    assert yaml.account.ledger("released") == []
    assert yaml.state()["kroq-fm"]["id"] == live["promo_number"]
