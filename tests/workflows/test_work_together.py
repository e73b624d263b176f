"""Several at once: one plan in two processes, two equal plans, a person beside a script, ten writers of one journal (R-52)."""

import os
import signal
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

import shop
from desk import Desk, Syncro, environment
from syncro import jsonio
from syncro.cli import exits
from syncro.errors import PlanClosed
from syncro.rules.plans.plan import Plan
from syncro.rules.plans.progress import Status
from syncro.rules.tickets.comments import CommentMode
from syncro.store.journal import StoredPlan
from syncro.workflows.planners.commenting import CommentRequest, plan_comment
from terminal import Terminal
from zygote import Child, Zygote

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

TICKET = shop.TICKETS[shop.PLAIN]
WORK = "Rebuilt the mail profile"
WHOLE = {"comments": 1, "lines": 1, "timers": 0, "invoices": 1, "status": "Invoiced"}
ASKED = ["bill", str(shop.number(TICKET)), "--minutes", "45", "--labor", "remote", "--work", WORK]
TEN = 10


def execution(stored: StoredPlan) -> list[str]:
    return ["plan", "execute", stored.id, "--confirm", stored.digest, "--json"]


def at_once(zygote: Zygote, orders: Iterable[tuple[list[str], dict[str, str]]], folder: Path) -> list[Child]:
    """All started and halted, then let go together."""
    children = []
    for place, (words, env) in enumerate(orders):
        children.append(zygote.start(words, env, folder / f"child-{place}"))
        os.kill(children[-1].pid, signal.SIGSTOP)
    for child in children:
        os.kill(child.pid, signal.SIGCONT)
    return children


def ended(children: Iterable[Child]) -> list[int]:
    return sorted(child.wait() for child in children)


def comment(desk: Desk, ticket: int, text: str) -> Plan:
    request = CommentRequest(shop.number(ticket), text, desk.session.tech.alias, mode=CommentMode.INTERNAL)
    return plan_comment(request, desk.around())


def claims(children: Iterable[Child]) -> Counter[str]:
    """`wrote` as each of them says it, in its answer or beside its error."""
    said: Counter[str] = Counter()
    for child in children:
        told = child.out.strip()
        said[jsonio.loads(told)["wrote"] if told else "refused"] += 1
    return said


def one_bill(syncro: Syncro) -> bool:
    """Each record once, each request once, and the line at its price."""
    assert syncro.counts(TICKET) == WHOLE
    assert Counter(each["operation"] for each in syncro.writes()) == Counter(
        ["tickets.comment", "tickets.add_line_item", "invoices.create", "tickets.update"]
    )
    assert [line["price_retail"] for line in syncro.of_ticket("ticket_lines", TICKET)] == [150]
    return True


@pytest.mark.parametrize("words", ["execute", "resume"])
def test_of_processes_that_execute_one_plan_one_writes_and_the_others_refuse(
    desk: Desk, syncro_side: Syncro, zygote: Zygote, tmp_path: Path, words: str
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    if words == "resume":
        syncro_side.fault("drop_before", "tickets.comment")
        assert desk.execute(stored).status is Status.UNKNOWN
        syncro_side.forget_requests()
    desk.leave()
    env = environment(syncro_side.base_url, desk.home)
    order = execution(stored) if words == "execute" else ["plan", "resume", stored.id, "--json"]
    # The winner is still at it when the others come.
    syncro_side.fault("slow_after", "tickets.comment", seconds=0.8)

    first = zygote.start(order, env, tmp_path / "first")
    syncro_side.wait_for(lambda: syncro_side.struck() == 1)
    others = [zygote.start(order, env, tmp_path / str(place)) for place in range(2)]

    assert ended(others) == [exits.REFUSED] * 2, [child.err for child in others]
    assert first.wait() == 0, first.err
    assert one_bill(syncro_side)
    assert jsonio.loads(first.out)["wrote"] == "yes"
    assert all("executing" in child.err for child in others), [child.err for child in others]


def test_a_plan_that_is_being_executed_can_not_be_discarded_or_resumed_beside_it(
    desk: Desk, syncro_side: Syncro, zygote: Zygote, tmp_path: Path
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    desk.leave()
    env = environment(syncro_side.base_url, desk.home)
    syncro_side.fault("slow_after", "tickets.comment", seconds=0.8)
    child = zygote.start(execution(stored), env, tmp_path / "run")
    syncro_side.wait_for(lambda: syncro_side.struck() == 1)
    with pytest.raises(PlanClosed):
        desk.resume(stored)
    code, discarding = zygote.run(["plan", "discard", stored.id, "--json"], env, tmp_path / "discard")
    assert (code, "can't be discarded" in discarding.err) == (exits.UNKNOWN, True), discarding.err
    assert child.wait() == 0, child.err
    assert one_bill(syncro_side)


@pytest.mark.parametrize("homes", [1, 2], ids=["one home", "two homes"])
def test_two_equal_plans_of_two_agents_make_one_bill(
    desk: Desk, syncro_side: Syncro, zygote: Zygote, tmp_path: Path, homes: int
) -> None:
    with Desk(syncro_side.base_url, desk.home if homes == 1 else tmp_path / "elsewhere") as other:
        mine, theirs = desk.keep(desk.plan(shop.number(TICKET))), other.keep(other.plan(shop.number(TICKET)))
        desk.leave()
        other.leave()
        runs = [(desk.home, mine), (other.home, theirs)]
        children = [
            zygote.start(execution(stored), environment(syncro_side.base_url, home), tmp_path / stored.id)
            for home, stored in runs
        ]
        assert ended(children) == [0, exits.REFUSED], [child.err for child in children]
        assert one_bill(syncro_side)
        late = desk.resume(mine) if desk.session.journal.entries(mine.id)[-1].event == "verified" else None
        assert late is None or (late.status, late.verified) == (Status.DONE, True)
    assert one_bill(syncro_side)


@pytest.mark.parametrize("homes", [1, 2], ids=["one home", "two homes"])
def test_equal_plans_started_at_the_same_instant_make_one_bill(
    desk: Desk, syncro_side: Syncro, zygote: Zygote, tmp_path: Path, homes: int
) -> None:
    agents = 4
    stored, env = [], []
    for place in range(agents):
        home = desk.home if homes == 1 else tmp_path / f"home-{place}"
        with Desk(syncro_side.base_url, home) as agent:
            stored.append(agent.keep(agent.plan(shop.number(TICKET))))
        env.append(environment(syncro_side.base_url, home))

    orders = [(execution(plan), each) for plan, each in zip(stored, env, strict=True)]
    children = at_once(zygote, orders, tmp_path)

    assert ended(children) == [0, *[exits.REFUSED] * (agents - 1)], [child.err for child in children]
    assert one_bill(syncro_side)
    assert claims(children) == {"yes": 1, "no": agents - 1}


def test_the_same_bill_by_a_person_at_a_terminal_and_by_a_script_is_made_once(
    desk: Desk, syncro_side: Syncro, zygote: Zygote, tmp_path: Path
) -> None:
    env = environment(syncro_side.base_url, desk.home)
    terminal = Terminal(ASKED, env)
    terminal.wait_for("[y/N]")
    code, child = zygote.run([*ASKED, "--no-input", "--json"], env, tmp_path / "plan")
    assert code == exits.CONFIRM, child.err
    planned = jsonio.loads(child.out)
    order = ["plan", "execute", planned["plan_id"], "--confirm", planned["digest"], "--json"]
    code, child = zygote.run(order, env, tmp_path / "execute")
    assert code == 0, child.err
    assert one_bill(syncro_side)

    terminal.type("y")

    assert terminal.end() == exits.REFUSED, terminal.said
    assert "othing was written" in terminal.said
    assert one_bill(syncro_side)


def test_a_script_that_comes_while_a_person_is_asked_waits_for_nobody_and_the_person_wins_if_first(
    desk: Desk, syncro_side: Syncro, zygote: Zygote, tmp_path: Path
) -> None:
    env = environment(syncro_side.base_url, desk.home)
    code, child = zygote.run([*ASKED, "--no-input", "--json"], env, tmp_path / "plan")
    assert code == exits.CONFIRM, child.err
    planned = jsonio.loads(child.out)
    terminal = Terminal(ASKED, env)
    terminal.answer("[y/N]", "y")
    assert terminal.end() == 0, terminal.said

    order = ["plan", "execute", planned["plan_id"], "--confirm", planned["digest"], "--json"]
    code, child = zygote.run(order, env, tmp_path / "execute")

    assert code == exits.REFUSED, child.err
    assert claims([child]) == {"no": 1}
    assert one_bill(syncro_side)


def test_ten_processes_write_to_one_journal_and_no_entry_is_lost(
    desk: Desk, syncro_side: Syncro, zygote: Zygote, tmp_path: Path
) -> None:
    env = environment(syncro_side.base_url, desk.home)
    tickets = [TICKET, shop.OTHER_TICKET, shop.TICKETS[shop.BLOCK], shop.TICKETS[shop.LOW], shop.TICKETS[shop.TAXED]]
    texts = [f"Note {place} of ten" for place in range(TEN)]
    stored = [desk.keep(comment(desk, ticket, text)) for ticket, text in zip(tickets * 2, texts, strict=True)]
    desk.leave()

    children = at_once(zygote, [(execution(plan), env) for plan in stored], tmp_path)
    assert ended(children) == [0] * TEN, [child.err for child in children]

    journal = desk.session.journal
    assert journal.breaks() == []
    rows = journal.all_entries()
    assert [row.seq for row in rows] == list(range(rows[0].seq, rows[0].seq + len(rows)))
    wanted = ["planned", "confirmed", "sending", "done", "verified"]
    assert {plan.id: [row.event for row in rows if row.plan_id == plan.id] for plan in stored} == {
        plan.id: wanted for plan in stored
    }
    bodies = Counter(each["body"] for each in syncro_side.records("comments"))
    assert [bodies[text] for text in texts] == [1] * TEN
    for plan, child in zip(stored, children, strict=True):
        [receipt] = jsonio.loads(child.out)["receipts"]
        assert syncro_side.record("comments", receipt["id"])["body"] == texts[stored.index(plan)]


def test_ten_processes_that_plan_at_once_each_keep_a_plan_of_their_own(
    desk: Desk, syncro_side: Syncro, zygote: Zygote, tmp_path: Path
) -> None:
    env = environment(syncro_side.base_url, desk.home)
    children = at_once(zygote, [([*ASKED, "--no-input", "--json"], env)] * TEN, tmp_path)
    assert ended(children) == [exits.CONFIRM] * TEN, [child.err for child in children]
    made = {jsonio.loads(child.out)["plan_id"] for child in children}
    journal = desk.session.journal
    assert made == {plan.id for plan in journal.plans(limit=TEN * 2)}
    assert len(made) == TEN
    assert journal.breaks() == []
    assert syncro_side.writes() == []


@pytest.mark.parametrize("homes", [1, 2])
def test_the_same_payment_by_two_agents_at_once_is_one_payment(
    zygote: Zygote, syncro_side: Syncro, tmp_path: Path, homes: int
) -> None:
    """It is about no record that is there yet, so nothing else holds the two apart."""
    body = {"customer_id": shop.PLAIN, "amount_cents": 1000, "payment_method": "Check", "ref_num": "check 12"}
    words = ["api", "POST", "/payments", *(word for name, value in body.items() for word in ("-f", f"{name}={value}"))]
    orders = []
    for place in range(2):
        env = environment(syncro_side.base_url, tmp_path / f"home-{place % homes}")
        code, planned = zygote.run([*words, "--json"], env, tmp_path / f"plan-{place}")
        assert code == exits.CONFIRM
        plan = jsonio.loads(planned.out)
        orders.append((["plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json"], env))
    assert ended(at_once(zygote, orders, tmp_path)) == [exits.OK, exits.REFUSED]
    assert len(syncro_side.records("payments")) == 1
