"""What other stacks of the project hold is no stranger, whichever stack was asked for."""

from __future__ import annotations

import pytest

from tests.unit.drift.workplace import MAIL, RADIO, Workplace, resource

OTHER = """\
advertiser_id: acme
campaign_id: spring-radio
defaults: {media_type: "Offline: Radio"}
numbers:
  evening: {description: Evening}
"""


def test_an_account_is_its_address_and_network_whatever_else_is_set(work: Workplace) -> None:
    work.deploy()
    work.deploy(OTHER, "evenings")
    settings = work.folder / "Pulumi.evenings.yaml"
    settings.write_text('config: {"invoca:purchaseLimit": 5, "invoca:graceSeconds": 1}\n', "utf-8")
    ended = work.drift("--all")
    assert (ended.code, ended.kinds) == (0, [])
    assert ended.json["totals"]["live"] == 3


def test_an_account_is_the_same_however_its_address_is_spelled(work: Workplace) -> None:
    work.deploy()
    work.deploy(OTHER, "evenings")
    address = work.environment["INVOCA_BASE_URL"]
    work.environment["INVOCA_BASE_URL"] = None
    for stack, spelled in (("spring-radio", address), ("evenings", f"HTTP{address[4:]}/")):
        settings = work.folder / f"Pulumi.{stack}.yaml"
        settings.write_text(f'config: {{"invoca:baseUrl": "{spelled}"}}\n', "utf-8")
    ended = work.drift("--all")
    assert (ended.code, ended.kinds) == (0, [])
    assert ended.json["totals"]["live"] == 3


@pytest.mark.parametrize("is_deployed", [True, False])
@pytest.mark.parametrize("has_file", [True, False])
def test_a_number_of_another_stack_is_not_told_as_one_that_nobody_holds(
    work: Workplace, is_deployed: bool, has_file: bool
) -> None:
    work.deploy(OTHER, "evenings")
    if not is_deployed:
        (work.folder / "states" / "evenings.json").unlink()
    work.deploy()
    work.account.put_number("acme", "spring-radio", description="Nobody's")
    if not has_file:
        # The state alone says it; the stack is known by its settings.
        (work.folder / "stacks" / "evenings.yaml").write_text(MAIL, "utf-8")
    ended = work.drift("--stack", "spring-radio")
    is_known = has_file or is_deployed
    assert len(ended.kinds) == (1 if is_known else 2)
    assert ended.json["totals"]["managed"] == (3 if is_known else 2)


@pytest.mark.parametrize("asked", [("--stack", "spring-radio"), ("--all",)])
def test_a_stack_that_only_the_backend_knows_is_looked_at(
    work: Workplace, asked: tuple[str, ...]
) -> None:
    """Its campaign file is on another branch, or was deleted before its numbers were."""
    work.deploy(OTHER, "evenings")
    work.deploy()
    (work.folder / "stacks" / "evenings.yaml").unlink()
    ended = work.drift(*asked)
    assert ended.kinds == []
    assert ended.json["totals"]["managed"] == 3


def test_where_the_backend_tells_no_stacks_that_is_said(work: Workplace) -> None:
    work.deploy()
    work.account.put_number("acme", "spring-radio", description="Nobody's")
    work.pulumi('case "$2" in export) cat states/$4.json;; *) echo no >&2; exit 1;; esac')
    ended = work.drift("--all")
    assert ended.kinds == [("unmanaged", "", "")]
    assert "The states of stacks without a campaign file here could" in " ".join(
        ended.json["notes"]
    )


def test_what_could_not_be_looked_at_is_said(work: Workplace) -> None:
    work.deploy()
    work.declare(MAIL, "mail")
    work.account.put_number("acme", "spring-radio", description="Nobody's")
    work.pulumi(
        'case "$2 $4" in "ls "*) echo "[]";; "export spring-radio") cat states/$4.json;; '
        "*) echo no >&2; exit 1;; esac"
    )
    ended = work.drift("--stack", "spring-radio")
    assert ended.kinds == [("unmanaged", "", "")]
    assert "The states of mail could not be read" in " ".join(ended.json["notes"])


def test_where_nobody_is_a_stranger_no_other_stack_is_read(work: Workplace) -> None:
    work.deploy(RADIO)
    work.declare(MAIL, "mail")
    work.pulumi('case "$4" in spring-radio) cat states/$4.json;; *) touch asked; exit 1;; esac')
    assert work.drift("--stack", "spring-radio").code == 0
    assert not (work.folder / "asked").exists()


@pytest.mark.parametrize("is_deployed", [True, False])
@pytest.mark.parametrize(("more", "is_theirs"), [("", False), (", adopt: true", True)])
def test_a_declared_id_is_that_of_its_own_campaign(
    work: Workplace, is_deployed: bool, more: str, is_theirs: bool
) -> None:
    """Where an account gives an id once a campaign, another one has it elsewhere."""
    text = MAIL.replace("{description: Postcard", f"{{description: P, id_from_network: tv-1{more}")
    work.declare(text, "mail")
    if is_deployed:
        digits = work.account.put_number("acme", "direct-mail", id_from_network="tv-1")
        held = resource("mail", work.entries("mail")["postcard"], digits)
        for bag in ("inputs", "outputs"):
            held[bag]["id_is_generated"] = False
        work.save([held], "mail")
    work.deploy()
    work.account.set_knobs(post_id_elsewhere="allowed")
    work.account.put_number("acme", "spring-radio", id_from_network="tv-1")
    kinds = work.drift("--stack", "spring-radio").kinds
    assert kinds == ([] if is_theirs else [("unmanaged", "", "")])


def settings(work: Workplace, stack: str, address: object) -> None:
    """The stack's account is at `address`."""
    file = work.folder / f"Pulumi.{stack}.yaml"
    file.write_text(f'config: {{"invoca:baseUrl": "{address}"}}\n', "utf-8")


def apart(work: Workplace, *stacks: str) -> None:
    """`spring-radio` and `stacks` have accounts of their own. The simulator has one under each."""
    address = work.environment["INVOCA_BASE_URL"]
    work.environment["INVOCA_BASE_URL"] = None
    settings(work, "spring-radio", address)
    for stack in stacks:
        settings(work, stack, str(address).replace("127.0.0.1", "localhost"))


@pytest.mark.parametrize("is_deployed", [True, False])
def test_a_stack_of_another_account_holds_nothing_of_this_one(
    work: Workplace, is_deployed: bool
) -> None:
    """The same campaign in a sandbox: its number has the same digits, and is another one."""
    work.deploy(OTHER, "evenings")
    if not is_deployed:
        (work.folder / "states" / "evenings.json").unlink()
    work.deploy()
    apart(work, "evenings")
    ended = work.drift("--stack", "spring-radio")
    assert ended.kinds == [("unmanaged", "", "")]
    assert ended.json["notes"] == []


def test_a_stack_whose_account_nobody_can_tell_is_said(work: Workplace) -> None:
    work.deploy(OTHER, "evenings")
    work.deploy()
    apart(work)
    (work.folder / "Pulumi.evenings.yaml").write_text("config: [\n", "utf-8")
    ended = work.drift("--stack", "spring-radio")
    assert ended.kinds == [("unmanaged", "", "")]
    assert "evenings could not be read" in " ".join(ended.json["notes"])
