"""What all unit tests have in common."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from invoca.next_steps import NEUTRAL, speak
from pulumi_stack.words import WORDS

# A busy machine is no defect of what is tested.
settings.register_profile("timeless", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("timeless")


@pytest.fixture(autouse=True)
def in_pulumi_s_words() -> Iterator[None]:
    """Messages are read as the users of the first face read them."""
    speak(WORDS)
    yield
    speak(NEUTRAL)
