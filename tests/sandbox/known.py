"""For every operation a request that succeeds, and a company with a record of each kind that it names."""

import tiny

RECORDS = {
    "tickets": tiny.TICKET,
    "ticket_timers": 9101,
    "invoices": 9201,
    "payments": 9301,
    "estimates": 601,
    "schedules": 501,
    "contracts": 801,
    "payment_profiles": 9311,
    "portal_users": 9411,
    "leads": 9421,
    "rmm_alerts": 9431,
    "customers": tiny.BLOCK,
    "phones": 9401,
    "contacts": tiny.CONTACT,
    "customer_assets": tiny.ASSET,
    "products": tiny.HARDWARE,
    "appointments": 9501,
    "appointment_types": 4322,
    "users": tiny.BLAKE,
    "vendors": tiny.VENDOR,
    "wiki_pages": tiny.PAGE,
    "canned_responses": tiny.CANNED,
    "new_ticket_forms": tiny.FORM,
    "purchase_orders": 9601,
    "worksheet_results": 9701,
    "product_serials": 9801,
    "product_skus": 9802,
    "user_devices": "d-1",
}
PARENTS = {"product_id": tiny.HARDWARE, "ticket_id": tiny.TICKET, "customer_id": tiny.PLAIN}
LINES = {"estimates": 602, "invoices": 9202, "schedules": 502}
QUERY = {"billable": "true", "barcode": "4006381333931", "photo_id": 9804, "ids": str(tiny.ASSET), "did": "5"}
START = {"start_at": tiny.at(9), "duration_minutes": 30}
SALE = {"customer_id": tiny.PLAIN, "date": "2026-11-20"}
BODIES = {
    "tickets.create": {"customer_id": tiny.PLAIN, "subject": "S"},
    "tickets.comment": {"subject": "S", "body": "B"},
    "tickets.timer_entry": START,
    "tickets.update_timer_entry": {"timer_entry_id": 9101, **START},
    "tickets.charge_timer_entry": {"timer_entry_id": 9101},
    "tickets.delete_timer_entry": {"timer_entry_id": 9101},
    "tickets.add_line_item": {"name": "N", "description": "D", "product_id": tiny.REMOTE},
    "tickets.update_line_item": {"ticket_line_item_id": 9102},
    "tickets.remove_line_item": {"ticket_line_item_id": 9102},
    "invoices.create": {"customer_id": tiny.BLOCK, "ticket_id": tiny.BLOCK_TICKET},
    "invoices.add_line_item": {"product_id": tiny.HARDWARE, "quantity": 1},
    "payments.create": {
        "customer_id": tiny.PLAIN,
        "amount_cents": 5,
        "invoice_id": 9201,
        "payment_method": "Check",
        "ref_num": "1042",
    },
    "leads.create": {
        **dict.fromkeys(("first_name", "last_name", "phone", "ticket_subject", "ticket_description"), "L"),
        "customer_id": tiny.PLAIN,
        "contact_id": tiny.CONTACT,
        "user_id": tiny.BLAKE,
        "ticket_id": tiny.TICKET,
    },
    "customers.create": {
        **dict.fromkeys(("business_name", "firstname", "lastname", "address", "city", "state", "zip", "notes"), "B"),
        "email": "b@new.example",
        "phone": "5",
        "mobile": "6",
    },
    "phones.create": {"number": "5"},
    "contacts.create": {
        **dict.fromkeys(("name", "address1", "address2", "city", "state", "zip", "phone", "mobile", "notes"), "N"),
        "customer_id": tiny.PLAIN,
        "email": "n@c101.example",
    },
    "products.create": {"name": "N", "description": "D"},
    "appointments.create": {"summary": "S", "start_at": tiny.at(9)},
    "appointments.update": {"start_at": tiny.at(9)},
    "appointment_types.create": {"name": "N", "location_type": 0},
    "tickets.attach_file_url": {"files": [{"url": "u", "filename": "f.png"}]},
    "tickets.delete_attachment": {"attachment_id": 9004},
    "worksheet_results.create": {"worksheet_template_id": tiny.TEMPLATE},
    "worksheet_results.update": {"answers": {"power": "yes"}},
    "new_ticket_forms.process": {
        "customer_details": {"firstname": "F"},
        "ticket_details": {"subject": "S", "description": "D"},
        "appointments": {"summary": "S", "start_at": tiny.at(9), "end_at": tiny.at(10)},
    },
    "canned_responses.create": {"title": "T", "body": "B"},
    "products.add_images": {"url": "u", "filename": "f"},
    "products.location_quantities": {"location_quantity_id": 9803, "quantity": 4},
    "product_serials.create": {"serial_number": "S-2"},
    "product_serials.attach": {"record_type": "LineItem", "line_item_id": 9202, "product_serial_ids": [9801]},
    "product_skus.create": {"vendor_id": tiny.VENDOR, "value": "V"},
    "product_skus.update": {"value": "W"},
    "purchase_orders.create": {"vendor_id": tiny.VENDOR},
    "purchase_orders.add_line_item": {"product_id": tiny.HARDWARE, "quantity": 2},
    "purchase_orders.receive": {"line_item_id": 9602},
    "vendors.create": {"name": "N"},
    "wiki_pages.create": {"name": "N", "body": "B"},
    "user_devices.create": {"device_uuid": "d-2"},
    "otp_login.create": {"code": "123"},
    "estimates.create": {**SALE, "name": "N", "note": "N"},
    "estimates.add_line_item": {"item": "I", "name": "N"},
    "schedules.create": {"customer_id": tiny.PLAIN, "name": "N", "frequency": "Weekly", "next_run": "2026-11-18"},
    "schedules.update": {"next_run": "2026-11-18", "frequency": "Daily"},
    "schedules.add_line_item": {
        "name": "N",
        "description": "D",
        "quantity": 2,
        "retail_cents": 500,
        "cost_cents": 99,
        "product_id": tiny.REMOTE,
        "recurring_type_id": 1,
        "asset_type_id": 501,
    },
    "schedules.remove_line_item": {"line_item_id": 502},
    "contracts.create": {
        **dict.fromkeys(("name", "contract_amount", "description", "primary_contact", "status"), "C"),
        "customer_id": tiny.PLAIN,
        "start_date": "2026-11-20",
        "end_date": "2027-11-19",
        "likelihood": 30,
    },
    "payment_profiles.create": {"payment_profile_id": "5", "last_four": "4242", "expiration": "2030-05"},
    "portal_users.create": {"email": "new@c101.example", "contact_id": tiny.CONTACT, "portal_group_id": 4},
    "portal_users.invite": {"id": 9411},
    "customer_assets.create": {
        "name": "N",
        "asset_type_id": 501,
        "asset_serial": "S",
        "customer_id": tiny.PLAIN,
    },
    "rmm_alerts.create": {"asset_id": tiny.ASSET, "description": "D", "formatted_output": "F", "status": "active"},
    "rmm_alerts.mute": {"mute_for": "forever"},
}


def values_of(operation):
    """What the placeholders of a path stand for: records that are there."""
    known = {"line_item_id": LINES.get(operation.group), "schedule_line_item_id": 502, **PARENTS}
    return {name: known.get(name) or RECORDS.get(operation.group, 1) for name in operation.path_names}


def send(client, operation):
    """The answer to the operation's known request."""
    path = operation.render(values_of(operation))
    body = {"json": BODIES.get(operation.id, {})} if operation.method != "GET" else {}
    key = "two-factor" if operation.id == "otp_login.create" else "owner"
    return client.request(operation.method, f"/api/v1{path}", params={"api_key": key, **QUERY}, **body)


def purchasing(records):
    """A stocked product with photo, SKU, serial and order; a worksheet, an attachment, a device."""
    product = next(row for row in records["products"] if row["id"] == tiny.HARDWARE)
    product |= {"maintain_stock": True, "quantity": 3, "photos": [{"id": 9804}]}
    records["tickets"][0]["attachments"] = [{"id": 9004}]
    of_product = {"product_id": tiny.HARDWARE}
    order = {"number": "C-1", "status": "Open", "vendor_id": tiny.VENDOR}
    line = {"purchase_order_id": 9601, "quantity": 2, "cost_cents": 150, "total_cents": 300, **of_product}
    field = {"id": 1, "name": "Power", "slug": "power", "position": 0, "history": []}
    return {
        "location_quantities": [tiny.born(id=9803, quantity=3, location_id=1, **of_product)],
        "product_skus": [tiny.born(id=9802, vendor_id=tiny.VENDOR, value="X", **of_product)],
        "product_serials": [tiny.born(id=9801, serial_number="S-1", **of_product)],
        "purchase_orders": [tiny.born(id=9601, **order)],
        "po_lines": [tiny.born(id=9602, **line)],
        "worksheet_results": [tiny.born(id=9701, ticket_id=tiny.TICKET, name="N", field_list=[field])],
        "user_devices": [tiny.born(id=9901, user_id=tiny.OLIVE, device_uuid="d-1")],
    }


def full_company():
    """The tiny company with one record of each kind that a write can name."""
    company = tiny.company()
    line = tiny.born(id=9202, invoice_id=9201, item="I", name="N", price="5.0", quantity="1.0", product_id=tiny.REMOTE)
    money = {"price_retail": 5.0, "price_cost": 1.0, "quantity": "1.0", "position": 1}
    company.keys.append({**tiny.key("two-factor", tiny.OLIVE), "two_factor_code": "123"})
    company.records.update(
        {
            **purchasing(company.records),
            "timers": [tiny.born(id=9101, ticket_id=tiny.TICKET, start_time=tiny.at(8), product_id=tiny.REMOTE)],
            "ticket_lines": [
                tiny.born(id=9102, ticket_id=tiny.TICKET, name="N", description="D", **money),
                tiny.born(
                    id=9103, ticket_id=tiny.BLOCK_TICKET, name="N", description="D", product_id=tiny.REMOTE, **money
                ),
            ],
            "invoices": [
                tiny.born(id=9201, customer_id=tiny.PLAIN, ticket_id=tiny.TICKET, number="66001", total="5.0")
            ],
            "invoice_lines": [line],
            "payments": [tiny.born(id=9301, customer_id=tiny.PLAIN, payment_amount=1.0, invoice_ids=[], applied={})],
            "payment_profiles": [tiny.born(id=9311, customer_id=tiny.PLAIN, last_four="4242")],
            "portal_users": [tiny.born(id=9411, customer_id=tiny.PLAIN, email="pat@c101.example")],
            "leads": [tiny.born(id=9421, first_name="F", status="New")],
            "rmm_alerts": [tiny.born(id=9431, customer_id=tiny.PLAIN, description="D", resolved=False)],
            "phones": [tiny.born(id=9401, customer_id=tiny.PLAIN, number="5")],
            "appointments": [tiny.born(id=9501, summary="S", start_at=tiny.at(9), end_at=tiny.at(10))],
        }
    )
    return company
