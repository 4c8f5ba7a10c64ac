"""Whether the Pulumi engine that would run is there, complete, and fits the environment it uses.

Owns: which versions are fit. Must not know: Invoca, campaigns.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

from ..workspace.programs import run
from . import PATIENCE_SECONDS, Check, note, ok, wrong

OLDEST = (3, 250, 0)  # of engine and SDK alike, as pyproject.toml asks of the SDK
TESTED = "3.258.0"  # of the engine
TESTED_SDK = "3.272.0"
HOSTS = ("pulumi-language-python", "pulumi-resource-pulumi-python")
INSTALL = "https://www.pulumi.com/docs/install/"
_GET_ENGINE = f"`make setup` gets version {TESTED}; other ways: {INSTALL}"
_ACTIVATE = "Activate the environment that has the package, such as `. .venv/bin/activate`"
# Without its own folder on the path, as a program in stacks/ does not see it either.
_ASK = """
import json, sys
sys.path = [folder for folder in sys.path if folder]
found = {"python": list(sys.version_info[:3]), "missing": []}
if sys.version_info >= (3, 10):
    import importlib, importlib.metadata
    for name in ("pulumi", "pulumi_invoca", "pip"):
        try:
            importlib.import_module(name)
        except Exception as error:
            found["missing"].append([name, type(error).__name__])
        else:
            if name == "pulumi":
                found["sdk"] = importlib.metadata.version(name)
print("\\n" + json.dumps(found))
"""


def look_at_engine() -> list[Check]:
    """Engine, language host, Python environment, and whether they fit each other."""
    program = shutil.which("pulumi")
    ran = run("pulumi", "version", patience=PATIENCE_SECONDS)
    if program is None or ran is None:
        engine = [note("engine", "not looked at: there is no `pulumi` on PATH", _GET_ENGINE)]
        return [*engine, *_python(())]
    found = _version(ran.output)
    if not found:
        engine = [wrong("engine", f"`pulumi version` failed: {ran.said}", _GET_ENGINE)]
    elif found < OLDEST:
        text = f"pulumi {_dotted(found)} is older than {_dotted(OLDEST)}"
        engine = [wrong("engine", text, _GET_ENGINE)]
    else:
        engine = [ok("engine", f"pulumi {_dotted(found)}")]
    return [*engine, _hosts(Path(program)), *_python(found)]


def look_at_backend(folder: Path) -> list[Check]:
    """folder: that of the project."""
    ran = run("pulumi", "whoami", "--non-interactive", folder=folder, patience=PATIENCE_SECONDS)
    if ran is None:
        return [note("backend", "not looked at: there is no `pulumi` on PATH", _GET_ENGINE)]
    if ran.code:
        remedy = "Name it in PULUMI_BACKEND_URL, or run `pulumi login`"
        return [note("backend", f"cannot be used: {ran.said}", remedy)]
    return [ok("backend", f"can be used, as {ran.output.strip() or 'nobody'}")]


def _hosts(program: Path) -> Check:
    beside = {program.parent, program.resolve().parent}
    missing = [
        name
        for name in HOSTS
        if shutil.which(name) is None and not any((folder / name).exists() for folder in beside)
    ]
    if missing:
        text = f"{' and '.join(missing)}: neither beside `pulumi` nor on PATH"
        return wrong("language host", text, _GET_ENGINE)
    return ok("language host", "is there")


def _python(engine: tuple[int, ...]) -> list[Check]:
    """engine: its version, or () where it is not known."""
    name = os.environ.get("PULUMI_PYTHON_CMD") or "python3"
    ran = run(name, "-c", _ASK, patience=PATIENCE_SECONDS)
    if ran is None:
        return [wrong("python", f"there is no `{name}` on PATH, which the engine runs", _ACTIVATE)]
    try:
        found: dict[str, Any] = json.loads(ran.output.splitlines()[-1])
    except (ValueError, IndexError):
        return [wrong("python", f"`{name}` could not be run: {ran.said}", _ACTIVATE)]
    release = _dotted(found["python"])
    if tuple(found["python"]) < (3, 10):
        text = f"`{name}` is Python {release}; 3.10 is the oldest that will do"
        return [wrong("python", text, _ACTIVATE)]
    if found["missing"]:
        return [_incapable(name, module, why) for module, why in found["missing"]]
    sdk = _version(found["sdk"])
    checks = [ok("python", f"Python {release} with pulumi {found['sdk']} and pulumi_invoca")]
    return checks + _fit(sdk, engine)


def _incapable(name: str, module: str, why: str) -> Check:
    text = f"`{name}`, which the engine runs, cannot import {module} ({why})"
    if module == "pip":
        return wrong(
            "python", text, f"`{name} -m ensurepip` adds it: `pulumi` asks pip what is installed"
        )
    return wrong("python", text, _ACTIVATE)


def _fit(sdk: tuple[int, ...], engine: tuple[int, ...]) -> list[Check]:
    if sdk < OLDEST:
        text = f"the SDK {_dotted(sdk)} is older than {_dotted(OLDEST)}"
        return [wrong("versions", text, f"`pip install 'pulumi>={_dotted(OLDEST)},<4'`")]
    if not engine:
        return [note("versions", "not looked at: the engine's is not known", _GET_ENGINE)]
    if sdk[0] != engine[0]:
        text = f"the SDK {_dotted(sdk)} and the engine {_dotted(engine)} do not go together"
        return [wrong("versions", text, _GET_ENGINE)]
    are_tested = sdk <= _version(TESTED_SDK) and engine >= _version(TESTED)
    if sdk[:2] > engine[:2] and not are_tested:
        text = f"the SDK {_dotted(sdk)} is newer than the engine {_dotted(engine)}"
        return [note("versions", text, _GET_ENGINE)]
    return [ok("versions", "the engine and its SDK go together")]


def _version(text: str) -> tuple[int, ...]:
    """`v3.258.0-alpha` as (3, 258, 0); () where it is none."""
    found = re.match(r"v?(\d+)\.(\d+)\.(\d+)", text.strip())
    return tuple(map(int, found.groups())) if found else ()


def _dotted(parts: Any) -> str:
    return ".".join(map(str, parts))
