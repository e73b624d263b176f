"""Lists are read whole, and say so when they are not (facts §3)."""

from typing import Any

import pytest
from api_stage import Reply, Request, Stage

from syncro.api import Reader
from syncro.calls import Call
from syncro.errors import ServerFailed, Unusable

INVOICES = Call("invoices.list")
PRODUCTS = Call("products.list")


def rows(first: int, last: int) -> list[dict[str, Any]]:
    return [{"id": number} for number in range(first, last + 1)]


def paged(key: str, pages: list[list[Any]], meta: dict[str, Any] | None = None, *, ignores_page: bool = False) -> Any:
    """A list of these pages; beyond the last one pages are empty."""

    def play(request: Request) -> Reply:
        number = 1 if ignores_page else int(dict(request.query).get("page", 1))
        found = pages[number - 1] if number <= len(pages) else []
        extra = {} if meta is None else {"meta": {"page": number, "total_pages": len(pages), **meta}}
        return Reply({key: found, **extra})

    return play


def test_pages_are_read_to_the_announced_end(reader: Reader, stage: Stage) -> None:
    stage.play = paged("invoices", [rows(1, 2), rows(3, 4), rows(5, 5)], {})
    listing = reader.listing(INVOICES)
    assert [row["id"] for row in listing] == [1, 2, 3, 4, 5]
    assert (listing.complete, listing.pages, len(listing), len(stage.requests)) == (True, 3, 5, 3)


def test_a_short_page_in_the_middle_ends_nothing_while_more_are_announced(reader: Reader, stage: Stage) -> None:
    stage.play = paged("invoices", [rows(1, 3), rows(4, 4), rows(5, 7)], {})
    assert len(reader.listing(INVOICES)) == 7


@pytest.mark.parametrize("total", ["3", 3])
def test_an_announced_end_may_come_as_text(reader: Reader, stage: Stage, total: object) -> None:
    stage.play = paged("invoices", [rows(1, 2), rows(3, 4), rows(5, 5)], {"total_pages": total})
    assert len(reader.listing(INVOICES)) == 5


def test_without_an_announcement_a_shorter_page_ends_it(reader: Reader, stage: Stage) -> None:
    stage.play = paged("products", [rows(1, 4), rows(5, 8), rows(9, 9)])
    listing = reader.listing(PRODUCTS)
    assert (len(listing), listing.complete, len(stage.requests)) == (9, True, 3)


def test_without_an_announcement_an_empty_page_ends_it(reader: Reader, stage: Stage) -> None:
    stage.play = paged("products", [rows(1, 4), rows(5, 8)])
    listing = reader.listing(PRODUCTS)
    assert (len(listing), listing.complete, len(stage.requests)) == (8, True, 3)


def test_a_full_page_that_repeats_ends_it_and_is_not_called_complete(reader: Reader, stage: Stage) -> None:
    stage.play = paged("products", [rows(1, 25)], ignores_page=True)
    listing = reader.listing(PRODUCTS)
    assert (len(listing), listing.complete, len(stage.requests)) == (25, False, 2)


def test_a_small_page_that_repeats_is_the_whole_list(reader: Reader, stage: Stage) -> None:
    stage.play = paged("products", [rows(1, 4)], ignores_page=True)
    listing = reader.listing(PRODUCTS)
    assert (len(listing), listing.complete) == (4, True)


def test_announced_pages_that_never_come_are_not_waited_for_and_not_called_complete(
    reader: Reader, stage: Stage
) -> None:
    stage.play = paged("invoices", [rows(1, 25)], {"total_pages": 9}, ignores_page=True)
    listing = reader.listing(INVOICES)
    assert (len(listing), listing.complete, len(stage.requests)) == (25, False, 2)


def test_fewer_rows_than_announced_are_not_called_complete(reader: Reader, stage: Stage) -> None:
    stage.play = paged("contacts", [rows(1, 2), rows(3, 4)], {"total_entries": 5, "per_page": 2})
    assert not reader.listing(Call("contacts.list")).complete


def test_a_row_that_moved_to_the_next_page_is_counted_once(reader: Reader, stage: Stage) -> None:
    stage.play = paged("invoices", [rows(1, 3), rows(3, 5)], {})
    assert [row["id"] for row in reader.listing(INVOICES)] == [1, 2, 3, 4, 5]


def test_an_empty_list_is_complete(reader: Reader, stage: Stage) -> None:
    for meta in ({"total_pages": 0}, {"total_pages": 1}, None):
        stage.play = paged("invoices", [], meta)
        listing = reader.listing(INVOICES)
        assert (list(listing), listing.complete) == ([], True)


def test_a_list_that_has_no_pages_is_asked_once(reader: Reader, stage: Stage) -> None:
    stage.play = paged("users", [[[1, "Avery Stone"], [2, "Blake Rivers"]]])
    listing = reader.listing(Call("users.list"))
    assert (list(listing), listing.complete, len(stage.requests)) == (
        [[1, "Avery Stone"], [2, "Blake Rivers"]],
        True,
        1,
    )


def test_a_limit_reads_no_page_too_many(reader: Reader, stage: Stage) -> None:
    stage.play = paged("invoices", [rows(1, 3), rows(4, 6), rows(7, 9)], {})
    listing = reader.listing(INVOICES, limit=4)
    assert ([row["id"] for row in listing], listing.complete, len(stage.requests)) == ([1, 2, 3, 4], False, 2)
    assert not reader.listing(INVOICES, limit=3).complete
    assert [row["id"] for row in reader.rows(INVOICES, limit=4)] == [1, 2, 3, 4]


def test_a_limit_that_fits_the_whole_list_is_complete(reader: Reader, stage: Stage) -> None:
    stage.play = paged("invoices", [rows(1, 3)], {})
    assert reader.listing(INVOICES, limit=3).complete
    assert not reader.listing(INVOICES, limit=2).complete


def test_rows_are_read_only_as_they_are_needed(reader: Reader, stage: Stage) -> None:
    stage.play = paged("invoices", [rows(1, 2), rows(3, 4)], {})
    found = reader.rows(INVOICES)
    assert next(found)["id"] == 1
    assert len(stage.requests) == 1
    assert [row["id"] for row in found] == [2, 3, 4]


def test_starting_later_is_not_called_complete(reader: Reader, stage: Stage) -> None:
    stage.play = paged("invoices", [rows(1, 2), rows(3, 4)], {})
    listing = reader.listing(Call("invoices.list", query={"page": 2}))
    assert ([row["id"] for row in listing], listing.complete) == ([3, 4], False)


def test_a_page_that_fails_fails_the_listing(reader: Reader, stage: Stage) -> None:
    good = paged("invoices", [rows(1, 2), rows(3, 4)], {})
    stage.play = lambda request: good(request) if "page" not in dict(request.query) else Reply({}, 500)
    with pytest.raises(ServerFailed):
        reader.listing(INVOICES)


def test_filters_stay_on_every_page(reader: Reader, stage: Stage) -> None:
    stage.play = paged("invoices", [rows(1, 2), rows(3, 4)], {})
    reader.listing(Call("invoices.list", query={"ticket_id": 7}))
    assert [dict(request.query)["ticket_id"] for request in stage.requests] == ["7", "7"]


def test_nested_appointments_are_unwrapped(reader: Reader, stage: Stage) -> None:
    stage.play = paged("appointments", [[{"appointment": {"id": 1}}, {"id": 2}]])
    assert [row["id"] for row in reader.listing(Call("appointments.list"))] == [1, 2]


@pytest.mark.parametrize("name", ["total_pages", "total_entries"])
@pytest.mark.parametrize(
    "told", [-1, "-1", 10**8, "9" * 5000, "many", "\uff11", "1.0", "1,0", True, False, [1], {}, ""]
)
def test_an_announcement_that_makes_no_sense_fails_the_listing_in_one_line(
    reader: Reader, stage: Stage, name: str, told: object
) -> None:
    stage.play = paged("invoices", [rows(1, 2)], {name: told})
    with pytest.raises(Unusable, match=name) as caught:
        reader.listing(INVOICES)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "meta",
    [{"total_pages": 0}, {"total_pages": 1, "total_entries": 0}, {"total_pages": 1, "total_entries": 1}],
)
def test_an_announcement_that_the_rows_contradict_is_not_called_complete(
    reader: Reader, stage: Stage, meta: dict[str, Any]
) -> None:
    stage.play = paged("invoices", [rows(1, 25)], meta)
    listing = reader.listing(INVOICES)
    assert (len(listing), listing.complete) == (25, False)


@pytest.mark.parametrize("id_", [0, -4, 2**63, True, 1.5, [1], {}])
def test_a_list_whose_rows_carry_no_usable_id_is_no_answer(reader: Reader, stage: Stage, id_: object) -> None:
    stage.play = paged("invoices", [[{"id": id_}]], {})
    with pytest.raises(Unusable):
        reader.listing(INVOICES)
