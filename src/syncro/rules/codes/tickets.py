"""Codes about tickets, customers, appointments, and the words that go out."""

from syncro.rules.codes.code import BLOCK, INFO, WARNING, Code

CODES = (
    Code(
        "ticket.deleted",
        (WARNING,),
        "A ticket is deleted permanently, with its comments, timer entries and lines. Syncro has no way back.",
        "Close it instead if anybody may want to read it again.",
    ),
    Code(
        "ticket.has_invoice",
        (WARNING,),
        "The ticket has been invoiced before. A further invoice takes only lines that aren't invoiced yet.",
        "Make sure that this is other work.",
    ),
    Code(
        "ticket.invoiced",
        (
            BLOCK,
            WARNING,
        ),
        "The ticket counts as billed, or its lines are on an invoice. Billing it again charges the customer "
        "twice; moving or deleting it leaves an invoice that nobody can explain.",
        "If there is more to bill, say why with `--allow-repeat REASON`.",
    ),
    Code(
        "ticket.no_time",
        (BLOCK,),
        "The ticket would be closed with neither time nor a line: that is how work is forgotten.",
        "Use `syncro close NUMBER`: it takes the time, or the reason why there is none.",
    ),
    Code(
        "ticket.similar",
        (WARNING,),
        "The customer has an open ticket whose subject is much like this one. Two tickets for one problem "
        "split its history and its bill.",
        "If it is the same problem, add a comment there instead.",
    ),
    Code(
        "ticket.unbilled",
        (WARNING,),
        "The ticket has lines or timer entries that no invoice has taken. Setting its status bills nothing.",
        "Bill it first with `syncro bill NUMBER`.",
    ),
    Code("close.already", (BLOCK,), "The ticket is closed already.", "Add to it with `syncro comment NUMBER`."),
    Code(
        "close.has_time",
        (BLOCK,),
        "You gave a reason why there is no time, but the ticket has time or lines.",
        "Leave `--no-time` out.",
    ),
    Code(
        "close.no_time",
        (BLOCK,),
        "A ticket is closed with its time, or with a reason why there is none. Otherwise the work is never "
        "billed and nobody knows.",
        "Add `--minutes N --labor KEY` to bill it, or `--no-time REASON`.",
    ),
    Code(
        "customer.deleted",
        (WARNING,),
        "A customer is deleted permanently, and other records may depend on it.",
        "Disable the customer in Syncro instead: everything stays readable.",
    ),
    Code(
        "customer.disabled",
        (BLOCK,),
        "The customer is disabled in Syncro: somebody decided that there is no more business with them.",
        "Enable the customer in Syncro, or choose another one.",
    ),
    Code(
        "customer.in_use",
        (BLOCK,),
        "Tickets or invoices belong to this customer. Without the customer they would belong to nobody.",
        "Disable the customer in Syncro instead.",
    ),
    Code("update.already", (INFO,), "The field has this value already; it is left out of the request."),
    Code(
        "update.nothing",
        (BLOCK,),
        "Everything already is as asked. A request that changes nothing isn't sent.",
        "Ask for a different value.",
    ),
    Code(
        "status.closest",
        (WARNING,),
        "The account has no status of that name, so the closest one is taken.",
        "Name another one if it isn't right.",
    ),
    Code(
        "status.unknown",
        (BLOCK,),
        "The account has no status of that name. Syncro would store it all the same, and no list or report "
        "would show the ticket under it.",
        "Use one of the account's own, spelled as in Syncro.",
    ),
    Code(
        "priority.unknown",
        (BLOCK,),
        "The account has no priority of that name. Syncro would store it all the same.",
        "Use one of the account's own, spelled as in Syncro.",
    ),
    Code(
        "problem_type.unknown",
        (BLOCK,),
        "The account has no problem type of that name. Syncro would store it all the same, and reports by "
        "problem type would miss the ticket.",
        "Use one of the account's own, spelled as in Syncro.",
    ),
    Code(
        "status.unchecked",
        (WARNING,),
        "The account's list of statuses couldn't be read, so what you typed is sent as it is. Syncro may "
        "accept a status that nobody uses.",
        "Make sure that it is spelled as in Syncro.",
    ),
    Code(
        "priority.closest",
        (WARNING,),
        "The account has no priority of that name, so the closest one is taken.",
        "Name another one if it isn't right.",
    ),
    Code(
        "priority.unchecked",
        (WARNING,),
        "The account's list of priorities couldn't be read, so what you typed is sent as it is.",
        "Make sure that it is spelled as in Syncro.",
    ),
    Code(
        "problem_type.closest",
        (WARNING,),
        "The account has no problem type of that name, so the closest one is taken.",
        "Name another one if it isn't right.",
    ),
    Code(
        "problem_type.unchecked",
        (WARNING,),
        "The account's list of problem types couldn't be read, so what you typed is sent as it is.",
        "Make sure that it is spelled as in Syncro.",
    ),
    Code(
        "zone.fixed",
        (WARNING,),
        "The account's time zone is one that this machine doesn't know, so today's offset is used for every "
        "date. In the other half of the year times may be off by an hour.",
        "Check the hour of dates in another season.",
    ),
    Code(
        "zone.unknown",
        (WARNING,),
        "The account's time zone can't be read, so this machine's is used. If they differ, every time is off "
        "by the difference.",
        "Check the times before you say yes, or use a key that may read the settings.",
    ),
    Code(
        "appointment.conflict",
        (WARNING,),
        "The same tech has another appointment at that time.",
        "Choose another time, or make sure that both can be kept.",
    ),
    Code(
        "appointment.long",
        (WARNING,),
        "The appointment lasts longer than anybody works in a day. Most likely the end, or morning and "
        "afternoon, got mixed up.",
        "Check the end.",
    ),
    Code("appointment.order", (BLOCK,), "The appointment would end before it begins.", "Correct start or end."),
    Code("appointment.past", (WARNING,), "The new time has already passed.", "Check the date."),
    Code(
        "appointment.tech_unknown",
        (WARNING,),
        "Syncro doesn't say whose appointment this is (or whose the others at that time are), so conflicts "
        "can't be found.",
        "Look at the calendar in Syncro.",
    ),
    Code(
        "appointment.time",
        (BLOCK,),
        "Only one of start and end has a UTC offset. Syncro would read them as different hours.",
        "Give both a UTC offset, such as -07:00.",
    ),
    Code(
        "appointment.unchecked",
        (WARNING,),
        "There are more appointments on that day than were read, so a conflict may have been missed.",
        "Look at the calendar in Syncro.",
    ),
    Code("visit.past", (WARNING,), "The appointment of the new ticket starts in the past.", "Check the date."),
    Code(
        "comment.incomplete",
        (WARNING,),
        "Syncro doesn't store a comment without subject or body, and doesn't say so.",
        "Send both.",
    ),
    Code(
        "comment.tech",
        (WARNING,),
        "The comment would show one name, while Syncro records another as its author.",
        "Leave `tech` out, or use that tech's key with `--tech`.",
    ),
    Code(
        "mail.nobody",
        (
            BLOCK,
            WARNING,
        ),
        "An e-mail was asked for, and there is no address it could go to. A comment is still visible in the "
        "portal; an invoice or estimate would reach nobody.",
        "Add an address to the contact or customer in Syncro.",
    ),
    Code(
        "mail.sms",
        (WARNING,),
        "The comment also goes to the customer's phone as a text message.",
        "Leave `sms_body` out if it shouldn't.",
    ),
    Code(
        "mail.twice",
        (INFO,),
        "Syncro e-mails the description of the new ticket and its appointment separately, so the customer gets "
        "two e-mails.",
    ),
    Code(
        "mail.unwanted", (WARNING,), "The customer is marked in Syncro as wanting no e-mail.", "Tell them another way."
    ),
    Code(
        "text.amount",
        (
            BLOCK,
            WARNING,
        ),
        "The text names an amount of money that isn't in this plan. A customer who reads a different figure from "
        "the one on the invoice will call. An amount said about this bill stops the plan; any other is a question.",
        "Correct the text, or the plan.",
    ),
    Code(
        "text.card",
        (BLOCK,),
        "The text contains what looks like a card number. Card numbers belong in no text: they can't be taken "
        "back from comments.",
        "Take it out.",
    ),
    Code(
        "text.control",
        (BLOCK,),
        "The text or request contains characters that can't be shown: invisible, bidirectional or control "
        "characters. What you approve must be what is sent.",
        "Remove them; typing the passage again usually does it.",
    ),
    Code(
        "text.emergency",
        (BLOCK,),
        "The text says that an emergency rate applies and none is billed, or the other way round.",
        "Correct the text, or add (or drop) `--emergency`.",
    ),
    Code("text.empty", (BLOCK,), "There is nothing to send.", "Write the text."),
    Code(
        "text.internal",
        (BLOCK,),
        "The customer would read words that were meant for the shop: an internal comment, or a text that says "
        "so itself. Comments can't be deleted.",
        "Take them out, or use `--internal`.",
    ),
    Code(
        "text.key",
        (BLOCK,),
        "The text contains an API key of this account. Whoever reads it can act as its owner.",
        "Take it out. If it was shown to anybody, make a new key in Syncro.",
    ),
    Code(
        "text.list",
        (BLOCK,),
        "Syncro doesn't render `<ul>` and `<li>`: the customer would see one long line.",
        "Write one item per line.",
    ),
    Code("text.one_line", (INFO,), "A line item's description is a single line, so line breaks become spaces."),
    Code(
        "text.quantity",
        (
            BLOCK,
            WARNING,
        ),
        "The text names hours or minutes other than those billed. Said about this bill it stops the plan; "
        "said about how long the work took, it is a question.",
        "Correct the text, or the minutes.",
    ),
    Code(
        "text.secret",
        (
            BLOCK,
            WARNING,
        ),
        "The text looks as if it contained a password, code or key, and the customer (or anyone with the portal "
        "link) would read it. In fields that customers don't see it is a warning.",
        "Take it out. Share secrets another way.",
    ),
    Code(
        "duplicate.comment",
        (
            BLOCK,
            WARNING,
        ),
        "The same words were posted on this ticket within the last hour. Comments can't be deleted.",
        "Nothing needs to be done if it is the same request. To post it again anyway: `--allow-repeat REASON`.",
    ),
    Code(
        "duplicate.estimate",
        (
            BLOCK,
            WARNING,
        ),
        "The customer has an estimate of the same name.",
        "Add to that one. To make another anyway: `--allow-repeat REASON`.",
    ),
    Code(
        "duplicate.line",
        (
            BLOCK,
            WARNING,
        ),
        "The ticket or estimate has the same product in the same quantity already. With the same text it is "
        "the same work, and would be billed twice.",
        "Make sure that it is other work. To bill it anyway: `--allow-repeat REASON`.",
    ),
    Code(
        "duplicate.record",
        (
            BLOCK,
            WARNING,
        ),
        "A record that says the same was made within the last hour, perhaps by a colleague or a second try.",
        "Look at it first. To make another anyway: `--allow-repeat REASON`.",
    ),
    Code(
        "duplicate.ticket",
        (
            BLOCK,
            WARNING,
        ),
        "A ticket with this subject was made for this customer within the last hour.",
        "Use that one. To create another anyway: `--allow-repeat REASON`.",
    ),
    Code(
        "duplicate.timer",
        (
            BLOCK,
            WARNING,
        ),
        "A timer entry for the same time is on the ticket. The same work would be recorded, and billed, twice.",
        "Charge that entry instead. To go on anyway: `--allow-repeat REASON`.",
    ),
)
