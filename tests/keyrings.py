"""A keyring of the tests' own, so that none reads or changes the machine's."""

from keyring.backend import KeyringBackend


class Memory(KeyringBackend):
    """A keyring that forgets everything."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password
