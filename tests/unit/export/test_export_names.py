"""Names are readable, unique, and stay what they are when numbers are added."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoca.campaign_file.naming import number_names, slug, stack_names
from invoca.promo_number.models import CampaignRef, PromoNumber


def number(digits: str, description: str | None, id_: int | None) -> PromoNumber:
    return PromoNumber.model_validate(
        {"promo_number": digits, "description": description, "id": id_}
    )


@pytest.mark.parametrize(
    ("description", "name"),
    [
        ("KROQ drive time", "kroq-drive-time"),
        ("  106.7 FM -- Größe L! ", "106-7-fm-grosse-l"),
        ("Café Ñandú", "cafe-nandu"),
        ("日本 radio", "radio"),
        ("日本", ""),
        ("word " * 30, "-".join(["word"] * 12)),
        ("x" * 99, "x" * 60),
    ],
)
def test_a_description_becomes_a_short_plain_name(description: str, name: str) -> None:
    assert slug(description) == name


def test_the_oldest_of_several_has_the_plain_name_and_others_their_last_digits() -> None:
    numbers = [
        number("8005550103", "KROQ", 3),
        number("8335550101", "KROQ", 1),
        number("8445550103", "kroq!", 4),
        number("8555550104", None, 2),
    ]
    assert number_names(numbers, {}) == {
        "8335550101": "kroq",
        "8555550104": "8555550104",
        "8005550103": "kroq-0103",
        "8445550103": "kroq-5550103",
    }


def test_a_name_that_a_number_has_already_is_kept() -> None:
    numbers = [number("8005550101", "KROQ", 1), number("8005550102", "KROQ", 2)]
    names = number_names(numbers, {"8005550102": "kroq"})
    assert names == {"8005550101": "kroq-0101", "8005550102": "kroq"}


TEXTS = st.sampled_from(["a", "a 0101", "a-0101", "A", "", "日本", "a-8005550101-2", "5550101"])
MANY = st.lists(TEXTS, max_size=12).map(
    lambda texts: [number(f"80055501{i:02}", text, i) for i, text in enumerate(texts)]
)


@given(numbers=MANY, later=TEXTS)
def test_names_are_unique_and_a_number_that_comes_later_changes_none(
    numbers: list[PromoNumber], later: str
) -> None:
    names = number_names(numbers, {})
    assert len(set(names.values())) == len(numbers)
    more = number_names([number("8005550199", later, 99), *reversed(numbers)], {})
    assert {digits: more[digits] for digits in names} == names


def test_a_stack_is_named_as_its_campaign_where_pulumi_allows_it() -> None:
    campaigns = [
        CampaignRef("acme", "spring-radio"),
        CampaignRef("acme", "spring-radio", "kroq"),
        CampaignRef("acme", ".hidden / x"),
        CampaignRef("acme", "Pulumi.dev"),
        CampaignRef("acme", "日本"),
        CampaignRef("acme", "Summer"),
        CampaignRef("acme", "summer"),
        CampaignRef("other", "summer"),
    ]
    names = list(stack_names(campaigns, reserved="pulumi.").values())
    assert names[:5] == [
        "spring-radio", "spring-radio-kroq", "hidden-x", "campaign-Pulumi.dev", "campaign",
    ]  # fmt: skip
    assert "other-summer" in names
    assert len({name.casefold() for name in names}) == len(campaigns)


@given(st.lists(st.builds(CampaignRef, st.text(min_size=1), st.text(min_size=1)), unique=True))
def test_every_campaign_has_a_stack_of_its_own(campaigns: list[CampaignRef]) -> None:
    names = stack_names(campaigns, reserved="pulumi.")
    assert set(names) == set(campaigns)
    assert len({name.casefold() for name in names.values()}) == len(campaigns)
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}", one) for one in names.values())
    assert stack_names(campaigns[::-1], reserved="pulumi.") == names
