"""Every command on one screen: name, where it lives, one line of help. Importing it imports no command."""

from msgspec import Struct

DEFAULT = "tickets"
"""What `syncro` alone does (R-01)."""


class Entry(Struct, frozen=True):
    """One command. `needs_account`: without a configured one it has nothing to say but how to begin."""

    target: str
    summary: str
    needs_account: bool = True


COMMANDS: dict[str, Entry] = {
    "tickets": Entry("syncro.cli.commands.tickets:parse", "open tickets, one line each (also without a command)"),
    "ticket": Entry("syncro.cli.commands.ticket:parse", "one ticket: people, comments, time, lines, billing"),
    "search": Entry("syncro.cli.commands.search:parse", "tickets by subject, customer or comment"),
    "customers": Entry("syncro.cli.commands.customers:parse", "customers, their contacts and prepay hours"),
    "contacts": Entry("syncro.cli.commands.contacts:parse", "the contacts of a customer"),
    "assets": Entry("syncro.cli.commands.assets:parse", "the assets of a customer"),
    "create": Entry("syncro.cli.commands.create:parse", "create a ticket, with description and appointment"),
    "update": Entry(
        "syncro.cli.commands.update:parse", "change a ticket: status, priority, due date, assignee, contact"
    ),
    "comment": Entry("syncro.cli.commands.comment:parse", "comment on a ticket: internal, public or e-mailed"),
    "close": Entry("syncro.cli.commands.close:parse", "close a ticket: resolution, time or why there is none, status"),
    "bill": Entry("syncro.cli.commands.bill:parse", "bill a ticket: plan, yes, write, read back"),
    "log": Entry("syncro.cli.commands.log:parse", "the session log of a ticket, as a file"),
    "move-appointment": Entry("syncro.cli.commands.move_appointment:parse", "move a customer's appointment"),
    "estimate": Entry("syncro.cli.commands.estimate:parse", "estimates: list, show, create, add hardware"),
    "plan": Entry("syncro.cli.commands.plan:parse", "plans: list, show, execute, resume, undo, discard"),
    "journal": Entry("syncro.cli.commands.journal:parse", "what was written and found: show, verify, export"),
    "explain": Entry("syncro.cli.commands.explain:parse", "what the code of a finding means", needs_account=False),
    "policy": Entry("syncro.cli.commands.policy:parse", "the shop's billing rules", needs_account=False),
    "login": Entry("syncro.cli.commands.login:parse", "add an account or a tech's key", needs_account=False),
    "tech": Entry(
        "syncro.cli.commands.tech:parse", "techs and where their keys are: add, list, remove", needs_account=False
    ),
    "whoami": Entry("syncro.cli.commands.whoami:parse", "account, tech, key and permissions in use"),
    "doctor": Entry(
        "syncro.cli.commands.doctor:parse", "is everything there that a command needs", needs_account=False
    ),
    "api": Entry("syncro.cli.commands.api:parse", "any request of the API"),
    "demo": Entry(
        "syncro.cli.commands.demo:parse", "the main job on a pretend company, in seconds", needs_account=False
    ),
    "sandbox": Entry("syncro.cli.commands.sandbox:parse", "a pretend Syncro to try things on", needs_account=False),
    "skill": Entry("syncro.cli.commands.skill:parse", "the /syncro skill for Claude Code", needs_account=False),
    "completion": Entry(
        "syncro.cli.commands.completion:parse", "completion for bash, zsh, fish or PowerShell", needs_account=False
    ),
}
