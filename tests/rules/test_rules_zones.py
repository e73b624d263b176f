"""Every zone name of Rails means a zone that there is (facts §15)."""

from zoneinfo import ZoneInfo

import pytest

from syncro.rules.words.zones import RAILS_ZONES, iana


@pytest.mark.parametrize("name", RAILS_ZONES)
def test_each_name_means_a_zone_that_there_is(name: str) -> None:
    assert ZoneInfo(iana(name)).key == RAILS_ZONES[name]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("(GMT-08:00) Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("America/Phoenix", "America/Phoenix"),
        ("Moonbase", "Moonbase"),
    ],
)
def test_what_is_no_name_of_rails_stays_as_it_is(name: str, meant: str) -> None:
    assert iana(name) == meant
