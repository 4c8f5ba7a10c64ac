"""A plan and then the run, of one declaration, on one machine and one account."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest

from invoca.account import Account as Settings
from invoca.client import Client
from invoca.client.transport import RequestsTransport
from invoca.client.wire import Answer
from invoca.errors import InvocaError
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.pending import PendingWrites, pending_folder
from invoca.promo_number.decide import Wanted
from invoca.promo_number.models import CampaignRef, PromoNumber
from invoca.promo_number.record import Identity
from pulumi_stack.stack_state import StackState
from tests.account import Account
from tests.crash.model_engine import Killed
from tests.unit.fake_time import FakeTime
from tests.unit.plan.previews import STACK, Desk, Ended, new, step

BUY, ADOPT, REFUSE = "buy", "adopt", "refuse"
_SETTINGS = {
    "settled_before": "invoca:settledBefore",
    "search_other_campaigns": "invoca:searchOtherCampaigns",
}
When = Literal["before", "after"]


def asked(name: str = "kroq", **values: Any) -> dict[str, Any]:
    """A number of an entry; its id is made from it where nothing else is said."""
    return new(name, **{"declared_by": f"promo-numbers/{STACK}/{name}", **values})


def of_somebody(**values: Any) -> dict[str, Any]:
    """One whose id somebody declared."""
    return asked(**{"id_from_network": "radio-1", "id_is_generated": False, **values})


def picked(name: str = "kroq", **values: Any) -> dict[str, Any]:
    """One whose id Invoca picks."""
    known = {"id_assigned_by": "invoca", "id_from_network": None, "id_is_generated": None}
    return asked(name, **{**known, **values})


class Death(NamedTuple):
    """Of a process, at its first call of a method: before Invoca acts on it, or after."""

    when: When
    method: str


class Mortal(RequestsTransport):
    """The real transport, of a process that may die."""

    def __init__(self, settings: Settings, death: Death | None) -> None:
        super().__init__(settings)
        self._death = death

    def send(self, method: str, path: str, body: object | None, doing: str) -> Answer:
        dies = self._death is not None and method == self._death.method
        if dies and self._death == Death("before", method):
            raise Killed
        answer = super().send(method, path, body, doing)
        if dies:
            raise Killed
        return answer


class Both:
    """settings: of the account, for plan and run alike. told: what the last run said."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.account: Account = desk.account
        self.settings: dict[str, Any] = {}
        self.told: list[str] = []
        self.state: StackState | None = None

    # -- what was before ---------------------------------------------------------------------------

    def run(self, death: Death | None = None) -> Lifecycle:
        settings = Settings(
            network_id=self.account.network_id,
            api_token=self.account.canary,
            base_url=self.account.url,
            **self.settings,
        )
        transport, timing = Mortal(settings, death), FakeTime().timing
        self.told = []
        return Lifecycle(
            settings,
            client=Client(settings, transport=transport, timing=timing),
            notes=PendingWrites.of(settings, self.account.environment()),
            timing=timing,
            tell=self.told.append,
            holdings=self.state,
        )

    def acquire(
        self,
        resource: dict[str, Any],
        death: Death | None = None,
        *,
        run: Lifecycle | None = None,
    ) -> PromoNumber:
        """run: the one that does so; None for one of its own."""
        inputs = {key: one for key, one in resource["inputs"].items() if key != "__provider"}
        return (run or self.run(death)).acquire(Wanted.of(inputs))

    def killed(self, resource: dict[str, Any], when: When = "after", method: str = "POST") -> None:
        """A run that dies at its first write, before Invoca acts on it or after."""
        with pytest.raises(Killed):
            self.acquire(resource, Death(when, method))

    def unclear(self, resource: dict[str, Any], *, bought: bool = True) -> None:
        """A run that loses the answer to its purchase, and finds nothing."""
        lag = {"read_after_write": "lag", "read_lag": 10**6}
        if bought:
            self.account.set_knobs(**lag)
            self.account.add_fault("drop_after", method="POST")
        else:
            self.account.add_fault("drop_before", method="POST")
        with contextlib.suppress(InvocaError):
            self.acquire(resource)

    def bought_and_released(self, resource: dict[str, Any]) -> None:
        live, inputs = self.acquire(resource), resource["inputs"]
        where = CampaignRef(inputs["advertiser_id"], inputs["campaign_id"])
        who = Identity(
            live.promo_number, live.id_from_network, declared_id=inputs["id_from_network"]
        )
        self.run().release(where, who)

    def shows(self) -> None:
        """From now on Invoca shows what it sold."""
        self.account.set_knobs(read_after_write="immediate")
        self.account.reads.clear()
        self.account.lists.clear()

    # -- the notes of this machine -----------------------------------------------------------------

    def notes(self) -> list[Path]:
        folder = pending_folder(self.account.environment())
        return sorted(folder.glob("*")) if folder is not None else []

    def age(self, seconds: float) -> None:
        """So long ago all of it was noted."""
        for note in self.notes():
            at = note.stat().st_mtime - seconds
            os.utime(note, (at, at))

    def on_another_machine(self) -> None:
        for note in self.notes():
            note.unlink()

    # -- the state ---------------------------------------------------------------------------------

    def hold(self, patch: pytest.MonkeyPatch, resource: dict[str, Any], digits: str) -> Any:
        """The state holds a number of that declaration; how a preview has it. `pulumi` says so."""
        known = {"promo_number": digits, "declared_id": resource["inputs"]["id_from_network"]}
        held = {**resource, "id": digits, "outputs": {**resource["inputs"], **known}}
        folder = self.desk.folder / "bin"
        folder.mkdir()
        exported = {"version": 3, "deployment": {"resources": [held]}}
        (folder / "state.json").write_text(json.dumps(exported), "utf-8")
        (folder / "pulumi").write_text(f"#!/bin/sh\ncat '{folder / 'state.json'}'\n", "utf-8")
        (folder / "pulumi").chmod(0o755)
        patch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        self.state = StackState(self.account.network_id, self.desk.folder)
        return held

    def hold_beside(self, stack: str) -> None:
        """Another stack holds what the state holds, too."""
        folder = self.desk.folder / "bin"
        listed = json.dumps([{"name": STACK}, {"name": stack}])
        answer = f"if [ $2 = ls ]; then echo '{listed}'; else cat '{folder / 'state.json'}'; fi"
        (folder / "pulumi").write_text(f"#!/bin/sh\n{answer}\n", "utf-8")

    # -- settings ----------------------------------------------------------------------------------

    def set(self, **settings: Any) -> None:
        """settings: by the names of `Settings`."""
        self.settings |= settings
        names = {
            "settled_before": "settledBefore",
            "search_other_campaigns": "searchOtherCampaigns",
        }
        lines = [f'  invoca:{names[key]}: "{_shown(one)}"' for key, one in self.settings.items()]
        file = self.desk.folder / "stacks" / f"Pulumi.{STACK}.yaml"
        file.write_text("\n".join(["config:", *lines, ""]), "utf-8")

    # -- plan and run ------------------------------------------------------------------------------

    def plan(self, *resources: dict[str, Any], steps: Sequence[dict[str, Any]] = ()) -> Ended:
        """Of what is created, and of other steps. Changes nothing on this machine, either."""
        before = list(self._as_noted())
        created = [step("create", None, resource) for resource in resources]
        ended = self.desk.plan(*steps, *created)
        assert list(self._as_noted()) == before
        return ended

    def _as_noted(self) -> Iterator[tuple[str, str, float]]:
        for note in self.notes():
            yield note.name, note.read_text("utf-8"), note.stat().st_mtime

    def planned(self, resource: dict[str, Any]) -> tuple[str, str]:
        """What the plan says that the run will do, and with which number."""
        told = self.plan(resource).only()
        return (REFUSE, "") if told["is_refused"] else (told["kind"], told["promo_number"])

    def done(self, resource: dict[str, Any], run: Lifecycle | None = None) -> tuple[str, str]:
        """What the run does, and with which number."""
        sold = self._sold()
        try:
            live = self.acquire(resource, run=run)
        except InvocaError:
            assert self._sold() == sold
            return REFUSE, ""
        return (BUY, "") if self._sold() > sold else (ADOPT, live.promo_number)

    def _sold(self) -> int:
        return len(self.account.ledger("bought"))


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value).lower()
