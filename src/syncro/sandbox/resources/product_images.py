"""Pictures of a product (facts §14): named by address, never fetched; shown as the product's `photos`."""

from syncro.jsonio import Json
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources.attachments import files_of
from syncro.sandbox.wire import WireError, error

ADDED = "Success! Those will be added shortly in background workers."
REMOVED = "Success! Image removed."
MISSING = "Please pass 'url' & 'filename' or 'files([{}])' parameter."
PHOTO_MISSING: Json = {"message": "Photo Not Found."}


def add(context: Context, request: Request) -> Json:
    """Add pictures: a list of `files`, or one `url` with its `filename`."""
    product, body = context.one("products", request.id), request.body
    files = files_of(body) or files_of(Params({"files": [body.values]}))
    if not files:
        raise error(MISSING)
    photos = [*(product.get("photos") or []), *(_photo(context, url, name) for url, name in files)]
    context.state.change("products", product, photos=photos, updated_at=context.now())
    return {"message": ADDED}


def delete(context: Context, request: Request) -> Json:
    """Remove the picture named in the query."""
    product, wanted = context.one("products", request.id), request.query.integer("photo_id")
    photos: list[Record] = product.get("photos") or []
    left = [photo for photo in photos if photo["id"] != wanted]
    if len(left) == len(photos):
        raise WireError(404, PHOTO_MISSING)
    context.state.change("products", product, photos=left, updated_at=context.now())
    return {"message": REMOVED}


def _photo(context: Context, url: str, name: str) -> Record:
    return {"id": context.state.next_id("photos"), "file_name": name, "photo_url": url, "thumbnail_url": url}
