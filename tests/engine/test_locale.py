"""What is live is compared and told alike, whatever the locale of the machine is."""

from __future__ import annotations

import json
import os
import subprocess

from tests.engine.workspace import Workspace

# A locale that can write no sign beyond ASCII, and a Python that does not help itself out of it.
NARROW = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LANG": ""}
CAMPAIGN = """
numbers:
  cafe:
    description: Café Müller ≠ Kaffee
    custom_data: {station: Señal, notes: "“quoted” – 日本"}
"""


def test_numbers_with_every_kind_of_sign_are_bought_and_do_not_drift(workspace: Workspace) -> None:
    workspace.settings |= NARROW
    workspace.campaign(CAMPAIGN)
    workspace.up()
    [live] = workspace.account.numbers()
    assert live["description"] == "Café Müller ≠ Kaffee"
    assert live["custom_data"] == {"station": "Señal", "notes": "“quoted” – 日本"}
    for command in (
        ("drift", "--stack", workspace.stack),
        ("drift", "--all", "--declared"),
        ("plan", "--stack", workspace.stack),
        ("recover", "--stack", workspace.stack),
    ):
        done = workspace.invoca(*command)
        assert done.code == 0, workspace.transcript
    workspace.account.change_number(live["promo_number"], description="Café Möller")
    found = json.loads(workspace.invoca("drift", "--all", "--format", "json").output)
    [finding] = found["findings"]
    assert (finding["declared"], finding["live"]) == ("Café Müller ≠ Kaffee", "Café Möller")
    for format_ in ("text", "markdown", "junit", "sarif", "html"):
        done = workspace.invoca("drift", "--stack", workspace.stack, "--format", format_)
        assert done.code == 2, workspace.transcript
        assert "Café Möller" in done.output, done.output


def test_a_preview_that_is_piped_in_is_read_as_the_engine_wrote_it(workspace: Workspace) -> None:
    workspace.settings |= NARROW
    workspace.campaign(CAMPAIGN)
    piped = "pulumi preview --refresh --json | invoca plan --preview - --format json"
    done = subprocess.run(
        ["sh", "-c", piped],
        cwd=workspace.folder,
        env=workspace.environment(),
        capture_output=True,
    )
    assert done.returncode == 2, done.stderr
    [step] = json.loads(done.stdout.decode("utf-8"))["steps"]
    assert step["description"] == "Café Müller ≠ Kaffee"


def test_the_narrow_locale_is_one() -> None:
    asked = subprocess.run(
        ["python3", "-c", "import locale; print(locale.getpreferredencoding())"],
        env={**os.environ, **NARROW},
        capture_output=True,
    )
    assert asked.stdout.decode("ascii").strip().lower() not in ("utf-8", "utf8")
