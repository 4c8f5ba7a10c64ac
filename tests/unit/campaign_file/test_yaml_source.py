"""YAML read into plain values with their lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from invoca.campaign_file.yaml_source import Document, Mistake, read_yaml

ReadText = Callable[[str], Document]


@pytest.fixture
def read_text(tmp_path: Path) -> ReadText:
    def read_text(text: str) -> Document:
        path = tmp_path / "x.yaml"
        path.write_text(text, encoding="utf-8")
        return read_yaml(path)

    return read_text


def test_only_text_lists_maps_and_null_are_built(read_text: ReadText) -> None:
    document = read_text("a: [1, 2.5, true, ~, 2027-03-01]\nb: {c: !!set {d}}\n")
    assert document.value == {
        "a": ["1", "2.5", "true", None, "2027-03-01"],
        "b": {"c": {"d": None}},
    }
    assert document.mistakes == []


def test_every_key_and_item_has_its_line(read_text: ReadText) -> None:
    document = read_text(
        "# head\n\na: 1\nb:\n  - x\n  - y: z\n    w: |\n      long\n      text\nc: 3\n"
    )
    assert document.lines == {
        (): 3,
        ("a",): 3,
        ("b",): 4,
        ("b", 0): 5,
        ("b", 1): 6,
        ("b", 1, "y"): 6,
        ("b", 1, "w"): 7,
        ("c",): 10,
    }


def test_of_a_key_that_is_there_twice_the_first_counts(read_text: ReadText) -> None:
    document = read_text("a: 1\na: 2\na: 3\n")
    assert document.value == {"a": "1"}
    assert document.lines[("a",)] == 1
    assert [mistake.line for mistake in document.mistakes] == [2, 3]
    assert all("(first on line 1)" in mistake.text for mistake in document.mistakes)


def test_a_quoted_merge_sign_is_a_key_like_any_other(read_text: ReadText) -> None:
    assert read_text("'<<': a\n").value == {"<<": "a"}


def test_a_merged_key_has_the_line_where_it_is_written(read_text: ReadText) -> None:
    document = read_text("base: &base\n  a: 1\n  b: 2\nown:\n  b: 3\n  <<: *base\n")
    assert document.value["own"] == {"a": "1", "b": "3"}
    assert document.lines[("own", "a")] == 2
    assert document.lines[("own", "b")] == 5


def test_of_several_merged_maps_the_first_wins(read_text: ReadText) -> None:
    document = read_text("- &a {k: 1}\n- &b {k: 2, l: 2}\n- {<<: [*a, *b]}\n")
    assert document.value[2] == {"k": "1", "l": "2"}


def test_one_anchor_may_be_used_often(read_text: ReadText) -> None:
    document = read_text("a: &a {k: [1]}\nb: [*a, *a, *a]\n")
    assert document.value["b"] == [{"k": ["1"]}] * 3
    assert document.mistakes == []


def test_an_empty_document_is_nothing(read_text: ReadText) -> None:
    assert read_text("") == Document(None, {}, [])


def test_a_nesting_of_fifty_levels_will_do(read_text: ReadText) -> None:
    assert read_text("[" * 50 + "]" * 50).mistakes == []
    assert read_text("a:\n  - " + "[" * 49 + "]" * 49).mistakes == [
        Mistake(2, "is nested more than 50 levels deep; flatten it")
    ]


def test_a_merge_of_a_merge_is_counted(
    read_text: ReadText, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("invoca.campaign_file.yaml_source.VALUES_MAXIMUM", 1000)
    lines = ["- &a0 {k: 1}"]
    lines += [f"- &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 5)}]}}" for i in range(1, 10)]
    document = read_text("\n".join(lines))
    assert document.value is None
    assert len(document.mistakes) == 1


def test_a_file_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_yaml(tmp_path / "missing.yaml")
