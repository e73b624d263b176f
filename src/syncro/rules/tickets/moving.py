"""An appointment moved: the step, what must be readable after, what stands in its way (R-10, facts §13). Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo

from msgspec import Struct

from syncro.calls import Call
from syncro.jsonio import Json
from syncro.records import Appointment
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.plans.expectations import Expectation, Fields
from syncro.rules.plans.plan import Kind, Recogniser, Step
from syncro.rules.plans.preconditions import Precondition, RecordFields
from syncro.rules.words import dates

RESTS_ON = ("start_at", "end_at", "customer_id", "ticket_id", "user_id", "summary")
LONGEST_HOURS = 12
LOOK = "Look at the calendar in Syncro."


class Slot(Struct, frozen=True):
    """From when to when."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Slot") -> bool:
        """True when they share a moment; one that ends as the other begins doesn't."""
        return self.start < other.end and other.start < self.end

    def within(self, zone: tzinfo) -> "Slot":
        """The same slot on the clocks of that zone."""
        return Slot(self.start.astimezone(zone), self.end.astimezone(zone))

    @property
    def words(self) -> str:
        """`Fri 2026-11-20 14:00 to 15:30 (-07:00)`; weekday first (R-20)."""
        offset = f"{self.start:%z}"
        is_one_day = self.start.date() == self.end.date()
        end = f"{self.end:%H:%M}" if is_one_day else f"{self.end:%a %Y-%m-%d %H:%M}"
        return f"{self.start:%a %Y-%m-%d %H:%M} to {end} ({offset[:3]}:{offset[3:5]})"


def slot_of(appointment: Appointment) -> Slot | None:
    """When it is; None when Syncro doesn't say. Without an end it is a moment."""
    if appointment.start_at is None:
        return None
    return Slot(appointment.start_at, appointment.end_at or appointment.start_at)


def people_of(appointment: Appointment) -> frozenset[int]:
    """The techs whose time it takes: the first of `user_ids` owns it (C11)."""
    single = () if appointment.user_id is None else (appointment.user_id,)
    return frozenset((*appointment.user_ids, *single))


def step(appointment: Appointment, slot: Slot, *, tech: str, owner: str) -> Step:
    """The request. Only the times are sent, so that nothing else can change."""
    before = slot_of(appointment)
    return Step(
        name="move",
        call=Call("appointments.update", {"id": appointment.id}, body=_times(slot)),
        as_tech=tech,
        owner=owner,
        reason=f"to {slot.words}",
        undo=f"PUT /appointments/{appointment.id} with {before.words if before else 'no time'}",
        recogniser=Recogniser(
            Kind.STATE, Call("appointments.get", {"id": appointment.id}), match={"id": appointment.id, **_times(slot)}
        ),
        inverse=Call("appointments.update", {"id": appointment.id}, body=_times(before)) if before else None,
    )


def expectation(appointment: Appointment, slot: Slot) -> Expectation:
    """It stands at the new time, and is still the same customer's."""
    fields: dict[str, Json] = {
        name: appointment.raw[name] for name in ("customer_id", "ticket_id") if appointment.raw.get(name) is not None
    }
    read = Call("appointments.get", {"id": appointment.id})
    return Fields(read, "Appointment", _times(slot) | fields, proves="move")


def precondition(appointment: Appointment) -> Precondition:
    """It must still be where it was shown."""
    fields = {name: appointment.raw[name] for name in RESTS_ON if name in appointment.raw}
    return RecordFields(Call("appointments.get", {"id": appointment.id}), fields)


def conflicts(
    own: int | None,
    slot: Slot,
    others: Iterable[Appointment],
    people: frozenset[int],
    zone: tzinfo,
    *,
    who: str = "The same tech",
) -> list[Finding]:
    """Other appointments of the same techs at that time; `own` isn't one. They are shown; a person decides."""
    found = []
    for each in others:
        taken = slot_of(each)
        if each.id == own or taken is None or not (people & people_of(each)) or not slot.overlaps(taken):
            continue
        when = taken.within(zone).words
        found.append(
            findings.warning(
                "appointment.conflict",
                f"{who} already has {each.summary or each.id}: {when}.",
                "Choose another time, or make sure that both can be kept.",
                id=each.id,
            )
        )
    return found


def overlapping(appointment: Appointment, slot: Slot) -> bool:
    """True when it shares a moment with the slot."""
    taken = slot_of(appointment)
    return taken is not None and slot.overlaps(taken)


def nobodys(overlapping: Iterable[Appointment], *, complete: bool) -> list[Finding]:
    """What a search for conflicts may have missed: appointments that name no tech, a list that wasn't read whole."""
    found = []
    unnamed = [each.id for each in overlapping if not people_of(each)]
    if unnamed:
        found.append(
            findings.warning(
                "appointment.tech_unknown",
                f"Other appointments at that time: {len(unnamed)}; Syncro doesn't say whose.",
                LOOK,
                ids=unnamed,
            )
        )
    if not complete:
        told = "There are more appointments on that day than were looked at: conflicts may be missing."
        found.append(findings.warning("appointment.unchecked", told, LOOK))
    return found


def doubts(slot: Slot, now: datetime, people: Sequence[int] | frozenset[int]) -> list[Finding]:
    """A time that is over, an hour mistaken for a day, or a tech that Syncro doesn't name."""
    found = too_long(slot)
    if slot.start < now:
        found.append(
            findings.warning(
                "appointment.past", f"{slot.words} is in the past.", "Is that right?", start=slot.start.isoformat()
            )
        )
    if not people:
        found.append(
            findings.warning(
                "appointment.tech_unknown",
                "Syncro doesn't say whose appointment it is: conflicts can't be determined.",
                LOOK,
            )
        )
    return found


def too_long(slot: Slot) -> list[Finding]:
    """An appointment that is longer than anybody works looks like a typing error."""
    hours = dates.length(slot.start, slot.end) / timedelta(hours=1)
    if hours <= LONGEST_HOURS:
        return []
    return [
        findings.warning(
            "appointment.long",
            f"The appointment takes {hours:.4g} hours: {slot.words}.",
            "Is the end time right?",
            start=slot.start.isoformat(),
            end=slot.end.isoformat(),
        )
    ]


def _times(slot: Slot) -> dict[str, Json]:
    return {"start_at": slot.start.isoformat(), "end_at": slot.end.isoformat()}
