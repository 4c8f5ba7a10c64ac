"""Whatever a campaign file holds: it is a campaign, or mistakes, and never a crash."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invoca.campaign_file import (
    CampaignFileMistakes,
    read_campaign_file,
)
from tests.unit.campaign_file.texts import HEAD, RADIO
from tests.unit.campaign_file.workbooks import with_parts, workbook

anything = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
keys = st.sampled_from(
    [
        "advertiser_id", "campaign_id", "affiliate_id", "defaults", "numbers", "numbers_from",
        "description", "media_type", "custom_data", "adopt", "was", "protect", "generation",
        "local_center", "tn_prefix", "tn_prefix_whitelist", "hours_of_operation", "schedules",
        "kroq", "<<", "strategy", "[key]", "", "str", "0",
    ]
)  # fmt: skip
scalars = st.sampled_from(
    ["acme", "a b", "'8885550123'", "true", "~", "5", "''", "[a]", "x.csv", '"\\0"', "&a b", "*a"]
) | st.text(max_size=8)
yaml_like = st.recursive(
    scalars,
    lambda inner: st.lists(st.tuples(keys, inner), max_size=4).map(
        lambda pairs: "{" + ", ".join(f"'{key}': {value}" for key, value in pairs) + "}"
    ),
    max_leaves=12,
)


def reads_or_tells_mistakes(path: Path) -> None:
    try:
        campaign = read_campaign_file(path)
    except CampaignFileMistakes as error:
        found = error.mistakes
    else:
        assert campaign.numbers
        return
    assert found
    assert all(line >= 0 and text for _, line, text in found)


@anything
@given(raw=st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_campaign_or_mistakes(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(raw)
    reads_or_tells_mistakes(path)


@anything
@given(pairs=st.lists(st.tuples(keys, yaml_like), max_size=6), complete=st.booleans())
def test_any_yaml_is_a_campaign_or_mistakes(
    tmp_path: Path, pairs: list[tuple[str, str]], complete: bool
) -> None:
    path = tmp_path / "any.yaml"
    text = "".join(f"'{key}': {value}\n" for key, value in pairs)
    path.write_bytes((HEAD * complete + text).encode("utf-8", "surrogatepass"))
    reads_or_tells_mistakes(path)


@anything
@given(raw=st.binary() | st.text("a,;\t\n\r\"'. name=").map(str.encode))
def test_any_spreadsheet_is_a_campaign_or_mistakes(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "any.csv").write_bytes(raw)
    path = tmp_path / "any.yaml"
    path.write_text(f"{HEAD}{RADIO}numbers_from: any.csv\n", "utf-8")
    reads_or_tells_mistakes(path)


BOOK = workbook([["Name", "Description", "protect"], ["kroq", 5.5, True], ["jazz", "d", None]])
PARTS = ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"]


@anything
@given(
    part=st.sampled_from([*PARTS, ""]),
    at=st.integers(0, 2_000),
    length=st.integers(0, 40),
    instead=st.binary(max_size=8) | st.sampled_from([b"<f/>", b'r="ZZ9"', b't="e"', b"&x;"]),
)
def test_any_broken_workbook_is_a_campaign_or_mistakes(
    tmp_path: Path, part: str, at: int, length: int, instead: bytes
) -> None:
    def broken(raw: bytes) -> bytes:
        return raw[:at] + instead + raw[at + length :]

    content = with_parts(BOOK, lambda name, raw: broken(raw) if name == part else raw)
    (tmp_path / "any.xlsx").write_bytes(content if part else broken(content))
    path = tmp_path / "any.yaml"
    path.write_text(f"{HEAD}{RADIO}numbers_from: any.xlsx\n", "utf-8")
    reads_or_tells_mistakes(path)


columns = st.sampled_from(
    [
        "description", "media_type", "custom_data", "custom_data.a", "custom_data.", "was", "",
        "protect", "adopt", "local_center.tn_prefix", "local_center", "tn_prefix_whitelist",
        "tn_prefix_whitelist.0", "hours_of_operation.schedules", "strategy", ".a", "advertiser_id",
    ]
)  # fmt: skip


@anything
@given(header=st.lists(columns, max_size=5), cells=st.lists(st.text("a1 8(\x85", max_size=3)))
def test_any_columns_are_a_campaign_or_mistakes(
    tmp_path: Path, header: list[str], cells: list[str]
) -> None:
    rows: list[list[Any]] = [["name", *header], ["kroq", *cells]]
    (tmp_path / "any.csv").write_text("\n".join(",".join(row) for row in rows), "utf-8")
    path = tmp_path / "any.yaml"
    path.write_text(f"{HEAD}{RADIO}numbers_from: any.csv\n", "utf-8")
    reads_or_tells_mistakes(path)
