"""What a client goes by of an operation stands in its row: it fits the API, no other module keeps it, and the sandbox reads none of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from syncro.api.reads import Reads
from syncro.catalog import BY_ID, OPERATIONS, Operation, Shape, read_of
from syncro.catalog.belief import Belief
from syncro.catalog.groups import GROUPS, naming

SOURCE = Path(__file__).parents[1] / "src" / "syncro"
BELIEVED = [row for row in OPERATIONS if row.belief != Belief()]
KNOWN_IDS = {row.id for row in OPERATIONS} | {row.group for row in OPERATIONS}
by_id = pytest.mark.parametrize("row", BELIEVED, ids=lambda row: row.id)

OURS = {
    "rules/by_hand/table.py": "which of our checks a write passes, and why some have none: policy",
    "rules/by_hand/fields.py": "what to tell a person who sends a field that Syncro drops: words of a check",
    "rules/by_hand/owners.py": "which command finds such a record: words of a check",
    "rules/by_hand/tickets.py": "what is looked at before a customer is deleted: one check",
    "api/words.py": "what a request was doing, in words for an error",
    "rules/plans/undoing.py": "what an undo takes away, in words",
    "rules/plans/facts.py": "the lists of a ticket, by our names for them",
    "workflows/doctor.py": "what the doctor asks for",
}
"""Modules with a table that names operations or lists and is no knowledge of an operation."""


@by_id
def test_every_field_that_a_belief_names_is_one_of_the_request(row: Operation) -> None:
    fields, believed = {field.name for field in row.body}, row.belief
    place = believed.shows
    named = {*believed.unseen, *believed.needs, believed.rests}
    if place:
        named |= {sent for sent, _ in place.renamed} | {place.near, place.given}
        named |= {place.length[0]} if place.length else set()
        assert not place.also or place.also[1] in fields | {*row.path_names}
    assert named <= fields | {""}
    assert not believed.inside or believed.inside.name in fields | {*row.path_names}


@by_id
def test_what_becomes_of_something_is_said_where_it_stands_in_a_record_that_can_be_read(row: Operation) -> None:
    if row.belief.inside or row.belief.becomes:
        assert row.belief.inside
        assert read_of(row)


@by_id
def test_an_inverse_takes_the_path_of_the_create_and_the_new_id(row: Operation) -> None:
    if row.belief.inverse:
        inverse = BY_ID[row.belief.inverse]
        assert (row.creates, inverse.method) == (True, "DELETE")
        assert {*inverse.path_names} == {*row.path_names, "id"}
        assert not row.belief.undo


def test_every_create_that_a_delete_could_take_back_has_it_as_its_inverse_unless_others_hang_on_it() -> None:
    for row in OPERATIONS:
        opposite = BY_ID.get(f"{row.group}.delete")
        if row.creates and opposite:
            assert (row.belief.inverse == opposite.id) != ("holds" in row.resource.traits), row.id


@by_id
def test_the_list_that_would_still_show_a_deleted_record_has_that_filter(row: Operation) -> None:
    if row.belief.still_listed:
        assert row.belief.still_listed in BY_ID[f"{row.group}.list"].query


@by_id
def test_a_typed_read_is_a_method_of_the_reader(row: Operation) -> None:
    assert not row.belief.typed or (not row.writes and callable(getattr(Reads, row.belief.typed)))


def test_every_group_is_one_of_the_api_and_a_field_names_records_of_one_group_only() -> None:
    assert GROUPS.keys() <= {row.group for row in OPERATIONS}
    names = [name for each in GROUPS.values() for name in each.names]
    assert sorted(names) == sorted(naming())
    assert all(not BY_ID[each.read].writes for each in naming().values())


def test_a_write_is_answered_with_an_id_or_its_row_says_that_it_need_not_be() -> None:
    without = {row.id for row in OPERATIONS if row.writes and row.reply.id != "id"}
    assert without == {
        *("otp_login.create", "user_devices.create", "user_devices.update", "timelogs.update"),
        *("products.location_quantities", "product_serials.attach"),
        *("canned_responses.create", "canned_responses.update"),
    }


def _sandbox() -> Iterator[tuple[Path, ast.AST]]:
    for path in sorted((SOURCE / "sandbox").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path, node


def test_the_sandbox_reads_no_belief() -> None:
    believed = {"belief", "resource", "unseen", "creates", "echoes"}
    for path, node in _sandbox():
        assert not (isinstance(node, ast.Attribute) and node.attr in believed), (path, node.lineno)
        assert not (isinstance(node, ast.keyword) and node.arg == "belief"), path
        if isinstance(node, ast.ImportFrom):
            modules = {node.module or "", *(f"{node.module}.{each.name}" for each in node.names)}
            assert not modules & {"syncro.catalog.belief", "syncro.catalog.groups"}, (path, node.lineno)
            assert "read_of" not in {each.name for each in node.names}, (path, node.lineno)
        if isinstance(node, ast.Import):
            assert not any(each.name.startswith("syncro.catalog") for each in node.names), (path, node.lineno)


def _tables(path: Path) -> Iterator[tuple[int, set[str]]]:
    """Module-level dicts, sets, tuples and lists that hold names of operations or groups."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        holders = [each for each in ast.walk(node.value) if isinstance(each, ast.Dict | ast.Set | ast.Tuple | ast.List)]
        held = {each for holder in holders for each in ast.walk(holder)}
        texts = {str(each.value) for each in held if isinstance(each, ast.Constant)}
        if texts & KNOWN_IDS:
            yield node.lineno, texts & KNOWN_IDS


def test_nothing_but_the_catalog_keeps_a_table_of_operations() -> None:
    found = {
        path.relative_to(SOURCE).as_posix(): [*_tables(path)]
        for part in ("api", "rules", "workflows", "records", "store")
        for path in sorted((SOURCE / part).rglob("*.py"))
    }
    assert {name for name, tables in found.items() if tables} == OURS.keys(), found


ENGINE = (
    *("api/answers.py", "api/client.py", "api/failures.py", "api/identity.py", "api/paging.py", "api/wire.py"),
    *(
        "rules/plans/identity.py",
        "rules/plans/names.py",
        "rules/plans/progress.py",
        "rules/plans/recognise.py",
        "rules/plans/sent_texts.py",
    ),
    *(
        "rules/plans/verification.py",
        "workflows/planners/adhoc.py",
        "workflows/planners/by_hand.py",
        "workflows/engine/executing.py",
    ),
    *(
        "workflows/engine/readback.py",
        "workflows/engine/run.py",
        "workflows/engine/settling.py",
        "workflows/engine/snapshot.py",
    ),
    *("workflows/engine/verify.py", "calls.py"),
)
"""What plans, sends, finds again and proves any operation there is."""


@pytest.mark.parametrize("name", ENGINE)
def test_the_engine_knows_no_operation_by_name(name: str) -> None:
    tree = ast.parse((SOURCE / name).read_text(encoding="utf-8"))
    texts = {each.value for each in ast.walk(tree) if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    assert not texts & BY_ID.keys()


def test_a_create_whose_records_have_no_read_of_their_own_is_never_taken_back_blindly() -> None:
    blind = {row.id for row in BELIEVED if row.belief.inverse and not read_of(BY_ID[row.belief.inverse])}
    assert blind == {"canned_responses.create", "phones.create", "portal_users.create"}


def test_lists_are_lists_of_objects_but_for_the_one_whose_row_says_otherwise() -> None:
    assert [row.id for row in OPERATIONS if row.reply.pairs] == ["users.list"]
    assert all(row.reply.shape is Shape.MANY for row in OPERATIONS if row.reply.pairs)
