"""`invoca doctor` refuses a state that would run foreign code."""

from __future__ import annotations

import base64
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from invoca_cli.app import app
from invoca_cli.state import PROVIDER

TYPE = "pulumi-python:dynamic/invoca:PromoNumber"
URN = "urn:pulumi:spring-radio::promo-numbers::pulumi-python:dynamic/invoca:PromoNumber::kroq"


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return (print, ("this was executed",))


def state_with(provider: Any, folder: Path, type_: str = TYPE) -> str:
    resource = {"urn": URN, "type": type_, "inputs": {}, "outputs": {"__provider": provider}}
    resource["inputs"] = {"__provider": PROVIDER if type_ == TYPE else provider}
    file = folder / "state.json"
    file.write_text(json.dumps({"version": 3, "deployment": {"resources": [resource]}}))
    return str(file)


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INVOCA_API_TOKEN", "a-token-that-must-not-show")
    monkeypatch.setenv("INVOCA_NETWORK_ID", "1")


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["doctor", *arguments])
    assert "a-token-that-must-not-show" not in result.output
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return 1, str(result.exception)
    return result.exit_code, result.output


def test_a_state_with_our_provider_is_fine(tmp_path: Path) -> None:
    code, output = run("--state", state_with(PROVIDER, tmp_path))
    assert code == 0
    assert "1 promo numbers, no foreign code" in output


def test_a_foreign_provider_is_named_with_its_resource_and_never_executed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = base64.b64encode(pickle.dumps(Evil())).decode()
    code, output = run("--state", state_with(evil, tmp_path))
    assert code == 1
    assert URN in output
    assert "print" in output
    assert "Do not run pulumi on this state" in output
    assert "this was executed" not in capsys.readouterr().out


@pytest.mark.parametrize("provider", ["", "not base64 !", "AAAA", {"4dabf18": "secret"}, None, 5])
def test_whatever_is_not_our_string_is_foreign(tmp_path: Path, provider: Any) -> None:
    code, output = run("--state", state_with(provider, tmp_path))
    assert code == 1
    assert URN in output


def test_other_dynamic_resources_are_foreign_too(tmp_path: Path) -> None:
    evil = base64.b64encode(pickle.dumps(Evil())).decode()
    code, _ = run("--state", state_with(evil, tmp_path, type_="pulumi-python:dynamic:Resource"))
    assert code == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"deployment": []}', "\x00", "null"])
def test_a_file_that_is_no_state_is_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "state.json"
    file.write_text(text)
    code, output = run("--state", str(file))
    assert code == 1
    assert "not what `pulumi stack export` writes" in output


def test_missing_settings_are_told_with_the_way_to_set_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INVOCA_API_TOKEN", "")
    code, output = run()
    assert code == 1
    assert "pulumi config set --secret invoca:apiToken" in output


def test_the_findings_can_be_read_by_programs(tmp_path: Path) -> None:
    code, output = run("--json", "--state", state_with(PROVIDER, tmp_path))
    assert code == 0
    assert [finding["ok"] for finding in json.loads(output)] == [True, True]
