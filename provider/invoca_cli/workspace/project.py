"""The Pulumi project around a file: its name, its folders, its campaign files, and the account of
each stack.

Must not know: what is read from these for, or how it is reported.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import typer

from invoca.account import Account, WrongSettings
from invoca.campaign_file import SUFFIXES
from invoca.campaign_file.yaml_source import Mistake
from invoca.settings_file import PREFIX, read_settings_file

from .project_file import NAMES, ProjectFile, project_file_in, read_project_file

NO_PROJECT = "there is no Pulumi.yaml here or in a folder above"
SEALED = "sealed"  # any text, in place of a token that only the engine can open
USUAL = "stacks"  # where campaign files lie if nothing says otherwise
# What the first line of a campaign file's own keys looks like, in either style of YAML.
_CAMPAIGN = re.compile(
    rb"^\s*\{?\s*['\"]?(advertiser_id|campaign_id|numbers|numbers_from)['\"]?\s*:", re.MULTILINE
)
_NAME = r"[A-Za-z0-9_][A-Za-z0-9._-]*"


class Project(NamedTuple):
    """The folder with Pulumi.yaml, and what that file says; `start` itself where there is none.

    campaigns: the folder of the campaign files. settings: that of Pulumi.<stack>.yaml.
    """

    folder: Path
    file: ProjectFile
    campaigns: Path
    settings: Path

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def exists(self) -> bool:
        return self.file.path is not None

    @property
    def program(self) -> Path:
        """The folder of the program."""
        return _program_folder(self.folder, self.file)

    def campaign_file(self, stack: str) -> Path:
        """That of a stack, also one that is yet to be written."""
        paths = [self.campaigns / f"{short_name(stack)}{suffix}" for suffix in SUFFIXES]
        return next((path for path in paths if path.is_file()), paths[0])

    def existing_campaign_file(self, stack: str) -> Path | None:
        """The campaign file of a stack whose name a state or a preview says; None for none."""
        # Such a name is other people's text: it must not lead out of the folder.
        if not re.fullmatch(rf"({_NAME}/){{0,2}}{_NAME}", stack):
            return None
        path = self.campaign_file(stack)
        is_one = path.is_file() and (self.campaigns != self.folder or _looks_like_campaign(path))
        return path if is_one else None

    def campaign_files(self) -> list[Path]:
        """Those of every stack, by name; settings of stacks lie beside them."""
        found = [path for path in _yaml_files(self.campaigns) if not _is_settings(path)]
        if self.campaigns == self.folder:  # among files that are other tools' own
            found = [path for path in found if _looks_like_campaign(path)]
        return found

    def require_campaign_files(self) -> list[Path]:
        """As `campaign_files`. Raises typer.BadParameter where there are none."""
        found = self.campaign_files()
        if not found:
            why = f"there are no campaign files in {shown(self.campaigns)}/"
            if not self.exists:
                why = f"{NO_PROJECT}. {self.way_to_one()}"
            raise typer.BadParameter(why, param_hint="--all")
        return found

    def way_to_one(self) -> str:
        """What to type where there is no project here."""
        places = (place for name in NAMES for place in sorted(self.folder.glob(f"*/{name}")))
        below = next(places, None)
        if below is not None:
            return f"`cd {shlex.quote(below.parent.name)}`, which has one, and run this there"
        return "`invoca init DIRECTORY` creates a project"

    def settings_file(self, stack: str) -> Path:
        """Pulumi.<stack>.yaml, where Pulumi looks for it, or beside the campaign file."""
        name = f"Pulumi.{short_name(stack)}"
        folders = (self.settings, self.campaigns)
        paths = [folder / f"{name}{suffix}" for folder in folders for suffix in SUFFIXES]
        return next((path for path in paths if path.is_file()), paths[0])

    def stacks_with_settings(self) -> list[str]:
        """The stacks that have settings here, by name."""
        files = (path for path in _yaml_files(self.settings) if _is_settings(path))
        return [path.stem.removeprefix("Pulumi.") for path in files if path.stem != "Pulumi"]


def short_name(stack: str) -> str:
    """`organization/project/stack` as `stack`."""
    return stack.rsplit("/", 1)[-1]


def project_around(start: Path) -> Project:
    """The Pulumi project around `start`; `start` itself where there is none."""
    folder = next((up for up in _upwards(start) if project_file_in(up)), None)
    path = project_file_in(folder) if folder else None
    if folder is None or path is None:
        inner = start / USUAL
        campaigns = inner if inner.is_dir() else start
        return Project(start, ProjectFile(None), campaigns, campaigns)
    file = read_project_file(path)
    settings = folder / file.stack_config if file.stack_config else folder
    return Project(folder, file, _campaign_folder(folder, file, settings), settings)


def _program_folder(folder: Path, file: ProjectFile) -> Path:
    """`main` is a folder, or a file in it."""
    program = folder / file.main if file.main else folder
    return program.parent if program.suffix == ".py" else program


def _campaign_folder(folder: Path, file: ProjectFile, settings: Path) -> Path:
    """What our own key says; else the first place of the project where campaign files lie."""
    if file.campaigns:
        return folder / file.campaigns
    program = _program_folder(folder, file)
    usual = folder / USUAL
    places = [place for place in (program, settings, usual, folder) if place.is_dir()]
    holding = (place for place in places if any(map(_looks_like_campaign, _yaml_files(place))))
    empty = usual if usual.is_dir() or program == folder else program
    return next(holding, empty)


def _yaml_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    files = (path for path in folder.iterdir() if path.suffix in SUFFIXES and path.is_file())
    return sorted(files)


def _is_settings(path: Path) -> bool:
    return path.name.startswith("Pulumi.")


def _looks_like_campaign(path: Path) -> bool:
    try:
        return not _is_settings(path) and _CAMPAIGN.search(path.read_bytes()) is not None
    except OSError:
        return False


def shown(path: Path) -> str:
    """The path as the repository knows it, so that reports fit every machine."""
    # Not where a symbolic link leads to: the repository knows the link.
    path = Path(os.path.abspath(path))
    for root in path.parents:
        if (root / ".git").exists() or project_file_in(root):
            return path.relative_to(root).as_posix()
    return f"{path.parent.name}/{path.name}"


class StackSettings(NamedTuple):
    """What Pulumi.<stack>.yaml holds, over what Pulumi.yaml sets. mistakes: what cannot be read, or
    would be read as something else, a sentence each.

    config: as it stands there. A secret is a map ({secure: ...}), which only the engine can open.
    """

    path: Path
    config: Mapping[str, Any]
    mistakes: Sequence[str]

    @property
    def ours(self) -> dict[str, Any]:
        """Those of our namespace, by their names; None for a secret."""
        found = {key: item for key, item in self.config.items() if key.startswith(PREFIX)}
        return {
            key.removeprefix(PREFIX): None if is_secret(item) else item
            for key, item in found.items()
        }


def is_secret(item: Any) -> bool:
    return isinstance(item, dict) and "secure" in item


def stack_settings(stack: str, project: Project) -> StackSettings:
    """What cannot be read is among its mistakes. Raises OSError where its file cannot be opened."""
    path = project.settings_file(stack)
    config, mistakes = read_settings_file(path)
    told = [(path, mistake) for mistake in mistakes]
    told += [(project.file.path or path, mistake) for mistake in project.file.mistakes]
    return StackSettings(
        path,
        {**project.file.config, **config},
        [_placed(shown(file), mistake) for file, mistake in told],
    )


def _placed(file: str, mistake: Mistake) -> str:
    return f"{file}:{mistake.line} {mistake.text}" if mistake.line else f"{file} {mistake.text}"


def account_of(stack: str, project: Project) -> Account:
    """The account of a stack: from the environment, or from its settings.

    Raises InvocaError where neither says it, or where the engine would read something else.
    """
    ours = _certain_settings(stack, project)
    return Account.load(ours.get, os.environ, given=ours)


def _certain_settings(stack: str, project: Project) -> dict[str, Any]:
    found = stack_settings(stack, project)
    if found.mistakes:
        raise WrongSettings("reading the Invoca settings", answer="; ".join(found.mistakes))
    return found.ours


class AccountPlace(NamedTuple):
    """Which account a stack is of."""

    base_url: str
    network_id: str

    @classmethod
    def of(cls, account: Account) -> AccountPlace:
        return cls(account.base_url, account.network_id)


def place_of(stack: str, project: Project) -> AccountPlace:
    """As `account_of`, also where only the engine can open the token. Raises InvocaError."""
    ours = _certain_settings(stack, project)
    known = {**ours, "apiToken": ours.get("apiToken") or SEALED}
    return AccountPlace.of(Account.load(known.get, os.environ, given=ours))


def _upwards(start: Path) -> Iterator[Path]:
    folder = Path(os.path.abspath(start))
    yield folder
    yield from folder.parents
