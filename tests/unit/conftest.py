"""What all unit tests have in common."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A busy machine is no defect of what is tested.
settings.register_profile("timeless", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("timeless")
