"""What a person does next: every face says every step, and the core says none as a face does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from invoca.account import SETTINGS, Account
from invoca.client.responses import read_json
from invoca.client.wire import Answer
from invoca.errors import InvocaError
from invoca.next_steps import NEUTRAL, Words, speak
from invoca.promo_number.models import CampaignRef
from invoca.promo_number.refusals import still_shown
from pulumi_stack.words import PLUGIN_WORDS, for_stack
from pulumi_stack.words import WORDS as PULUMI
from terraform_stack.words import WORDS as TERRAFORM

CORE = Path(__file__).resolve().parents[3] / "provider" / "invoca"
FACES = {"Pulumi": PULUMI, "the plugin": PLUGIN_WORDS, "Terraform": TERRAFORM}
every_face = pytest.mark.parametrize("words", FACES.values(), ids=FACES.keys())


@every_face
def test_a_face_says_every_step_and_no_other(words: Words) -> None:
    assert words.keys() == NEUTRAL.keys()


def test_terraform_says_nothing_as_no_engine_does() -> None:
    same = [step for step in NEUTRAL if TERRAFORM[step]("x") == NEUTRAL[step]("x")]
    assert same == []


def test_the_core_names_no_setting_as_pulumi_does() -> None:
    named = re.compile(r"(?:invoca|\{NAMESPACE\}):[a-z{]\w*")
    found = {file.name: named.findall(file.read_text("utf-8")) for file in CORE.rglob("*.py")}
    assert {name: named for name, named in found.items() if named} == {}


@pytest.mark.parametrize(
    ("words", "address", "version"),
    [
        (PULUMI, "invoca:baseUrl", "invoca:apiVersion"),
        (PLUGIN_WORDS, "invoca:baseUrl", "invoca:apiVersion"),
        (TERRAFORM, "`base_url` in the provider block", "`api_version` in the provider block"),
        (NEUTRAL, "the setting baseUrl", "the setting apiVersion"),
    ],
)
def test_an_answer_that_nobody_knows_names_the_settings_to_check(
    words: Words, address: str, version: str
) -> None:
    speak(words)
    with pytest.raises(InvocaError) as told:
        read_json(Answer(418, {}, b"{}"), "reading a campaign")
    assert f"Check {version} and {address}" in told.value.remedy


@pytest.mark.parametrize(
    ("step", "setting"),
    [("configure", "invoca:purchaseLimit"), ("configure_secret", "--secret invoca:purchaseLimit")],
)
def test_a_setting_of_a_stack_is_set_in_that_stack(step: str, setting: str) -> None:
    said = f"Allow more with {PULUMI[step]('purchaseLimit')}."
    there = f"`pulumi config set --stack a {setting}`."
    assert for_stack(said, "a", is_new=False) == f"Allow more with {there}"
    made = for_stack(said, "a", is_new=True)
    assert made == f"Allow more with `pulumi stack init a` and {there}"


@pytest.mark.parametrize("line", ["up", "destroy", "refresh", "preview --refresh", "up --refresh"])
def test_a_command_of_the_engine_names_the_stack_that_it_is_for(line: str) -> None:
    """Pasted as it was, it went to whichever stack is selected, and one of them destroys it."""
    said = f"run `pulumi {line}`, or pulumi {line}; `pulumi {line} --stack b`, `pulumi upload`"
    assert for_stack(said, "a", is_new=False) == (
        f"run `pulumi {line} --stack a`, or pulumi {line}; `pulumi {line} --stack b`, "
        "`pulumi upload`"
    )


def test_every_setting_is_named_as_the_provider_block_has_it() -> None:
    named = [TERRAFORM["setting"](name) for name in SETTINGS]
    assert named == [
        f"`{name}` in the provider block"
        for name in Account.model_fields
        if name in SETTINGS.values()
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (PULUMI, "Look at it in Invoca; `pulumi up` tries again"),
        (TERRAFORM, "Look at it in Invoca; `terraform apply` tries again"),
        (NEUTRAL, "Look at it in Invoca; the next deployment tries again"),
    ],
)
def test_a_release_that_did_nothing_is_tried_again_by_the_next_run(words: Words, said: str) -> None:
    speak(words)
    assert still_shown("8005550100", CampaignRef("acme", "spring-radio")).remedy == said
