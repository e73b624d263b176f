"""Looks whether everything a command needs is there (design §4). Reads only; mends nothing."""

from collections.abc import Callable, Iterable, Iterator

from syncro.calls import Call
from syncro.config.settings import Config
from syncro.errors import NotAuthorized, SyncroError
from syncro.records import Me
from syncro.rules import doctor
from syncro.rules.doctor import Check
from syncro.workflows.reading.evidence import refuse_stranger
from syncro.workflows.session import Session

REACH = (("tickets.list", "tickets"), ("customers.list", "customers"), ("invoices.list", "invoices"))


def local(session: Session) -> Iterator[Check]:
    """What can be looked at without a request to Syncro."""
    config = session.config
    yield doctor.ok("doctor.configuration", f"Profile {config.profile}, {config.base_url}, policy {config.policy}.")
    yield _key(config)
    yield keyring_check(config)
    yield _tried("doctor.rate_limit", lambda: _pace(session), "delete the file; it is recreated")
    yield _tried("doctor.journal", lambda: _journal(session), "restore it from a backup")
    yield from _drafting(session)


def remote(session: Session) -> Iterator[Check]:
    """What only Syncro can tell: is the key good, what may it do, does the clock agree."""
    try:
        me = session.reader().me()
    except SyncroError as error:
        yield _failed("doctor.account", error, "check the network, the address and the key: syncro login")
        return
    yield _owner(session, me)
    yield doctor.clock(session.reader().server_date, session.now())
    yield from doctor.permissions(me.permissions, me.user_name)
    yield from _reach(session)


def keyring_check(config: Config) -> Check:
    """Is there a keyring, and does a tech need it?"""
    needs = sorted(tech.alias for tech in config.techs.values() if tech.key.startswith("keyring:"))
    try:
        import keyring
        from keyring.backends.fail import Keyring as NoKeyring

        backend = keyring.get_keyring()
        found = not isinstance(backend, NoKeyring)
        name = type(backend).__module__.rpartition(".")[2]
    except Exception as error:
        # Backends fail in ways of their own.
        found, name = False, type(error).__name__
    if found:
        return doctor.ok("doctor.keyring", f"There is one ({name}).")
    if needs:
        remedy = "unlock or install a keyring, or move the key: syncro login --key-from env:NAME"
        return doctor.fail("doctor.keyring", f"There is none, and the keys of {', '.join(needs)} are in it.", remedy)
    return doctor.ok("doctor.keyring", "There is none, and none is needed: keys come from elsewhere.")


def _key(config: Config) -> Check:
    alias = config.tech.alias
    try:
        key = config.key_of(alias)
    except SyncroError as error:
        return _failed("doctor.key", error, "syncro login")
    shown = f"…{key.last4}" if key.last4 else "too short to show any of it"
    return doctor.ok("doctor.key", f"{config.tech.name} ({alias}) has one: {shown}.")


def _pace(session: Session) -> Check:
    pace = session.pace
    if pace is None:
        text = "No limit is kept."
        if session.config.is_sandbox:
            return doctor.ok("doctor.rate_limit", text)
        return doctor.warn("doctor.rate_limit", f"{text} Syncro allows 180 a minute.", "set requests_per_minute = 180")
    pace.turn()
    pace.close()
    return doctor.ok("doctor.rate_limit", f"{pace.per_minute} requests a minute, shared through {pace.path}.")


def _journal(session: Session) -> Check:
    if not session.has_journal:
        return doctor.ok("doctor.journal", "There is none yet; a dry run makes none.")
    breaks = session.journal.breaks()
    if not breaks:
        return doctor.ok("doctor.journal", f"{session.journal.head().entries} entries, the chain of hashes is intact.")
    first = breaks[0]
    remedy = "syncro journal verify; then restore it from a backup and look in Syncro at what was written since"
    return doctor.fail("doctor.journal", f"Entry {first.seq} (plan {first.plan_id}): {first.says}.", remedy)


def _drafting(session: Session) -> Iterator[Check]:
    for url, why in session.drafter.absences():
        if not why:
            yield doctor.ok("doctor.drafting", f"Ollama at {url} has {session.config.drafting.model}.")
        else:
            remedy = f"ollama serve; ollama pull {session.config.drafting.model}; or set urls under [drafting]"
            yield doctor.warn("doctor.drafting", f"Ollama at {url}: {why}. Texts come from plain templates.", remedy)


def _owner(session: Session, me: Me) -> Check:
    try:
        refuse_stranger(session.reader(), me)
    except NotAuthorized as error:
        return _failed("doctor.account", error, error.hint)
    return doctor.ok(
        "doctor.account", f"{session.account} answers; the key belongs to {me.shown_name} (user {me.user_id})."
    )


def _reach(session: Session) -> Iterable[Check]:
    """A restricted key may be told less than there is, so each list is really asked for."""
    for operation, what in REACH:
        try:
            session.reader().listing(Call(operation), limit=1)
        except NotAuthorized as error:
            yield doctor.fail("doctor.reach", f"{what}: {error.message}", "give the key that permission in Syncro")
        except SyncroError as error:
            yield _failed("doctor.reach", error, "try again later")


def _tried(code: str, look: Callable[[], Check], remedy: str) -> Check:
    try:
        return look()
    except SyncroError as error:
        return _failed(code, error, remedy)


def _failed(code: str, error: SyncroError, remedy: str) -> Check:
    return doctor.fail(code, error.message, error.hint or remedy)
