"""Reads Pulumi.yaml: what the project is called, and where its parts lie.

Owns: which keys of that file matter here, and the key `invoca:` that is ours. Must not know: what
lies in the folders that it names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from invoca.campaign_file.yaml_source import Mistake, read_yaml
from invoca.promo_number.known_fields import NOBODY, Known
from invoca.settings_file import misread

NAMES = ("Pulumi.yaml", "Pulumi.yml")
DEFAULT_NAME = "promo-numbers"
OURS = "invoca"  # a key of its own at the top; Pulumi leaves it alone
LISTED = "invoca.customData of Pulumi.yaml lists"


class ProjectFile(NamedTuple):
    """What Pulumi.yaml says; paths as they are written there, "" for none.

    main: the program, a folder or a file. stack_config: where Pulumi.<stack>.yaml lies. campaigns:
    where campaign files lie, by our own key. runtime: the program's language. config: settings of
    all stacks. options: those of the runtime, such as `toolchain` and `virtualenv`. release_share:
    as written, or "". known_fields: of custom data, where the project lists them.
    mistakes: the settings in it that the engine would read as something else.
    """

    path: Path | None
    name: str = DEFAULT_NAME
    main: str = ""
    stack_config: str = ""
    campaigns: str = ""
    runtime: str = "python"
    config: Mapping[str, str] = {}
    options: Mapping[str, str] = {}
    release_share: str = ""
    known_fields: Known = NOBODY
    mistakes: Sequence[Mistake] = ()


def project_file_in(folder: Path) -> Path | None:
    """Pulumi.yaml, or Pulumi.yml; None where there is neither."""
    return next((folder / name for name in NAMES if (folder / name).is_file()), None)


def read_project_file(path: Path) -> ProjectFile:
    """Whatever the file holds; what cannot be understood counts as not said."""
    document = read_yaml(path)
    value = _map(document.value)
    config, ours = value.get("config"), _map(value.get(OURS))
    runtime = value.get("runtime")
    # `config:` as text is the old name of stackConfigDir.
    old = config if isinstance(config, str) else ""
    return ProjectFile(
        path,
        _text(value.get("name")) or DEFAULT_NAME,
        _text(value.get("main")),
        _text(value.get("stackConfigDir")) or old,
        _text(ours.get("campaigns")),
        _text(runtime if isinstance(runtime, str) else _map(runtime).get("name")) or "python",
        {key: text for key, item in _map(config).items() if (text := _setting(item))},
        _plain(_map(runtime).get("options")),
        _text(ours.get("releaseShare")),
        Known(frozenset(_texts(ours.get("customData"))), LISTED),
        tuple(misread(document)),
    )


def _setting(item: Any) -> str:
    """`key: value`, or `key: {value: ...}`; a secret can only be opened by the engine."""
    return _text(item if isinstance(item, str) else _map(item).get("value"))


def _plain(value: Any) -> dict[str, str]:
    return {key: item for key, item in _map(value).items() if isinstance(item, str)}


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
