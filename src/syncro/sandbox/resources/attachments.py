"""Files on tickets (facts §4): named by address, never fetched; kept with the ticket, shown in its detail."""

from pathlib import PurePosixPath

from syncro.jsonio import Json
from syncro.sandbox import casts
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.wire import error, not_found

PROCESSING = "Processing - refresh ticket in a moment to see if it worked."
MISSING = "Missing files param - or not an array like [{'url':'http://foo','filename': 'test'}]"
TYPES = {
    ".csv": "text/csv",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".log": "text/plain",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".txt": "text/plain",
    ".zip": "application/zip",
}
UNKNOWN_TYPE = "application/octet-stream"


def attach(context: Context, request: Request) -> Json:
    """Put files on a ticket; a list of plain strings is refused (facts §4)."""
    ticket = context.one("tickets", request.id)
    files = files_of(request.body)
    if not files:
        raise error(MISSING)
    new = [_attachment(context, url, name) for url, name in files]
    context.touch("tickets", ticket["id"], attachments=[*(ticket.get("attachments") or []), *new])
    return {"message": PROCESSING}


def delete(context: Context, request: Request) -> Json:
    """Take one file off the ticket."""
    ticket, wanted = context.one("tickets", request.id), request.body.integer("attachment_id")
    attachments: list[Record] = ticket.get("attachments") or []
    left = [row for row in attachments if row["id"] != wanted]
    if len(left) == len(attachments):
        raise not_found()
    context.touch("tickets", ticket["id"], attachments=left)
    return {"success": True}


def files_of(body: Params) -> list[tuple[str, str]]:
    """Address and name of each of `files`; empty when there are none or one of them is no such pair."""
    given = [Params(casts.mapping(item)) for item in body.items("files")]
    pairs = [(one.word("url"), one.word("filename") or PurePosixPath(one.word("url")).name) for one in given]
    return pairs if all(url and name for url, name in pairs) else []


def _attachment(context: Context, url: str, name: str) -> Record:
    # The size is not known: nothing is fetched.
    return {
        "id": context.state.next_id("attachments"),
        "file_name": name,
        "content_type": TYPES.get(PurePosixPath(name).suffix.lower(), UNKNOWN_TYPE),
        "file_size": 0,
        "created_at": context.now(),
        "file": {"url": url, "thumb": {"url": url}, "main": {"url": url}},
    }
