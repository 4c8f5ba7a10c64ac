"""`invoca init`: what a new project holds, and what it leaves alone."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from invoca.campaign_file import read_campaign_file
from invoca.version import VERSION
from invoca_cli.app import app
from invoca_cli.starting.files import TEMPLATE, project_name
from invoca_cli.workspace.project import account_of, project_around
from tests.account import Account

ROOT = Path(__file__).resolve().parents[3]


class Ended:
    def __init__(self, code: int, output: str) -> None:
        self.code = code
        self.output = output
        self.said = " ".join(output.split())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for variable in ("INVOCA_NETWORK_ID", "INVOCA_BASE_URL", "INVOCA_API_TOKEN"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path / "here"


def init(*arguments: str, typed: str | None = None, **environment: str) -> Ended:
    result = CliRunner().invoke(app, ["init", *arguments], input=typed, env=environment)
    errors = str(result.exception or "") if result.exit_code else ""
    return Ended(result.exit_code, result.output + errors)


def paths(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_project_has_all_that_it_needs_and_no_mistakes(folder: Path) -> None:
    ended = init(
        "radio", "--advertiser", "acme", "--campaign", "Spring Radio!", "--network-id", "0123"
    )
    assert ended.code == 0, ended.output
    made = folder / "radio"
    assert paths(made) >= {
        "Pulumi.yaml", "__main__.py", "requirements.txt", ".gitignore", "README.md",
        "stacks/Spring-Radio.yaml", "stacks/campaign.schema.json",
        ".github/workflows/promo-numbers-review.yml",
    }  # fmt: skip
    assert (made / "requirements.txt").read_text("utf-8") == f"pulumi-invoca=={VERSION}\n"
    campaign = read_campaign_file(made / "stacks" / "Spring-Radio.yaml")
    assert (campaign.where.advertiser_id, campaign.where.campaign_id) == ("acme", "Spring Radio!")
    project = project_around(made)
    assert (project.name, [path.name for path in project.campaign_files()]) == (
        "radio", ["Spring-Radio.yaml"],
    )  # fmt: skip
    told = yaml.safe_load((made / "Pulumi.yaml").read_text("utf-8"))
    assert set(told) == {"name", "description", "runtime", "stackConfigDir", "config"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INVOCA_API_TOKEN", "t")
        assert account_of("Spring-Radio", project).network_id == "0123"


def test_it_ends_with_three_commands(folder: Path) -> None:
    lines = init("radio").output.splitlines()
    assert lines[lines.index("Next:") + 1 :] == [
        "  cd radio && export INVOCA_API_TOKEN=...",
        "  invoca doctor",
        "  invoca up --stack spring-radio --create",
    ]
    assert init("tv", "--simulator").output.splitlines()[-3:] == [
        "  cd tv && . ./simulator.env",
        "  invoca simulator --for stacks/*.yaml &",
        "  invoca up --stack spring-radio --create",
    ]
    (folder / "web").mkdir()


def test_a_project_to_try_with_needs_the_simulator_and_no_pipelines(folder: Path) -> None:
    assert init("--simulator").code == 0
    assert (folder / "requirements.txt").read_text(
        "utf-8"
    ) == f"pulumi-invoca[simulator]=={VERSION}\n"
    assert "simulator.env" in (folder / ".gitignore").read_text("utf-8")
    assert not (folder / ".github").exists()


def test_numbers_can_lie_in_a_spreadsheet(folder: Path) -> None:
    init("--csv", "--media-type", "Offline: TV")
    campaign = read_campaign_file(folder / "stacks" / "spring-radio.yaml")
    [entry] = campaign.numbers.values()
    assert entry.file.endswith("spring-radio.csv")
    assert entry.declaration.media_type == "Offline: TV"


@pytest.mark.parametrize(
    ("pipelines", "file"),
    [("github", ".github/workflows/promo-numbers-deploy.yml"), ("gitlab", ".gitlab-ci.yml")],
)
def test_the_pipelines_are_those_of_the_examples(folder: Path, pipelines: str, file: str) -> None:
    init("--pipelines", pipelines)
    example = ROOT / "examples" / {"github": "github-actions", "gitlab": "gitlab-ci"}[pipelines]
    assert (folder / file).read_text("utf-8") == (example / file).read_text("utf-8")
    shared = ROOT / "examples" / "pipeline-scripts"
    assert paths(shared) == {".promo-numbers/forge.py", ".promo-numbers/up.sh"}
    assert paths(example) | paths(shared) <= paths(folder)


def test_a_repository_on_gitlab_gets_gitlabs(folder: Path) -> None:
    for command in (["init"], ["remote", "add", "origin", "git@gitlab.example.com:a/b.git"]):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
    init()
    assert (folder / ".gitlab-ci.yml").exists()


def test_what_is_there_is_never_written_over(folder: Path) -> None:
    (folder / "README.md").write_text("mine\n", "utf-8")
    (folder / "requirements.txt").write_text("pulumi\n", "utf-8")
    (folder / "stacks").mkdir()
    (folder / "stacks" / "spring-radio.yaml").write_text("mine\n", "utf-8")
    before = paths(folder)
    ended = init()
    assert ended.code == 1
    assert "stacks/spring-radio.yaml: already there. Nothing was written" in ended.said
    assert paths(folder) == before

    (folder / "stacks" / "spring-radio.yaml").unlink()
    ended = init()
    assert ended.code == 0
    assert "kept README.md as it was" in ended.output
    assert f"kept requirements.txt as it was; add pulumi-invoca=={VERSION} to it" in ended.said
    assert (folder / "README.md").read_text("utf-8") == "mine\n"

    again = init()
    assert again.code == 1
    assert "so it is a project already" in again.said


def test_a_folder_that_cannot_be_written_is_told(folder: Path) -> None:
    (folder / "file").write_text("", "utf-8")
    ended = init("file/inside")
    assert ended.code == 1


@pytest.mark.parametrize(
    "arguments", [("--name", "a b"), ("--campaign", " x"), ("--pipelines", "jenkins")]
)
def test_impossible_answers_are_refused_before_anything_is_written(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    assert init(*arguments).code == 2
    assert paths(folder) == set()


def test_it_begins_with_the_numbers_of_an_account(folder: Path, simulator: Account) -> None:
    digits = simulator.put_number("acme", "spring-radio", description="KROQ", id_from_network="k-1")
    simulator.put_number("acme", "direct-mail", description="Card", id_from_network="c-1")
    ended = init("--from-account", "acme", **simulator.environment())
    assert ended.code == 0, ended.output
    assert simulator.writes() == []
    numbers = read_campaign_file(folder / "stacks" / "spring-radio.yaml").numbers
    assert (numbers["kroq"].declaration.adopt, digits in ended.output) == (True, False)
    assert sorted(path.name for path in (folder / "stacks").glob("*.yaml")) == [
        "direct-mail.yaml", "spring-radio.yaml",
    ]  # fmt: skip
    assert ended.output.splitlines()[-1] == "  invoca up --all --create"


def test_an_account_that_cannot_be_read_leaves_nothing_behind(
    folder: Path, simulator: Account
) -> None:
    environment = {**simulator.environment(), "INVOCA_API_TOKEN": "wrong"}
    assert init("--from-account", "acme", **environment).code == 1
    assert paths(folder) == set()


# -- the template --------------------------------------------------------------------------------


def test_the_template_is_current() -> None:
    schema = (TEMPLATE / "stacks" / "campaign.schema.json").read_text("utf-8")
    assert schema == (ROOT / "stacks" / "campaign.schema.json").read_text("utf-8")
    assert json.loads(schema)
    assert (TEMPLATE / "requirements.txt").read_text("utf-8") == f"pulumi-invoca=={VERSION}\n"
    assert len((TEMPLATE / "README.md").read_text("utf-8").splitlines()) <= 15
    assert init("--template").output.strip() == str(TEMPLATE)


@pytest.mark.parametrize(
    ("folder_name", "name"),
    [("Promo Numbers", "promo-numbers"), ("x", "x"), ("»«", "promo-numbers")],
)
def test_a_project_is_named_as_its_folder(tmp_path: Path, folder_name: str, name: str) -> None:
    assert project_name(tmp_path / folder_name) == name


@pytest.mark.parametrize(
    ("language", "program"),
    [("yaml", "Pulumi.yaml"), ("typescript", "index.ts"), ("python", "__main__.py")],
)
def test_a_program_is_in_the_language_that_was_asked_for(
    folder: Path, language: str, program: str
) -> None:
    ended = init("radio", "--language", language, "--network-id", "0123")
    assert ended.code == 0, ended.output
    made = folder / "radio"
    assert "stacks" in (made / program).read_text("utf-8")
    assert (made / "__main__.py").exists() == (language == "python")
    settings = yaml.safe_load((made / "Pulumi.yaml").read_text("utf-8"))
    assert settings["name"] == "radio"
    assert settings["config"] == {"invoca:networkId": {"value": "0123"}}
    assert ("plugins" in settings) == (language != "python")
    # The plugin is a command of the environment that the first command makes.
    assert ("python3 -m venv .venv" in ended.said) == (language != "python")
    assert ("npm install" in ended.said) == (language == "typescript")
    assert "node_modules/" in (made / ".gitignore").read_text("utf-8") or language != "typescript"
    assert read_campaign_file(made / "stacks" / "spring-radio.yaml").numbers
