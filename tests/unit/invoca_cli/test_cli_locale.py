"""The command speaks UTF-8 where the locale of the machine cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MAIN = "from invoca_cli.app import main; main()"
# What Python's streams are in a terminal of Western Europe, and of an old Windows.
LOCALES = [
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "latin-1"},
    {"PYTHONIOENCODING": "cp1252"},
]


@pytest.mark.parametrize("locale", LOCALES, ids=["ASCII", "Latin-1", "cp1252"])
def test_names_of_every_script_are_told_as_they_stand_in_the_file(
    tmp_path: Path, locale: dict[str, str]
) -> None:
    file = tmp_path / "radio.yaml"
    file.write_text(
        "advertiser_id: acme\ncampaign_id: radio\nnumbers:\n"
        '  cafe: {description: Café, media_type: "Offline: Radio", größe_日本: x}\n',
        "utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "check", str(file)],
        env={**os.environ, **locale},
        capture_output=True,
    )
    said = (done.stdout + done.stderr).decode("utf-8")
    assert "größe_日本 is not a known key" in said
    assert done.returncode == 1
