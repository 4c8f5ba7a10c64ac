"""`invoca export`: what it writes, and that it writes nothing where anything is wrong."""

from __future__ import annotations

import pytest

from tests.unit.export.desk import FILE, PLACE, Desk


def test_one_campaign_is_printed_with_what_is_common_in_its_defaults(desk: Desk) -> None:
    desk.put("KROQ drive time", "k-1", custom_data={"channel": "radio", "station": "KROQ"})
    desk.put("Jazz", "007", custom_data={"channel": "radio"})
    assert desk.export(*PLACE).stdout == (
        "# yaml-language-server: $schema=campaign.schema.json\n"
        "# 2 live numbers, written by `invoca export --advertiser acme --campaign spring-radio`.\n"
        "# `pulumi up` adopts them: it buys none and changes none. Keep `adopt`, so that a lost\n"
        "# state buys none either.\n"
        "advertiser_id: acme\n"
        "campaign_id: spring-radio\n"
        "\n"
        "defaults:\n"
        '  media_type: "Offline: Radio"\n'
        "  custom_data: {channel: radio}\n"
        "\n"
        "numbers:\n"
        "  jazz:  # 8335550101\n"
        "    description: Jazz\n"
        '    id_from_network: "007"\n'
        "    adopt: true\n"
        "  kroq-drive-time:  # 8005550100\n"
        "    description: KROQ drive time\n"
        "    custom_data: {station: KROQ}\n"
        "    id_from_network: k-1\n"
        "    adopt: true\n"
    )
    assert desk.files() == {}


@pytest.mark.parametrize("more", [(), ("--csv",)], ids=["yaml", "csv"])
@pytest.mark.parametrize("answer", ["complete", "random"])
def test_exporting_twice_gives_the_same_bytes(
    desk: Desk, more: tuple[str, ...], answer: str
) -> None:
    desk.account.set_knobs(list_answer=answer)
    for index in range(30):
        desk.put(f"Number {index % 3}", f"id-{index}", custom_data={"station": "=1+1"})
    desk.export(*PLACE, "-o", FILE, *more)
    first = desk.files()
    desk.require_as_live()
    desk.export(*PLACE, "-o", FILE, *more, "--force")
    assert desk.files() == first


def test_numbers_without_an_id_of_their_own_are_adopted_by_their_digits(desk: Desk) -> None:
    digits = [
        desk.put("a", None),
        desk.put("b", "twice"),
        desk.put("c", "Twice"),
        desk.put("d", "x"),
    ]
    told = desk.export(*PLACE, "-o", FILE).stderr
    adopted = [entry.declaration.adopt for entry in desk.declared().values()]
    assert adopted == [*digits[:3], True]
    assert f"{digits[0]}: it has no id_from_network, so it is adopted by its digits" in told
    assert f"{digits[1]}: its id 'twice' is also that of another number" in told
    assert f"# {digits[1]}" in desk.files()["spring-radio.yaml"]


def test_a_twin_that_is_left_out_still_counts_as_one(desk: Desk) -> None:
    one, other = desk.put("a", "twice"), desk.put("b", "twice")
    desk.export(*PLACE, "-o", FILE, "--without", other)
    [entry] = desk.declared().values()
    assert entry.declaration.adopt == one


def test_every_campaign_of_an_advertiser_becomes_a_file(desk: Desk) -> None:
    desk.account.add_campaign("acme", "a/b c")
    desk.account.add_campaign("acme", "empty")
    desk.put("Radio", "r")
    desk.put("Odd", "o", campaign="a/b c")
    desk.put("Mail", "m", campaign="direct-mail")
    told = desk.export("--advertiser", "acme", "-d", "stacks").stderr
    assert list(desk.files()) == ["a-b-c.yaml", "direct-mail.yaml", "spring-radio.yaml"]
    assert "campaign_id: a/b c" in desk.files()["a-b-c.yaml"]
    assert "acme/empty has no live numbers; no file is written for it" in told


def test_the_affiliates_shares_of_an_advertisers_campaigns_become_files(desk: Desk) -> None:
    desk.account.add_campaign("acme", "spring-radio", affiliates=["kroq", "empty", "none"])
    desk.put("Own", "x")
    desk.put("Affiliate's", "x", affiliate="kroq")
    told = desk.export("--advertiser", "acme", "-d", "stacks").stderr
    assert list(desk.files()) == ["spring-radio-kroq.yaml", "spring-radio.yaml"]
    assert "affiliate_id: kroq" in desk.files()["spring-radio-kroq.yaml"]
    assert "2 affiliate campaigns without live numbers" in told


@pytest.mark.parametrize("knob", ["forbidden", "unavailable"])
def test_shares_that_cannot_be_listed_are_told(desk: Desk, knob: str) -> None:
    desk.put("Own", "x")
    desk.account.set_knobs(affiliates_list=knob)
    ended = desk.export("--advertiser", "acme", "-d", "stacks")
    assert ended.code == 0
    told = " ".join(ended.stderr.split())
    assert "the affiliate campaigns of campaign 'spring-radio'" in told
    assert "name them with --campaigns" in told


def test_an_account_without_a_list_of_affiliates_has_none(desk: Desk) -> None:
    desk.put("Own", "x")
    desk.account.set_knobs(affiliates_list="missing")
    ended = desk.export("--advertiser", "acme", "-d", "stacks")
    assert (ended.code, "affiliate" in ended.stderr) == (0, False)


@pytest.mark.parametrize(
    "text",
    [
        "advertiser_id,campaign_id,affiliate_id\nacme,spring-radio,\nacme,spring-radio,kroq\n",
        "\ufeffacme,spring-radio\r\n\r\nacme,spring-radio,kroq\r\nacme,spring-radio\r\n",
    ],
    ids=["with a header", "as Excel writes it"],
)
def test_a_list_names_campaigns_and_affiliate_campaigns(desk: Desk, text: str) -> None:
    desk.account.add_campaign("acme", "spring-radio", affiliates=["kroq"])
    desk.put("Own", "x")
    desk.put("Affiliate's", "x", affiliate="kroq")
    (desk.folder / "list.csv").write_text(text, "utf-8", newline="")
    assert desk.export("--campaigns", "list.csv", "-d", "stacks").code == 0
    assert list(desk.files()) == ["spring-radio-kroq.yaml", "spring-radio.yaml"]
    assert "affiliate_id: kroq" in desk.files()["spring-radio-kroq.yaml"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("acme\nacme,a,b,c\nacme,ok\n", "line 1: write advertiser,campaign or"),
        ("", "names no campaign"),
        ("acme, \n", "line 1: write"),
    ],
)
def test_a_list_that_cannot_be_understood_asks_nothing(desk: Desk, text: str, told: str) -> None:
    (desk.folder / "list.csv").write_text(text, "utf-8")
    ended = desk.export("--campaigns", "list.csv", "-d", "stacks")
    assert ended.code == 1
    assert told in ended.error
    assert "Correct the list" in ended.error
    assert desk.account.calls() == []


def test_nothing_is_written_where_one_of_the_campaigns_cannot_be_read(desk: Desk) -> None:
    desk.put("Radio", "r")
    desk.put("Mail", "m", campaign="direct-mail")
    desk.account.set_campaign_access("acme", "direct-mail", False)
    ended = desk.export("--advertiser", "acme", "-d", "stacks")
    assert ended.code == 1
    assert "direct-mail" in ended.error
    assert desk.files() == {}


@pytest.mark.parametrize("fault", ["status", "garbage", "truncate"])
def test_nothing_is_written_where_a_list_does_not_arrive_whole(desk: Desk, fault: str) -> None:
    desk.put("Radio", "r")
    desk.account.add_fault(fault, method="GET", times=20)
    ended = desk.export(*PLACE, "-o", FILE)
    assert ended.code == 1
    assert "listing the promo numbers of campaign 'spring-radio'" in ended.error
    assert desk.files() == {}


def test_a_list_with_entries_that_nobody_can_read_is_not_trusted(desk: Desk) -> None:
    desk.put("KROQ drive time", "kroq")
    desk.account.set_knobs(list_entries="nulls")
    ended = desk.export(*PLACE, "-o", FILE)
    assert ended.code == 1
    assert "1 of the entries cannot be read as promo numbers" in ended.error
    assert desk.files() == {}
    assert desk.export(*PLACE, "-o", FILE, "--complete").code == 0


def test_a_list_as_long_as_lists_are_cut_at_is_not_trusted(desk: Desk) -> None:
    for index in range(103):
        desk.put(f"Number {index}", f"id-{index}")
    desk.account.set_knobs(list_answer="capped")
    ended = desk.export(*PLACE, "-o", FILE)
    assert ended.code == 1
    assert "exactly 100, a length at which lists are often cut" in ended.error
    assert "--complete" in ended.error
    assert desk.files() == {}
    assert desk.export(*PLACE, "-o", FILE, "--complete").code == 0


def test_files_that_are_there_are_all_named_and_stay_as_they_are(desk: Desk) -> None:
    desk.put("Radio", "r")
    desk.put("Mail", "m", campaign="direct-mail")
    desk.declare("mine", "spring-radio")
    desk.declare("mine", "direct-mail")
    ended = desk.export("--advertiser", "acme", "-d", "stacks")
    assert ended.code == 1
    assert "stacks/spring-radio.yaml, stacks/direct-mail.yaml" in ended.error
    assert "--force" in ended.error
    assert set(desk.files().values()) == {"mine"}
    assert [call.path for call in desk.account.calls() if "promo_numbers" in call.path] == []


def test_a_file_that_appears_while_numbers_are_read_is_not_written_over(desk: Desk) -> None:
    desk.put("Radio", "r")

    def somebody_writes(*_: object) -> None:
        desk.declare("mine")

    desk.account.on_call = somebody_writes
    ended = desk.export(*PLACE, "-o", FILE, "--csv")
    assert (ended.code, desk.files()) == (1, {"spring-radio.yaml": "mine"})


def test_a_csv_that_is_there_is_not_written_over_either(desk: Desk) -> None:
    desk.put("Radio", "r")
    (desk.folder / "stacks" / "spring-radio.csv").write_text("mine", "utf-8")
    ended = desk.export(*PLACE, "-o", FILE, "--csv")
    assert (ended.code, desk.files()) == (1, {"spring-radio.csv": "mine"})


def test_force_keeps_the_names_that_numbers_have_in_the_file(desk: Desk) -> None:
    digits = desk.put("KROQ", "k")
    desk.put("New", "n")
    desk.declare(
        "advertiser_id: acme\ncampaign_id: spring-radio\n"
        "numbers: {ours: {description: x, media_type: y, id_from_network: k}}\n"
    )
    assert desk.export(*PLACE, "-o", FILE, "--force").code == 0
    assert f"  ours:  # {digits}" in desk.files()["spring-radio.yaml"]
    assert list(desk.declared()) == ["new", "ours"]


def test_force_gives_a_name_to_none_of_two_that_share_its_id(desk: Desk) -> None:
    for description in ("One", "Other"):
        desk.put(description, "twice")
    desk.declare(
        "advertiser_id: acme\ncampaign_id: spring-radio\n"
        "numbers: {ours: {description: x, media_type: y, id_from_network: twice}}\n"
    )
    desk.export(*PLACE, "-o", FILE, "--force")
    assert list(desk.declared()) == ["one", "other"]


def test_numbers_that_no_file_can_declare_are_all_named_and_can_be_left_out(desk: Desk) -> None:
    blank = desk.put(" ", "a")
    odd = desk.put("Odd", "b", custom_data={" ": "x"})
    desk.put("Good", "c")
    ended = desk.export(*PLACE, "-o", FILE)
    assert ended.code == 1
    assert f"{blank} (id 'a'): description must not be blank" in ended.error
    assert f"{odd} (id 'b'): custom_data" in ended.error
    assert desk.files() == {}
    left_out = ("--without", blank, "--without", odd)
    assert desk.export(*PLACE, "-o", FILE, *left_out).code == 0
    assert list(desk.declared()) == ["good"]


def test_hours_are_declared_where_they_can_be(desk: Desk) -> None:
    desk.environment["INVOCA_NETWORK_ID"] = "1"
    (desk.folder / "stacks" / "Pulumi.spring-radio.yaml").write_text(
        'config: {invoca:apiVersion: "2026-02-01"}\n', "utf-8"
    )
    hours = {
        "time_zone": "Pacific Time (US & Canada)",
        "schedules": [{"day_of_week": "Monday", "open_time": "09:00", "close_time": "17:30"}],
        "more": "that Invoca may add",
    }
    for name in ("a", "b"):
        desk.account.change_number(desk.put(name, name), hours_of_operation=hours)
    assert desk.export(*PLACE, "-o", FILE).code == 0
    assert "defaults:" in desk.files()["spring-radio.yaml"]
    desk.require_as_live()

    odd = desk.put("c", "c")
    desk.account.change_number(odd, hours_of_operation={"always": True})
    ended = desk.export(*PLACE, "-o", FILE, "--force")
    assert f"{odd}: its hours_of_operation cannot be declared" in ended.stderr


def test_a_campaign_without_numbers_is_no_file(desk: Desk) -> None:
    ended = desk.export(*PLACE, "-o", FILE)
    assert ended.code == 1
    assert "there are none. Check the campaign's id" in ended.error
    assert desk.files() == {}


def test_one_list_call_serves_a_campaign(desk: Desk) -> None:
    for index in range(20):
        desk.put(f"Number {index}", f"id-{index}")
    desk.export(*PLACE)
    assert [call.path.rpartition("/")[2] for call in desk.account.calls()] == ["promo_numbers.json"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "either --advertiser, --campaigns or --all"),
        (("--advertiser", "acme"), "need a folder"),
        (("--advertiser", "acme", "--campaigns", "x", "-d", "y"), "either --advertiser"),
        (("--campaign", "x", "--campaigns", "y", "-d", "z"), "--campaign needs --advertiser"),
        (("--advertiser", "acme", "--affiliate", "x", "-d", "y"), "--affiliate needs --campaign"),
        ((*PLACE, "--csv"), "say where with -o or -d"),
        ((*PLACE, "-o", "x.yaml", "-d", "y"), "either -o or -d"),
        ((*PLACE, "-o", "x.json"), "named <stack>.yaml"),
        ((*PLACE, "--without", "12"), "ten digits"),
        (("--advertiser", " ", "--campaign", "x"), "must be the network's own ids"),
    ],
)
def test_a_wrong_command_line_says_what_is_wrong(
    desk: Desk, arguments: tuple[str, ...], told: str
) -> None:
    ended = desk.export(*arguments)
    assert ended.code != 0
    assert told in " ".join(ended.stderr.replace("│", " ").split())
    assert desk.account.calls() == []


def test_a_file_behind_a_link_is_written_over_where_it_lies_and_keeps_its_mode(desk: Desk) -> None:
    desk.put("KROQ", "k-1")
    desk.export(*PLACE, "-o", FILE)
    link, real = desk.folder / FILE, desk.folder / "elsewhere.yaml"
    link.rename(real)
    real.chmod(0o640)
    link.symlink_to(real)
    desk.put("Jazz", "j-1")
    desk.export(*PLACE, "-o", FILE, "--force")
    assert link.is_symlink()
    assert "Jazz" in real.read_text("utf-8")
    assert real.stat().st_mode & 0o777 == 0o640
