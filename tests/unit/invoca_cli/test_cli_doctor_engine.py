"""`invoca doctor` and an engine, a language host or a Python that is missing, old or unfit."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest

from invoca_cli.checkup import engine
from tests.unit.invoca_cli.clinic import PULUMI, Clinic

ROOT = Path(__file__).parents[3]


def test_the_versions_are_those_of_the_getter_and_the_dependencies() -> None:
    getter = (ROOT / "tools" / "engine" / "engine.py").read_text("utf-8")
    assert f'VERSION = "{engine.TESTED}"' in getter
    assert f"\npulumi=={engine.TESTED_SDK}\n" in (ROOT / "constraints.txt").read_text("utf-8")
    (asked,) = re.findall(r'"pulumi>=([\d.]+),<4"', (ROOT / "pyproject.toml").read_text("utf-8"))
    assert tuple(map(int, asked.split("."))) == engine.OLDEST[:2]


def test_without_an_engine_the_rest_is_looked_at(clinic: Clinic) -> None:
    for name in ("pulumi", "pulumi-language-python", "pulumi-resource-pulumi-python"):
        (clinic.bin / name).unlink()
    clinic.environment["PATH"] = str(clinic.bin)
    visit = clinic.visit()
    assert (visit.code, visit.status("engine")) == (1, "wrong")
    assert visit.status("backend") == visit.status("versions") == "note"
    assert "https://get.pulumi.com" in visit.the("engine")["remedy"]
    assert visit.status("python") == "ok"


def test_an_engine_that_is_too_old_is_wrong(clinic: Clinic) -> None:
    clinic.program("pulumi", PULUMI.replace("v3.258.0", "v3.249.9"))
    visit = clinic.visit()
    assert visit.the("engine")["text"] == "pulumi 3.249.9 is older than 3.250.0"


def test_an_engine_older_than_its_sdk_is_a_note(clinic: Clinic) -> None:
    clinic.program("pulumi", PULUMI.replace("v3.258.0", "v3.251.0"))
    visit = clinic.visit()
    assert (visit.code, visit.status("versions")) == (0, "note")


def test_an_sdk_that_the_tests_run_with_on_an_older_engine_is_fit(clinic: Clinic) -> None:
    found = {"python": [3, 11, 7], "missing": [], "sdk": engine.TESTED_SDK}
    clinic.program("python3", f"echo '{json.dumps(found)}'")
    assert clinic.visit().status("versions") == "ok"
    found["sdk"] = "3.300.0"
    clinic.program("python3", f"echo '{json.dumps(found)}'")
    assert clinic.visit().status("versions") == "note"


def test_an_engine_that_does_not_run_is_wrong(clinic: Clinic) -> None:
    clinic.program("pulumi", "echo broken >&2; exit 1")
    assert clinic.visit().the("engine")["text"] == "`pulumi version` failed: broken"


def test_a_language_host_that_is_missing_is_wrong(clinic: Clinic) -> None:
    (clinic.bin / "pulumi-language-python").unlink()
    clinic.environment["PATH"] = f"{clinic.bin}:/usr/bin:/bin"
    assert "pulumi-language-python" in clinic.visit().the("language host")["text"]


@pytest.mark.parametrize("module", ["pulumi", "pulumi_invoca", "pip"])
def test_a_python_that_lacks_a_module_is_wrong_with_its_name(clinic: Clinic, module: str) -> None:
    assert importlib.util.find_spec(module) is not None
    lame = clinic.folder / "lame"
    lame.mkdir()
    (lame / f"{module}.py").write_text("raise ImportError\n", "utf-8")
    clinic.real_python(PYTHONPATH=str(lame))
    found = [one["text"] for one in clinic.visit().all("python") if one["status"] == "wrong"]
    assert any(f"cannot import {module} (ImportError)" in text for text in found)


def test_the_python_of_this_environment_is_fit(clinic: Clinic) -> None:
    clinic.real_python()
    visit = clinic.visit()
    assert (visit.wrong, visit.status("python")) == ([], "ok")


def test_a_python_that_is_too_old_is_wrong(clinic: Clinic) -> None:
    clinic.program("python3", """echo '{"python": [3, 9, 1], "missing": []}'""")
    assert "Python 3.9.1; 3.10 or newer is needed" in clinic.visit().the("python")["text"]


def test_a_python_that_does_not_run_is_wrong(clinic: Clinic) -> None:
    clinic.program("python3", "echo no such thing >&2; exit 1")
    assert "could not be run: no such thing" in clinic.visit().the("python")["text"]


def test_the_python_that_the_engine_is_told_to_use_is_the_one(clinic: Clinic) -> None:
    clinic.environment["PULUMI_PYTHON_CMD"] = "snake"
    assert "the engine runs `snake`, which is not on PATH" in clinic.visit().the("python")["text"]


def test_a_backend_that_cannot_be_used_is_a_note_without_its_password(clinic: Clinic) -> None:
    said = "echo 'error: unable to open postgres://me:sesame@host/x: refused' >&2; exit 1"
    clinic.program("pulumi", PULUMI.replace("echo somebody", said))
    visit = clinic.visit()
    assert visit.status("backend") == "note"
    assert visit.the("backend")["text"].endswith("unable to open postgres://...@host/x: refused")


def test_a_program_that_does_not_end_is_given_up_on(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("invoca_cli.checkup.engine.PATIENCE_SECONDS", 0.2)
    clinic.program("pulumi", "exec sleep 600")
    assert "did not end within 0.2 s" in clinic.visit().the("engine")["text"]
