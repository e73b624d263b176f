"""Whose time an appointment takes where Syncro doesn't name the tech in it (facts §13)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

from syncro.api import Listing
from syncro.api.reads import Reads
from syncro.calls import Call
from syncro.records import Appointment, Me
from syncro.rules.tickets.moving import Slot, doubts
from syncro.workflows.planners.conflicts import conflicts_of
from syncro.workflows.planners.moving import Window, _with_people

ZONE = timezone(timedelta(hours=-7))
DAY = date(2027, 3, 5)


def row(id_: int, hour: int) -> dict[str, Any]:
    """As the vendor shows one: without any user."""
    return {"id": id_, "start_at": f"{DAY}T{hour:02}:00:00-07:00", "end_at": f"{DAY}T{hour:02}:30:00-07:00"}


AVERY = Me(user_id=7, user_name="Avery Stone")


class Account(Reads):
    """An account with three appointments, of which `mine` gives those of the key's owner."""

    def __init__(self, mine: tuple[int, ...]) -> None:
        self.mine = mine

    def read(self, call: Call) -> Any:
        raise NotImplementedError

    def rows(self, call: Call, *, limit: int | None = None) -> Iterator[Any]:
        raise NotImplementedError

    def listing(self, call: Call, *, limit: int | None = None) -> Listing[Any]:
        rows = [row(1, 9), row(2, 14), row(3, 16)]
        return Listing([each for each in rows if not call.query.get("mine") or each["id"] in self.mine], True, 1)


def test_mine_tells_which_appointments_are_of_the_keys_owner() -> None:
    others, people = _with_people(Account((1, 3)), Appointment.read(row(1, 9)), [], Window(DAY, DAY, ZONE), AVERY)  # type: ignore[arg-type]
    assert people == {7}
    assert [(each.id, each.user_id) for each in others] == [(1, 7), (3, 7)]


def test_an_appointment_that_isnt_mine_and_names_nobody_has_no_known_tech() -> None:
    found = _with_people(Account((2,)), Appointment.read(row(1, 9)), [], Window(DAY, DAY, ZONE), AVERY)  # type: ignore[arg-type]
    assert found == ([], frozenset())
    start = datetime(2027, 3, 5, 9, tzinfo=ZONE)
    said = doubts(Slot(start, start + timedelta(hours=1)), start - timedelta(days=1), frozenset())
    assert [finding.code for finding in said] == ["appointment.tech_unknown"]


def at(hour: int) -> Slot:
    return Slot(datetime(2027, 3, 5, hour, tzinfo=ZONE), datetime(2027, 3, 5, hour + 1, tzinfo=ZONE))


def test_a_new_appointment_of_the_keys_owner_conflicts_with_what_mine_lists() -> None:
    account = Account((2,))
    said, looked_at = conflicts_of(account, at(14), ZONE, tech=(7, "Avery Stone"), own_id=7)  # type: ignore[arg-type]
    assert [(finding.code, finding.evidence) for finding in said] == [("appointment.conflict", {"id": 2})]
    assert looked_at.value == "3 appointments from Thu 2027-03-04 to Fri 2027-03-05"
    free, _ = conflicts_of(account, at(11), ZONE, tech=(7, "Avery Stone"), own_id=7)  # type: ignore[arg-type]
    assert free == []
    elses, _ = conflicts_of(Account((1,)), at(14), ZONE, tech=(7, "Avery Stone"), own_id=7)  # type: ignore[arg-type]
    assert elses == [], "it isn't among the owner's"


def test_a_new_appointment_of_another_tech_cant_be_told_from_nobodys_and_that_is_said() -> None:
    said, _ = conflicts_of(Account((2,)), at(14), ZONE, tech=(8, "Blake Rivers"), own_id=7)  # type: ignore[arg-type]
    assert [(finding.code, finding.evidence) for finding in said] == [("appointment.tech_unknown", {"ids": [2]})]


def test_a_list_that_wasnt_read_whole_is_said_to_be_so() -> None:
    class More(Account):
        def listing(self, call: Call, *, limit: int | None = None) -> Listing[Any]:
            return Listing(super().listing(call, limit=limit).rows, False, 1)

    said, _ = conflicts_of(More(()), at(11), ZONE, tech=(8, "Blake Rivers"), own_id=7)  # type: ignore[arg-type]
    assert [finding.code for finding in said] == ["appointment.unchecked"]
