"""Settings that hold for all tests."""

from hypothesis import HealthCheck, settings

# On a busy machine an example can take long without anything being wrong.
settings.register_profile(
    "checks", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("checks")
