"""`pulumi import`: a number that exists, into a state, and as a program."""

from __future__ import annotations

import pytest

from tests.native.workspace import PluginWorkspace

pytestmark = pytest.mark.engine

TYPE = "invoca:index:PromoNumber"


def test_the_program_that_an_import_writes_has_an_empty_plan(yaml: PluginWorkspace) -> None:
    account = yaml.account
    digits = account.put_number(
        "acme",
        "spring-radio",
        id_from_network="desk-1",
        description="KROQ drive time",
        media_type="Offline: Radio",
        custom_data={"station": "KROQ"},
    )
    generated = yaml.folder / "generated.yaml"
    yaml.succeeds(
        "import", TYPE, "kroq", f"acme/spring-radio/{digits}", "--yes", "--out", str(generated)
    )
    assert yaml.state()["kroq"]["id"] == digits
    assert yaml.state()["kroq"]["protect"] is True
    yaml.project_is("yaml", generated.read_text("utf-8"))
    yaml.succeeds("preview", "--expect-no-changes")
    assert account.writes() == []


def test_an_import_of_what_is_not_there_says_how_to_write_it(yaml: PluginWorkspace) -> None:
    yaml.resources_are({})
    told = yaml.fails("import", TYPE, "kroq", "acme/8005550100", "--yes", "--generate-code=false")
    assert "Write advertiser/campaign/8005550100" in told
    assert yaml.state() == {}


def test_a_number_that_another_stack_of_the_project_holds_is_refused(
    yaml: PluginWorkspace,
) -> None:
    from tests.native.workspace import number

    yaml.resources_are({"kroq": number()})
    yaml.up()
    [digits] = [one["promo_number"] for one in yaml.account.numbers()]
    yaml.select("other")
    told = yaml.fails(
        "import", TYPE, "twin", f"acme/spring-radio/{digits}", "--yes", "--generate-code=false"
    )
    assert "'spring-radio/kroq' holds it already" in told
