"""Killed at random moments under load: what was answered is there, nothing is there by half, nothing has an id twice."""

import random
import threading

import httpx2
import pytest
import tiny
from test_sandbox_durable import serve

WRITERS = 4
TOLD = {"subject": "Load", "do_not_email": True}


def write_until_dead(base, name, answered):
    """Bill again and again, noting what the server has acknowledged."""
    with httpx2.Client(base_url=base, params={"api_key": "tech"}, timeout=5) as client:
        try:
            for turn in range(10_000):
                made = client.post(f"tickets/{tiny.TICKET}/comment", json={**TOLD, "body": f"{name} {turn}"}).json()
                answered["comments"].append((made["comment"]["id"], f"{name} {turn}"))
                ticket = client.post("tickets", json={"customer_id": tiny.BLOCK, "subject": f"{name} {turn}"}).json()
                id_ = ticket["ticket"]["id"]
                body = {"name": "Labor", "description": "D", "quantity": 1, "product_id": tiny.REMOTE}
                client.post(f"tickets/{id_}/add_line_item", json={**body, "price_retail": 150}).json()
                bill = {"customer_id": tiny.BLOCK, "ticket_id": id_}
                invoice = client.post("invoices", json=bill).json()["invoice"]
                answered["invoices"].append((invoice["id"], id_))
        except (httpx2.TransportError, ValueError):
            return


def records(root, kind):
    return httpx2.get(f"{root}/sandbox/records/{kind}").json()["records"]


@pytest.mark.parametrize("seed", range(4))
def test_killed_under_load_it_keeps_every_answered_write_and_no_half_of_any(tmp_path, seed):
    path = tmp_path / "sandbox.db"
    answered = {"comments": [], "invoices": []}
    enough = random.Random(seed).randrange(5, 60)
    with serve(path) as (running, base):
        httpx2.put(f"{base.removesuffix('/api/v1')}/sandbox/quirks", json={"rate_limit": 0}).raise_for_status()
        writers = [
            threading.Thread(target=write_until_dead, args=(base, f"writer {n}", answered)) for n in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        while len(answered["comments"]) < enough and all(writer.is_alive() for writer in writers):
            threading.Event().wait(0.001)
        assert len(answered["comments"]) >= enough
        running.kill()
        for writer in writers:
            writer.join(10)
        running.wait(10)
    with serve(path) as (running, base):
        root = base.removesuffix("/api/v1")
        kept = {row["id"]: row["body"] for row in records(root, "comments")}
        assert [text for id_, text in answered["comments"] if kept.get(id_) != text] == []
        invoices = {row["id"]: row for row in records(root, "invoices")}
        assert [id_ for id_, ticket in answered["invoices"] if invoices[id_]["ticket_id"] != ticket] == []
        whole(root, invoices)
        made = httpx2.post(
            f"{base}/tickets", params={"api_key": "tech"}, json={"customer_id": tiny.PLAIN, "subject": "S"}
        )
        assert made.json()["ticket"]["id"] not in {row["ticket_id"] for row in invoices.values()}


def whole(root, invoices):
    """An invoice, its line, the mark on the ticket's line and the hours it drew are one write."""
    lines = records(root, "invoice_lines")
    assert sorted(line["invoice_id"] for line in lines) == sorted(invoices)
    taken = {row["id"] for row in records(root, "ticket_lines") if row["converted"]}
    assert taken == {line["ticket_line_id"] for line in lines}
    block = next(row for row in records(root, "customers") if row["id"] == tiny.BLOCK)
    drawn = sum(float(line["drawn"]) for line in lines)
    assert float(block["prepay_hours"]) == 2.0 - drawn
    numbers = [row["number"] for row in records(root, "tickets")]
    assert len(set(numbers)) == len(numbers)
