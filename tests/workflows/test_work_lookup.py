"""A name means one record or is a question; a number may be a name and an id at once (R-20)."""

import pytest

import shop
from desk import Desk, Syncro
from syncro.errors import Ambiguous, NotFound
from syncro.workflows.reading.lookup import (
    Named,
    contact_named,
    customer_named,
    many,
    one_of,
    refuse_to_guess,
    site_named,
)


def test_a_number_that_is_ones_name_and_the_others_id_is_a_question(desk: Desk, syncro_side: Syncro) -> None:
    made = syncro_side.someone("POST", "customers", {"business_name": str(shop.BLOCK)})["customer"]["id"]
    reader = desk.session.reader()
    with pytest.raises(Ambiguous, match="matches 2 customers") as caught:
        customer_named(reader, str(shop.BLOCK), refuse_to_guess)
    assert f"(id {made})" in caught.value.message
    assert f"Block Bakery (id {shop.BLOCK})" in caught.value.message
    assert customer_named(reader, str(made), refuse_to_guess).id == made, "the other's id still means one"
    assert customer_named(reader, "block bakery", refuse_to_guess).id == shop.BLOCK


def test_a_customer_called_by_its_own_id_is_no_question(desk: Desk, syncro_side: Syncro) -> None:
    syncro_side.someone("PUT", f"customers/{shop.BLOCK}", {"business_name": str(shop.BLOCK)})
    assert customer_named(desk.session.reader(), str(shop.BLOCK), refuse_to_guess).id == shop.BLOCK


def test_it_is_the_same_for_contacts_sites_and_techs(desk: Desk, syncro_side: Syncro) -> None:
    reader = desk.session.reader()
    syncro_side.someone("POST", "contacts", {"customer_id": shop.PLAIN, "name": str(shop.PAT)})
    with pytest.raises(Ambiguous, match="matches 2 contacts"):
        contact_named(reader, shop.PLAIN, str(shop.PAT), refuse_to_guess)
    with pytest.raises(Ambiguous, match="matches 2 techs"):
        one_of("tech", "7", [Named(7, "Avery"), Named(8, "7")], refuse_to_guess)
    syncro_side.someone(
        "POST", "contacts", {"customer_id": shop.PLAIN, "name": str(shop.WAREHOUSE), "address1": "1 Moon Street"}
    )
    with pytest.raises(Ambiguous, match="matches 2 sites"):
        site_named(reader, reader.customer(shop.PLAIN), str(shop.WAREHOUSE), refuse_to_guess)


def test_a_place_without_an_id_isnt_found_by_the_word_for_that(desk: Desk) -> None:
    reader = desk.session.reader()
    with pytest.raises(NotFound, match="No site"):
        site_named(reader, reader.customer(shop.PLAIN), "none", refuse_to_guess)


@pytest.mark.parametrize(
    ("one", "several"), [("status", "statuses"), ("priority", "priorities"), ("customer", "customers")]
)
def test_several_are_named_in_the_plural(one: str, several: str) -> None:
    assert many(one) == several
    with pytest.raises(Ambiguous, match=f"matches 2 {several}: A; B"):
        refuse_to_guess(one, "x", ["A", "B"])
