"""Keyrings of our own, so that no test reads or changes the machine's."""

from collections.abc import Iterator

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from keyrings import Memory


@pytest.fixture
def memory_keyring() -> Iterator[dict[tuple[str, str], str]]:
    before, ours = keyring.get_keyring(), Memory()
    keyring.set_keyring(ours)
    yield ours.held
    keyring.set_keyring(before)


@pytest.fixture
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield
    keyring.set_keyring(before)
