"""Nothing is written once nobody waits for it any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from invoca import Account, CampaignRef, Client
from invoca.errors import Abandoned
from invoca_simulator import Simulator
from tests.unit.fake_time import FakeTime

RADIO = CampaignRef("acme", "spring-radio")
BODY = {
    "id_from_network": "kroq",
    "description": "KROQ drive time",
    "media_type": "Offline: Radio",
}
WRITES: list[Callable[[Client], object]] = [
    lambda client: client.create_by_id(RADIO, BODY),
    lambda client: client.create(RADIO, BODY),
    lambda client: client.update(RADIO, "8005550100", BODY),
    lambda client: client.delete(RADIO, "8005550100"),
]


@pytest.mark.parametrize("write", WRITES, ids=["POST by id", "POST", "PUT", "DELETE"])
def test_no_write_is_sent_once_nothing_may_be_written_not_even_after_a_wait(
    simulator: Simulator, account: Account, time: FakeTime, write: Callable[[Client], object]
) -> None:
    def may_write() -> None:
        if time.waits:
            raise Abandoned("writing")

    simulator.add_fault("status_before", status=429, headers={"Retry-After": "60"})
    client = Client(account, timing=time.timing, may_write=may_write)
    with pytest.raises(Abandoned):
        write(client)
    with pytest.raises(Abandoned):
        write(client)
    assert len(simulator.calls()) == 1
    assert client.list(RADIO) == []
