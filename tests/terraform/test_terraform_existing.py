"""Numbers that exist already: imports, lists, data sources and campaign files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, Refused

KROQ, TWIN = "invoca_promo_number.kroq", "invoca_promo_number.twin"
PLACE = {"advertiser_id": "acme", "campaign_id": "spring-radio"}


@pytest.fixture
def digits(simulator: Account) -> str:
    """A number that somebody bought by hand."""
    simulator.add_custom_fields("station")
    return simulator.put_number(
        "acme", "spring-radio", description="KROQ drive time", custom_data={"station": "KROQ"}
    )


def declared_as_imported(desk: Desk) -> dict[str, Block]:
    """What -generate-config-out writes: every argument, as the state has it."""
    computed = {"id", "promo_number", "e164", "invoca_id", "object_url"}
    found = {}
    for address in desk.state:
        held = desk.held(address)
        found[address] = Block({name: held[name] for name in held if name not in computed})
    return found


@pytest.mark.parametrize("way", ["id", "identity"])
def test_an_imported_number_needs_no_change_where_it_is_declared_as_it_is(
    desk: Desk, simulator: Account, digits: str, way: str
) -> None:
    if way == "id":
        desk.imported(KROQ, f"acme/spring-radio/{digits}")
    else:
        desk.imported(KROQ, identity={**PLACE, "affiliate_id": None, "promo_number": digits})
    held = desk.held(KROQ)
    assert (held["key"], held["custom_data"]) == ("kroq-drive-time", {"station": "KROQ"})
    assert held["deletion_protection"] is True
    assert desk.plan(declared_as_imported(desk)).actions == []
    assert simulator.writes() == []


def test_what_chose_an_imported_number_may_be_declared_without_another_purchase(
    desk: Desk, simulator: Account, digits: str
) -> None:
    desk.imported(KROQ, f"acme/spring-radio/{digits}")
    config = declared_as_imported(desk)
    values = {**config[KROQ].values, "local_center": {"tn_prefix": "310"}, "key": "kroq"}
    desk.run({KROQ: Block(values)})
    assert desk.held(KROQ)["promo_number"] == digits
    assert desk.plan({KROQ: Block(values)}).actions == []
    assert simulator.writes() == []


def test_a_number_of_this_namespace_is_imported_under_its_own_key(
    desk: Desk, simulator: Account
) -> None:
    desk.run({KROQ: block("kroq", description="something else")})
    digits = desk.held(KROQ)["promo_number"]
    desk.state.clear()
    desk.imported(KROQ, f"acme/spring-radio/{digits}")
    assert desk.plan({KROQ: block("kroq", description="something else")}).actions == []


@pytest.mark.parametrize(
    "id_", ["8005550100", "acme/spring-radio/12", "acme//8005550100", "a/b/c/d/e"]
)
def test_an_import_id_of_another_form_is_told_the_form(desk: Desk, id_: str) -> None:
    with pytest.raises(Refused, match="acme/spring-radio/8005550100"):
        desk.imported(KROQ, id_)


def test_ten_digits_are_a_number_whatever_they_begin_with(desk: Desk, simulator: Account) -> None:
    digits = simulator.put_number("acme", "spring-radio", promo_number="1005550100")
    desk.imported(KROQ, f"acme/spring-radio/{digits}")
    assert desk.held(KROQ)["promo_number"] == digits


def test_a_number_that_is_not_there_is_not_imported(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"importing '8005550199': .* has no live number"):
        desk.imported(KROQ, "acme/spring-radio/8005550199")


def test_a_campaign_that_does_not_hold_it_is_told_which_one_does(desk: Desk, digits: str) -> None:
    with pytest.raises(Refused, match="it is in campaign 'spring-radio' of advertiser 'acme'"):
        desk.imported(KROQ, f"acme/direct-mail/{digits}")


def test_a_number_that_this_run_holds_already_is_not_imported(desk: Desk, digits: str) -> None:
    config = {KROQ: block("kroq", adopt=digits), TWIN: block("twin")}
    desk.run({KROQ: config[KROQ]})
    with pytest.raises(Refused, match=rf"importing {digits} as '.*': 'kroq' holds it already"):
        desk.plan(config, imports={TWIN: f"acme/spring-radio/{digits}"})


@pytest.mark.parametrize("id_", ["desk-1", ".."], ids=["shared", "undeclarable"])
def test_numbers_that_their_ids_do_not_tell_apart_are_imported_by_their_digits(
    desk: Desk, simulator: Account, id_: str
) -> None:
    """An account may give an id to several numbers; a network may use what is none here."""
    both = {
        f"invoca_promo_number.{name}": simulator.put_number(
            "acme", "spring-radio", id_from_network=id_, description=name
        )
        for name in ("kroq", "kpwr")
    }
    for address, digits in both.items():
        desk.imported(address, f"acme/spring-radio/{digits}")
        assert any(digits in said and id_ in said for said in desk.told)
    plan = desk.plan(declared_as_imported(desk))
    assert plan.actions == []
    config = {
        address: Block({**one.values, "description": f"{address} by hand"})
        for address, one in plan.config.items()
    }
    desk.run(config)
    assert desk.plan(config).actions == []
    assert desk.digits() == set(both.values())
    assert simulator.writes() == ["PUT", "PUT"]


def test_a_list_gives_numbers_of_one_generated_id_a_key_each(
    desk: Desk, simulator: Account
) -> None:
    desk.run({KROQ: block("kroq")})
    twin = desk.held(KROQ)["id_from_network"]
    simulator.put_number("acme", "spring-radio", id_from_network=twin, description="Twin")
    assert {held["key"] for _, _, held in desk.query(**PLACE)} == {"kroq-drive-time", "twin"}


def test_a_number_whose_id_is_stored_in_capitals_is_imported_under_its_own_key(
    desk: Desk, simulator: Account
) -> None:
    desk.run({KROQ: block("kroq")})
    digits, id_ = (desk.held(KROQ)[name] for name in ("promo_number", "id_from_network"))
    simulator.change_number(digits, id_from_network=id_.upper())
    desk.state.clear()
    desk.imported(KROQ, f"acme/spring-radio/{digits}")
    assert desk.held(KROQ)["key"] == "kroq"
    assert desk.plan({KROQ: block("kroq")}).actions == []


def test_a_list_finds_every_number_of_a_campaign(desk: Desk, digits: str) -> None:
    [(name, identity, held)] = desk.query(**PLACE)
    assert name == f"KROQ drive time (+1{digits})"
    assert identity == {**PLACE, "affiliate_id": None, "promo_number": digits}
    assert held["description"] == "KROQ drive time"
    with pytest.raises(Refused):
        desk.query(advertiser_id="acme", campaign_id="no-such-campaign")


def test_a_number_is_looked_up_by_its_digits_or_its_id(desk: Desk, digits: str) -> None:
    desk.run({KROQ: block("kroq")})
    found = desk.look_up("invoca_promo_number", **PLACE, promo_number=digits)
    assert (found["e164"], found["custom_data"]) == (f"+1{digits}", {"station": "KROQ"})
    held = desk.held(KROQ)
    found = desk.look_up("invoca_promo_number", **PLACE, id_from_network=held["id_from_network"])
    assert found["promo_number"] == held["promo_number"]
    numbers = desk.look_up("invoca_promo_numbers", **PLACE)["numbers"]
    assert set(numbers) == {digits, held["promo_number"]}
    with pytest.raises(Refused, match="is needed"):
        desk.look_up("invoca_promo_number", **PLACE)
    with pytest.raises(Refused, match=r"looking up '8005550199': .* has no live number"):
        desk.look_up("invoca_promo_number", **PLACE, promo_number="8005550199")
    with pytest.raises(Refused, match=r"^promo_number must be a phone number of ten digits"):
        desk.look_up("invoca_promo_number", **PLACE, promo_number="12")


@pytest.mark.parametrize("wrong", ["", " spring-radio", ".."])
def test_what_is_no_id_is_told_at_once(desk: Desk, simulator: Account, wrong: str) -> None:
    """An empty variable, mostly."""
    told = "`campaign_id` must be an id"
    place = {**PLACE, "campaign_id": wrong}
    with pytest.raises(Refused, match=told):
        desk.look_up("invoca_promo_numbers", **place)
    with pytest.raises(Refused, match=told):
        desk.look_up("invoca_promo_number", **place, promo_number="8005550100")
    with pytest.raises(Refused, match="looking for promo numbers"):
        desk.query(**place)
    with pytest.raises(Refused, match=r"`id_from_network` (must be an id|is empty)"):
        desk.look_up("invoca_promo_number", **PLACE, id_from_network=wrong)
    with pytest.raises(Refused, match="promo_number must be a phone number"):
        desk.look_up("invoca_promo_number", **PLACE, promo_number=wrong)
    assert simulator.calls() == []


def test_what_invoca_shows_of_a_declared_field_is_shown(
    desk: Desk, simulator: Account, digits: str
) -> None:
    simulator.set_knobs(shown_fields="more")
    simulator.change_number(digits, adwords_account_id="627-345-9815")
    found = desk.look_up("invoca_promo_number", **PLACE, promo_number=digits)
    assert found["adwords_account_id"] == "627-345-9815"
    numbers = desk.look_up("invoca_promo_numbers", **PLACE)["numbers"]
    assert numbers[digits]["adwords_account_id"] == "627-345-9815"


def test_a_campaign_that_cannot_be_read_does_not_look_empty(
    desk: Desk, simulator: Account, digits: str
) -> None:
    simulator.set_campaign_access("acme", "spring-radio", False)
    lists = r"promo_numbers\.json$"
    simulator.add_fault("status_before", path=lists, times=-1, status=200, body=[])
    with pytest.raises(Refused, match="reading campaign 'spring-radio'"):
        desk.look_up("invoca_promo_numbers", **PLACE)
    with pytest.raises(Refused, match="reading campaign 'spring-radio'"):
        desk.query(**PLACE)
    of_one = rf"(by_id/desk-1|{digits})\.json$"
    not_found = {"errors": {"class": "RecordNotFound"}}
    simulator.add_fault("status_before", path=of_one, times=-1, status=404, body=not_found)
    for by in ({"promo_number": digits}, {"id_from_network": "desk-1"}):
        with pytest.raises(Refused, match="reading campaign 'spring-radio'"):
            desk.look_up("invoca_promo_number", **PLACE, **by)


def test_a_campaign_file_is_a_map_for_for_each(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "radio.yaml"
    file.write_text(
        "advertiser_id: acme\ncampaign_id: spring-radio\n"
        'defaults: {media_type: "Offline: Radio"}\n'
        "numbers:\n"
        "  kroq: {description: KROQ, was: old, local_center: {tn_prefix: '310'}}\n"
        "  kpwr: {description: KPWR, protect: false, adopt: '8005550100'}\n",
        encoding="utf-8",
    )
    numbers = desk.look_up("invoca_campaign_file", file=str(file))["numbers"]
    assert list(numbers) == ["kroq", "kpwr"]
    assert numbers["kroq"]["local_center"]["tn_prefix"] == "310"
    assert numbers["kroq"]["former_keys"] == ["old"]
    assert numbers["kroq"]["deletion_protection"] is None
    assert numbers["kpwr"]["deletion_protection"] is False
    assert numbers["kpwr"]["adopt"] == "8005550100"


def test_every_mistake_of_a_campaign_file_is_told_at_once(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "radio.yaml"
    file.write_text(
        "advertiser_id: acme\ncampaign_id: spring-radio\nnumbers:\n"
        "  kroq: {descripton: KROQ}\n  kpwr: {description: KPWR}\n",
        encoding="utf-8",
    )
    with pytest.raises(Refused) as refused:
        desk.look_up("invoca_campaign_file", file=str(file))
    told = str(refused.value).splitlines()
    assert len(told) == 4
    assert f"In {file}:4." in told[0]
    with pytest.raises(Refused, match="cannot be read: No such file"):
        desk.look_up("invoca_campaign_file", file=str(tmp_path / "none.yaml"))
    with pytest.raises(Refused, match="`file` names no file"):
        desk.look_up("invoca_campaign_file", file="")


def test_a_sheet_alone_is_a_map_too(desk: Desk, tmp_path: Path) -> None:
    sheet = tmp_path / "radio.csv"
    sheet.write_text("name,description,custom_data.station\nkroq,KROQ,KROQ\n", encoding="utf-8")
    place = {"advertiser_id": "acme", "campaign_id": "spring-radio"}
    given = {**place, "media_type": "Offline: Radio", "custom_data": {"channel": "radio"}}
    found = desk.look_up("invoca_campaign_file", file=str(sheet), **given)["numbers"]["kroq"]
    assert found["custom_data"] == {"channel": "radio", "station": "KROQ"}
    assert (found["campaign_id"], found["media_type"]) == ("spring-radio", "Offline: Radio")
    with pytest.raises(Refused, match="media_type is missing"):
        desk.look_up("invoca_campaign_file", file=str(sheet), **place)
    with pytest.raises(Refused, match="belongs to a sheet"):
        desk.look_up("invoca_campaign_file", file="radio.yaml", **place)
