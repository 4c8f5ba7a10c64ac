"""`invoca check`: mistakes of campaign files, on the command line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from invoca.version import VERSION
from invoca_cli.app import app, main

STACKS = Path(__file__).parents[3] / "stacks"
GOOD = """\
advertiser_id: acme
campaign_id: spring-radio
numbers:
  kroq: {description: KROQ drive time, media_type: "Offline: Radio"}
"""
BAD = GOOD + "  power106: {description: '', colour: red, media_type: 'Offline: Radio'}\n"
ODD = GOOD.replace("Offline: Radio", "Offline: Raido")


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., str]:
    def file(text: str, name: str = "x.yaml") -> str:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return str(path)

    return file


def check(*files: str) -> Result:
    return CliRunner().invoke(app, ["check", *files])


def command(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int | str | None:
    """The exit code of the console script."""
    monkeypatch.setattr(sys, "argv", ["invoca", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def test_a_file_without_mistakes_is_counted(file: Callable[..., str]) -> None:
    path = file(GOOD)
    result = check(path)
    assert result.exit_code == 0
    assert result.stdout == f"{path}: 1 number, no mistakes\n"
    assert result.stderr == ""


def test_the_campaigns_of_this_repository_have_no_mistakes() -> None:
    result = check(*(str(path) for path in sorted(STACKS.glob("*.yaml"))))
    assert result.exit_code == 0
    assert f"{STACKS / 'spring-radio.yaml'}: 5 numbers, no mistakes" in result.stdout
    assert f"{STACKS / 'direct-mail.yaml'}: 7 numbers, no mistakes" in result.stdout
    assert "Pulumi.spring-radio.yaml: skipped, it holds a stack's settings" in result.stdout
    assert result.stderr == ""


def test_mistakes_go_to_stderr_and_end_with_1(file: Callable[..., str]) -> None:
    path = file(BAD)
    result = check(path)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"{path} has 2 mistakes. Nothing was sent to Invoca." in result.stderr
    assert f"  {path}:5: power106: description must not be blank" in result.stderr


def test_one_bad_file_does_not_hide_the_others(file: Callable[..., str]) -> None:
    result = check(file(BAD, "a.yaml"), file(GOOD, "b.yaml"), file("", "c.yaml"))
    assert result.exit_code == 1
    assert "b.yaml: 1 number, no mistakes" in result.stdout
    assert "a.yaml has 2 mistakes" in result.stderr
    assert "c.yaml has a mistake" in result.stderr


def test_what_is_odd_is_a_warning_and_no_mistake(file: Callable[..., str]) -> None:
    path = file(ODD)
    result = check(path)
    assert result.exit_code == 0
    assert result.stderr.startswith(f"warning: {path}:4: kroq: media_type 'Offline: Raido' is not")
    assert "no mistakes" in result.stdout


def test_a_file_that_is_not_there_is_an_error_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "missing.yaml"
    assert command(monkeypatch, "check", str(path)) == 1
    assert capsys.readouterr().err == f"error: {path}: No such file or directory\n"


def test_nothing_to_check_is_a_wrong_command() -> None:
    assert check().exit_code == 2


def test_the_console_script_ends_with_the_same_codes(
    file: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command(monkeypatch, "check", file(GOOD)) == 0
    assert command(monkeypatch, "check", file(BAD)) == 1
    assert command(monkeypatch, "no-such-command") == 2


def test_neither_an_account_nor_an_engine_is_needed(file: Callable[..., str]) -> None:
    program = (
        "import sys; from invoca_cli.app import app; app(['check', sys.argv[1]], "
        "standalone_mode=False); print('pulumi' in sys.modules, 'invoca_simulator' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, file(GOOD)],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={},
    )
    assert run.stdout.splitlines()[-1] == "False False"


def test_the_version_is_printed() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"pulumi-invoca {VERSION}\n")


def test_without_a_command_the_help_lists_the_commands() -> None:
    result = CliRunner().invoke(app, [])
    for name in ("check", "schema", "simulator"):
        assert name in result.output


def test_a_field_that_the_project_does_not_list_is_a_warning_once(
    file: Callable[..., str],
) -> None:
    file("name: x\nruntime: python\ninvoca: {customData: [channel, station]}\n", "Pulumi.yaml")
    numbers = "".join(
        f"  n{i}: {{description: d, custom_data: {{chanel: x, station: y}}}}\n" for i in range(5)
    )
    text = GOOD.replace("numbers:", 'defaults: {media_type: "Offline: Radio"}\nnumbers:') + numbers
    path = file(text)
    result = check(path)
    assert result.exit_code == 0
    assert result.stderr == (
        f"warning: {path}: custom_data.chanel is not a field that invoca.customData of Pulumi.yaml "
        "lists (n0, n1, n2 and 2 more); did you mean `custom_data.channel`?\n"
    )
    strict = check(path, "--strict")
    assert strict.exit_code == 1
    assert strict.stderr.startswith("error: ")
    assert strict.stdout == ""


def test_strict_makes_every_warning_an_error(file: Callable[..., str]) -> None:
    assert check(file(ODD), "--strict").exit_code == 1
    assert check(file(GOOD), "--strict").exit_code == 0
