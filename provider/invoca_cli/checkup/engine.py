"""Whether the Pulumi engine that would run is there, complete, and fits the environment it uses.

Owns: which versions are fit. Must not know: Invoca, campaigns.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from ..workspace.programs import run
from ..workspace.project import Project
from ..workspace.reasons import INSTALL, NO_ENGINE, known_remedy
from . import PATIENCE_SECONDS, Check, note, ok, wrong
from .environment import interpreter_of
from .program import entry_point, imports_of

OLDEST = (3, 250, 0)  # of engine and SDK alike, as pyproject.toml asks of the SDK
TESTED = "3.258.0"  # of the engine
TESTED_SDK = "3.272.0"
TOO_NEW = 4  # the major version of which nobody knows anything yet
HOSTS = ("pulumi-language-python", "pulumi-resource-pulumi-python")
_GET_ENGINE = f"`curl -fsSL https://get.pulumi.com | sh` installs it; other ways: {INSTALL}"
_ACTIVATE = "Activate the environment that has the package, such as `. .venv/bin/activate`"
_REQUIREMENTS = "install -r requirements.txt"
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
    import importlib.util
    sys.path.insert(0, sys.argv[1])
    for name in sys.argv[2:]:
        try:
            there = importlib.util.find_spec(name)
        except (ImportError, ValueError):
            there = None
        if there is None:
            found.setdefault("lacking", []).append(name)
print("\\n" + json.dumps(found))
"""


def look_at_engine(project: Project) -> list[Check]:
    """Engine, language host, Python environment, and whether they fit each other."""
    program = shutil.which("pulumi")
    ran = run("pulumi", "version", patience=PATIENCE_SECONDS)
    if program is None or ran is None:
        # Outside a project nobody wants to deploy anything.
        tell = wrong if project.exists else note
        engine = [tell("engine", NO_ENGINE, _GET_ENGINE)]
        return [*engine, *_python((), project)]
    found = _version(ran.output)
    if not found:
        engine = [wrong("engine", f"`pulumi version` failed: {ran.said}", _GET_ENGINE)]
    elif found < OLDEST:
        text = f"pulumi {_dotted(found)} is older than {_dotted(OLDEST)}"
        engine = [wrong("engine", text, _GET_ENGINE)]
    elif found[0] >= TOO_NEW:
        text = f"pulumi {_dotted(found)} is newer than this package knows"
        engine = [wrong("engine", text, f"Install one before {TOO_NEW}.0.0: {INSTALL}")]
    else:
        engine = [ok("engine", f"pulumi {_dotted(found)}")]
    return [*engine, _hosts(Path(program)), *_python(found, project)]


def look_at_backend(folder: Path) -> list[Check]:
    """folder: that of the project."""
    ran = run("pulumi", "whoami", "--non-interactive", folder=folder, patience=PATIENCE_SECONDS)
    if ran is None:
        return [note("backend", f"not checked: {NO_ENGINE}", _GET_ENGINE)]
    if ran.code:
        remedy = "Name it in PULUMI_BACKEND_URL, or run `pulumi login`"
        remedy = known_remedy(ran.errors, "") or remedy
        return [note("backend", f"cannot be used: {ran.said}", remedy)]
    user = ran.output.strip()
    return [ok("backend", f"reachable ({f'as {user}' if user else 'no user name'})")]


def _hosts(program: Path) -> Check:
    beside = {program.parent, program.resolve().parent}
    missing = [
        name
        for name in HOSTS
        if shutil.which(name) is None and not any((folder / name).exists() for folder in beside)
    ]
    if missing:
        text = f"{' and '.join(missing)}: not found next to `pulumi` or on PATH"
        return wrong("language host", text, _GET_ENGINE)
    return ok("language host", "found")


def _python(engine: tuple[int, ...], project: Project) -> list[Check]:
    """engine: its version, or () where it is not known."""
    if project.file.runtime != "python":
        return [note("python", f"not checked: the program is written for {project.file.runtime}")]
    name, problems = interpreter_of(project)
    if not name:
        return list(problems)
    program = entry_point(project)
    imported = imports_of(program) if program else []
    folder = str(program.parent if program else project.folder)
    ran = run(name, "-c", _ASK, folder, *imported, patience=PATIENCE_SECONDS)
    if ran is None:
        return [wrong("python", f"the engine runs `{name}`, which is not on PATH", _ACTIVATE)]
    try:
        found: dict[str, Any] = json.loads(ran.output.splitlines()[-1])
    except (ValueError, IndexError):
        return [wrong("python", f"`{name}` could not be run: {ran.said}", _ACTIVATE)]
    return [*problems, *_judged(name, found, engine)]


def _judged(name: str, found: dict[str, Any], engine: tuple[int, ...]) -> list[Check]:
    """What `name` said of itself."""
    release = _dotted(found["python"])
    if tuple(found["python"]) < (3, 10):
        text = f"`{name}` is Python {release}; 3.10 or newer is needed"
        return [wrong("python", text, _ACTIVATE)]
    if found["missing"]:
        return [_incapable(name, module, why) for module, why in found["missing"]]
    sdk = _version(found["sdk"])
    checks = [ok("python", f"Python {release} with pulumi {found['sdk']} and pulumi_invoca")]
    if lacking := found.get("lacking"):
        text = f"the program imports {', '.join(lacking)}, which `{name}` does not have"
        checks.append(wrong("program", text, f"`{name} -m pip {_REQUIREMENTS}` installs it"))
    return checks + _fit(sdk, engine)


def _incapable(name: str, module: str, why: str) -> Check:
    text = f"`{name}`, which the engine runs, cannot import {module} ({why})"
    if module == "pip":
        return wrong(
            "python", text, f"`{name} -m ensurepip` adds pip, which `pulumi` asks what is installed"
        )
    if name == "python3":
        return wrong("python", text, _ACTIVATE)
    return wrong("python", text, f"`{name} -m pip {_REQUIREMENTS}` installs what the program needs")


def _fit(sdk: tuple[int, ...], engine: tuple[int, ...]) -> list[Check]:
    if sdk < OLDEST:
        text = f"the SDK {_dotted(sdk)} is older than {_dotted(OLDEST)}"
        return [wrong("versions", text, f"`pip install 'pulumi>={_dotted(OLDEST)},<4'`")]
    if not engine:
        return [note("versions", "not checked: the engine's version is not known", _GET_ENGINE)]
    if sdk[0] >= TOO_NEW:
        text = f"the SDK {_dotted(sdk)} is newer than this package knows"
        return [wrong("versions", text, f"`pip install 'pulumi>={_dotted(OLDEST)},<4'`")]
    if sdk[0] != engine[0]:
        text = f"the SDK {_dotted(sdk)} and the engine {_dotted(engine)} are not compatible"
        return [wrong("versions", text, _GET_ENGINE)]
    are_tested = sdk <= _version(TESTED_SDK) and engine >= _version(TESTED)
    if sdk[:2] > engine[:2] and not are_tested:
        text = f"the SDK {_dotted(sdk)} is newer than the engine {_dotted(engine)}"
        return [note("versions", text, _GET_ENGINE)]
    return [ok("versions", "the engine and its SDK are compatible")]


def _version(text: str) -> tuple[int, ...]:
    """`v3.258.0-alpha` as (3, 258, 0); () where it is not a version."""
    found = re.match(r"v?(\d+)\.(\d+)\.(\d+)", text.strip())
    return tuple(map(int, found.groups())) if found else ()


def _dotted(parts: Any) -> str:
    return ".".join(map(str, parts))
