"""Computers and other things of the customers, and the alerts that watch them (facts §12, §16)."""

from collections.abc import Iterator

from syncro.sandbox.company.builder import ACCOUNT_ID, Builder, Row
from syncro.sandbox.company.names import Client
from syncro.sandbox.company.settings import (
    ASSET_TYPES,
    FIREWALL,
    LAPTOP,
    PRINTER,
    SERVER,
    SWITCH,
    WORKSTATION,
)

PREFIX = {WORKSTATION: "PC", SERVER: "SRV", LAPTOP: "NB", FIREWALL: "FW", SWITCH: "SW", PRINTER: "PRN"}
SYSTEMS = {WORKSTATION: "Windows 11 Pro", SERVER: "Windows Server 2022", LAPTOP: "Windows 11 Pro"}
ALERTS = (
    ("Low disk space", "Drive C: is below 10 percent free."),
    ("Agent offline", "No contact with the agent for 30 minutes."),
    ("Updates missing", "Four important updates are older than 14 days."),
    ("Backup not finished", "The last good backup is older than 48 hours."),
    ("Disk health", "The disk reports reallocated sectors."),
    ("Service stopped", "The print spooler stopped and was not started again."),
)
ALERT_DAYS = 25


def add_assets(b: Builder, clients: dict[str, tuple[Client, Row]]) -> None:
    """Add every customer's machines: as many workstations and servers as the client has, and what belongs to them."""
    for client, customer in clients.values():
        for asset_type in _types(client):
            _add_asset(b, customer, asset_type)


def count(b: Builder, customer: Row, asset_type: int) -> int:
    """How many assets of a type the customer has: what a per-device line must charge."""
    return sum(asset["asset_type_id"] == asset_type for asset in b.children("assets", customer))


def add_alerts(b: Builder, customers: list[Row], number: int) -> None:
    """Add `number` alerts on random machines, about a third of them resolved."""
    for _ in range(number):
        asset = b.rng.choice(b.children("assets", b.rng.choice(customers)))
        title, text = b.rng.choice(ALERTS)
        at = b.calendar.moment(b.rng.randrange(1, ALERT_DAYS), b.rng.randrange(24), b.rng.randrange(60))
        b.add("rmm_alerts", at, _alert_fields(asset, title, text, resolved=b.rng.random() < 1 / 3))


def _types(client: Client) -> Iterator[int]:
    laptops = client.stations // 3
    yield from [WORKSTATION] * (client.stations - laptops)
    yield from [LAPTOP] * laptops
    yield from [SERVER] * client.servers
    yield from (FIREWALL, PRINTER)
    if client.servers:
        yield SWITCH


def _add_asset(b: Builder, customer: Row, asset_type: int) -> None:
    number = count(b, customer, asset_type) + 1
    initials = "".join(word[0] for word in customer["business_name"].split() if word[0].isalpha()).upper()
    since = b.calendar.moment(b.rng.randrange(200, 690), 11, number)
    serial = f"{initials}{b.rng.randrange(10**6, 10**7)}"
    owner = b.rng.choice(b.children("contacts", customer)) if asset_type in (WORKSTATION, LAPTOP) else None
    fields = {
        "name": f"{initials}-{PREFIX[asset_type]}-{number:02d}",
        "customer_id": customer["id"],
        "contact_id": owner["id"] if owner else None,
        "properties": {"OS": SYSTEMS[asset_type]} if asset_type in SYSTEMS else {},
        "asset_type": ASSET_TYPES[asset_type],
        "asset_type_id": asset_type,
        "asset_serial": serial,
        "external_rmm_link": None,
        "address": None,
        "account_id": ACCOUNT_ID,
    }
    b.add("assets", since, fields)


def _alert_fields(asset: Row, title: str, text: str, *, resolved: bool) -> Row:
    return {
        "customer_id": asset["customer_id"],
        "ticket_id": None,
        "computer_name": asset["name"],
        "properties": {},
        "resolved": resolved,
        "check_id": None,
        "status": "resolved" if resolved else "active",
        "formatted_output": text,
        "description": title,
        "asset_id": asset["id"],
    }
