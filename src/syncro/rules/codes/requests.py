"""Codes about invoices, estimates, payments, schedules, timer entries and single requests."""

from syncro.rules.codes.code import BLOCK, WARNING, Code

CODES = (
    Code(
        "invoice.deleted",
        (WARNING,),
        "An invoice is deleted permanently, and its number leaves a gap. The customer or accounting may "
        "have it already.",
        "Correct it there too.",
    ),
    Code(
        "invoice.empty",
        (WARNING,),
        "The invoice has no lines: a $0.00 invoice, which looks like a paid one.",
        "Add lines to it, or delete it. `syncro bill` invoices a ticket with its lines.",
    ),
    Code(
        "invoice.negative",
        (BLOCK,),
        "The lines on the ticket come to less than nothing, so the invoice would pay the customer.",
        "Correct the lines on the ticket. A refund or a credit is made in Syncro itself.",
    ),
    Code(
        "invoice.nothing",
        (BLOCK,),
        "There is nothing to invoice: no line that isn't invoiced yet, or a total of $0.00.",
        "Add the line, or charge the timer entry, first.",
    ),
    Code(
        "invoice.number",
        (BLOCK,),
        "An invoice of that number exists. Two with one number can't be told apart in accounting.",
        "Leave the number out: Syncro takes the next.",
    ),
    Code(
        "invoice.paid",
        (BLOCK,),
        "The invoice has a payment, or nothing is open on it. What was paid must stay as it was paid; Syncro "
        "may answer such a change with success and not do it.",
        "Void or credit it in Syncro. Further money goes on account.",
    ),
    Code(
        "invoice.part_paid",
        (WARNING,),
        "The customer has paid part of this invoice, for what it said then.",
        "Agree the change with the customer.",
    ),
    Code(
        "invoice.replaced",
        (WARNING,),
        "The wrong invoice is deleted and a new one is made under a new number.",
        "If the customer or accounting has the old one, correct it there.",
    ),
    Code(
        "invoice.zero",
        (WARNING,),
        "This is a $0.00 invoice. That is right when prepay hours cover it, and wrong when a price is missing.",
        "Check its lines before you send it. `syncro bill NUMBER --repair` fixes a wrong one.",
    ),
    Code(
        "invoices.unchecked",
        (WARNING,),
        "This account can't list invoices by ticket, so only the newest were read. An older invoice for this "
        "ticket may have been missed.",
        "Look at the ticket in Syncro.",
    ),
    Code(
        "estimate.converted",
        (BLOCK,),
        "The estimate has become an invoice. Changes to the estimate no longer reach anybody.",
        "Work on the invoice instead.",
    ),
    Code(
        "estimate.decided",
        (WARNING,),
        "The customer has approved or declined this estimate as it was. A change makes it a different offer.",
        "Agree the change with the customer.",
    ),
    Code(
        "estimate.declined",
        (BLOCK,),
        "The customer has declined this estimate: invoicing it would charge for something they don't want.",
        "Agree with the customer, and change its status in Syncro first.",
    ),
    Code(
        "estimate.price",
        (WARNING,),
        "For a line with a product, Syncro may ignore the price you send and take the product's own.",
        "Use `syncro estimate add`, which checks the price and sets it again if needed.",
    ),
    Code(
        "estimate.undecided",
        (WARNING,),
        "Nobody has approved this estimate in Syncro.",
        "Make sure that the customer has agreed.",
    ),
    Code(
        "payment.amount",
        (BLOCK,),
        "The amount isn't a whole number of cents above zero.",
        "Send whole cents: $95.00 is 9500.",
    ),
    Code(
        "payment.method",
        (BLOCK,),
        "The account has no payment method of that name. Syncro would store the payment without one, and it "
        "would be missing from the reports.",
        "Use one of the methods that are named.",
    ),
    Code(
        "payment.on_account",
        (WARNING,),
        "Without an invoice the money is kept as the customer's credit, and their invoices stay open.",
        "Name the invoice if it pays one.",
    ),
    Code(
        "payment.sum",
        (BLOCK,),
        "The parts of a split payment don't add up to its amount.",
        "Correct the parts or the amount.",
    ),
    Code(
        "payment.targets",
        (BLOCK,),
        "The request says in two ways what is paid, or in none that Syncro understands.",
        "Send one of `invoice_id`, `invoice_number` and `apply_payments`.",
    ),
    Code(
        "payment.too_much",
        (BLOCK,),
        "The payment is more than what is open on the invoice.",
        "Pay what is open, and put the rest on account.",
    ),
    Code(
        "payment.unknown",
        (BLOCK,),
        "A payment on this invoice covers others as well, so what is still open can't be determined.",
        "Record the payment in Syncro, where you see all of them.",
    ),
    Code(
        "schedule.date", (BLOCK,), "`next_run` isn't a date that Syncro would read as one.", "Write it as YYYY-MM-DD."
    ),
    Code(
        "schedule.deleted",
        (WARNING,),
        "Deleting a recurring invoice stops its billing at once and can't be taken back.",
        "Pause it instead: `paused=true`.",
    ),
    Code(
        "schedule.past", (WARNING,), "The next run is in the past, so Syncro may bill at once.", "Send a day to come."
    ),
    Code(
        "schedule.running",
        (WARNING,),
        "The recurring invoice isn't paused: it bills the customer by itself from its next run on.",
        "Create it paused, and unpause it once its lines are complete.",
    ),
    Code("timer.billable", (BLOCK,), "`billable` must be true or false.", "Send one of them."),
    Code(
        "timer.charged",
        (BLOCK,),
        "The timer entry is charged: there is a line for it. Charging it again bills it twice, and changing "
        "it leaves entry and line apart.",
        "Change or remove the line, as long as it isn't invoiced.",
    ),
    Code(
        "timer.elsewhere",
        (BLOCK,),
        "The timer entry isn't on this ticket.",
        "Look at the ticket's time and use the right id.",
    ),
    Code(
        "timer.future", (BLOCK,), "The work would end in the future.", "Record it when it is done, or correct the date."
    ),
    Code(
        "timer.long",
        (BLOCK,),
        "The entry is longer than the policy allows. Most likely the end is wrong, or a timer was left running.",
        "Correct it, or split it into several entries.",
    ),
    Code(
        "timer.method",
        (WARNING,),
        "The policy in force bills line items. Time recorded as timer entries needs charging, and is easily "
        "billed a second time.",
        "Use `syncro bill`.",
    ),
    Code(
        "timer.minutes",
        (BLOCK,),
        "The request doesn't say how long the work took, and minutes are never assumed.",
        "Send `end_at` or `duration_minutes`.",
    ),
    Code(
        "timer.neutralised",
        (BLOCK,),
        "Marking paid labor as not billable hides that work was given away. Syncro may also overrule the mark "
        "without a word.",
        "Set the warranty or internal product instead.",
    ),
    Code(
        "timer.not_billable",
        (BLOCK,),
        "Somebody marked this time as not billable. Charging it makes money of it all the same.",
        "Leave it, or make it billable first.",
    ),
    Code("timer.order", (BLOCK,), "The work ends before it begins, or takes no time.", "Correct start or end."),
    Code(
        "timer.owner",
        (BLOCK,),
        "Time belongs to the tech who did the work, and Syncro records the owner of the key as the one who wrote it.",
        "Use that tech's key: `--tech NAME`.",
    ),
    Code(
        "timer.product",
        (BLOCK,),
        "Without a labor product Syncro takes the account's default, at whatever it costs. Things that aren't "
        "labor don't go on timers at all.",
        "Set a labor product; `syncro policy show` lists them.",
    ),
    Code(
        "timer.running",
        (BLOCK,),
        "The timer entry has no end, so nobody can say what it comes to.",
        "Stop it in Syncro first.",
    ),
    Code(
        "timer.time",
        (BLOCK,),
        "Start and end don't say which moment they mean, or contradict each other.",
        "Write times with date and offset, such as 2026-11-20T14:00:00-07:00.",
    ),
    Code(
        "timer.uncharged",
        (WARNING,),
        "Timer entries on the ticket aren't charged, so no invoice takes them. This is how worked time is lost.",
        "Charge them if they belong on the bill, or make sure that they are for other work.",
    ),
    Code(
        "timer.unseen",
        (BLOCK,),
        "The entry isn't among those of the last weeks, and Syncro shows older ones only in their ticket. "
        "Whether it is charged can't be determined.",
        "Change it in Syncro.",
    ),
    Code(
        "field.dropped",
        (BLOCK,),
        "Syncro takes this field and does nothing with it here, or something different from what its name says. It "
        "would look as if it had worked.",
        "Follow the message: it names what works.",
    ),
    Code(
        "field.kind",
        (BLOCK,),
        "The field has a value of the wrong kind. Syncro would turn it into a zero, or into nothing.",
        "Send the kind of value that is named.",
    ),
    Code(
        "field.unknown",
        (BLOCK,),
        "Syncro ignores fields that it doesn't know, and answers as if all were well.",
        "Use the field that is named, or leave it out.",
    ),
    Code(
        "field.unsure",
        (WARNING,),
        "Syncro doesn't always take this field.",
        "Look at the record afterwards; the message names the safe way.",
    ),
    Code(
        "field.wrapped",
        (BLOCK,),
        "The fields are wrapped in an object. Syncro reads them flat, finds none, and may store an empty record.",
        "Send them as they are, without a wrapper.",
    ),
    Code(
        "record.missing",
        (BLOCK,),
        "There is no record of that id in this account, or not among those that could be read. Syncro would "
        "store a link to nothing.",
        "Look up the id. A ticket's number is not its id.",
    ),
    Code(
        "record.number",
        (BLOCK,),
        "That is the visible number of an invoice or estimate. Reads take numbers; a write by number could "
        "reach another record.",
        "Use the id that is named.",
    ),
    Code(
        "owner.mixed",
        (BLOCK,),
        "The records in this request belong to different customers. Somebody would be billed, or shown, what "
        "isn't theirs.",
        "Name records of one customer.",
    ),
    Code(
        "owner.moved",
        (
            BLOCK,
            WARNING,
        ),
        "The request hands a record to another customer. For anything with money in it that isn't allowed.",
        "Make a new one for that customer.",
    ),
    Code(
        "owner.unknown",
        (BLOCK,),
        "Syncro doesn't say whose record this is, so what is written could reach the wrong customer.",
        "Look at it in Syncro, and give it its customer there.",
    ),
    Code(
        "api.mail",
        (WARNING,),
        "This request can send e-mail to the customer. E-mail can't be taken back.",
        "Say yes only if the customer should get it.",
    ),
    Code(
        "api.unrecognisable",
        (WARNING,),
        "No read of Syncro's API shows what this request does. It is sent at most once; if the answer is "
        "lost, nobody can tell whether it worked.",
        "Look in Syncro afterwards.",
    ),
)
