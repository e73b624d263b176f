"""A customer's sites: each place once, with Syncro's id where it has one (R-20)."""

import pytest

from syncro.calls import Call
from syncro.records import Contact, Customer
from syncro.rules.plans import verification
from syncro.rules.plans.expectations import Head
from syncro.rules.tickets.sites import Site, sites_of


def customer(**more: object) -> Customer:
    return Customer.read({"id": 1, "address": "1 Main St", "city": "Mesa", "zip": "85201", **more})


def test_the_main_address_and_those_of_contacts_are_sites_without_an_id() -> None:
    people = [Contact.read({"id": 5, "name": "Pat", "address1": "2 Lane"}), Contact.read({"id": 6, "name": "Pam"})]
    assert sites_of(customer(), people) == [Site("Main address", "1 Main St, Mesa, 85201"), Site("Pat", "2 Lane")]


def test_one_place_is_one_site_and_the_kept_one_is_taken() -> None:
    kept = {"id": 9, "name": "Office", "address1": "1 MAIN ST", "city": "Mesa", "zip": "85201"}
    people = [Contact.read({"id": 5, "name": "Pat", "address1": "1 Main St", "city": "Mesa", "zip": "85201"})]
    assert sites_of(customer(addresses=[kept]), people) == [Site("Office", "1 MAIN ST, Mesa, 85201", 9)]


@pytest.mark.parametrize("odd", [None, {}, "x", [None, 5], [{"id": "x"}]])
def test_addresses_of_an_unforeseen_form_are_no_sites(odd: object) -> None:
    assert [site.name for site in sites_of(customer(addresses=odd), [])] == ["Main address"]


@pytest.mark.parametrize(("reply", "wrong"), [({}, 1), ({"address_id": 9}, 0), ({"address": {"id": 9}}, 0)])
def test_an_address_that_syncro_didnt_take_is_a_difference(reply: dict[str, object], wrong: int) -> None:
    wanted = Head(Call("tickets.get", {"id": 1}), "Ticket", {"address_id": 9})
    assert len(verification.head(wanted, {"id": 1, "number": 2, **reply})) == wrong
