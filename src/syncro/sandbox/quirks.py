"""The one table of everything odd this sandbox does on purpose. Each row can be switched; nothing else decides."""

from collections.abc import Mapping

from msgspec import Struct

from syncro.jsonio import Json
from syncro.sandbox import casts

Value = bool | int | str


class Quirk(Struct, frozen=True):
    """One oddity: its default, what kind of source says so, the fact, and what nobody knows about it."""

    name: str
    default: Value
    meaning: str
    source: str
    fact: str
    unknown: str = ""


TABLE: tuple[Quirk, ...] = (
    Quirk("rate_limit", 180, "requests a minute per client address; 0 is none", "vendor", "§1", "429 body and headers"),
    Quirk("retry_after_header", False, "429 carries Retry-After", "inferred", "§1", "whether it ever does"),
    Quirk(
        "auth_forms",
        "query,bare,bearer,body",
        "where a key is taken from",
        "shop, vendor, live",
        "C1",
        "exact 401 body for a bad key",
    ),
    Quirk(
        "header_auth_unattributed",
        True,
        "ticket line items written with header auth have no user",
        "shop",
        "C2",
        "how header-auth writes are really attributed",
    ),
    Quirk("page_sizes", "observed", "`observed`, or `documented`: what the vendor's text says", "live", "C6"),
    Quirk("per_page_honoured", False, "per_page works on every list, not only on ticket comments", "live", "C7"),
    Quirk("invoice_list_has_ticket_id", False, "rows of GET /invoices carry ticket_id", "shop, vendor", "C5"),
    Quirk(
        "invoice_customer_filter",
        False,
        "GET /invoices honours customer_id",
        "shop, vendor",
        "C5",
        "whether customer_id filters invoices",
    ),
    Quirk("invoice_ticket_filter", True, "GET /invoices honours ticket_id", "vendor", "C5"),
    Quirk(
        "appointments_show_ids",
        False,
        "appointments show the user_id, user_ids and appointment_type_id that they took",
        "inferred",
        "§13",
        "whether live replies do; documented ones don't",
    ),
    Quirk("appointment_put_needs_start", False, "PUT of an appointment without start_at is refused", "vendor", "§13"),
    Quirk("appointments_nested", False, 'appointment rows are {"appointment": {…}}', "vendor, live", "C8"),
    Quirk(
        "appointments_window_days",
        30,
        "days back that GET /appointments reaches without dates",
        "inferred",
        "§13",
        "the real default window",
    ),
    Quirk(
        "zero_rate_charges",
        "0",
        "share of charged timers whose line comes out at $0.00, from 0 to 1",
        "shop",
        "C14",
        "when it happens",
    ),
    Quirk("charge_ignores_product", False, "a charge uses the default labor product", "shop", "§4.2", "when"),
    Quirk("double_charge_allowed", False, "a second charge makes a second line", "peer", "§4.2", "what really happens"),
    Quirk("timer_billable_input", False, "`billable` in a new timer is honoured", "shop, vendor", "C13"),
    Quirk("timer_update_moves_end", False, "a new duration_minutes moves end_time", "live", "§4.2"),
    Quirk("ticket_line_inherits_price", False, "a ticket line takes its product's price", "shop", "§4.3"),
    Quirk("ticket_line_taxable_default", True, "a ticket line without `taxable` is taxable", "shop", "§4.3"),
    Quirk("ticket_start_at_on_create", False, "start_at and end_at of a new ticket are kept", "shop", "§4"),
    Quirk(
        "ticket_detail_has_row_ids",
        False,
        "a ticket's detail carries contact_id, address_id and ticket_type_id, as rows of the list do",
        "vendor",
        "§4",
        "the documented detail is an old sample, the row a recent one",
    ),
    Quirk("all_comments_default", False, "GET /tickets carries every comment", "vendor", "§4"),
    Quirk(
        "unknown_status_rejected",
        False,
        "a ticket status outside the account's list is refused",
        "unknown",
        "C19",
        "whether status, priority or problem type outside the list is rejected",
    ),
    Quirk(
        "not_closed_excludes",
        "Resolved,Invoiced,Closed",
        "statuses that the filter `Not Closed` leaves out",
        "inferred",
        "§4",
        "which ones really",
    ),
    Quirk(
        "paid_invoice_delete_fails",
        True,
        "DELETE of an invoice with payments answers 200 and deletes nothing",
        "inferred",
        "§2",
        "when the documented silent failure happens",
    ),
    Quirk(
        "invoice_delete_unmarks_lines",
        True,
        "deleting an invoice frees its ticket lines for the next one",
        "shop",
        "§21",
        "inferred from the shop's recovery",
    ),
    Quirk(
        "prepay_draws",
        True,
        "invoicing Labor lines draws on the customer's prepay hours",
        "vendor, shop",
        "§19",
        "how a partly covered line is split",
    ),
    Quirk(
        "prepay_in_nested",
        False,
        "prepay_hours is also on rows of lists and on customers inside other records, not only in the customer's detail",
        "live",
        "§10",
    ),
    Quirk(
        "invoice_payments_show_applied",
        True,
        "payments[] of an invoice show the part applied to it, not the whole payment",
        "inferred",
        "§6",
        "what a split payment shows",
    ),
    Quirk(
        "invoice_skill_routes",
        False,
        "what a public skill says of invoices is true: payments below them, status, void, filters, lines and terms, mail fields",
        "peer",
        "C23",
    ),
    Quirk("estimate_default_status", "Fresh", "status of a new estimate", "vendor, live", "C17"),
    Quirk(
        "estimate_line_price_ignored_with_product",
        True,
        "a new estimate line takes its product's price whatever price was sent",
        "shop",
        "§7",
    ),
    Quirk(
        "estimate_converts_again",
        True,
        "a second conversion makes a second invoice",
        "inferred",
        "§7",
        "what a second conversion does",
    ),
    Quirk("payment_gateway", False, "the account can process cards: payment profiles can be made", "vendor", "§6"),
    Quirk(
        "leads_hidden_statuses",
        "Won,Lost",
        "statuses that GET /leads leaves out unless asked for them",
        "peer",
        "§17",
        "which ones really",
    ),
    Quirk(
        "muted_alerts_listed",
        True,
        "a muted alert stays in the list of active ones",
        "inferred",
        "§16",
        "what muting does to the list",
    ),
    Quirk(
        "billed_customer_delete_fails",
        True,
        "a customer with invoices or payments is not deleted: 422",
        "inferred",
        "§10",
        "what becomes of the invoices; only a customer without any was seen deleted",
    ),
    Quirk(
        "text_as_number",
        False,
        "text where a number belongs counts as its leading digits or as 0, as a database casts it, and is not refused",
        "inferred",
        "§2",
        "which numbers are checked",
    ),
    Quirk(
        "unknown_products_dropped",
        False,
        "a product_id that nobody knows is left off the new line or timer, and is not refused",
        "inferred",
        "§2",
        "whether it is",
    ),
    Quirk("asset_create_keeps_properties", False, "`properties` of a new asset are kept", "live", "§12"),
    Quirk(
        "product_put_resets_maintain_stock",
        True,
        "a product's PUT without `maintain_stock` switches it off",
        "live",
        "§14",
        "when it does",
    ),
    Quirk(
        "serials_need_status",
        False,
        "a product's serials are listed only by `status`; without it there are none",
        "live, peer",
        "§14",
        "two observers disagree",
    ),
    Quirk(
        "callerid_disabled",
        False,
        "GET /callerid answers the bare text `Disabled`, as an account without the feature",
        "live",
        "§15",
        "when a caller's name comes as JSON and when as bare text",
    ),
    Quirk(
        "wiki_visibilities",
        "private,customer,public",
        "values of a wiki page's `visibility` that are not refused; `internal` is one seen refused",
        "live",
        "§17",
        "the values that are taken",
    ),
    Quirk("html_on_bad_content_type", True, "JSON text without a JSON content type is a 400 page", "shop", "C24"),
)

BY_NAME: dict[str, Quirk] = {quirk.name: quirk for quirk in TABLE}


class Quirks:
    """The present values; reading one is a plain look-up."""

    def __init__(self, start: Mapping[str, Json] | None = None) -> None:
        self._start = {name: cast(name, value) for name, value in (start or {}).items()}
        self._values: dict[str, Value] = {}
        self.reset()

    def reset(self) -> None:
        """Back to the values the sandbox was started with."""
        self._values = {quirk.name: quirk.default for quirk in TABLE} | self._start

    def change(self, values: Mapping[str, Json]) -> None:
        """Set several, or none; raises ValueError for an unknown name or a value of the wrong kind."""
        self._values |= {name: cast(name, value) for name, value in values.items()}

    def on(self, name: str) -> bool:
        """True when the switch is on."""
        return bool(self._values[name])

    def number(self, name: str) -> int:
        """The value of a quirk that is a count."""
        return int(self._values[name])

    def share(self, name: str) -> float:
        """The value of a quirk that is a probability."""
        return float(self._values[name])

    def word(self, name: str) -> str:
        """The value of a quirk that is a word."""
        return str(self._values[name])

    def words(self, name: str) -> frozenset[str]:
        """The values of a quirk that is a comma list."""
        return frozenset(word.strip() for word in self.word(name).split(","))

    def changed(self) -> dict[str, Json]:
        """The quirks that do not stand at their default."""
        return {name: value for name, value in self._values.items() if value != BY_NAME[name].default}

    def table(self) -> list[dict[str, Json]]:
        """Every quirk with its value, for the control plane."""
        return [{**_plain(quirk), "value": self._values[quirk.name]} for quirk in TABLE]


def cast(name: str, value: Json) -> Value:
    """The value in the kind of the quirk's default; raises ValueError, naming what exists."""
    if name not in BY_NAME:
        raise ValueError(f"no quirk {name!r}; there are: {', '.join(sorted(BY_NAME))}")
    default = BY_NAME[name].default
    if isinstance(default, bool):
        return _switch(name, value)
    if isinstance(default, int):
        return _count(name, value)
    return _share(value) if name == "zero_rate_charges" else _word(name, value)


def _switch(name: str, value: Json) -> bool:
    known = casts.boolean(value)
    if known is None or (isinstance(value, str) and value.lower() not in SWITCH_WORDS):
        raise ValueError(f"{name} is a switch: true or false, not {value!r}")
    return known


SWITCH_WORDS = frozenset({"true", "false", "on", "off", "yes", "no", "1", "0"})


def _count(name: str, value: Json) -> int:
    if isinstance(value, bool) or not str(value).isdecimal():
        raise ValueError(f"{name} is a whole number of 0 or more, not {value!r}")
    return int(str(value)[:9])


def _share(value: Json) -> str:
    switch = {"true": "1", "on": "1", "yes": "1", "false": "0", "off": "0", "no": "0"}
    text = switch.get(str(value).lower(), str(value))
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ValueError(f"zero_rate_charges is a share from 0 to 1, not {value!r}")
    return text


def _word(name: str, value: Json) -> str:
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    if not isinstance(value, str):
        raise ValueError(f"{name} is a word or a comma list, not {value!r}")
    if name == "page_sizes" and value not in {"observed", "documented"}:
        raise ValueError(f"page_sizes is `observed` or `documented`, not {value!r}")
    return value


def _plain(quirk: Quirk) -> dict[str, Json]:
    names = ("name", "default", "meaning", "source", "fact", "unknown")
    return {name: getattr(quirk, name) for name in names}
