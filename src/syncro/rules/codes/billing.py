"""Codes about what a bill says: prepay hours, labor, rates, tax and lines."""

from syncro.rules.codes.code import BLOCK, INFO, WARNING, Code

CODES = (
    Code(
        "prepay.category_unknown",
        (BLOCK,),
        "Labor takes hours from the customer's prepay balance only when its product is in the category Labor. "
        "Syncro doesn't show the category of this one, so whether the customer pays in hours or in dollars "
        "can't be told.",
        "Give the product its category in Syncro, then plan again.",
    ),
    Code(
        "prepay.emergency",
        (WARNING,),
        "For a customer with prepay hours, time-and-a-half belongs in the number of hours. With the premium "
        "in the price as well, hours that prepay doesn't cover would be charged twice over.",
        "Let `syncro bill` work it out, or check quantity and price yourself.",
    ),
    Code(
        "prepay.no_charge_draws",
        (WARNING,),
        "Syncro takes prepay hours for every labor product in the category Labor, even when it costs nothing. "
        "The customer would lose hours for work that was meant to be free.",
        "Give the hours back in Syncro afterwards, or move the product to another category.",
    ),
    Code(
        "prepay.not_drawn",
        (BLOCK,),
        "Emergency work for a customer with prepay hours is billed as more hours. This product isn't in the "
        "category Labor, so Syncro wouldn't take those hours from the balance: it would charge all of them in "
        "dollars.",
        "Correct the product's category in Syncro, or name another product in the policy.",
    ),
    Code(
        "prepay.not_yet_drawn",
        (WARNING,),
        "Syncro takes prepay hours when the invoice is made, not when the line is added. Until then other "
        "work can use up the same hours.",
        "Invoice the ticket soon, or check the balance again before you do.",
    ),
    Code(
        "prepay.part_paid",
        (WARNING,),
        "The customer's prepay hours pay for part of this work; the rest is charged in dollars. Nothing is "
        "wrong, but the customer may not expect an amount on the invoice.",
        "Make sure that the customer knows, then go on.",
    ),
    Code(
        "prepay.partly_covered",
        (BLOCK,),
        "Emergency work on prepay hours is billed as hours × 1.5. When the balance covers only part of it, "
        "Syncro charges the rest at the emergency price: time-and-a-half in the hours and in the price, so "
        "the customer pays it twice.",
        "Plan it with `--split-prepay`: covered hours × 1.5 on one line, the other hours at the emergency "
        "price on a second line. Or sell more prepay hours first.",
    ),
    Code(
        "prepay.senseless",
        (BLOCK,),
        "The balance that Syncro shows is below zero or larger than anybody could have bought. What the work "
        "costs depends on it.",
        "Correct the customer's prepay hours in Syncro, then plan again.",
    ),
    Code(
        "prepay.split",
        (INFO,),
        "You asked for a split: the hours that prepay covers and the hours it doesn't are two lines, and the "
        "premium is in each of them once.",
    ),
    Code(
        "prepay.unknown",
        (
            BLOCK,
            WARNING,
        ),
        "Syncro doesn't show how many prepay hours this customer has, and unknown is not zero. Where they "
        "decide what the customer pays the plan stops; for free work it is a warning.",
        "Look at the customer in Syncro. If the hours show there, check that the key may read customers.",
    ),
    Code(
        "prepay.waiting_line",
        (WARNING,),
        "A line already waits on the ticket and goes onto the same invoice. Prepay covers part of its hours, "
        "and the rest is charged. If its hours already contain the premium, the customer pays too much.",
        "Look at that line. Correct it before you invoice.",
    ),
    Code(
        "premium.no_rule",
        (BLOCK,),
        "The policy doesn't say how emergency work is billed for this channel with (or without) prepay hours. "
        "Nothing is guessed where money is concerned.",
        "Add the rule to the policy and check it with `syncro policy check FILE`.",
    ),
    Code(
        "labor.category",
        (WARNING,),
        "The policy says that this labor draws prepay hours, but its product isn't in the category Labor. "
        "Syncro goes by the category, so the balance may stay where it is.",
        "Correct the category in Syncro, or the policy if this labor isn't meant to draw.",
    ),
    Code(
        "labor.channel",
        (BLOCK,),
        "Remote, onsite and in-shop work have different products and rates. This labor doesn't belong to the "
        "way in which the work was delivered.",
        "Choose another `--labor`, or another `--channel`.",
    ),
    Code(
        "labor.exempt",
        (
            BLOCK,
            WARNING,
        ),
        "Prepaid project labor costs nothing and draws no prepay hours. Billed by mistake, the work is simply "
        "given away, so it is never a default.",
        "If the work really belongs to a prepaid project, add `--allow-project`. Otherwise choose the labor "
        "for the channel.",
    ),
    Code(
        "labor.per_event",
        (INFO,),
        "This labor, such as a trip, is charged once per event. The minutes you gave don't change its price.",
    ),
    Code(
        "labor.unknown",
        (
            BLOCK,
            WARNING,
        ),
        "The product is labor by its category, but the policy has no entry for it. If it is free as well, the "
        "work would be given away.",
        "Add the product to the policy; mark it `no_charge` if it is meant to be free.",
    ),
    Code(
        "rate.changed",
        (WARNING,),
        "The price in Syncro isn't the one in the policy. The live price is billed; the policy's rate is only "
        "a cross-check.",
        "If the new price is right, update the rate in the policy.",
    ),
    Code(
        "rate.jump",
        (BLOCK,),
        "The price in Syncro is so far from the policy's rate that a typing error is more likely than a new price.",
        "Correct the price in Syncro, or the rate in the policy. How far is too far is `max_rate_change` in "
        "the policy.",
    ),
    Code(
        "rate.negative",
        (BLOCK,),
        "The product has a price below zero: the customer would be paid for the work.",
        "Correct the price in Syncro.",
    ),
    Code(
        "rate.not_zero",
        (BLOCK,),
        "Warranty and internal work goes on products that cost nothing. This one now has a price, so the "
        "customer would be charged.",
        "Set the price of the product back to 0.00 in Syncro.",
    ),
    Code(
        "rate.zero",
        (BLOCK,),
        "The product has no price (or less than half a cent), so the work would go out free. An invoice over "
        "$0.00 looks like a paid one and is easily overlooked.",
        "Correct the price in Syncro. Work that is meant to be free goes on the warranty or internal product.",
    ),
    Code(
        "quantity.rounded",
        (INFO,),
        "Syncro keeps two decimals of a quantity. The exact hours don't fit, so they are rounded half up; the "
        "minutes stay what counts.",
    ),
    Code(
        "quantity.too_little",
        (INFO,),
        "After the prepay hours so little is left that it comes to a quantity of 0.00. No line is made for it.",
    ),
    Code(
        "quantity.zero",
        (BLOCK,),
        "The work comes to a quantity of 0.00, which Syncro would invoice as nothing.",
        "Check the minutes.",
    ),
    Code(
        "product.disabled",
        (
            BLOCK,
            WARNING,
        ),
        "The product is disabled in Syncro. Bookkeeping may no longer know it, and a newer product may have "
        "taken its place.",
        "Enable it in Syncro, or name another product.",
    ),
    Code(
        "name.changed",
        (WARNING,),
        "Accounting matches lines by the product's name, so the line gets the name that Syncro shows now, not "
        "the one in the policy.",
        "Update the name in the policy; check that the bookkeeping knows the new one.",
    ),
    Code(
        "name.unknown",
        (BLOCK,),
        "Syncro shows no name for this product. Lines are matched by name in the bookkeeping, so one without "
        "a name can't be booked.",
        "Name the product in Syncro, then plan again.",
    ),
    Code(
        "tax.customer_unknown",
        (BLOCK,),
        "A line is taxable, and Syncro doesn't show which tax this customer pays. The total of the invoice "
        "can't be foretold, nor checked afterwards.",
        "Look at the customer's tax rate in Syncro, then plan again.",
    ),
    Code(
        "tax.line_unknown",
        (BLOCK,),
        "Syncro doesn't show whether a line is taxable, so the total can't be foretold.",
        "Look at the line in Syncro, then plan again.",
    ),
    Code(
        "tax.unknown",
        (WARNING,),
        "The customer pays a tax whose rate Syncro doesn't tell. The subtotal is checked to the cent; the tax "
        "is whatever Syncro computes.",
        "Give the rate under `[tax_rates]` in the policy, and the total is checked too.",
    ),
    Code(
        "line.discount",
        (
            BLOCK,
            WARNING,
        ),
        "A discount lowers what the customer pays. One that leaves nothing makes paid work free without a "
        "trace of why.",
        "Check the discount. Work at no charge goes on the warranty or internal product.",
    ),
    Code(
        "line.elsewhere",
        (BLOCK,),
        "The line isn't on the ticket, invoice, estimate or schedule that the request names. It may have been "
        "removed, or belong to another record.",
        "Look at the record's lines and use the right id.",
    ),
    Code(
        "line.free",
        (
            BLOCK,
            WARNING,
        ),
        "A line costs nothing. Where its product has a price, that is nearly always a mistake: lines for "
        "tickets take no price from the product. Where nobody can tell, it is a question.",
        "Send the product's price, or correct the line. Work at no charge goes on the warranty or internal product.",
    ),
    Code(
        "line.incomplete",
        (BLOCK,),
        "Syncro fills what a line doesn't say with zero or with its own defaults: no price means free, no tax "
        "flag means taxable. So a line must say everything that decides what it costs.",
        "Send the missing fields.",
    ),
    Code(
        "line.invoiced",
        (BLOCK,),
        "The line is on an invoice already. Changing it on the ticket would leave ticket and invoice telling "
        "different stories.",
        "Correct the invoice. For a wrong $0 invoice there is `syncro bill NUMBER --repair`.",
    ),
    Code(
        "line.name",
        (
            BLOCK,
            WARNING,
        ),
        "Accounting matches lines by the product's name. A line with a name of its own can't be booked and "
        "breaks the sync.",
        "Use the product's real name, and say what was done in the description.",
    ),
    Code(
        "line.owner",
        (WARNING,),
        "A line belongs to the owner of the key that made it, and Syncro can't change that. The work would "
        "stay credited to somebody else.",
        "Remove the line and add it with the right `--tech`.",
    ),
    Code(
        "line.price",
        (
            BLOCK,
            WARNING,
        ),
        "The price of the line isn't what the product costs today. Labor must match; for other things it is a "
        "question.",
        "Send today's price, or let `syncro bill` take the rate that applies.",
    ),
    Code(
        "line.product",
        (WARNING,),
        "A line without a product has nothing to check its price and name against, and bookkeeping can't place it.",
        "Give the line a product before it is invoiced.",
    ),
    Code(
        "line.quantity",
        (BLOCK,),
        "The quantity is zero, below zero, has more than two decimals, or is far more than one line can mean.",
        "Correct the quantity, or split the work over several lines.",
    ),
    Code(
        "line.state_unknown",
        (BLOCK,),
        "Syncro doesn't show whether this line is on an invoice already, so what the next invoice takes can't "
        "be foretold.",
        "Look at the ticket in Syncro, then plan again.",
    ),
    Code(
        "line.taxable",
        (
            BLOCK,
            WARNING,
        ),
        "Whether labor is taxed is the shop's policy, and for things it is the product that says so. This "
        "line says otherwise, and Syncro would tax it wrongly.",
        "Correct `taxable` before the line is invoiced.",
    ),
    Code(
        "line.timer",
        (WARNING,),
        "The line was made from a timer entry. Nobody has documented what becomes of the entry when the line "
        "is removed: it may count as charged with nothing to show for it.",
        "Look at the timer entry afterwards, and charge it again if need be.",
    ),
)
