"""Random edits of a random account: the findings are exactly the edits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invoca import Account, CampaignRef, Client, Declaration
from invoca.drift import check
from invoca.drift.findings import Managed
from invoca_simulator import Simulator

RADIO, MAIL = CampaignRef("acme", "radio"), CampaignRef("acme", "mail")
EDITS = ("none", "description", "media_type", "station", "released", "moved", "twin")

Expected = set[tuple[str, str, str]]


@pytest.fixture(scope="module")
def account() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


def client(simulator: Simulator) -> Client:
    settings = {"networkId": "1", "apiToken": "reader", "baseUrl": simulator.url}
    return Client(Account.load(settings.get, {}))


def edit(simulator: Simulator, name: str, digits: str, what: str) -> Expected:
    """Carries the edit out; the findings it must lead to."""
    if what == "released":
        simulator.release_number(digits)
        return {("missing", name, "")}
    if what == "moved":
        simulator.move_number(digits, *MAIL[:2])
        return {("moved", name, "campaign")}
    if what == "twin":
        simulator.put_number(*RADIO[:2], id_from_network=f"id-{name}")
        return {("duplicate", name, "id_from_network")}
    if what == "station":
        simulator.change_number(digits, custom_data={"station": "by hand", "region": "west"})
        return {("changed", name, "custom_data.station")}
    if what != "none":
        simulator.change_number(digits, **{what: "by hand"})
        return {("changed", name, what)}
    return set()


@settings(max_examples=40, deadline=None)
@given(
    edits=st.lists(st.sampled_from(EDITS), min_size=1, max_size=8),
    strangers=st.integers(0, 3),
    is_deployed=st.booleans(),
)
def test_the_findings_are_exactly_the_edits(
    account: Simulator, edits: list[str], strangers: int, is_deployed: bool
) -> None:
    account.reset()
    account.add_token("reader", read_only=True)
    account.add_campaign(*RADIO[:2])
    account.add_campaign(*MAIL[:2])
    numbers, expected = [], set()
    for index, what in enumerate([*edits, "none"]):
        # The last one lives in the other campaign, so that the run lists both.
        name, where = f"n{index}", RADIO if index < len(edits) else MAIL
        declared = Declaration.model_validate(
            {
                "advertiser_id": where.advertiser_id,
                "campaign_id": where.campaign_id,
                "description": name,
                "media_type": "Offline: Radio",
                "custom_data": {"station": "KROQ"},
            }
        )
        digits = account.put_number(
            *where[:2],
            id_from_network=f"id-{name}",
            description=name,
            media_type="Offline: Radio",
            custom_data={"station": "KROQ"},
        )
        held = digits if is_deployed else ""
        numbers.append(
            Managed("s", name, where, declared, held, (f"id-{name}",), is_deployed=is_deployed)
        )
        expected |= edit(account, name, digits, what)
    if not is_deployed:
        expected = {(_declared_only(kind), name, field) for kind, name, field in expected}
    for _ in range(strangers):
        expected.add(("unmanaged", account.put_number(*RADIO[:2]), ""))
    report = check(numbers, client(account), parallel=2)
    found = [(one.kind.value, one.name or one.promo_number, one.field) for one in report.findings]
    assert set(found) == expected
    assert len(found) == len(expected)
    assert report.failures == ()
    assert report.live == len(account.numbers())
    assert {call.method for call in account.calls()} == {"GET"}
    assert sum(call.path.endswith("/promo_numbers.json") for call in account.calls()) == 2


def _declared_only(kind: str) -> str:
    """Without a state nobody knows that it once was there."""
    return "not_created" if kind == "missing" else kind
