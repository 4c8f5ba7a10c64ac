"""`invoca adopt`: the lines that declare one live number in a campaign file."""

from __future__ import annotations

import pytest

from invoca.promo_number.comparison import differences
from invoca.promo_number.models import PromoNumber
from tests.unit.export.desk import FILE, PLACE, Desk

HEAD = """\
advertiser_id: acme
campaign_id: spring-radio
defaults:
  media_type: "Offline: Radio"
  custom_data: {channel: radio, region: west}
  local_center: {tn_prefix: "310"}
  protect: true
numbers:
  kroq: {description: KROQ drive time}
"""


def test_the_lines_leave_out_what_the_defaults_say_and_overrule_the_rest(desk: Desk) -> None:
    digits = desk.put("KROQ", "k-1", custom_data={"channel": "radio", "station": "K"})
    desk.declare(HEAD)
    assert desk.run("adopt", digits, "--stack", "spring-radio").stdout == (
        "# Add this to `numbers:` in stacks/spring-radio.yaml; then "
        "`pulumi up --stack spring-radio` adopts it:\n"
        f"  kroq-{digits[-4:]}:  # {digits}\n"
        "    description: KROQ\n"
        '    custom_data: {region: "", station: K}\n'
        "    id_from_network: k-1\n"
        "    adopt: true\n"
        "    local_center: null\n"
    )


@pytest.mark.parametrize("media_type", ["Offline: Radio", "Online: Display"])
@pytest.mark.parametrize("data", [{}, {"channel": "tv"}, {"channel": "radio", "notes": "a\nb"}])
def test_pasted_into_the_file_they_declare_what_is_live(
    desk: Desk, media_type: str, data: dict[str, str]
) -> None:
    digits = desk.put("=1+1", "007", media_type=media_type, custom_data=data)
    desk.declare(HEAD)
    printed = desk.run("adopt", f"+1 ({digits[:3]}) {digits[3:]}", "--stack", "spring-radio").stdout
    desk.declare(HEAD + printed)
    declared = desk.declared()["1-1"].declaration
    [live] = [PromoNumber.model_validate(number) for number in desk.account.numbers()]
    assert differences(declared, live) == []
    assert (declared.id_from_network, declared.adopt) == ("007", True)
    assert declared.local_center is None


def test_a_number_of_another_campaign_of_the_file_says_so(desk: Desk) -> None:
    digits = desk.put("Mail", "m", campaign="direct-mail")
    desk.declare(HEAD + "  card: {description: Card, campaign_id: direct-mail, media_type: x}\n")
    printed = desk.run("adopt", digits, "--stack", "spring-radio").stdout
    assert "campaign_id: direct-mail" in printed
    desk.declare(HEAD + printed)
    assert desk.declared()["mail"].declaration.campaign_id == "direct-mail"


def test_without_a_file_every_campaign_of_the_advertiser_is_looked_through(desk: Desk) -> None:
    digits = desk.put("Mail", "m", campaign="direct-mail")
    printed = desk.run("adopt", digits, "--advertiser", "acme").stdout
    desk.declare(printed)
    assert desk.declared()["mail"].declaration.campaign_id == "direct-mail"


def test_a_number_whose_id_is_also_anothers_is_named_by_its_digits(desk: Desk) -> None:
    digits = desk.put("One", "twice")
    desk.put("Other", "twice")
    printed = desk.run("adopt", digits, *PLACE).stdout
    assert f'adopt: "{digits}"' in printed
    assert "id_from_network" not in printed
    assert "its id 'twice' is also that of another number" in printed


def test_a_number_that_a_list_leaves_out_is_found_all_the_same(desk: Desk) -> None:
    for index in range(101):
        digits = desk.put(f"Number {index}", f"id-{index}")
    desk.account.set_knobs(list_answer="capped")
    assert "id_from_network: id-100" in desk.run("adopt", digits, *PLACE).stdout


def test_a_name_can_be_given(desk: Desk) -> None:
    digits = desk.put("KROQ", "k")
    desk.declare(HEAD)
    printed = desk.run("adopt", digits, "--stack", "spring-radio", "--name", "mine").stdout
    assert f"  mine:  # {digits}\n" in printed
    taken = desk.run("adopt", digits, "--stack", "spring-radio", "--name", "kroq")
    assert taken.code == 1
    assert f"another number has that name, as 'kroq' at {FILE}:9" in taken.error


def test_a_number_that_is_declared_already_is_told_with_its_line(desk: Desk) -> None:
    digits = desk.put("KROQ", "k")
    desk.declare(HEAD + "  mine: {description: x, id_from_network: k}\n")
    ended = desk.run("adopt", digits, "--stack", "spring-radio")
    assert ended.code == 1
    assert f"declared there already, as 'mine' at {FILE}:10" in ended.error
    assert "`pulumi up --stack spring-radio` takes it over" in ended.error


def test_a_number_that_is_nowhere_is_an_error(desk: Desk) -> None:
    released = desk.put("KROQ", "k")
    desk.account.release_number(released)
    ended = desk.run("adopt", released, *PLACE)
    assert ended.code == 1
    assert "no such number is live there" in ended.error


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("888", *PLACE), "ten digits"),
        (("8005550100",), "either --stack or --advertiser"),
        (("8005550100", "--stack", "x", *PLACE), "either --stack or --advertiser"),
        (("8005550100", "--stack", "x", "--campaign", "y"), "--campaign needs --advertiser"),
    ],
)
def test_a_wrong_command_line_says_what_is_wrong(
    desk: Desk, arguments: tuple[str, ...], told: str
) -> None:
    ended = desk.run("adopt", *arguments)
    assert ended.code != 0
    assert told in " ".join(ended.stderr.replace("│", " ").split())
    assert desk.account.calls() == []


def test_written_it_stands_below_the_others_and_nothing_else_changes(desk: Desk) -> None:
    digits = desk.put("KROQ", "k-1", custom_data={"channel": "radio", "station": "K"})
    desk.declare(HEAD)
    ended = desk.run("adopt", digits, "--stack", "spring-radio", "--write")
    assert ended.code == 0
    text = desk.files()["spring-radio.yaml"]
    assert text.startswith(HEAD)
    assert f"  kroq-{digits[-4:]}:\n    description: KROQ\n" in text
    assert f"+  kroq-{digits[-4:]}:\n+    description: KROQ\n" in ended.stdout
    assert ended.stdout.endswith("Run `pulumi up --stack spring-radio` to adopt it\n")
    assert desk.declared()[f"kroq-{digits[-4:]}"].declaration.adopt is True


def test_in_a_campaign_whose_numbers_stand_in_a_sheet_it_is_one_more_row(desk: Desk) -> None:
    digits = desk.put("=KROQ", None, custom_data={"station": "007"})
    sheet = desk.folder / "stacks" / "radio.csv"
    sheet.write_bytes(b"Name,Description,Owner\r\nkroq,KROQ,Ann\r\n")
    desk.declare(
        "advertiser_id: acme\ncampaign_id: spring-radio\nignore_columns: [Owner]\n"
        'defaults: {media_type: "Offline: Radio"}\nnumbers_from: radio.csv\n'
    )
    assert desk.run("adopt", digits, "--stack", "spring-radio", "--write").code == 0
    assert sheet.read_bytes().decode() == (
        "Name,Description,Owner,custom_data.station,adopt\r\nkroq,KROQ,Ann\r\n"
        f"kroq-{digits[-4:]},'=KROQ,,'007,'{digits}\r\n"
    )
    assert desk.declared()[f"kroq-{digits[-4:]}"].declaration.adopt == digits


def test_without_a_stack_there_is_no_file_to_write(desk: Desk) -> None:
    ended = desk.run("adopt", "8005550100", "--advertiser", "acme", "--write")
    assert "--write needs --stack" in ended.stderr


OF_AFFILIATE = HEAD.replace("defaults:", "affiliate_id: kroq-network\ndefaults:")


@pytest.mark.parametrize("head", [HEAD, OF_AFFILIATE])
@pytest.mark.parametrize(
    "description",
    [
        'Spot #3: "late" &amp; \\n',
        "- yes",
        "'007",
        "=1+1 # x",
        "caf\u00e9 \U0001f600",
        "{a}",
        "null",
    ],
)
def test_written_from_an_odd_account_it_is_declared_as_it_is_live(
    desk: Desk, head: str, description: str
) -> None:
    desk.account.add_campaign("acme", "spring-radio", affiliates=["kroq-network"])
    affiliate = None if head == HEAD else "kroq-network"
    data = {"channel": "radio", "station": "01"}
    digits = desk.put(description, "acme:007#1", custom_data=data, affiliate=affiliate)
    desk.declare(head)
    assert desk.run("adopt", digits, "--stack", "spring-radio", "--write").code == 0
    [written] = [one for name, one in desk.declared().items() if name != "kroq"]
    [live] = [PromoNumber.model_validate(number) for number in desk.account.numbers()]
    assert written.declaration.campaign.affiliate_id == affiliate
    assert differences(written.declaration, live) == []
