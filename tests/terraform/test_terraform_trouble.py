"""What goes wrong around an engine: each is told once, where it is to be mended, and nothing is
bought, released or left running."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.account import Account
from tests.terraform.engine_crash import MARK, marked
from tests.terraform.workspace import HEAD, PROVIDER, Workspace, number, unframed

KROQ = "invoca_promo_number.kroq"


# -- interrupted -----------------------------------------------------------------------------------


def test_an_interrupt_ends_a_grace_window_and_the_next_run_finds_the_number(
    tmp_path: Path, terraform: str
) -> None:
    now = [0.0]
    with Account(tmp_path / "machine", clock=lambda: now[0]) as account:
        account.set_knobs(get_lag_seconds=60, list_lag_seconds=60)
        account.add_fault("drop_after", method="POST")
        workspace = Workspace(tmp_path / "root", account, terraform)
        workspace.settings[MARK] = str(tmp_path)
        workspace.provider = PROVIDER.replace("}", "  grace_seconds = 3600\n}")
        workspace.write(number())
        is_looking = threading.Event()
        account.on_call = _after_the_post(is_looking.set)
        run = workspace.start("apply", "-auto-approve")
        assert is_looking.wait(120)
        run.send_signal(signal.SIGINT)
        ended = workspace.ends(run)
        account.on_call = None
        assert ended.code == 1
        assert "Terraform asked the provider to stop" in unframed(ended.output)
        assert list(marked(str(tmp_path))) == []
        assert account.writes() == ["POST"]

        now[0] += 100
        workspace.apply()
        [live] = account.numbers()
        assert workspace.state()[KROQ]["id"] == live["promo_number"]
        assert workspace.has_no_changes()
        assert account.writes() == ["POST"]


def test_a_time_limit_ends_a_grace_window_and_the_next_run_finds_the_number(
    tmp_path: Path, terraform: str
) -> None:
    now = [0.0]
    with Account(tmp_path / "machine", clock=lambda: now[0]) as account:
        account.set_knobs(get_lag_seconds=60, list_lag_seconds=60)
        account.add_fault("drop_after", method="POST")
        workspace = Workspace(tmp_path / "root", account, terraform)
        workspace.provider = PROVIDER.replace("}", "  grace_seconds = 3600\n}")
        workspace.write(number(more='timeouts = { create = "1s" }'))
        told = workspace.fails("apply", "-auto-approve")
        assert "the limit in `timeouts` was reached" in told
        now[0] += 100
        workspace.write(number())
        workspace.apply()
        assert workspace.has_no_changes()
        assert account.writes() == ["POST"]


def _after_the_post(do: Callable[[], None]) -> Any:
    """Hears calls: does it at the first look for the number that was bought."""
    is_sent = threading.Event()

    def hear(call: Any, when: str) -> None:
        if call.method == "POST" and when == "after":
            is_sent.set()
        elif is_sent.is_set():
            do()

    return hear


def test_a_provider_that_is_started_by_hand_says_what_it_is(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "terraform-provider-invoca")],
        env={"TMPDIR": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "invoca terraform install" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


# -- settings --------------------------------------------------------------------------------------


UNKNOWN = """\
resource "terraform_data" "network" {{
  input = "{}"
}}
provider "invoca" {{
  namespace  = "acme/spring-radio"
  network_id = terraform_data.network.output
}}
"""


def test_a_setting_that_another_resource_makes_is_waited_for_or_told(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.settings["INVOCA_NETWORK_ID"] = ""
    workspace.provider = UNKNOWN.format(simulator.network_id)
    workspace.write(number())
    workspace.apply()
    assert workspace.has_no_changes()
    assert simulator.writes() == ["POST"]

    told = workspace.fails("plan", "-replace=terraform_data.network")
    assert "`network_id` is not known yet" in told
    assert told.count("Error:") == 1
    assert simulator.writes() == ["POST"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", 'The argument "namespace" is required'),
        ('namespace = ""', "`namespace` is not a name"),
        ('namespace = "a/b/c"', "`namespace` is not a name"),
    ],
)
def test_a_namespace_that_is_missing_or_none_is_told_at_the_provider_block(
    workspace: Workspace, simulator: Account, written: str, told: str
) -> None:
    workspace.provider = f'provider "invoca" {{\n  {written}\n}}\n'
    workspace.write(number())
    said = workspace.fails("plan")
    assert told in said
    assert said.count("Error:") == 1
    assert 'in provider "invoca"' in said
    assert simulator.calls() == []


def test_another_namespace_changes_nothing_while_the_state_is_at_hand(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number())
    workspace.apply()
    before = workspace.state()
    workspace.provider = PROVIDER.replace("spring-radio", "autumn-radio")
    workspace.write(number())
    workspace.apply()
    assert workspace.state() == before
    assert "would be lost by this replacement" in workspace.fails("plan", f"-replace={KROQ}")
    assert simulator.writes() == ["POST"]


# -- declarations ----------------------------------------------------------------------------------


def test_a_field_that_the_account_does_not_have_is_told_in_full_once(
    workspace: Workspace, simulator: Account
) -> None:
    shoe = 'custom_data = { shoe = "12" }'
    workspace.write(*(number(f"n{index}", more=shoe) for index in range(4)))
    told = workspace.fails("apply", "-auto-approve")
    assert told.count("custom_data.shoe: is not a custom data field") == 1, told
    assert told.count("custom_data.shoe is refused here, too (what to do is explained once)") == 3
    assert simulator.numbers() == []


# -- states ----------------------------------------------------------------------------------------


def test_two_resources_with_one_key_are_told_at_the_key(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number("one", key="kroq"), number("two", key="kroq"))
    told = workspace.fails("apply", "-auto-approve")
    assert "The key 'kroq' is declared twice" in told
    assert told.count("Error:") == 1
    assert '"kroq"' in told  # the line of the argument
    assert simulator.writes() == []


def test_two_states_with_one_namespace_are_warned_of_and_buy_nothing_twice(
    workspace: Workspace, simulator: Account, tmp_path: Path
) -> None:
    workspace.write(number())
    workspace.apply()
    digits = workspace.state()[KROQ]["id"]
    other = Workspace(tmp_path / "other", simulator, workspace.engine)
    other.write(number())
    told = other.apply()
    assert f"{digits} was live already, and was taken over" in told
    assert "two states share a namespace" in told
    assert simulator.writes() == ["POST"]


def edited(workspace: Workspace, change: Callable[[dict[str, Any]], None]) -> None:
    """Somebody changes the state file's only number."""
    file = workspace.folder / "terraform.tfstate"
    state = json.loads(file.read_text(encoding="utf-8"))
    change(state["resources"][0]["instances"][0])
    state["serial"] += 1
    file.write_text(json.dumps(state), encoding="utf-8")


def test_a_state_with_a_value_that_is_none_is_told(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number())
    workspace.apply()
    edited(workspace, lambda one: one["attributes"].update(custom_data="radio"))
    told = workspace.fails("plan")
    assert "It was edited by hand" in told
    assert told.count("Error:") == 1
    assert simulator.writes() == ["POST"]


def test_a_state_with_the_digits_of_another_number_is_told_before_anything_is_written(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number(more="deletion_protection = false"))
    workspace.apply()
    other = simulator.put_number("acme", "spring-radio", id_from_network="another")
    edited(workspace, lambda one: one["attributes"].update(id=other, promo_number=other))
    workspace.write("")
    told = workspace.fails("apply", "-auto-approve", "-refresh=false")
    assert "as the state says" in told
    assert len(simulator.numbers()) == 2
    assert simulator.writes() == ["POST"]


def test_a_state_whose_number_is_none_finds_the_one_that_was_bought(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number())
    workspace.apply()
    digits = workspace.state()[KROQ]["id"]
    none = {"id": "8005550199", "promo_number": "8005550199"}
    edited(workspace, lambda one: one["attributes"].update(none))
    workspace.apply()
    assert workspace.state()[KROQ]["id"] == digits
    assert simulator.writes() == ["POST"]


def test_a_state_whose_private_data_is_torn_is_still_read(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number())
    workspace.apply()
    edited(workspace, lambda one: one.update(private="bm90IGpzb24="))
    assert workspace.has_no_changes()
    workspace.apply(f"-replace={KROQ}")
    assert simulator.writes() == ["POST"]


def test_a_configuration_without_a_provider_block_says_so(
    workspace: Workspace, simulator: Account
) -> None:
    (workspace.folder / "main.tf").write_text(HEAD + number(), encoding="utf-8")
    told = workspace.fails("plan")
    assert "namespace" in told
    assert simulator.calls() == []
