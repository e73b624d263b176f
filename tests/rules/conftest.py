"""Hypothesis without a clock: two busy cores must not make a test fail."""

from hypothesis import HealthCheck, settings

settings.register_profile("rules", deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
settings.load_profile("rules")
