"""Sentences for the middle and the end of a ticket: what techs write, what customers answer. Text only."""

SHOP_SAYS = (
    "Thanks for the details, {who}. I'm looking at it now and will write again today.",
    "I connected and could see the problem myself. Next I compare it with a machine that works.",
    "A first change is in place. Please try it for an hour and tell me how it goes.",
    "Could you tell me since when this happens, and whether anything was changed that day?",
    "The maker confirmed our guess. We get a fix from them and I'll install it as soon as it is here.",
    "I tried to call but nobody picked up. Any time this afternoon is good for me.",
    "Checked the log of the last two days: the fault shows up every time right after the restart.",
    "This will need a short interruption. Would noon be all right?",
    "Done with the interruption, everything is back. I keep an eye on it until the evening.",
    "One more machine shows the same. I take care of both together.",
    "The part is ordered and should be here in two days.<br>I'll arrange a time with you when it is.",
    "Short status: two of three steps are finished, the last one is planned for tomorrow morning.",
)
CUSTOMER_SAYS = (
    "Thank you, that was quick!",
    "It started last week, I think on Tuesday. Nothing was changed that I know of.",
    "Noon is fine. We will be at lunch anyway.",
    "It happened again just now. I took a picture of the screen.",
    "Better than before, but it still takes a while.",
    "Can you call me on the office number? I'm at my desk until four.",
    "My colleague has the same problem now.",
    "Works for me. I'll tell the others.",
    "Sorry for the late answer, we had inventory.",
    "Yes, please go ahead.",
)
SHOP_NOTES = (
    "Saw the same pattern last month with another machine of this age; check the power plan first.",
    "Asked a colleague to look over the change before it goes live.",
    "Contact prefers phone calls before noon.",
    "Remote tool was slow, probably their line. Come back after five.",
    "Loaner is on shelf C if this takes longer than a day.",
)
NO_TIME = (
    "No time because the customer found the switch before we started.",
    "No time because this was a question answered in one sentence.",
    "No time because it was reported twice; the work is on the other ticket.",
    "No time because the provider solved it on their side.",
    "No time because the request was withdrawn the same morning.",
)
