"""Every command on one screen: its name and one line of help. It lives in the module of its name in `commands`.

Importing this imports no command.
"""

from msgspec import Struct

DEFAULT = "tickets"
"""What `syncro` alone does (R-01)."""


class Entry(Struct, frozen=True):
    """One command. `needs_account`: without a configured one it has nothing to say but how to begin."""

    summary: str
    needs_account: bool = True


COMMANDS: dict[str, Entry] = {
    "tickets": Entry("open tickets, one line each (also without a command)"),
    "ticket": Entry("one ticket: people, comments, time, lines, billing"),
    "search": Entry("tickets by subject, customer or comment"),
    "customers": Entry("customers, their contacts and prepay hours"),
    "contacts": Entry("the contacts of a customer"),
    "assets": Entry("the assets of a customer"),
    "create": Entry("create a ticket, with description and appointment"),
    "update": Entry("change a ticket: status, priority, due date, assignee"),
    "comment": Entry("comment on a ticket: internal, public or e-mailed"),
    "close": Entry("close a ticket: resolution, time, status"),
    "bill": Entry("bill a ticket: plan, yes, write, read back"),
    "log": Entry("the session log of a ticket, as a file"),
    "move-appointment": Entry("move a customer's appointment"),
    "estimate": Entry("estimates: list, show, create, add hardware"),
    "plan": Entry("plans: list, show, execute, resume, undo, discard"),
    "journal": Entry("what was written: show, verify, export"),
    "explain": Entry("what the code of a finding means", needs_account=False),
    "policy": Entry("the shop's billing rules", needs_account=False),
    "login": Entry("add an account or a tech's key", needs_account=False),
    "tech": Entry("techs and where their keys are: add, list, remove", needs_account=False),
    "whoami": Entry("account, tech, key and permissions in use"),
    "doctor": Entry("check the setup: key, network, permissions, journal", needs_account=False),
    "api": Entry("any request of the API"),
    "demo": Entry("the main job on a pretend company, in seconds", needs_account=False),
    "sandbox": Entry("a pretend Syncro to try things on", needs_account=False),
    "skill": Entry("the /syncro skill for Claude Code", needs_account=False),
    "completion": Entry("completion for bash, zsh, fish or PowerShell", needs_account=False),
}
