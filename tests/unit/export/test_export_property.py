"""Whatever is live: the files that are written declare it as it is, or the number is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invoca.campaign_file import read_campaign_file
from invoca.campaign_file.exported import ExportedCampaign, NotExpressible, exported
from invoca.campaign_file.sheet.spreadsheet import guarded, unguarded
from invoca.campaign_file.writer import campaign_files
from invoca.promo_number.comparison import differences
from invoca.promo_number.models import CampaignRef, PromoNumber

WHERE = CampaignRef("a c/m#e", "x: y")
ODD = [
    "007", "yes", "null", "~", "1e5", "1_000", "0x1F", "2026-01-01", "12:30:45", ".inf", " x ",
    "a\nb", "a\r\nb", "\x00", "\x85", "\u2028", "\ufeff", "\ud800", "\uffff", "\U0001f4fb",
    "=1+1", "'=1", "''=1", "+1", "-1", "@x", "\tx", "8.88E+09", "TRUE", "May 5", "5%", "(5)",
    "- a", "a: b", "a #b", "#", "{a}", "[a]", "'", '"', "<<", "|", ">", "*a", "&a", "!!str", "%",
    "`", "? a", ": a", "---", "...", "a,b;c\td", "In\u00adCall", "\\n", "x" * 300,
]  # fmt: skip
TEXT = st.one_of(st.text(min_size=1, max_size=30), st.sampled_from(ODD))
NUMBER = st.builds(
    lambda **fields: PromoNumber.model_validate(fields),
    id=st.one_of(st.none(), st.integers(0, 99)),
    promo_number=st.integers(8005550100, 8005550199).map(str),
    description=TEXT,
    media_type=st.one_of(st.just("Offline: Radio"), st.just("Offline: In\u00adCall Ad"), TEXT),
    id_from_network=st.one_of(st.none(), TEXT),
    custom_data=st.dictionaries(TEXT, st.one_of(TEXT, st.just("")), max_size=4),
)
NUMBERS = st.lists(NUMBER, min_size=1, max_size=6, unique_by=lambda one: one.promo_number)
often = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def export(numbers: list[PromoNumber]) -> ExportedCampaign:
    """All that can be declared; the others are named, so that a person can leave them out."""
    try:
        return exported(WHERE, numbers)
    except NotExpressible as error:
        named = {problem[:10] for problem in error.problems}
        assert named <= {number.promo_number for number in numbers}
        return exported(WHERE, [one for one in numbers if one.promo_number not in named])


@often
@given(numbers=NUMBERS, as_csv=st.booleans())
def test_what_is_written_reads_back_as_what_is_live(
    numbers: list[PromoNumber], as_csv: bool
) -> None:
    campaign = export(numbers)
    if not campaign.numbers:
        return
    live = {number.promo_number: number for number in numbers}
    with TemporaryDirectory() as folder:
        for name, text in campaign_files(campaign, "s", command="c", as_csv=as_csv).items():
            (Path(folder) / name).write_bytes(text.encode())
        found = read_campaign_file(Path(folder) / "s.yaml")
    assert found.where == WHERE
    assert len(found.numbers) == len(campaign.numbers)
    for number in campaign.numbers:
        declaration = found.numbers[number.name].declaration
        assert differences(declaration, live[number.promo_number]) == []
        if declaration.adopt is True:
            assert declaration.id_from_network == live[number.promo_number].id_from_network
        else:
            assert declaration.adopt == number.promo_number


@often
@given(numbers=NUMBERS, as_csv=st.booleans(), shuffle=st.randoms())
def test_the_order_of_the_list_changes_no_byte(
    numbers: list[PromoNumber], as_csv: bool, shuffle: Callable[..., None]
) -> None:
    def files(order: list[PromoNumber]) -> dict[str, str]:
        campaign = export(order)
        named = campaign.numbers
        return campaign_files(campaign, "s", command="c", as_csv=as_csv) if named else {}

    other = list(numbers)
    shuffle.shuffle(other)  # type: ignore[attr-defined]
    assert files(numbers) == files(other)


@often
@given(text=st.one_of(TEXT, st.from_regex(r"'*[=+@]?[0-9 .,/:eE+-]*", fullmatch=True)))
def test_the_guard_of_a_cell_is_taken_away_and_nothing_else(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("cell", ["'t Hart", "'90s hits", "'", "''", "O'Brien", "'Marathon 5k"])
def test_an_apostrophe_that_guards_nothing_stays(cell: str) -> None:
    assert unguarded(cell) == cell


def test_a_released_number_that_a_list_still_shows_is_left_out_and_is_nobodys_twin() -> None:
    fields = {"description": "KROQ", "media_type": "Offline: Radio", "id_from_network": "k"}
    live = PromoNumber.model_validate({**fields, "promo_number": "8005550100"})
    released = {**fields, "promo_number": "8005550101", "status": "Deleted"}
    [number] = exported(WHERE, [live, PromoNumber.model_validate(released)]).numbers
    assert (number.promo_number, number.declaration.adopt) == ("8005550100", True)


def test_an_entry_that_the_list_repeats_is_one_number_and_one_that_differs_is_named() -> None:
    fields = {"description": "KROQ", "media_type": "Offline: Radio", "promo_number": "8005550100"}
    live = PromoNumber.model_validate({**fields, "id_from_network": "k"})
    [number] = exported(WHERE, [live, live.model_copy()]).numbers
    assert number.promo_number == "8005550100"
    other = live.model_copy(update={"description": "KPWR"})
    with pytest.raises(NotExpressible, match="8005550100: Invoca lists it twice"):
        exported(WHERE, [live, other])
