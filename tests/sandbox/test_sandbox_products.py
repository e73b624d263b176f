"""Products: numbers as numbers, `search` ignored, no delete (facts §14)."""

import pytest
import tiny


def test_prices_are_numbers(api):
    shown = api.get(f"products/{tiny.REMOTE}")["product"]
    assert (shown["price_retail"], shown["name"]) == (150.0, "Labor - Remote Business")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"query": "onsite"}, [tiny.ONSITE]),
        ({"name": "remote"}, [tiny.REMOTE]),
        ({"upc_code": "4006381333931"}, [tiny.HARDWARE]),
        ({"category_id": 81}, [tiny.ONSITE, tiny.REMOTE, tiny.WARRANTY]),
        ({"id[]": [tiny.HOURS]}, [tiny.HOURS]),
    ],
)
def test_filters(api, query, ids):
    assert sorted(row["id"] for row in api.get("products", **query)["products"]) == sorted(ids)


def test_search_is_no_parameter_and_there_is_no_meta(api):
    listed = api.get("products", search="onsite")
    assert len(listed["products"]) == 6
    assert "meta" not in listed


def test_barcode_finds_one(api):
    assert api.get("products/barcode", barcode="4006381333931")["product"]["id"] == tiny.HARDWARE
    assert api.refused("GET", "products/barcode", barcode="0")[0] == 404
    assert api.refused("GET", "products/barcode")[0] == 404


def test_create_needs_name_and_description(api):
    status, answer = api.refused("POST", "products", {"name": ""})
    assert (status, answer["message"]) == (422, ["Name can't be blank", "Description can't be blank"])
    made = api.post("products", {"name": "Mouse", "description": "A mouse", "price_retail": "19.5"})["product"]
    assert (made["price_retail"], made["taxable"]) == (19.5, True)


def test_put_loses_maintain_stock_that_is_not_sent_again(api):
    path = f"products/{tiny.HARDWARE}"
    assert api.put(path, {"maintain_stock": True})["product"]["maintain_stock"] is True
    assert api.put(path, {"price_retail": 25})["product"]["maintain_stock"] is False
    assert api.get(path)["product"]["price_retail"] == 25.0


def test_products_cannot_be_deleted(api):
    assert api.send("DELETE", f"products/{tiny.HARDWARE}").status_code == 404


def test_categories_are_listed(api):
    assert api.get("products/categories")["categories"][0]["name"] == "Labor"
