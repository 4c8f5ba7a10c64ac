"""Characters that nobody sees: refused in names and ids, else told with their code."""

from __future__ import annotations

import pytest

from tests.unit.campaign_file.texts import HEAD, RADIO, START, MistakesIn, Read

FROM = f"{HEAD}{RADIO}numbers_from: x.csv\n"


@pytest.mark.parametrize(
    ("name", "shown", "code"),
    [
        ("kr\u200boq", "kr\\u200boq", "U+200B (zero width space)"),
        ("kr\u00a0oq", "kr\\xa0oq", "U+00A0 (no-break space)"),
        ("kr\noq", "kr⏎oq", "U+000A"),
    ],
)
def test_a_name_with_one_is_shown_with_it(
    mistakes_in: MistakesIn, name: str, shown: str, code: str
) -> None:
    assert mistakes_in(FROM, x_csv=f'name,description\n"{name}",d\n') == [
        f"x.csv:2: the name '{shown}' has characters that no name can have: {code}; write it again "
        "without them"
    ]


def test_an_id_with_one_says_which(mistakes_in: MistakesIn) -> None:
    text = START + '  a: {description: d, id_from_network: "k\\u200b1"}\n'
    assert mistakes_in(text) == [
        "x.yaml:5: a: id_from_network has characters that no id can have: U+200B (zero width "
        "space); write it again without them"
    ]


def test_a_heading_with_one_names_another_field(mistakes_in: MistakesIn) -> None:
    sheet = "name,description,custom_data.channel\u200b\na,d,radio\n"
    assert mistakes_in(FROM, x_csv=sheet) == [
        "x.csv:1: `custom_data.channel\\u200b` has characters that nobody types: U+200B (zero "
        "width space); write the heading again without them"
    ]


def test_a_text_with_one_is_a_warning(read: Read) -> None:
    text = (
        f"{HEAD}defaults: {{custom_data: {{region: we\u2060st}}, media_type: 'Offline: Radio'}}\n"
        "numbers_from: x.csv\nnumbers:\n  b:\n    description: M\ufffdnchen\n"
    )
    found = read(text, x_csv="name,description\na,KROQ\u200b\n").warnings()
    meant = "; if they are not meant, write it again without them"
    assert found == [
        "x.yaml:3: defaults: custom_data.region has characters that nobody types: U+2060 (word "
        f"joiner){meant}",
        "x.yaml:7: b: description has characters that nobody types: U+FFFD (replacement "
        f"character){meant}",
        "x.csv:2: a: description has characters that nobody types: U+200B (zero width space)"
        f"{meant}",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a\u00a0b",
        "In\u00adCall",
        "\U0001f468\u200d\U0001f469",
        "می\u200cخواهم",
        "two\nlines",
        "שלום",
    ],
)
def test_what_people_type_is_no_warning(read: Read, text: str) -> None:
    assert read(FROM, x_csv=f'name,description\na,"{text}"\n').warnings() == []


def test_no_value_makes_a_line_or_rewrites_a_terminal(mistakes_in: MistakesIn) -> None:
    text = START + '  a: {description: d, protect: "x\\n::error::\\e[2J\\u202e"}\n'
    (only,) = mistakes_in(text)
    assert only == "x.yaml:5: a: protect must be true or false, not 'x⏎::error::\\x1b[2J\\u202e'"
