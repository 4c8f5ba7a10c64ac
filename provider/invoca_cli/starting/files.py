"""The files of a new project, filled in: what each holds, and what is typed next.

Owns: what replaces the template's names, and which files may exist already. Must not know:
where the answers come from, or how files are written.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from invoca import yaml_text
from invoca.campaign_file.naming import slug
from invoca.promo_number.models import CampaignRef
from invoca.version import VERSION

HERE = Path(__file__).parent
TEMPLATE = HERE / "project"
LANGUAGES = HERE / "languages"
PYTHON_PROGRAM = "__main__.py"
STACKS = "stacks"
FIRST = f"{STACKS}/spring-radio.yaml"  # the template's own campaign
SIMULATED = "simulator.env"
# What a repository often has already; then it stays as it is.
MAY_BE_THERE = frozenset({"README.md", ".gitignore", "requirements.txt"})


class Pipelines(str, Enum):
    """Where the repository is, and so who runs plan, deployment and drift."""

    GITHUB = "github"
    GITLAB = "gitlab"
    NONE = "none"


class Language(str, Enum):
    """Of the program. Python declares dynamic resources, every other one those of the plugin."""

    PYTHON = "python"
    TYPESCRIPT = "typescript"
    YAML = "yaml"


class Answers(NamedTuple):
    """What a new project is to be. stack, where, media_type: of the first campaign. network_id: ""
    where the environment says it. exported: campaign files of an account, by their names, in place
    of the first campaign."""

    name: str
    stack: str
    where: CampaignRef
    media_type: str
    as_csv: bool = False
    network_id: str = ""
    pipelines: Pipelines = Pipelines.GITHUB
    is_simulated: bool = False
    exported: Mapping[str, str] = {}
    language: Language = Language.PYTHON

    @property
    def stacks(self) -> list[str]:
        names = [Path(name).stem for name in self.exported if name.endswith(".yaml")]
        return names or [self.stack]


def project_name(folder: Path) -> str:
    """A name that Pulumi accepts, made from the folder's."""
    return slug(folder.resolve().name) or "promo-numbers"


def project_files(answers: Answers) -> dict[str, bytes]:
    """The content of every file, by its path in the project."""
    files = {path: (TEMPLATE / path).read_bytes() for path in _paths(TEMPLATE)}
    del files[FIRST]
    if answers.language is not Language.PYTHON:
        del files[PYTHON_PROGRAM]
        folder = LANGUAGES / answers.language.value
        files |= {path: (folder / path).read_bytes() for path in _paths(folder)}
    if answers.language is Language.TYPESCRIPT:
        files[".gitignore"] += b"node_modules/\n"
    files["Pulumi.yaml"] = _pulumi_yaml(files["Pulumi.yaml"].decode(), answers).encode()
    files["requirements.txt"] = f"{requirement(answers)}\n".encode()
    files |= {f"{STACKS}/{name}": text.encode() for name, text in _campaigns(answers).items()}
    if answers.pipelines is not Pipelines.NONE:
        for folder in (HERE / "both", HERE / answers.pipelines.value):
            files |= {path: (folder / path).read_bytes() for path in _paths(folder)}
    if answers.is_simulated:
        files[SIMULATED] = _SIMULATED.encode()
    return files


def requirement(answers: Answers) -> str:
    extra = "[simulator]" if answers.is_simulated else ""
    return f"pulumi-invoca{extra}=={VERSION}"


def next_commands(answers: Answers, folder: Path) -> list[str]:
    """The commands to type next, in their order: three, once the plugin is installed."""
    into = f"cd {shlex.quote(str(folder))} && " if folder.resolve() != Path.cwd() else ""
    one = answers.stacks[0]
    deploy = f"invoca up --stack {shlex.quote(one)} --create"
    if len(answers.stacks) > 1:
        deploy = "invoca up --all --create"
    prepare = [f"{into}{one}" for one in _INSTALL[answers.language]]
    into = "" if prepare else into
    if answers.is_simulated:
        ready = [f"{into}. ./{SIMULATED}", f"invoca simulator --for {STACKS}/*.yaml &", deploy]
    else:
        ready = [f"{into}export INVOCA_API_TOKEN=...", "invoca doctor", deploy]
    return [*prepare, *ready]


# What has to be there before Pulumi runs a program, in one line.
_PLUGIN = (
    "python3 -m venv .venv && . .venv/bin/activate && python -m pip install -r requirements.txt"
)
_INSTALL = {
    Language.PYTHON: (),
    Language.YAML: (_PLUGIN,),
    Language.TYPESCRIPT: (f"{_PLUGIN} && npm install",),
}


def _paths(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            yield path.relative_to(folder).as_posix()


def _pulumi_yaml(text: str, answers: Answers) -> str:
    """The template's `text`, without what only `pulumi new` reads."""
    text = re.sub(r"^template:\n(?:[ \t].*\n?)*", "", text, flags=re.MULTILINE)
    text = text.replace("${PROJECT}", answers.name)
    text = text.replace("${DESCRIPTION}", "Invoca promo numbers, one stack per campaign")
    if not answers.network_id:
        return text
    setting = yaml_text.entry("config", {"invoca:networkId": {"value": answers.network_id}}, 0)
    return text + "\n".join(setting) + "\n"


def _campaigns(answers: Answers) -> dict[str, str]:
    if answers.exported:
        return dict(answers.exported)
    text = (TEMPLATE / FIRST).read_text("utf-8")
    for field, value in zip(CampaignRef._fields, answers.where, strict=True):
        if value is not None:
            text = re.sub(rf"^{field}: .*$", _line(field, value), text, flags=re.MULTILINE)
    text = re.sub(r"^  media_type: .*$", f"  {_line('media_type', answers.media_type)}", text,
                  flags=re.MULTILINE)  # fmt: skip
    if not answers.as_csv:
        return {f"{answers.stack}.yaml": text}
    head = text[: text.index("numbers:")]
    sheet = f"{answers.stack}.csv"
    return {
        f"{answers.stack}.yaml": f"{head}{_line('numbers_from', sheet)}\n",
        sheet: "name,description\nfirst-number,The first number\n",
    }


def _line(field: str, value: str) -> str:
    return yaml_text.entry(field, value, 0)[0].replace("\\", "\\\\")


_SIMULATED = """\
# For a shell: `. ./simulator.env`. The simulated account that `invoca simulator` runs here, and a
# backend of its own, both kept beside this file. Nothing in it is secret, and nothing is bought.
export INVOCA_BASE_URL=http://127.0.0.1:8765
export INVOCA_NETWORK_ID=1
export INVOCA_API_TOKEN=simulator-token
export INVOCA_SIMULATOR_DATABASE="$PWD/invoca-simulator.db"
mkdir -p "$PWD/simulator-state"
export PULUMI_BACKEND_URL="file://$PWD/simulator-state"
export PULUMI_CONFIG_PASSPHRASE=try
"""
