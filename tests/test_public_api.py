"""What `import syncro` promises."""

import subprocess
import sys
from pathlib import Path

import syncro
from syncro import errors


def test_every_public_name_can_be_had_and_the_list_is_sorted() -> None:
    assert syncro.__all__ == sorted(syncro.__all__)
    for name in syncro.__all__:
        assert getattr(syncro, name) is not None
    assert set(syncro.__all__) - {"__version__"} == set(syncro._HOMES)


def test_an_unknown_name_is_an_ordinary_attribute_error() -> None:
    assert not hasattr(syncro, "Idempotency")


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, syncro; print([m for m in ('httpx2', 'sqlalchemy', 'click', 'msgspec', 'uvicorn') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_error_tree_drawn_in_the_docstring_is_the_real_one() -> None:
    drawn = [line.lstrip(" │├└─").split()[0] for line in (errors.__doc__ or "").splitlines() if "──" in line]
    real = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.SyncroError)
    }
    assert set(drawn) == real - {"SyncroError"}


def test_changelog_names_the_version() -> None:
    changelog = Path(__file__).parents[1] / "CHANGELOG.md"
    assert f"## [{syncro.__version__}]" in changelog.read_text(encoding="utf-8")
