"""The named reads distrust what they are answered."""

from typing import Any

import pytest
from api_stage import Reply, Request, Stage

import canary
from syncro.api import Reader
from syncro.errors import NotFound, Unusable


def plays(routes: dict[str, Any]) -> Any:
    """A server that knows these paths."""
    return lambda request: (
        Reply(routes[request.path]) if request.path in routes else Reply({"message": "Not found"}, 404)
    )


def test_a_ticket_comes_with_its_parts(reader: Reader, stage: Stage) -> None:
    line = {"id": 3, "quantity": "0.75", "price_retail": 150}
    stage.play = plays({"/tickets/12": {"ticket": {"id": 12, "number": 1, "line_items": [line], "comments": None}}})
    ticket = reader.ticket(12)
    assert (str(ticket.line_items[0].quantity), ticket.comments) == ("0.75", [])


def test_another_ticket_than_asked_for_is_refused(reader: Reader, stage: Stage) -> None:
    stage.play = plays({"/tickets/12": {"ticket": {"id": 13, "number": 1}}})
    with pytest.raises(Unusable, match="the answer is about record 13, not 12"):
        reader.ticket(12)


def test_a_record_of_the_wrong_shape_names_the_field(reader: Reader, stage: Stage) -> None:
    stage.play = plays({"/products/5": {"product": {"id": 5, "price_retail": "cheap"}}})
    with pytest.raises(Unusable, match=r"price_retail"):
        reader.product(5)


def numbered(*numbers: int) -> list[dict[str, int]]:
    return [{"id": number * 1000, "number": number} for number in numbers]


def test_a_ticket_is_found_by_its_visible_number(reader: Reader, stage: Stage) -> None:
    stage.play = plays({"/tickets": {"tickets": numbered(32164), "meta": {"total_pages": 1, "page": 1}}})
    assert reader.ticket_numbered(32164).id == 32164000
    assert stage.requests[0].query == [("number", "32164")]


def test_a_number_filter_that_is_ignored_finds_the_right_ticket_or_none(reader: Reader, stage: Stage) -> None:
    pages = [numbered(9, 8), numbered(7, 6)]

    def play(request: Request) -> Reply:
        page = int(dict(request.query).get("page", 1))
        return Reply({"tickets": pages[page - 1], "meta": {"total_pages": 2, "page": page}})

    stage.play = play
    assert reader.ticket_numbered(7).id == 7000
    with pytest.raises(NotFound, match="latest 4 tickets"):
        reader.ticket_numbered(5)


def test_a_number_that_does_not_exist_is_not_found(reader: Reader, stage: Stage) -> None:
    stage.play = plays({"/tickets": {"tickets": [], "meta": {"total_pages": 0, "page": 1}}})
    with pytest.raises(NotFound, match="no ticket number 5"):
        reader.ticket_numbered(5)


def test_comments_are_read_over_all_pages(reader: Reader, stage: Stage) -> None:
    def play(request: Request) -> Reply:
        page = int(dict(request.query).get("page", 1))
        return Reply({"comments": [{"id": page}], "meta": {"total_pages": 3, "page": page, "per_page": 1}})

    stage.play = play
    comments = reader.comments(12)
    assert ([comment.id for comment in comments], comments.complete) == ([1, 2, 3], True)


PRODUCT = {"name": "Labor", "price_retail": 1}


def test_one_product_is_asked_for_directly(reader: Reader, stage: Stage) -> None:
    stage.play = plays({"/products/7": {"product": {"id": 7, **PRODUCT}}})
    assert reader.products([7, 7])[7].id == 7
    assert [request.path for request in stage.requests] == ["/products/7"]


def test_several_products_cost_one_request(reader: Reader, stage: Stage) -> None:
    stage.play = plays({"/products": {"products": [{"id": 8, **PRODUCT}, {"id": 7, **PRODUCT}]}})
    assert sorted(reader.products([8, 7])) == [7, 8]
    assert len(stage.requests) == 1


def test_products_that_the_list_withholds_are_asked_for_singly(reader: Reader, stage: Stage) -> None:
    stage.play = plays(
        {"/products": {"products": [{"id": 1, "name": "other"}]}, "/products/7": {"product": {"id": 7, **PRODUCT}}}
    )
    with pytest.raises(NotFound, match="product 8"):
        reader.products([7, 8])
    assert [request.path for request in stage.requests] == ["/products", "/products/7", "/products/8"]


def test_no_products_cost_no_request(reader: Reader, stage: Stage) -> None:
    assert reader.products([]) == {}
    assert stage.requests == []


SUMS = {"subtotal": "1.0", "tax": "0.0", "total": "1.0"}


def test_an_invoice_is_found_by_id_and_by_number(reader: Reader, stage: Stage) -> None:
    invoice = {"invoice": {"id": 900, "number": "1234", **SUMS}}
    stage.play = plays({"/invoices/900": invoice, "/invoices/1234": invoice, "/invoices/77": invoice})
    assert reader.invoice(900).id == reader.invoice("1234").id == reader.invoice(1234).id == 900
    with pytest.raises(Unusable, match="the answer is about record 900, not 77"):
        reader.invoice(77)


def test_invoices_of_a_ticket_are_candidates_without_a_link(reader: Reader, stage: Stage) -> None:
    stage.play = plays(
        {"/invoices": {"invoices": [{"id": 1, "number": "5", **SUMS}], "meta": {"total_pages": 1, "page": 1}}}
    )
    assert [invoice.ticket_id for invoice in reader.invoices_of_ticket(12)] == [None]
    assert stage.requests[0].query == [("ticket_id", "12")]


def test_me_users_search_and_settings_come_in_their_own_shapes(reader: Reader, stage: Stage) -> None:
    hit = {"table": {"_id": 5, "_type": "customer", "_index": "x", "_source": {"table": {"firstname": "Pat"}}}}
    stage.play = plays(
        {
            "/me": {"user_id": 4, "user_name": "Avery Stone", "user_token": canary.key("token")},
            "/users": {"users": [[4, "Avery Stone"], [5, "Blake Rivers"]]},
            "/search": {"quick_result": None, "results": [hit], "error": None},
            "/settings": {"locale": {"time_zone": "Arizona"}},
            "/tickets/settings": {"ticket_status_list": ["New"]},
        }
    )
    assert reader.me().user_id == 4
    assert canary.key("token") not in repr(reader.me())
    assert [(user.id, user.full_name) for user in reader.users()] == [(4, "Avery Stone"), (5, "Blake Rivers")]
    assert reader.search("pat") == [{"firstname": "Pat", "type": "customer", "id": 5}]
    assert reader.settings()["locale"] == {"time_zone": "Arizona"}
    assert reader.ticket_settings() == {"ticket_status_list": ["New"]}


def test_customers_and_tickets_are_listed_with_their_filters(reader: Reader, stage: Stage) -> None:
    stage.play = plays(
        {
            "/customers": {"customers": [{"id": 1, "business_name": "Harbor Dental"}], "meta": {"total_pages": 1}},
            "/customers/1": {"customer": {"id": 1, "prepay_hours": "4.0"}},
            "/tickets": {"tickets": numbered(1, 2), "meta": {"total_pages": 1}},
        }
    )
    assert [customer.shown_name for customer in reader.customers("harbor")] == ["Harbor Dental"]
    assert str(reader.customer(1).prepay_hours) == "4.0"
    assert [ticket.number for ticket in reader.tickets(status="New", limit=1)] == [1]
    with pytest.raises(ValueError, match="per_page"):
        reader.tickets(per_page=100)
