"""A number, or a key, that one resource of a plan gives up and another one gets: a plan that would
lose the number is refused, in whichever order an engine comes to the two."""

from __future__ import annotations

import contextlib

import pytest

from invoca.unknown import UNKNOWN
from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, Refused
from tests.terraform.workspace import Workspace, number

KROQ, OTHER = "invoca_promo_number.kroq", "invoca_promo_number.other"
FREE = {"deletion_protection": False}
PICKS = pytest.mark.parametrize("picks", ["caller", "invoca"])
ORDERS = pytest.mark.parametrize("is_turned", [False, True], ids=["in order", "turned"])
FIRST = pytest.mark.parametrize(
    "create_first", [False, True], ids=["destroy first", "create first"]
)


def turned(config: dict[str, Block], is_turned: bool) -> dict[str, Block]:
    return dict(reversed(config.items())) if is_turned else config


def freed(key: str = "kroq", *, create_first: bool = False, **values: object) -> Block:
    return block(key, **FREE, **values)._replace(create_before_destroy=create_first)


# -- a number that is replaced on purpose, and wanted by another resource --------------------------


@ORDERS
@FIRST
def test_a_number_that_another_resource_adopts_is_not_released_by_a_replacement(
    desk: Desk, simulator: Account, is_turned: bool, create_first: bool
) -> None:
    desk.run({KROQ: freed(create_first=create_first)})
    digits = desk.held(KROQ)["promo_number"]
    config = {
        KROQ: freed(create_first=create_first, generation=2),
        OTHER: block("other", adopt=digits),
    }
    with pytest.raises(Refused, match="moved to another address"):
        desk.run(turned(config, is_turned))
    assert simulator.writes() == ["POST"]
    # What the message says: `terraform state rm`, and apply.
    desk.state.clear()
    desk.run(config)
    assert desk.held(OTHER)["promo_number"] == digits
    assert simulator.ledger("released") == []


@ORDERS
def test_a_number_that_another_resource_imports_is_not_released_by_a_replacement(
    desk: Desk, simulator: Account, is_turned: bool
) -> None:
    desk.run({KROQ: freed()})
    digits = desk.held(KROQ)["promo_number"]
    config = {KROQ: freed(generation=2), OTHER: block("other")}
    with pytest.raises(Refused, match="moved to another address"):
        desk.plan(turned(config, is_turned), imports={OTHER: f"acme/spring-radio/{digits}"})


def test_an_engine_releases_no_number_that_it_imports_elsewhere(
    workspace: Workspace, simulator: Account
) -> None:
    free = "deletion_protection = false"
    workspace.write(number("kroq", free))
    workspace.apply()
    digits = workspace.state()[KROQ]["id"]
    workspace.write(
        number("kroq", f"{free}\ngeneration = 2"),
        number("other"),
        f'import {{\n  to = {OTHER}\n  id = "acme/spring-radio/{digits}"\n}}\n',
    )
    assert "moved to another address" in workspace.fails("apply", "-auto-approve")
    assert simulator.writes() == ["POST"]


@FIRST
def test_digits_of_another_number_replace_the_one_that_was_bought(
    desk: Desk, simulator: Account, create_first: bool
) -> None:
    desk.run({KROQ: freed(create_first=create_first)})
    bought = desk.held(KROQ)["promo_number"]
    other = simulator.put_number("acme", "spring-radio", id_from_network="by-hand")
    config = {KROQ: freed(create_first=create_first, adopt=other)}
    desk.run(config)
    assert desk.digits() == {other}
    assert not [told for told in desk.told if "takes it over" in told]
    assert desk.plan(config).actions == []
    assert [one.promo_number for one in simulator.ledger("released")] == [bought]


@ORDERS
def test_a_key_that_another_resource_had_is_not_taken_with_its_number(
    desk: Desk, simulator: Account, is_turned: bool
) -> None:
    desk.run({KROQ: block("kroq")})
    config = {KROQ: block("kroq-old"), OTHER: block("kroq", campaign_id="direct-mail")}
    with pytest.raises(Refused, match=r"'kroq' asks for is kept by 'kroq-old'.*`generation = 2`"):
        desk.plan(turned(config, is_turned))
    config[OTHER] = block("kroq", campaign_id="direct-mail", generation=2)
    desk.run(config)
    assert len(simulator.numbers()) == 2
    assert desk.plan(config).actions == []


@FIRST
def test_another_declared_id_replaces_the_number_in_one_apply(
    desk: Desk, simulator: Account, create_first: bool
) -> None:
    desk.run({KROQ: freed(create_first=create_first, id_from_network="own-1")})
    bought = desk.held(KROQ)["promo_number"]
    config = {KROQ: freed(create_first=create_first, id_from_network="own-2")}
    desk.run(config)
    assert desk.plan(config).actions == []
    assert [one.promo_number for one in simulator.ledger("released")] == [bought]


# -- a key that goes to another number -------------------------------------------------------------

COUNT = """\
locals {{
  keys = [{keys}]
}}
resource "invoca_promo_number" "radio" {{
  count               = length(local.keys)
  key                 = local.keys[count.index]
  advertiser_id       = "acme"
  campaign_id         = "spring-radio"
  description         = "${{local.keys[count.index]}} drive time"
  media_type          = "Offline: Radio"
  deletion_protection = false
}}
"""


def count(*keys: str) -> str:
    return COUNT.format(keys=", ".join(f'"{key}"' for key in keys))


@PICKS
@pytest.mark.parametrize("orphans_first", [True, False])
def test_a_number_is_not_released_while_its_key_goes_to_another_one(
    desk: Desk, simulator: Account, orphans_first: bool, picks: str
) -> None:
    radio = [f"invoca_promo_number.radio[{index}]" for index in range(3)]
    kiis, kpwr, kroq = (freed(key, id_assigned_by=picks) for key in ("kiis", "kpwr", "kroq"))
    desk.run({radio[0]: kiis, radio[1]: kpwr, radio[2]: kroq})
    shifted = {radio[0]: kiis, radio[1]: kroq}
    with pytest.raises(Refused, match="The key 'kroq' would go to another number"):
        desk.plan(shifted, orphans_first=orphans_first)
    # What the message says, where that is meant: two applies.
    desk.run({radio[0]: kiis, radio[1]: kpwr}, orphans_first=orphans_first)
    desk.run(shifted)
    assert len(simulator.ledger("released")) == 1


@PICKS
@pytest.mark.parametrize("orphans_first", [True, False])
def test_a_number_is_not_released_while_its_key_is_bought_again(
    desk: Desk, simulator: Account, orphans_first: bool, picks: str
) -> None:
    desk.run({KROQ: freed(id_assigned_by=picks)})
    with pytest.raises(Refused, match="moved to another address"):
        desk.plan({OTHER: freed(id_assigned_by=picks)}, orphans_first=orphans_first)
    assert simulator.writes() == ["POST"]


def test_an_engine_does_not_release_the_number_of_a_key_that_shifts_with_count(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(count("kiis", "kpwr", "kroq"))
    workspace.apply()
    workspace.write(count("kiis", "kroq"))
    assert "The key 'kroq' would go to another number" in workspace.fails("apply", "-auto-approve")
    assert simulator.writes() == ["POST"] * 3
    workspace.write(count("kiis", "kpwr"))
    workspace.apply()
    assert simulator.writes() == ["POST"] * 3 + ["DELETE"]


# -- a replacement that nothing asks for -----------------------------------------------------------


@FIRST
@pytest.mark.parametrize("how", ["replace", "taint"])
@pytest.mark.parametrize("written", ["false", "true", "(800) 555-0100"])
def test_however_adopt_is_written_a_number_is_kept(
    desk: Desk, simulator: Account, written: str, how: str, create_first: bool
) -> None:
    config = {KROQ: block("kroq", adopt=written)._replace(create_before_destroy=create_first)}
    desk.run({KROQ: config[KROQ]._replace(values=block("kroq").values)})
    assert desk.held(KROQ)["promo_number"] == "8005550100"
    desk.run(config)
    if how == "taint":
        desk.taint(KROQ)
    desk.run(config, replace=[KROQ] if how == "replace" else [])
    assert desk.digits() == {"8005550100"}
    assert desk.plan(config).actions == []
    assert simulator.writes() == ["POST"]


@FIRST
@pytest.mark.parametrize("how", ["replace", "taint"])
def test_a_number_that_is_kept_counts_as_no_purchase(
    desk: Desk, simulator: Account, how: str, create_first: bool
) -> None:
    config = {KROQ: block("kroq")._replace(create_before_destroy=create_first)}
    desk.run(config)
    if how == "taint":
        desk.taint(KROQ)
    desk.provider["purchase_limit"] = 0
    desk.run(config, replace=[KROQ] if how == "replace" else [])
    assert simulator.writes() == ["POST"]


# -- a key that is not known yet -------------------------------------------------------------------

KEY = """\
resource "terraform_data" "key" {{
  input            = "kroq"
  triggers_replace = {}
}}
"""


@FIRST
@pytest.mark.parametrize("how", ["replace", "taint"])
def test_a_replacement_whose_key_is_not_known_yet_releases_nothing(
    desk: Desk, simulator: Account, how: str, create_first: bool
) -> None:
    known = {KROQ: freed(create_first=create_first)}
    desk.run(known)
    digits = desk.held(KROQ)["promo_number"]
    if how == "taint":
        desk.taint(KROQ)
    unknown = known[KROQ]._replace(values={**known[KROQ].values, "key": UNKNOWN})
    with contextlib.suppress(Refused):
        plan = desk.plan({KROQ: unknown}, replace=[KROQ] if how == "replace" else [])
        desk.apply(plan._replace(config=known))
    assert desk.digits() == {digits}
    assert simulator.writes() == ["POST"]


def test_an_engine_keeps_a_number_whose_trigger_makes_its_key(
    workspace: Workspace, simulator: Account
) -> None:
    more = (
        "deletion_protection = false\nlifecycle {\n  replace_triggered_by = [terraform_data.key]\n}"
    )
    one = number("kroq", more).replace('= "kroq"', "= terraform_data.key.output", 1)
    workspace.write(KEY.format(1), one)
    workspace.apply()
    workspace.write(KEY.format(2), one)
    assert "would be lost by this replacement" in workspace.fails("apply", "-auto-approve")
    assert simulator.writes() == ["POST"]
