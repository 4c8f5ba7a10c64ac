"""Settings whose letters are not what YAML makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoca.settings_file import is_misread, read_settings_file

# As `pulumi config --json` showed them: tests/engine/test_settings.py asks it again.
AS_THEY_STAND = ["1234", "0", "-1", "30.5", "0.25", "1234567890123", "acme", "yes", "off", "12:30"]
OTHERWISE = [
    "0123", "089", "1e3", "1.0e2", "0x1F", "0o17", "1_000", "12.50", "30.0", "+5", "-0", ".5",
    "12345678901234567890123", "2022-08-01", "2022-8-1T10:00:00Z",
]  # fmt: skip


@pytest.mark.parametrize("text", OTHERWISE)
def test_what_yaml_makes_another_value_of_is_told(text: str) -> None:
    assert is_misread(text)


@pytest.mark.parametrize("text", AS_THEY_STAND)
def test_what_stays_as_it_stands_is_not(text: str) -> None:
    assert not is_misread(text)


def test_a_setting_is_told_with_its_line_and_the_quotes_to_write(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.radio.yaml"
    file.write_text(
        "config:\n"
        "  invoca:networkId: 0123\n"
        "  invoca:purchaseLimit: {value: 1e3}\n"
        "  invoca:apiVersion: 2022-08-01\n"
        '  invoca:graceSeconds: "030"\n'
        "  invoca:readTimeoutSeconds: '1e1'\n"
        "  other:version: 1e3\n",
        "utf-8",
    )
    found = read_settings_file(file)
    assert [(one.line, one.text.partition(":")[2]) for one in found.mistakes] == [
        (2, 'networkId: YAML reads 0123 as another value; put it in quotes: "0123"'),
        (3, 'purchaseLimit: YAML reads 1e3 as another value; put it in quotes: "1e3"'),
        (4, 'apiVersion: YAML reads 2022-08-01 as another value; put it in quotes: "2022-08-01"'),
    ]
    assert found.config["invoca:networkId"] == "0123"


@pytest.mark.parametrize("rewritten", ["2022-08-01 00:00:00 +0000 UTC", "2022-08-01T00:00:00Z"])
def test_of_a_day_that_the_engine_rewrote_meanwhile_the_day_is_told(
    tmp_path: Path, rewritten: str
) -> None:
    file = tmp_path / "Pulumi.radio.yaml"
    file.write_text(f"config:\n  invoca:apiVersion: {rewritten}\n", "utf-8")
    [mistake] = read_settings_file(file).mistakes
    assert mistake.text.endswith('put it in quotes: "2022-08-01"')


@pytest.mark.parametrize("text", ["", "config:\n", "config: text\n", "[a]\n", "config: [a]\n"])
def test_a_file_without_settings_has_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "Pulumi.radio.yaml"
    file.write_text(text, "utf-8")
    assert read_settings_file(file) == ({}, ())
    assert read_settings_file(tmp_path / "none.yaml") == ({}, ())
