"""One pretend account with everything around it: records, clock, quirks, faults, log. What a server serves."""

from random import Random

from msgspec import Struct

from syncro.jsonio import Json
from syncro.sandbox.clock import Clock
from syncro.sandbox.context import Context
from syncro.sandbox.faults import Faults, Rule
from syncro.sandbox.quirks import Quirks
from syncro.sandbox.ratelimit import RateLimit
from syncro.sandbox.record import RequestLog
from syncro.sandbox.runs import Runs
from syncro.sandbox.state import Company, State

COMPANIES = ("demo", "empty")
SEED = 1


class Setup(Struct, frozen=True):
    """How a sandbox starts, and what a reset goes back to. `company` is a name, or the data itself."""

    company: str | Company = "demo"
    seed: int = SEED
    quirks: dict[str, Json] = {}
    faults: tuple[Rule, ...] = ()
    database: str | None = None
    secret: str = ""
    """What it proves to be itself by (`proving`); empty for nothing."""


class Account:
    """The parts of a running sandbox. An existing database is taken as it is, without its company."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.clock = Clock()
        self.quirks = Quirks(setup.quirks)
        self.faults = Faults(setup.faults)
        self.limit = RateLimit()
        self.log = RequestLog(self.clock, lambda: {row["key"] for row in self.state.all("keys")})
        self.runs = Runs()
        self.state = State(setup.database)
        self.context = self._context(setup.seed)
        if self.state.is_empty:
            self.load(setup.company, setup.seed)
        else:
            self.company = "kept in a database"
            self._follow_settings()

    def reset(self, company: str | None = None, seed: int | None = None) -> None:
        """As after a start: records, clock, quirks, faults, log and limit; raises ValueError for an unknown company."""
        self.clock.real()
        self.load(company or self.setup.company, self.setup.seed if seed is None else seed)
        self.quirks.reset()
        self.faults.reset()
        self.limit.reset()
        self.log.clear()

    def load(self, company: str | Company, seed: int) -> None:
        """Replace all records by a company's."""
        self.state.load(self._built(company, seed) if isinstance(company, str) else company)
        self.company = f"{company}, seed {seed}" if isinstance(company, str) else "given as data"
        self.context = self._context(seed)
        self._follow_settings()
        self.runs.forget()

    def catch_up(self) -> None:
        """Do what time alone brings: the schedules that are due make their invoices."""
        self.runs.catch_up(self.context)

    def close(self) -> None:
        """Give the database back."""
        self.state.close()

    def _built(self, name: str, seed: int) -> Company:
        # Building data costs time that a sandbox with a database does not need.
        from syncro.sandbox import company

        if name not in COMPANIES:
            raise ValueError(f"no company {name!r}; there are: {', '.join(COMPANIES)}")
        return company.build(seed, self.clock.now()) if name == "demo" else company.empty(self.clock.now())

    def _context(self, seed: int) -> Context:
        coin = Random(seed)  # noqa: S311  # coins must repeat, not be secret
        return Context(state=self.state, clock=self.clock, quirks=self.quirks, rng=coin)

    def _follow_settings(self) -> None:
        locale = self.context.setting("account").get("locale") or {}
        self.clock.use_offset(locale.get("time_offset"))
