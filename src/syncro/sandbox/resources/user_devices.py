"""Devices of the key's owner, named by their UUID and shown flat (facts §17). No list, no delete."""

from syncro.jsonio import Json
from syncro.sandbox import shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.wire import WireError, not_found

SHAPE = shapes.blank(
    "user_id registration_token_gcm id device_uuid account_id name device_name system_name model screen_size disabled "
    "created_at updated_at",
    account_id=shapes.ACCOUNT_ID,
    disabled=False,
)
FIELDS = ("device_name", "registration_token_gcm", "system_name", "model", "screen_size")


def create(context: Context, request: Request) -> Json:
    """Note a device; one that its owner named before is changed instead of doubled."""
    body, owner = request.body, request.actor.user["id"]
    uuid = body.word("device_uuid")
    if not uuid:
        raise WireError(422, {"message": "Missing params device_uuid"})
    known = _find(context, uuid, owner) or context.born("user_devices", device_uuid=uuid, user_id=owner)
    fields = {name: body.text(name) for name in FIELDS if name in body}
    return _kept(context, {**known, **fields})


def get(context: Context, request: Request) -> Json:
    """One device."""
    return shapes.only(SHAPE, _own(context, request))


def update(context: Context, request: Request) -> Json:
    """Change its token for push messages, the only thing that can be changed."""
    device = _own(context, request)
    token = request.body.text("registration_token_gcm")
    return _kept(context, {**device, **({} if token is None else {"registration_token_gcm": token})})


def _kept(context: Context, device: Record) -> Record:
    return shapes.only(SHAPE, context.state.put("user_devices", {**device, "updated_at": context.now()}))


def _own(context: Context, request: Request) -> Record:
    found = _find(context, request.path["id"], request.actor.user["id"])
    if found is None:
        raise not_found()
    return found


def _find(context: Context, uuid: str, owner: int) -> Record | None:
    rows = context.state.where("user_devices", "device_uuid", uuid)
    return next((row for row in rows if row["user_id"] == owner), None)
