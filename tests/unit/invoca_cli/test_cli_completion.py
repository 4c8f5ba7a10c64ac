"""Shells complete commands, options, formats and stacks, without network and engine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = """\
#!/bin/sh
exec {python} -c 'import sys; sys.argv[0] = "invoca"; from invoca_cli.app import main; main()' "$@"
"""
LINES = {
    "dr": {"drift"},
    "drift --form": {"--format"},
    "drift --format m": {"markdown"},
    "doctor --stack sp": {"spring-radio"},
    "doctor --stack ": {"direct-mail", "spring-radio"},
    "doctor --js": {"--json"},
    **{
        f"{command} --stack dir": {"direct-mail"}
        for command in ("adopt", "drift", "plan", "recover", "up")
    },
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A project to stand in, with `invoca` on PATH."""
    program = tmp_path / "bin" / "invoca"
    program.parent.mkdir()
    program.write_text(COMMAND.format(python=sys.executable), "utf-8")
    program.chmod(0o755)
    (tmp_path / "stacks").mkdir()
    (tmp_path / "Pulumi.yaml").write_text("name: promo-numbers\nruntime: python\n", "utf-8")
    for name in ("spring-radio.yaml", "direct-mail.yaml", "Pulumi.spring-radio.yaml", "x.csv"):
        (tmp_path / "stacks" / name).write_text("", "utf-8")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("INVOCA_")}
    return {**kept, "PATH": f"{program.parent}:{kept['PATH']}"}


def run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr == ""
    return done.stdout


def test_bash_completes(tmp_path: Path, environment: dict[str, str]) -> None:
    file = tmp_path / "complete.sh"
    lines = "".join(map(_completed_in_bash, LINES))
    file.write_text(f"source <(invoca --show-completion)\n{lines}", "utf-8")
    said = run(["bash", str(file)], tmp_path, environment).splitlines()
    assert dict(zip(LINES, [set(line.split()) for line in said], strict=True)) == LINES


def _completed_in_bash(line: str) -> str:
    """Prints on one line what bash offers where `line` was typed."""
    last = 'COMP_WORDS+=("")' if line.endswith(" ") else ":"
    return (
        f'COMP_LINE="invoca {line}"; COMP_WORDS=($COMP_LINE); {last}\n'
        "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _invoca_completion invoca\n"
        'echo "${COMPREPLY[@]}"\n'
    )


@pytest.mark.parametrize("line", LINES)
def test_zsh_is_told_the_same(line: str, tmp_path: Path, environment: dict[str, str]) -> None:
    asked = {"_INVOCA_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": f"invoca {line}"}
    told = run(["invoca"], tmp_path, {**environment, **asked})
    assert all(f'"{word}"' in told for word in LINES[line])


@pytest.mark.skipif(shutil.which("zsh") is None, reason="there is no zsh here")
def test_zsh_takes_the_script(tmp_path: Path, environment: dict[str, str]) -> None:
    script = 'autoload -Uz compinit && compinit -u; eval "$(invoca --show-completion)"'
    run(["zsh", "-fc", f"{script}; whence -w _invoca_completion"], tmp_path, environment)


def test_a_folder_without_project_completes_to_nothing(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (tmp_path / "Pulumi.yaml").unlink()
    asked = {
        "_INVOCA_COMPLETE": "complete_bash",
        "COMP_WORDS": "invoca doctor --stack ",
        "COMP_CWORD": "3",
    }
    assert run(["invoca"], empty, {**environment, **asked}).strip() == ""
