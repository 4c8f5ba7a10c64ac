"""What docs/many-campaigns.md shows: a job for each campaign, Pulumi Deployments, the operator."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from invoca.version import VERSION
from tests.account import Account
from tests.engine.workspace import ROOT, Workspace

PAGE = (ROOT / "docs" / "many-campaigns.md").read_text("utf-8")
KUBERNETES = ROOT / "examples" / "kubernetes"
DEPLOYMENTS = ROOT / "examples" / "pulumi-deployments"
SCHEMA = json.loads((Path(__file__).parent / "stack_object.schema.json").read_text("utf-8"))

GITHUB, GITLAB = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


# -- a job for each campaign ---------------------------------------------------------------------


@pytest.fixture
def workspace(tmp_path: Path, simulator: Account) -> Workspace:
    folder = tmp_path / "repository"
    folder.mkdir()
    workspace = Workspace(folder, simulator)
    workspace.campaign("numbers: {kroq: {description: KROQ}}", "spring-radio")
    workspace.campaign("numbers: {card: {description: Card}}", "direct-mail")
    (folder / "stacks" / "Pulumi.summer-tv.yaml").write_text("config: {}\n", "utf-8")  # no campaign
    return workspace


def bash(script: str, workspace: Workspace, **more: str) -> str:
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=workspace.folder,
        env={**workspace.environment(), **more},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def listed(workspace: Workspace) -> list[str]:
    output = workspace.folder / "github-output"
    [step] = [
        step
        for step in yaml.safe_load(GITHUB)["jobs"]["campaigns"]["steps"]
        if step.get("id") == "list"
    ]
    bash(step["run"], workspace, GITHUB_OUTPUT=str(output))
    name, value = output.read_text("utf-8").strip().split("=", 1)
    assert name == "names"
    names: list[str] = json.loads(value)
    return names


def test_the_list_of_jobs_is_the_campaign_files(workspace: Workspace) -> None:
    assert listed(workspace) == ["direct-mail", "spring-radio"]


@pytest.mark.engine
@pytest.mark.wide
@pytest.mark.parametrize("page", ["GitHub", "GitLab"])
def test_each_job_deploys_its_campaign(workspace: Workspace, page: str) -> None:
    if page == "GitHub":
        job = yaml.safe_load(GITHUB)["jobs"]["up"]
        stacks, command = listed(workspace), job["steps"][-1]["run"]
    else:
        job = yaml.safe_load(GITLAB)["up"]
        stacks, command = job["parallel"]["matrix"][0]["STACK"], job["script"][-1]
    for stack in stacks:
        workspace.select(stack)
        bash(command, workspace, STACK=stack, PULUMI_SKIP_CHECKPOINTS="true")
    bought = [number["description"] for number in workspace.account.numbers()]
    assert sorted(bought) == ["Card", "KROQ"]


@pytest.mark.parametrize(
    ("text", "schema"), [(GITHUB, "vendor.github-workflows"), (GITLAB, "vendor.gitlab-ci")]
)
def test_the_pipelines_have_the_form_that_their_systems_publish(
    text: str, schema: str, tmp_path: Path
) -> None:
    file = tmp_path / "pipeline.yaml"
    file.write_text(text, "utf-8")
    done = subprocess.run(
        ["check-jsonschema", "--builtin-schema", schema, str(file)],
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout


def test_no_run_is_ever_cut_off_or_stopped_by_another() -> None:
    up = yaml.safe_load(GITHUB)["jobs"]["up"]
    assert up["strategy"]["fail-fast"] is False
    assert up["concurrency"]["cancel-in-progress"] is False
    assert yaml.safe_load(GITLAB)["up"]["interruptible"] is False


# -- Pulumi Deployments --------------------------------------------------------------------------


@pytest.mark.engine
def test_the_settings_are_told_for_each_campaign_in_words_that_pulumi_knows(
    workspace: Workspace, tmp_path: Path
) -> None:
    known = workspace.succeeds("deployment", "settings", "edit", "--help")
    stand_in = tmp_path / "bin" / "pulumi"
    stand_in.parent.mkdir()
    stand_in.write_text(
        '#!/bin/sh\nfor word; do printf "%s\\0" "$word"; done >> "$TOLD"\necho >> "$TOLD"\n',
        "utf-8",
    )
    stand_in.chmod(0o755)
    told = tmp_path / "told"
    path = f"{stand_in.parent}:{workspace.environment()['PATH']}"
    script = shlex.join([str(DEPLOYMENTS / "settings.sh"), "acme", "acme/promo-numbers"])
    bash(script, workspace, PATH=path, TOLD=str(told))
    calls = [line.rstrip("\0").split("\0") for line in told.read_text("utf-8").splitlines()]
    assert [call[call.index("--stack") + 1] for call in calls] == [
        "acme/promo-numbers/direct-mail",
        "acme/promo-numbers/spring-radio",
    ]
    for call in calls:
        assert call[:3] == ["deployment", "settings", "edit"]
        for flag in (word for word in call if word.startswith("--")):
            assert f"{flag} " in known
        assert workspace.account.canary not in call


def test_the_environment_holds_the_token_as_a_secret_and_each_campaign_names_it() -> None:
    values = yaml.safe_load((DEPLOYMENTS / "environment.yaml").read_text("utf-8"))["values"]
    assert list(values["environmentVariables"]["INVOCA_API_TOKEN"]) == ["fn::secret"]
    settings = yaml.safe_load((DEPLOYMENTS / "Pulumi.spring-radio.yaml").read_text("utf-8"))
    assert settings == {"environment": ["promo-numbers/production"]}


# -- the operator --------------------------------------------------------------------------------


def stack_object() -> dict[str, Any]:
    stack: dict[str, Any] = yaml.safe_load((KUBERNETES / "spring-radio.yaml").read_text("utf-8"))
    return stack


def test_the_stack_object_has_the_form_that_the_operator_publishes() -> None:
    jsonschema.validate(stack_object(), SCHEMA)


@pytest.mark.parametrize(
    ("path", "value"),
    [("destroyOnFinalise", False), ("refresh", "true"), ("envRefs", {"A": {"type": "Sekret"}})],
)
def test_a_mistake_in_a_stack_object_is_seen(path: str, value: object) -> None:
    stack = stack_object()
    stack["spec"][path] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(stack, SCHEMA)


def test_the_operator_releases_nothing_and_makes_no_stack_by_mistake() -> None:
    spec = stack_object()["spec"]
    assert spec["destroyOnFinalize"] is False
    assert spec["useLocalStackOnly"] is True
    assert spec["envRefs"]["INVOCA_API_TOKEN"]["type"] == "Secret"
    assert spec["stack"].endswith("/promo-numbers/" + stack_object()["metadata"]["name"])


def test_the_service_account_of_the_stack_is_the_one_that_is_made() -> None:
    account, binding = yaml.safe_load_all((KUBERNETES / "workspace.yaml").read_text("utf-8"))
    assert account["metadata"]["name"] == stack_object()["spec"]["serviceAccountName"]
    assert account["metadata"]["namespace"] == stack_object()["metadata"]["namespace"]
    [subject] = binding["subjects"]
    assert subject == {"kind": account["kind"], **account["metadata"]}


def test_the_image_holds_this_version_of_the_package() -> None:
    assert f'"pulumi-invoca=={VERSION}"' in (KUBERNETES / "Dockerfile").read_text("utf-8")
