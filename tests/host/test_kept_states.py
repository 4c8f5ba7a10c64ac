"""What the engine asks about each number of a kept state, without an engine."""

from __future__ import annotations

import pytest

from tests.host.provider_process import ProviderProcess
from tests.states.kept import Kept, every_kept_state


@pytest.mark.parametrize("kept", every_kept_state(), ids=str)
def test_the_provider_sees_nothing_to_do_in_what_a_kept_state_holds(kept: Kept) -> None:
    held = kept.promo_numbers()
    assert held
    settings = {"INVOCA_NETWORK_ID": "1", "INVOCA_API_TOKEN": "unused"}
    with ProviderProcess(settings) as provider:
        for one in held:
            inputs, failures = provider.check(one["inputs"], one["inputs"])
            assert (one["urn"], failures) == (one["urn"], [])
            assert provider.diff(one["id"], one["outputs"], inputs) == (False, [])
