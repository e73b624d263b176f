"""A plan's state is what its journal entries add up to, whatever their sequence (R-52)."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_stage import NOW, plan

from syncro.errors import Wrote
from syncro.rules.plans.elapsed import Moment
from syncro.rules.plans.progress import Entry, Event, Outcome, Progress, Status, StepState, fold

STEP_EVENTS = [Event.SENDING, Event.DONE, Event.REFUSED, Event.UNKNOWN, Event.ABSENT, Event.SKIPPED]


def entry(event: str, step: str = "", **data: Any) -> Entry:
    return Entry(Event(event), step, NOW, data)


def story(*told: str) -> Progress:
    """`"line:done"` is an entry of a step, `"confirmed"` one of the plan."""
    pairs = [each.rpartition(":") for each in told]
    return fold(plan(), [entry(event, step) for step, _, event in pairs])


STORIES = [
    ([], Status.NEEDS_CONFIRMATION, Wrote.NO),
    (["planned"], Status.NEEDS_CONFIRMATION, Wrote.NO),
    (["confirmed"], Status.CONFIRMED, Wrote.NO),
    (["discarded"], Status.DISCARDED, Wrote.NO),
    (["confirmed", "stale"], Status.STALE, Wrote.NO),
    (["confirmed", "comment:sending"], Status.UNKNOWN, Wrote.UNKNOWN),
    (["comment:sending", "comment:unknown"], Status.UNKNOWN, Wrote.UNKNOWN),
    (["comment:sending", "comment:absent"], Status.UNKNOWN, Wrote.UNKNOWN),
    (["comment:sending", "comment:refused"], Status.REFUSED, Wrote.NO),
    (["comment:sending", "comment:done"], Status.UNKNOWN, Wrote.YES),
    (["comment:done", "line:sending"], Status.UNKNOWN, Wrote.YES),
    (["comment:done", "line:refused"], Status.REFUSED, Wrote.YES),
    (["comment:done", "line:refused", "line:sending", "line:done"], Status.DONE, Wrote.YES),
    (["comment:done", "line:done"], Status.DONE, Wrote.YES),
    (["comment:done", "line:skipped"], Status.DONE, Wrote.YES),
    (["comment:skipped", "line:skipped"], Status.DONE, Wrote.NO),
    (["comment:done", "stale"], Status.STALE, Wrote.YES),
    (["stale", "comment:done", "line:done"], Status.DONE, Wrote.YES),
    (["comment:absent", "comment:sending", "comment:done", "line:unknown"], Status.UNKNOWN, Wrote.YES),
]


@pytest.mark.parametrize(("told", "status", "wrote"), STORIES, ids=[" ".join(row[0]) or "nothing" for row in STORIES])
def test_every_story_has_one_status(told: list[str], status: Status, wrote: Wrote) -> None:
    progress = fold(plan(), [_with_message(each) for each in told])
    assert (progress.status, progress.wrote) == (status, wrote)


def _with_message(told: str) -> Entry:
    step, _, event = told.rpartition(":")
    return entry(event, step, message="the rate changed")


EVENTS = st.lists(
    st.one_of(
        st.sampled_from(["planned", "confirmed", "stale", "discarded", "verified"]).map(lambda e: ("", e)),
        st.tuples(st.sampled_from(["comment", "line"]), st.sampled_from([str(e) for e in STEP_EVENTS])),
    ),
    max_size=12,
)


@given(EVENTS)
def test_any_sequence_folds_and_never_claims_less_than_was_sent(events: list[tuple[str, str]]) -> None:
    progress = fold(plan(), [entry(event, step, message="m") for step, event in events])
    last = {step: event for step, event in events if step}
    assert (progress.wrote is Wrote.YES) == ("done" in last.values())
    if progress.wrote is Wrote.NO:
        assert not set(last.values()) & {"sending", "unknown", "absent", "done"}
    if progress.status is Status.DONE:
        assert set(last.values()) <= {"done", "skipped"}
        assert len(last) == 2
    assert progress.started == any(event == "sending" for _, event in events)


@given(EVENTS, st.integers(0, 12))
def test_a_restart_sees_the_same_whenever_it_reads(events: list[tuple[str, str]], cut: int) -> None:
    entries = [entry(event, step, message="m") for step, event in events]
    assert fold(plan(), entries) == fold(plan(), [*entries[:cut], *entries[cut:]])


@pytest.mark.parametrize(("first", "second"), list(product(["done", "skipped"], repeat=2)))
def test_a_plan_is_done_only_when_each_step_is_done_or_not_needed(first: str, second: str) -> None:
    assert story(f"comment:{first}").status is not Status.DONE
    assert story(f"comment:{first}", f"line:{second}").status is Status.DONE


def test_the_ids_known_before_the_last_send_are_kept_until_it_is_decided() -> None:
    entries = [entry("sending", "line", known=[1]), entry("absent", "line"), entry("sending", "line", known=[1, 2])]
    state = fold(plan(), [*entries, entry("unknown", "line", message="no answer")]).steps["line"]
    assert state == StepState(Outcome.UNKNOWN, {}, (1, 2), 2, Moment(), "", "no answer")


def test_results_are_the_records_of_steps_that_are_done() -> None:
    done = entry("done", "comment", record={"id": 5}, how="answered")
    progress = fold(plan(), [done, entry("unknown", "line", record={"id": 6})])
    assert progress.results == {"comment": {"id": 5}}
    assert progress.steps["comment"].how == "answered"


def test_a_record_that_was_done_and_is_sent_again_is_no_result() -> None:
    again = [entry("done", "comment", record={"id": 5}), entry("sending", "comment")]
    assert fold(plan(), again).results == {}


def test_proof_is_remembered_as_it_was_last_told() -> None:
    assert fold(plan(), []).verified is None
    told = [entry("verified", verified=True), entry("verified", verified=False), entry("confirmed")]
    assert fold(plan(), told).verified is False


def test_a_confirmation_is_not_lost_by_what_follows() -> None:
    progress = story("confirmed", "comment:sending", "comment:absent")
    assert progress.confirmed
    assert not progress.discarded
