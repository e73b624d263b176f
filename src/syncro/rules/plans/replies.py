"""Does a reply speak of what was asked? A witness who names another record is no witness (design §3.5). Pure."""

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct

from syncro.jsonio import Json
from syncro.rules.plans.plan import Kind, Recogniser
from syncro.rules.plans.recognise import looks_like

WHOSE = "user_id"
"""Whose a record is says how a key was used, not which record it is; reading back judges it."""


class Misfit(Struct, frozen=True):
    """Why a reply is no answer. `may_be_ours`: it names a record that is new, so Syncro may have stored ours differently."""

    reason: str
    may_be_ours: bool = False


def misfit(
    recogniser: Recogniser | None,
    match: Mapping[str, Json],
    record: Mapping[str, Any],
    known: Collection[int],
    needed: Collection[str],
) -> Misfit | None:
    """What speaks against the reply of one step; None when nothing does.

    `match`: what our record says, `known`: ids that were there before, `needed`: fields that later steps name.
    """
    missing = sorted(name for name in needed if record.get(name) is None)
    if missing:
        return Misfit(f"the reply lacks {', '.join(missing)}")
    if recogniser is None or recogniser.kind is not Kind.NEW:
        return None
    if record.get("id") in known:
        return Misfit(f"the reply is about record {record['id']}, which was there before")
    others = [name for name, value in match.items() if name != WHOSE and _is_another(name, value, record)]
    if others:
        return Misfit(f"the reply is about another record: its {', '.join(others)} differ", may_be_ours=True)
    return None


def _is_another(name: str, wanted: Json, record: Mapping[str, Any]) -> bool:
    return record.get(name) is not None and not looks_like(record, {name: wanted})
