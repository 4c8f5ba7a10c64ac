"""`invoca release`, `rename` and `move`: the file as a person would change it, and what is next."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from invoca_cli.app import app
from tests.account import Account
from tests.unit.drift.workplace import MAIL, RADIO, STACK, Workplace, pending
from tests.unit.drift.workplace import Ended as Done


@pytest.fixture
def work(tmp_path: Path, simulator: Account, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Workplace(folder, simulator)


def run(work: Workplace, *arguments: str) -> Done:
    result = CliRunner().invoke(app, [*arguments, "--stack", STACK], env=work.environment)
    assert work.account.writes() == []
    return Done(result.exit_code, result.stdout, str(result.exception or "") + result.stderr)


def text(work: Workplace, stack: str = STACK) -> str:
    return (work.folder / "stacks" / f"{stack}.yaml").read_text("utf-8")


def unprotect(work: Workplace, *names: str) -> None:
    resources = work.resources()
    for one in resources:
        one["protect"] &= one["urn"].split("::")[-1] not in names
    work.save(resources)


def test_a_release_is_two_steps_and_each_says_the_next(work: Workplace) -> None:
    digits = work.deploy()
    ended = run(work, "release", "kroq")
    assert ended.code == 0, ended.stderr
    assert "+    protect: false" in ended.stdout
    assert ended.stdout.splitlines()[-2:] == [
        f"  invoca up --stack {STACK}  # removes the protection, and releases nothing yet",
        f"  invoca release kroq --stack {STACK}",
    ]
    assert text(work) == RADIO.replace(
        "    custom_data: {station: KROQ}\n",
        "    custom_data: {station: KROQ}\n    protect: false\n",
    )

    too_early = run(work, "release", "kroq")
    assert too_early.code == 1
    assert f"Run `invoca up --stack {STACK}` first" in too_early.stderr

    unprotect(work, "kroq")
    ended = run(work, "release", "kroq")
    assert ended.code == 0, ended.stderr
    assert "kroq" not in text(work)
    shown = f"({digits['kroq'][:3]}) {digits['kroq'][3:6]}-{digits['kroq'][6:]}"
    assert ended.stdout.endswith(f"invoca up --stack {STACK}  # releases {shown} for good\n")


def test_a_number_that_was_never_bought_just_leaves_the_file(work: Workplace) -> None:
    work.declare()
    work.save([])
    ended = run(work, "release", "kroq")
    assert ended.stdout.endswith("# they were never bought\n")
    assert "kroq" not in text(work)


def test_the_last_number_is_released_with_the_stack(work: Workplace) -> None:
    work.declare(MAIL.replace("direct-mail", "spring-radio"))
    work.save([])
    ended = run(work, "release", "postcard")
    assert ended.code == 1
    assert f"`pulumi destroy --stack {STACK}` releases all" in ended.stderr


def test_a_rename_needs_no_engine_and_keeps_the_number(work: Workplace) -> None:
    work.declare()
    work.environment["PATH"] = "/nowhere"
    ended = run(work, "rename", "kroq", "kroq-fm")
    assert ended.code == 0, ended.stderr
    assert "  kroq-fm:\n    was: kroq\n" in text(work)
    assert "nothing happens in Invoca" in ended.stdout


@pytest.mark.parametrize(
    ("to", "line"),
    [("summer", "    campaign_id: summer\n"), ("other/summer", "    advertiser_id: other\n")],
)
def test_a_move_names_the_campaign_and_the_way_back_takes_it_away(
    work: Workplace, to: str, line: str
) -> None:
    work.declare()
    run(work, "move", "kroq", "--to", to)
    assert line in text(work)
    run(work, "move", "kroq", "--to", "acme/spring-radio")
    assert text(work) == RADIO


def test_a_dry_run_shows_the_change_and_writes_nothing(work: Workplace) -> None:
    work.declare()
    ended = run(work, "rename", "kroq", "kroq-fm", "--dry-run")
    assert "+  kroq-fm:" in ended.stdout
    assert "Nothing was written. The next steps would be:" in ended.stdout
    assert text(work) == RADIO


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("release", "krok"), "declares no such number"),
        (("rename", "kroq", "power106"), "there is already one with that name"),
        (("move", "kroq"), "give either --to or --to-stack"),
        (("move", "kroq", "--to", "a", "--to-stack", "b"), "give either --to or --to-stack"),
        (("move", "kroq", "--to-stack", "mail"), "No such file"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_written(
    work: Workplace, arguments: tuple[str, ...], said: str
) -> None:
    work.deploy()
    ended = run(work, *arguments)
    assert ended.code != 0
    assert said in ended.stderr
    assert text(work) == RADIO


def test_a_number_goes_to_another_stack_with_all_that_it_is(work: Workplace) -> None:
    digits = work.deploy()["kroq"]
    work.declare(MAIL, "mail")
    ended = run(work, "move", "kroq", "--to-stack", "mail")
    assert ended.code == 0, ended.stderr
    assert "kroq" not in text(work)
    entry = work.entries("mail")["kroq"].declaration
    assert entry.campaign.campaign_id == "spring-radio"
    assert (entry.adopt, entry.media_type, entry.description) == (
        digits, "Offline: Radio", "KROQ drive time",
    )  # fmt: skip
    assert entry.custom_data == {"channel": "radio", "station": "KROQ"}
    forget, up, _ = ended.stdout.splitlines()[-3:]
    assert forget.strip().startswith(
        "pulumi state delete 'urn:pulumi:spring-radio::promo-numbers::"
    )
    assert f"--stack {STACK} --force --yes" in forget
    assert up.strip().startswith("invoca up --stack mail  # takes (")


def test_a_number_without_protection_does_not_change_its_stack(work: Workplace) -> None:
    work.deploy()
    work.declare(MAIL, "mail")
    unprotect(work, "kroq")
    ended = run(work, "move", "kroq", "--to-stack", "mail")
    assert ended.code == 1
    assert "a deployment in the wrong order would release it" in ended.stderr
    assert f"release it. Run `invoca up --stack {STACK}`, then this again" in ended.stderr
    assert text(work) == RADIO


def test_who_is_to_protect_a_number_is_told_where_to_write_it(work: Workplace) -> None:
    loose = RADIO.replace("defaults: {", "defaults: {protect: false, ")
    assert loose != RADIO
    work.deploy(loose)
    work.declare(MAIL, "mail")
    line = loose.splitlines().index(next(one for one in loose.splitlines() if "kroq:" in one)) + 1
    ended = run(work, "move", "kroq", "--to-stack", "mail")
    assert f"Write `protect: true` at stacks/{STACK}.yaml:{line}, run `invoca up" in ended.stderr


def test_a_number_that_is_to_stay_where_it_is_is_not_taken_out(work: Workplace) -> None:
    work.deploy()
    for named in (STACK, f"organization/promo-numbers/{STACK}"):
        ended = run(work, "move", "kroq", "--to-stack", named)
        assert ended.code == 1
        assert f"stacks/{STACK}.yaml has it already" in ended.stderr
    assert text(work) == RADIO


def of_affiliate(text: str) -> str:
    return text.replace("defaults:", "affiliate_id: kroq-network\ndefaults:")


@pytest.mark.parametrize("there", [MAIL, of_affiliate(MAIL)])
def test_a_number_of_an_affiliate_goes_to_another_stack_and_stays_one(
    work: Workplace, there: str
) -> None:
    work.declare(of_affiliate(RADIO))
    work.account.add_campaign("acme", "spring-radio", affiliates=["kroq-network"])
    work.deploy(of_affiliate(RADIO))
    before = work.entries()["kroq"].declaration
    work.declare(there, "mail")
    ended = run(work, "move", "kroq", "--to-stack", "mail")
    assert ended.code == 0, ended.stderr
    assert work.entries("mail")["kroq"].declaration.campaign == before.campaign


def test_a_file_for_an_affiliate_takes_no_number_that_has_none(work: Workplace) -> None:
    """It would be declared as the affiliate's: a deployment would move it there."""
    work.deploy()
    work.declare(of_affiliate(MAIL), "mail")
    ended = run(work, "move", "kroq", "--to-stack", "mail")
    assert ended.code == 1
    assert "the file is for affiliate 'kroq-network'" in ended.stderr
    assert (text(work), text(work, "mail")) == (RADIO, of_affiliate(MAIL))


ODD = """\
advertiser_id: acme
campaign_id: spring-radio
defaults: {media_type: "Offline: Radio", custom_data: {channel: radio}}
numbers:
  "007":
    description: 'Spot #3: "late" &amp; \\n\\u00e9 <b>'
    custom_data: {station: "01234", note: "a # b"}
    id_from_network: "acme:007#1"
    local_center: {zipcode: "02108"}
    generation: 2
    was: [six, "yes"]
  power106: {description: Power}
"""


SHEET = """\
advertiser_id: acme
campaign_id: direct-mail
defaults: {media_type: "Offline: Direct Mail"}
numbers_from: mail.csv
"""


@pytest.mark.parametrize("there", [MAIL, SHEET])
def test_a_number_of_odd_texts_goes_to_another_stack_with_all_that_it_is(
    work: Workplace, there: str
) -> None:
    work.deploy(ODD)
    before = work.entries()["007"].declaration
    (work.folder / "stacks" / "mail.csv").write_text("Name;Description\ncard;Card\n", "utf-8")
    work.declare(there, "mail")
    ended = run(work, "move", "007", "--to-stack", "mail")
    assert ended.code == 0, ended.stderr
    after = work.entries("mail")["007"].declaration
    assert after == before.model_copy(update={"adopt": after.adopt})


HOURS = """\
hours_of_operation:
      time_zone: Hawaii
      schedules: [{day_of_week: Monday, open_time: "09:00", close_time: "17:30"}]
"""


@pytest.mark.parametrize(
    "hours", [HOURS, "hours_of_operation: {time_zone: Hawaii, open_24_7: true}"]
)
def test_what_no_cell_can_hold_goes_into_the_campaign_file_beside_its_sheet(
    work: Workplace, hours: str
) -> None:
    here = RADIO.replace("{station: KROQ}", f"{{station: KROQ}}\n    {hours.rstrip()}")
    work.deploy(here)
    before = work.entries()["kroq"].declaration
    sheet = work.folder / "stacks" / "mail.csv"
    sheet.write_text("Name;Description\ncard;Card\n", "utf-8")
    work.declare(SHEET, "mail")
    ended = run(work, "move", "kroq", "--to-stack", "mail")
    assert ended.code == 0, ended.stderr
    entries = work.entries("mail")
    assert entries["card"].file.endswith("mail.csv")
    after = entries["kroq"]
    assert after.file.endswith("mail.yaml")
    assert after.declaration == before.model_copy(update={"adopt": after.declaration.adopt})
    assert sheet.read_text("utf-8") == "Name;Description\ncard;Card\n"


def test_a_default_that_no_cell_can_deny_is_denied_in_the_campaign_file(work: Workplace) -> None:
    work.deploy()
    (work.folder / "stacks" / "mail.csv").write_text("Name;Description\ncard;Card\n", "utf-8")
    work.declare(SHEET.replace("}", ", custom_data: {paper: thick}}"), "mail")
    ended = run(work, "move", "kroq", "--to-stack", "mail")
    assert ended.code == 0, ended.stderr
    after = work.entries("mail")["kroq"]
    assert after.file.endswith("mail.yaml")
    assert after.declaration.custom_data == {"channel": "radio", "station": "KROQ", "paper": ""}


def test_a_purchase_that_is_pending_stays_with_the_stack_that_sent_it(work: Workplace) -> None:
    """What would be printed takes the only word of it out of the state."""
    work.deploy()
    work.declare(MAIL, "mail")
    _, power106 = work.resources()
    work.save([pending(work.entries()["kroq"]), power106])
    ended = run(work, "move", "kroq", "--to-stack", "mail")
    assert ended.code == 1
    assert "its purchase is pending, so nobody knows its digits" in ended.stderr
    assert (text(work), "kroq" in text(work, "mail")) == (RADIO, False)

    run(work, "release", "kroq")
    unprotect(work, "kroq")
    ended = run(work, "release", "kroq")
    assert ended.stdout.endswith("# settles 1 purchase, and releases what came of it\n")
