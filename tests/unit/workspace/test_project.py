"""Where a project's campaign files and settings lie, whatever its layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoca_cli.workspace.project import Project, account_of, project_around, shown

CAMPAIGN = "advertiser_id: acme\ncampaign_id: x\nnumbers: {kroq: {description: K}}\n"


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, **files: str) -> Project:
        """files: by their paths, `stacks__x_yaml` for stacks/x.yaml."""
        for name, text in files.items():
            file = self.path / name.replace("__", "/").replace("_y", ".y").replace("_py", ".py")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        return project_around(self.path)

    def campaigns(self, **files: str) -> list[str]:
        project = self.write(**files)
        found = [path.relative_to(self.path).as_posix() for path in project.campaign_files()]
        for path in project.campaign_files():
            assert project.campaign_file(path.stem) == path
            assert project.existing_campaign_file(f"organization/p/{path.stem}") == path
        return found


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "project").mkdir()
    return Folder(tmp_path / "project")


P = "name: radio\nruntime: python\n"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        # as in this repository, and with the program beside Pulumi.yaml
        ({"Pulumi_yaml": P + "main: stacks/\nstackConfigDir: stacks\n", "stacks__x_yaml": CAMPAIGN},
         ["stacks/x.yaml"]),
        ({"Pulumi_yaml": P, "stacks__x_yaml": CAMPAIGN, "stacks__y_yml": ""},
         ["stacks/x.yaml", "stacks/y.yml"]),
        # beside the program, a folder or a file of any name
        ({"Pulumi_yaml": P + "main: infra/numbers\n", "infra__numbers__x_yaml": CAMPAIGN},
         ["infra/numbers/x.yaml"]),
        ({"Pulumi_yaml": P + "main: src/app.py\n", "src__x_yaml": CAMPAIGN}, ["src/x.yaml"]),
        # beside the settings
        ({"Pulumi_yml": P + "main: src\nstackConfigDir: config\n", "src__a_py": "",
          "config__x_yaml": CAMPAIGN, "config__Pulumi.x_yaml": "config: {}"}, ["config/x.yaml"]),
        # in the root, among files of other tools
        ({"Pulumi_yaml": P, "x_yaml": "# a comment\n" + CAMPAIGN, "compose_yaml": "services: {}\n"},
         ["x.yaml"]),
        # where our own key says so
        ({"Pulumi_yaml": P + "invoca: {campaigns: numbers}\n", "numbers__x_yaml": "",
          "stacks__y_yaml": CAMPAIGN}, ["numbers/x.yaml"]),
        # with a mistake, or empty: told by whoever reads it, not passed over
        ({"Pulumi_yaml": P, "stacks__x_yaml": "", "stacks__y_yaml": "numbres: ["},
         ["stacks/x.yaml", "stacks/y.yaml"]),
        ({"Pulumi_yaml": P, "a_yaml": "b: c\n"}, []),
    ],
)  # fmt: skip
def test_campaign_files_are_found_where_the_project_has_them(
    folder: Folder, files: dict[str, str], found: list[str]
) -> None:
    assert folder.campaigns(**files) == found


def test_a_campaign_file_behind_a_link_is_the_one_that_the_repository_knows(
    folder: Folder, tmp_path: Path
) -> None:
    folder.write(Pulumi_yaml=P, stacks__y_yaml=CAMPAIGN)
    (tmp_path / "shared.yaml").write_text(CAMPAIGN, "utf-8")
    (folder.path / "stacks" / "x.yaml").symlink_to(tmp_path / "shared.yaml")
    assert folder.campaigns() == ["stacks/x.yaml", "stacks/y.yaml"]
    assert shown(folder.path / "stacks" / "x.yaml") == "stacks/x.yaml"


def test_a_file_that_is_yet_to_be_written_has_its_place(folder: Folder) -> None:
    project = folder.write(Pulumi_yaml=P)
    assert project.campaign_file("acme/radio/new") == folder.path / "stacks" / "new.yaml"


@pytest.mark.parametrize(
    ("name", "text"),
    [("stacks__Pulumi.x_yaml", P + "stackConfigDir: stacks\n"), ("Pulumi.x_yml", P),
     ("cfg__Pulumi.x_yaml", P + "config: cfg\n"), ("stacks__Pulumi.x_yaml", P)],
)  # fmt: skip
def test_settings_are_those_of_the_stack_over_those_of_the_project(
    folder: Folder, name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("INVOCA_NETWORK_ID", "INVOCA_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("INVOCA_API_TOKEN", "t")
    more = "" if "config:" in text else 'config: {"invoca:networkId": {value: 7}}\n'
    project = folder.write(
        Pulumi_yaml=text + more,
        stacks__x_yaml=CAMPAIGN,
        **{name: 'config: {"invoca:purchaseLimit": 3}'},
    )
    if not more:
        monkeypatch.setenv("INVOCA_NETWORK_ID", "7")
    account = account_of("organization/radio/x", project)
    assert (account.network_id, account.purchase_limit) == ("7", 3)


def test_stacks_with_settings_are_told_where_there_are_no_campaign_files(folder: Folder) -> None:
    project = folder.write(Pulumi_yaml=P, **{"Pulumi.a_yaml": "", "Pulumi.b.c_yaml": ""})
    assert project.stacks_with_settings() == ["a", "b.c"]


def test_the_project_is_found_from_below_and_outside_there_is_none(
    folder: Folder, tmp_path: Path
) -> None:
    folder.write(Pulumi_yaml=P, stacks__x_yaml=CAMPAIGN)
    assert project_around(folder.path / "stacks").name == "radio"
    outside = project_around(tmp_path)
    assert (outside.exists, outside.folder) == (False, tmp_path)
