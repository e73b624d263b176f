"""The answer to a create is lost: the record is found, attributed, or left open; it is never claimed falsely, never sent twice."""

import html
from collections.abc import Callable

import pytest
from recognition_stage import BY_HAND, CASES, ME, PRODUCT, Case, Once, Scene, acted_on, by_hand

import shop
from desk import Desk, Syncro, codes
from syncro.catalog import BY_ID, Operation
from syncro.cli import exits
from syncro.cli.confirming import error_of
from syncro.errors import Wrote
from syncro.rules.plans.progress import Status

every_create = pytest.mark.parametrize("case", CASES, ids=str)
every_with_twin = pytest.mark.parametrize("case", [case for case in CASES if case.twin and not case.fresh], ids=str)
every_list = pytest.mark.parametrize(
    "case", [case for case in CASES if case.twin and not case.fresh and not case.sure], ids=str
)


@every_create
def test_a_stored_create_whose_answer_is_lost_is_found_and_sent_once(
    desk: Desk, syncro_side: Syncro, case: Case
) -> None:
    scene = Scene(case, desk, syncro_side)
    stored = scene.keep()
    assert "api.unrecognisable" not in codes(scene.plan)
    syncro_side.fault("drop_after", case.operation)

    done = desk.execute(stored)

    assert (done.status, done.wrote, done.verified) == (Status.DONE, Wrote.YES, True), done
    assert [scene.claimed(done)] == scene.ours()
    assert scene.sent() == 1


@every_create
def test_a_create_that_never_arrived_is_absent_and_resume_sends_exactly_one(
    desk: Desk, syncro_side: Syncro, case: Case
) -> None:
    scene = Scene(case, desk, syncro_side)
    stored = scene.keep()
    syncro_side.fault("drop_before", case.operation)

    done = desk.execute(stored)

    error = error_of(done)
    assert error
    assert (done.status, exits.code(error), scene.outcome(done)) == (Status.UNKNOWN, exits.UNKNOWN, "absent")
    assert (scene.ours(), scene.sent()) == ([], 1)
    desk.leave()
    again = desk.resume(stored)
    assert (again.status, again.verified) == (Status.DONE, True), again
    assert [scene.claimed(again)] == scene.ours()
    assert scene.sent() == 2


@every_create
def test_a_create_that_lands_after_the_settle_time_is_found_by_resume_and_not_sent_again(
    desk: Desk, syncro_side: Syncro, case: Case
) -> None:
    desk.set(SETTLE="0")
    scene = Scene(case, desk, syncro_side)
    stored = scene.keep()
    syncro_side.fault("late_commit", case.operation, seconds=0.15)

    done = desk.execute(stored)

    error = error_of(done)
    assert error
    assert (done.status, exits.code(error), scene.claimed(done)) == (Status.UNKNOWN, exits.UNKNOWN, None)
    syncro_side.wait_for(lambda: scene.ours() != [])
    desk.leave()
    again = desk.resume(stored)
    assert (again.status, again.verified) == (Status.DONE, True), again
    assert [scene.claimed(again)] == scene.ours()
    assert scene.sent() == 1


@every_create
def test_lists_that_lag_leave_it_open_or_are_looked_past_and_it_is_sent_once(
    desk: Desk, syncro_side: Syncro, case: Case
) -> None:
    scene = Scene(case, desk, syncro_side)
    stored = scene.keep()
    syncro_side.faults({"fault": "drop_after", "operation": case.operation}, {"fault": "stale_read", "operation": "*"})

    done = desk.execute(stored)

    assert scene.outcome(done) == ("done" if case.sure else scene.outcome(done))
    assert scene.claimed(done) in (None, *scene.ours())
    syncro_side.calm()
    desk.leave()
    again = desk.resume(stored)
    assert (again.status, again.verified) == (Status.DONE, True), again
    assert [scene.claimed(again)] == scene.ours()
    assert scene.sent() == 1


@every_with_twin
@pytest.mark.parametrize("fault", ["drop_after", "drop_before"])
def test_an_equal_record_that_was_there_before_is_no_proof(
    desk: Desk, syncro_side: Syncro, case: Case, fault: str
) -> None:
    scene = Scene(case, desk, syncro_side)
    before = scene.equal(scene.keep(), ME)
    syncro_side.forget_requests()
    stored = scene.keep(repeat="it is to be there twice")
    syncro_side.fault(fault, case.operation)

    done = desk.execute(stored)

    assert scene.claimed(done) != before
    if fault == "drop_before":
        assert (scene.outcome(done), scene.ours()) == ("absent", [])
        desk.leave()
        done = desk.resume(stored)
    assert done.status is Status.DONE, done
    assert [scene.claimed(done)] == scene.ours()


@every_list
def test_it_is_found_on_whichever_page_it_stands(desk: Desk, syncro_side: Syncro, case: Case) -> None:
    scene = Scene(case, desk, syncro_side)
    scene.crowd(scene.equal(scene.keep(), ME))
    syncro_side.forget_requests()
    stored = scene.keep(repeat="it is to be there twice")
    assert "api.unrecognisable" not in codes(scene.plan)
    syncro_side.fault("drop_after", case.operation)

    done = desk.execute(stored)

    assert done.status is Status.DONE, done
    assert [scene.claimed(done)] == scene.ours()
    assert scene.sent() == 1


@pytest.mark.parametrize(
    # Before a bill there are no lines that somebody else's invoice could take; what takes lines makes it stale.
    "case",
    [case for case in CASES if case.twin and not case.fresh and not case.name.endswith("invoice")],
    ids=str,
)
def test_an_equal_record_made_by_somebody_else_since_the_preview_stops_it(
    desk: Desk, syncro_side: Syncro, case: Case
) -> None:
    scene = Scene(case, desk, syncro_side)
    stored = scene.keep()
    scene.equal(stored)
    done = desk.execute(stored)
    assert (done.status, done.wrote) == (Status.STALE, Wrote.NO), done
    assert (scene.ours(), scene.sent()) == ([], 0)


@pytest.mark.parametrize("case", [case for case in CASES if case.twin], ids=str)
def test_beside_an_equal_record_made_meanwhile_ours_is_told_by_its_author_or_left_open(
    desk: Desk, syncro_side: Syncro, case: Case
) -> None:
    desk.set(SETTLE="0.01,0.02")
    scene = Scene(case, desk, syncro_side)
    stored = scene.keep()
    syncro_side.fault("drop_after", case.operation)
    desk.sleep = Once(lambda: scene.equal(stored))

    done = desk.execute(stored)

    assert len(scene.twins) == 1
    assert [scene.claimed(done)] == (scene.ours() if case.attributed else [None])
    if not case.attributed:
        assert "more than one" in done.message
        again = desk.resume(stored)
        assert (again.status, scene.claimed(again)) == (Status.UNKNOWN, None)
    assert len(scene.ours()) == 1
    assert scene.sent() == 1


@pytest.mark.parametrize("case", [case for case in CASES if case.twin], ids=str)
def test_an_equal_record_made_meanwhile_is_not_claimed_where_syncro_says_who_made_it(
    desk: Desk, syncro_side: Syncro, case: Case
) -> None:
    desk.set(SETTLE="0.01,0.02")
    scene = Scene(case, desk, syncro_side)
    stored = scene.keep()
    syncro_side.fault("drop_before", case.operation)
    desk.sleep = Once(lambda: scene.equal(stored))

    done = desk.execute(stored)

    [theirs] = scene.twins
    # Where nobody can tell who made it, it counts as what was wished for: it is there, and there once.
    assert scene.claimed(done) == (None if case.attributed else theirs)
    assert scene.sent() == 1
    if done.status is not Status.DONE:
        again = desk.resume(stored)
        assert scene.claimed(again) != theirs
        assert len(scene.ours()) <= 1


def _double(text: str) -> str:
    return "  " + text.replace(" ", "   ") + " \n"


CHANGES: dict[str, Callable[[str], str]] = {
    "plaintext": lambda text: html.unescape(text.replace("<br>", "\n")),
    "entities": lambda text: html.escape(html.unescape(text)),
    "break": lambda text: text.replace(", ", ",<br />"),
    "spaces": _double,
    "collapsed": lambda text: " ".join(text.split()),
    "case": str.upper,
}


@pytest.mark.parametrize(
    ("case", "change"),
    [
        *((case, change) for case in PRODUCT if case.text for change in CHANGES),
        *((case, "spaces") for case in BY_HAND if case.text),
    ],
    ids=str,
)
def test_text_that_comes_back_changed_is_recognised(desk: Desk, syncro_side: Syncro, case: Case, change: str) -> None:
    desk.set(SETTLE="0.01")
    scene = Scene(case, desk, syncro_side)
    stored = scene.keep()
    syncro_side.fault("drop_after", case.operation)

    def changed() -> None:
        [ours] = scene.ours()
        text = syncro_side.record(case.kind, ours)[case.text]
        scene.change(**{case.text: CHANGES[change](text)})

    desk.sleep = Once(changed)
    done = desk.execute(stored)

    assert scene.outcome(done) == "done", done
    assert [scene.claimed(done)] == scene.ours()
    assert scene.sent() == 1


POSTS = [row for row in BY_ID.values() if row.writes and row.method == "POST"]
HANGING = {row.id: row.belief.inside for row in POSTS if row.belief.becomes and row.belief.inside}
UNSEEN = [row for row in POSTS if not row.belief.shows and row.id not in HANGING]
NO_LIST = {"new_ticket_forms.process", "otp_login.create", "user_devices.create", "payment_profiles.create"}
"""Creates that no list shows, or none whose rows hold what was sent."""


def test_every_create_of_the_api_has_its_place_but_those_that_no_list_shows() -> None:
    creates = {row.id for row in POSTS if row.id.endswith((".create", ".add_line_item", ".process"))}
    assert {id_ for id_ in creates if not BY_ID[id_].belief.shows} == NO_LIST


@pytest.mark.parametrize("row", UNSEEN, ids=lambda row: row.id)
def test_what_can_not_be_recognised_says_so_before_and_is_never_sent_again(
    desk: Desk, syncro_side: Syncro, row: Operation
) -> None:
    values = {"int": 1, "list": [1]}
    body = {each.name: values.get(each.kind, "x") for each in row.body if each.required}
    path, more = acted_on(syncro_side, row)
    scene = Scene(by_hand(row.id, "tickets", "", body | more, path), desk, syncro_side)
    stored = scene.keep()
    assert "api.unrecognisable" in codes(scene.plan)
    syncro_side.fault("drop_before", row.id)
    for act in (desk.execute, desk.resume, desk.resume):
        done = act(stored)
        assert (done.status, done.wrote, scene.claimed(done)) == (Status.UNKNOWN, Wrote.UNKNOWN, None)
    assert scene.sent() == 1


@pytest.mark.parametrize("operation", HANGING)
@pytest.mark.parametrize("fault", ["drop_after", "drop_before"])
def test_what_is_done_to_a_timer_entry_or_line_is_seen_on_it(
    desk: Desk, syncro_side: Syncro, operation: str, fault: str
) -> None:
    ticket = shop.TICKETS[shop.PLAIN]
    timer = syncro_side.someone(
        *("POST", f"tickets/{ticket}/timer_entry"),
        {"start_at": "2026-10-02T10:00:00-07:00", "duration_minutes": 30, "user_id": shop.AVERY},
    )
    line = {"name": "Hardware", "description": "Dock", "quantity": 1, "price_retail": 9}
    added = syncro_side.someone("POST", f"tickets/{ticket}/add_line_item", line)
    body = {HANGING[operation].name: added["id"] if "line" in operation else timer["id"]}
    scene = Scene(by_hand(operation, "tickets", "", body, {"id": ticket}), desk, syncro_side)
    stored = scene.keep()
    syncro_side.fault(fault, operation)

    done = desk.execute(stored)

    if fault == "drop_before":
        assert (done.status, scene.outcome(done)) == (Status.UNKNOWN, "absent")
        done = desk.resume(stored)
    assert (done.status, done.verified) == (Status.DONE, True), done
    assert scene.sent() == (1 if fault == "drop_after" else 2)
    timers, lines = syncro_side.of_ticket("timers", ticket), syncro_side.of_ticket("ticket_lines", ticket)
    left = {
        "tickets.charge_timer_entry": (1, 2),
        "tickets.delete_timer_entry": (0, 1),
        "tickets.remove_line_item": (1, 0),
    }
    assert (len(timers), len(lines)) == left[operation]
