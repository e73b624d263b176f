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


def test_without_the_quirk_put_keeps_maintain_stock(api):
    path = f"products/{tiny.HARDWARE}"
    api.put(path, {"maintain_stock": True})
    api.quirk("product_put_resets_maintain_stock", False)
    assert api.put(path, {"price_retail": 25})["product"]["maintain_stock"] is True
    assert api.put(path, {"maintain_stock": False})["product"]["maintain_stock"] is False


def test_an_updates_mistake_is_told_without_the_input(api):
    said = {"success": False, "message": ["Name can't be blank"]}
    assert api.refused("PUT", f"products/{tiny.HARDWARE}", {"name": ""}) == (422, said)


@pytest.mark.parametrize(
    ("sort", "first"), [("price_retail DESC", tiny.HOURS), ("name ASC", tiny.HARDWARE), ("id", tiny.HOURS)]
)
def test_products_sort_by_a_field(api, sort, first):
    assert api.get("products", sort=sort)["products"][0]["id"] == first


def test_a_product_takes_its_category_from_the_tree(api):
    path = f"products/{tiny.HARDWARE}"
    assert api.put(path, {"category_ids": [5, 81]})["product"]["product_category"] == "Labor"
    assert api.put(path, {"product_category": "Other"})["product"]["category_path"] == "Other"
    assert api.put(path, {"discount_percent": "2.5"})["product"]["discount_percent"] == 2.5


def test_since_updated_at_moves_with_a_change(api):
    path = f"products/{tiny.HARDWARE}"
    before = api.get(path)["product"]["since_updated_at"]
    assert not {"since_updated_at", "product_skus"} & set(api.put(path, {"notes": "N"})["product"])
    assert api.get(path)["product"]["since_updated_at"] > before


def test_images_are_added_and_deleted(api):
    path = f"products/{tiny.HARDWARE}"
    said = api.post(f"{path}/add_images", {"files": [{"url": "a.example/1.png", "filename": "1.png"}]})
    assert said["message"].startswith("Success!")
    api.post(f"{path}/add_images", {"url": "a.example/2.png", "filename": "2.png"})
    first, second = api.get(path)["product"]["photos"]
    assert (first["file_name"], second["photo_url"]) == ("1.png", "a.example/2.png")
    assert api.send("DELETE", f"{path}/delete_image", photo_id=first["id"]).json() == {
        "message": "Success! Image removed."
    }
    assert api.get(path)["product"]["photos"] == [second]
    again = api.refused("DELETE", f"{path}/delete_image", photo_id=first["id"])
    assert again == (404, {"message": "Photo Not Found."})


@pytest.mark.parametrize("body", [{}, {"files": ["a.png"]}, {"files": []}, {"filename": "a"}, {"files": [{"url": ""}]}])
def test_images_without_an_address_are_refused(api, body):
    said = "Please pass 'url' & 'filename' or 'files([{}])' parameter."
    assert api.refused("POST", f"products/{tiny.HARDWARE}/add_images", body) == (422, {"error": said})
