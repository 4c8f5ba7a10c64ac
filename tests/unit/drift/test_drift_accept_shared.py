"""`invoca drift --accept` of values that several numbers share: the rest is accepted, and what a
person has to decide is told with the anchor."""

from __future__ import annotations

import pytest

from invoca.errors import FixDeclaration
from tests.unit.drift.workplace import MAIL, Ended, Workplace

HEAD = 'advertiser_id: acme\ncampaign_id: spring-radio\ndefaults: {media_type: "Offline: Radio"}\n'
NESTED = f"""\
{HEAD}numbers:
  kroq:
    description: KROQ
    custom_data: &night {{daypart: night}}
  jazz:
    description: Jazz
    custom_data: *night
  power106: {{description: Power 106}}
"""
WHOLE = f"""\
{HEAD}numbers:
  kroq: &night
    description: KROQ
    custom_data: {{daypart: night}}
  jazz: *night
  power106: {{description: Power 106}}
"""
MERGED = f"""\
{HEAD}numbers:
  kroq: &night
    description: KROQ
    custom_data: {{daypart: night}}
  jazz: {{<<: *night, description: Jazz}}
  power106: {{description: Power 106}}
"""


def by_hand(work: Workplace, digits: dict[str, str], **daypart: str) -> Ended:
    """What was changed by hand, and accepted."""
    for name, value in daypart.items():
        work.account.change_number(digits[name], custom_data={"daypart": value})
    work.account.change_number(digits["power106"], description="By hand")
    return work.drift("--stack", "spring-radio", "--accept", json=False)


@pytest.mark.parametrize(
    ("text", "anchor", "names"),
    [
        (NESTED, "&night (line 7)", ("kroq", "jazz")),
        (WHOLE, "&night (line 5)", ("kroq", "jazz")),
        (MERGED, "&night (line 5)", ("kroq",)),
    ],
    ids=["a value", "a number", "a merge"],
)
def test_what_shares_an_anchor_is_told_with_it_and_the_rest_is_accepted(
    work: Workplace, text: str, anchor: str, names: tuple[str, ...]
) -> None:
    ended = by_hand(work, work.deploy(text), **dict.fromkeys(names, "drive"))
    assert ended.code == 1
    assert work.entries()["power106"].declaration.description == "By hand"
    for name in ("kroq", "jazz"):
        assert work.entries()[name].declaration.custom_data == {"daypart": "night"}
    told = [line for line in ended.stderr.splitlines() if line.startswith("error: ")]
    assert len(told) == len(names)
    for name, line in zip(sorted(names), sorted(told), strict=True):
        assert line.startswith(f"error: not accepted: {name}: ")
        assert f"change {anchor} by hand, which changes all that use it, or write" in line
    assert "Nothing was written" not in ended.stderr
    assert "Accepted the live values of 1 number" in ended.stdout


def test_where_nothing_else_is_left_nothing_is_written(work: Workplace) -> None:
    digits = work.deploy(NESTED)
    work.account.change_number(digits["jazz"], custom_data={"daypart": "drive"})
    with pytest.raises(FixDeclaration, match=r"Nothing was written; change &night \(line 7\)"):
        work.drift("--stack", "spring-radio", "--accept", json=False)


def test_a_value_of_its_own_beside_a_merge_is_accepted(work: Workplace) -> None:
    ended = by_hand(work, work.deploy(MERGED), jazz="drive")
    assert ended.code == 0
    assert work.entries()["jazz"].declaration.custom_data == {"daypart": "drive"}
    assert work.entries()["kroq"].declaration.custom_data == {"daypart": "night"}


def test_a_stack_of_which_nothing_can_be_accepted_keeps_no_other_back(work: Workplace) -> None:
    digits = work.deploy(NESTED)
    work.account.change_number(digits["jazz"], custom_data={"daypart": "drive"})
    mail = work.deploy(MAIL, "a-mail") | work.deploy(MAIL.replace("postcard", "card"), "z-mail")
    for number in mail.values():
        work.account.change_number(number, description="By hand")
    ended = work.drift("--all", "--accept", json=False)
    assert ended.code == 1
    assert "error: not accepted: all of stack spring-radio: it is an alias of" in ended.stderr
    assert "Accepted the live values of 2 numbers" in ended.stdout
