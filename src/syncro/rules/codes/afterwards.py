"""Codes about what was read back, undone or repaired, and of the check-up."""

from syncro.rules.codes.code import BLOCK, INFO, WARNING, Code

CODES = (
    Code(
        "execution",
        (BLOCK,),
        "The plan stopped before its end. The message says where and why, the receipts say what was written.",
        "`syncro plan show ID` tells how far it came; `syncro plan resume ID` reads first and goes on, "
        "`syncro plan undo ID` takes back what was written.",
    ),
    Code(
        "verify.FIELD",
        (BLOCK,),
        "A field of what was written was read back with a different value from the one planned; the last word of the code "
        "names it, as in `verify.price_retail`. Syncro changed it, or somebody else did.",
        "Look at the record in Syncro and correct it, or take it back with `syncro plan undo ID`.",
    ),
    Code(
        "verify.lines",
        (BLOCK,),
        "The invoice doesn't carry the quantity of a product that the plan expected. A line didn't arrive, "
        "arrived twice, or was changed in between.",
        "Compare ticket and invoice in Syncro before the invoice goes out.",
    ),
    Code(
        "verify.link",
        (BLOCK,),
        "The new invoice doesn't belong to this ticket. An audit would report the ticket as unbilled.",
        "Look at the invoice in Syncro; delete it and bill again if the link is wrong.",
    ),
    Code(
        "verify.missing",
        (BLOCK,),
        "What was written can't be found any more: Syncro lost it, or somebody removed it.",
        "Look in Syncro before you write it again.",
    ),
    Code(
        "verify.overtaken",
        (WARNING,),
        "Somebody changed it between the last look and the last step, which had already left: a line that no invoice "
        "has taken, for example, on a ticket that now counts as invoiced.",
        "Look at it in Syncro and put it right there.",
    ),
    Code(
        "verify.prepay",
        (BLOCK,),
        "The prepay hours should have gone down by the billed hours, and went down by a different number. Most "
        "often the labor's category is wrong, or other work was invoiced at the same moment.",
        "Look at the labor type and at the customer's balance in Syncro.",
    ),
    Code(
        "verify.still_there",
        (BLOCK,),
        "Syncro answered the delete with success, and the record is still there.",
        "Delete it in Syncro.",
    ),
    Code(
        "verify.sum",
        (BLOCK,),
        "The invoice doesn't add up: lines, subtotal, tax and total contradict each other.",
        "Look at it in Syncro before it goes out.",
    ),
    Code(
        "verify.twice",
        (BLOCK,),
        "What should be there once is there more than once: a server that was late stored a first and a second try, "
        "or somebody made the same at the same moment.",
        "Remove all but one in Syncro.",
    ),
    Code(
        "verify.uncounted",
        (INFO,),
        "Whether the record is there only once couldn't be counted, because its list couldn't be read. The "
        "record itself was read back.",
    ),
    Code(
        "verify.unproved",
        (WARNING,),
        "Syncro accepted it and doesn't show it, so it can't be proved. It isn't called verified.",
        "Look at it in Syncro if it matters.",
    ),
    Code(
        "verify.unread",
        (BLOCK,),
        "The record that contained it can't be read, so nothing shows that it is gone.",
        "Look in Syncro.",
    ),
    Code(
        "verify.unreadable",
        (BLOCK,),
        "What was read back makes no sense, such as an invoice without a total.",
        "Look at it in Syncro, then `syncro plan show ID`.",
    ),
    Code(
        "undo.changed",
        (
            BLOCK,
            WARNING,
        ),
        "Somebody has changed this since. Taking it back would take their work with it; fields that others "
        "changed are left as they are.",
        "Take it back by hand, keeping what was changed.",
    ),
    Code("undo.goes_along", (INFO,), "This step needs no undo of its own: it is undone with another one."),
    Code(
        "undo.impossible",
        (WARNING,),
        "This can't be taken back, such as a comment or an e-mail. It stays.",
        "Tell those who have read it, if need be.",
    ),
    Code(
        "undo.invoiced",
        (BLOCK,),
        "The line is on an invoice, and can't be removed before the invoice is.",
        "Delete that invoice first, if it isn't paid.",
    ),
    Code("undo.not_needed", (INFO,), "It is gone already, or is as it was before. Nothing is sent for it."),
    Code(
        "undo.prepay",
        (WARNING,),
        "The invoice took prepay hours. Syncro should give them back when it is deleted, but nobody has "
        "documented that it does.",
        "Look at the customer's prepay hours afterwards.",
    ),
    Code(
        "undo.unknown",
        (WARNING,),
        "Nobody knows whether this step was written, so it can't be taken back safely.",
        "Look in Syncro, and remove it there if it is there.",
    ),
    Code(
        "undo.worked_on",
        (BLOCK,),
        "Others have added to this since: comments, time, lines. A delete would take all of it.",
        "Take those back first, or leave it.",
    ),
    Code(
        "repair.line",
        (INFO,),
        "This line went out at $0.00 although its product has a price. It gets the product's price of today.",
    ),
    Code(
        "repair.prepay",
        (WARNING,),
        "The customer has prepay hours. Deleting the wrong invoice gives back what it took, so the new "
        "invoice may come to less than expected.",
        "Look at the new total before it goes out.",
    ),
    Code(
        "doctor.account",
        (
            BLOCK,
            INFO,
        ),
        "Syncro must answer at this address, and the key must belong to the tech it is stored for. With "
        "somebody else's key all work is credited to the wrong person.",
        "Check network and address, then `syncro login`.",
    ),
    Code(
        "doctor.clock",
        (
            WARNING,
            INFO,
        ),
        "A clock that is off makes due dates, appointments and read-backs by time wrong.",
        "Set the clock, or switch on network time.",
    ),
    Code(
        "doctor.configuration",
        (
            BLOCK,
            INFO,
        ),
        "The configuration must be readable: profile, address, policy.",
        "Fix the file that is named, or run `syncro login`.",
    ),
    Code(
        "doctor.drafting",
        (
            WARNING,
            INFO,
        ),
        "Texts can be drafted by a local model through Ollama. Without it plain templates are used; nothing "
        "else depends on it.",
        "Start Ollama and pull the model, or set `urls` under `[drafting]`.",
    ),
    Code(
        "doctor.journal",
        (
            BLOCK,
            INFO,
        ),
        "The journal of what was written is a chain of hashes. A broken one was changed or cut, and can't be "
        "trusted to know what was sent.",
        "Run `syncro journal verify`, restore the journal from a backup, and look in Syncro at what was written since.",
    ),
    Code(
        "doctor.key",
        (
            BLOCK,
            INFO,
        ),
        "There must be a key for the tech in use, and it must be readable.",
        "`syncro login`, or `syncro tech add` for another tech.",
    ),
    Code(
        "doctor.keyring",
        (
            BLOCK,
            INFO,
        ),
        "Keys of some techs are in the system's keyring, so there must be one and it must be unlocked.",
        "Unlock or install a keyring, or move the key: `syncro login --key-from env:NAME`.",
    ),
    Code(
        "doctor.permissions",
        (
            BLOCK,
            INFO,
        ),
        "The key may not do something that daily commands need. Syncro answers with less than there is, or "
        "refuses in the middle of a plan.",
        "Give the key that permission in Syncro, or use another tech's key.",
    ),
    Code(
        "doctor.probe",
        (
            WARNING,
            INFO,
        ),
        "Accounts differ in the filters and fields they support. Known answers save requests; open ones "
        "only cost time.",
        "Run `syncro doctor --probe` again when there are more records.",
    ),
    Code(
        "doctor.rate_limit",
        (
            BLOCK,
            WARNING,
            INFO,
        ),
        "Syncro allows 180 requests a minute for everything behind one address. Without a shared limit "
        "programs run into refusals together.",
        "Delete the file that is named (it is recreated), or set `requests_per_minute = 180`.",
    ),
    Code(
        "doctor.reach",
        (BLOCK,),
        "A list that daily commands read was refused. A restricted key may also be told less than there is.",
        "Give the key that permission in Syncro.",
    ),
)
