"""Payment profiles (facts §6): what a gateway keeps of a customer's card. Never a card number."""

from syncro.jsonio import Json
from syncro.sandbox import shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.resources import plain
from syncro.sandbox.resources.plain import Kind
from syncro.sandbox.wire import WireError

NO_GATEWAY: Json = {"message": "Account not configured to use integrated processing."}
PROFILE = Kind(
    "payment_profiles",
    shapes.blank(
        "id customer_id expiration customer_external_id used_gateway payment_profile_id last_four created_at updated_at",
        used_gateway="authorize_net",
    ),
    "expiration last_four",
    parent=("customer_id", "customers"),
)


def create(context: Context, request: Request) -> Json:
    """A new profile by the gateway's tokens, which can't be changed later; refused without a gateway."""
    if not context.quirks.on("payment_gateway"):
        context.one("customers", request.path_id("customer_id"))
        raise WireError(422, NO_GATEWAY)
    token = request.body.word("payment_profile_id")
    profile = plain.keep_new(
        context,
        request,
        PROFILE,
        customer_external_id=request.body.text("customer_external_id"),
        payment_profile_id=request.body.integer("payment_profile_id") if token.isdecimal() else token or None,
    )
    return {"payment_profile": plain.shown(context, PROFILE, profile)}


list_, get = plain.list_(PROFILE), plain.get(PROFILE)
update, delete = plain.update(PROFILE), plain.delete(PROFILE)
