"""What tickets are about: invented problems, told by the customer and by the tech. Text only."""

from msgspec import Struct

REMOTE, ONSITE, IN_SHOP, WEBSITE = "remote", "onsite", "in_shop", "website"


class Story(Struct, frozen=True):
    """One kind of ticket: where it is worked on, how it starts, how it ends, and its usual minutes."""

    subject: str
    problem: str
    channel: str
    opening: str
    done: str
    minutes: tuple[int, ...]


STORIES = (
    Story(
        "Outlook keeps asking to sign in",
        "Email",
        REMOTE,
        "Since this morning the mail program on {asset} asks {who} to sign in every few minutes.",
        "Cleared the stale sign-in token and the mail profile cache on {asset}. Mail stays connected after two restarts.",
        (30, 45, 60),
    ),
    Story(
        "Shared drive missing after restart",
        "File Services / Permissions",
        REMOTE,
        "The S: drive is gone on {asset} after last night's restart. Everyone else still sees it.",
        "Mapped drive came from an old script that ran before the network was up. Moved it to the group policy; tested twice.",
        (30, 45),
    ),
    Story(
        "Printer in the hallway prints blank pages",
        "Hardware",
        ONSITE,
        "Every print job from {asset} comes out blank since Monday. Copies are fine.",
        "Driver had switched to a raw port. Installed the maker's driver, set the standard port, printed test pages from three desks.",
        (60, 75, 90),
    ),
    Story(
        "New employee needs a mailbox and sign-in",
        "New User / M365 Account Creation",
        REMOTE,
        "A new colleague starts on Monday and needs mail, calendar and the shared folders. Same rights as {who}.",
        "Created the account, assigned the license, added the shared folders and the calendar. Hand-over sheet sent to the office.",
        (45, 60),
    ),
    Story(
        "Set up desk for new colleague",
        "New User / Workstation Deployment",
        ONSITE,
        "Please set up the desk by the window: computer, two screens, phone. The machine is {asset}.",
        "Desk is ready: joined to the domain, updates and office programs installed, both screens and the phone tested.",
        (90, 120, 150),
    ),
    Story(
        "Slow computer at the front desk",
        "Remote",
        REMOTE,
        "{asset} needs ten minutes to start and freezes in the booking program.",
        "Removed three start-up programs, finished a stuck update, checked the disk (healthy). Start-up is down to a minute.",
        (45, 60, 75),
    ),
    Story(
        "Phones ring once and drop",
        "Phone/VOIP",
        REMOTE,
        "Incoming calls ring once and then go to voicemail. Outgoing calls work.",
        "The phone system's registration timer was longer than the firewall's. Shortened it and watched an hour of calls.",
        (45, 60, 90),
    ),
    Story(
        "Website contact form sends nothing",
        "Website",
        WEBSITE,
        "Customers say they used the form on our site, but no mail reaches us.",
        "The form sent from an address the mail server no longer accepts. Changed the sender, added a test, three test mails arrived.",
        (45, 60, 90),
    ),
    Story(
        "Opening hours on the website",
        "Website",
        WEBSITE,
        "Please put the winter opening hours on the start page and the contact page.",
        "Both pages and the footer show the new hours. Cache cleared, looked at it on a phone as well.",
        (20, 30),
    ),
    Story(
        "Laptop screen flickers",
        "Hardware",
        IN_SHOP,
        "The screen of {asset} flickers when the lid moves. {who} will drop it off.",
        "Reseated the display cable and replaced the worn hinge cover. Ran it open and closed for an hour without flicker.",
        (60, 75, 90),
    ),
    Story(
        "Bring in old PC for data transfer",
        "Service Request",
        IN_SHOP,
        "Please move everything from the old machine to {asset}. Pictures and the price lists matter most.",
        "Copied user data, mail archive and bookmarks; compared file counts on both sides. Old disk is kept for 30 days.",
        (90, 120),
    ),
    Story(
        "Backup report shows a warning",
        "Maintenance",
        REMOTE,
        "The weekly backup mail says warning instead of success. Do we need to worry?",
        "One folder with open files was skipped. Turned on snapshots for it; the backup of this night finished without warnings.",
        (30, 45),
    ),
    Story(
        "Suspicious mail with an invoice attached",
        "Security",
        REMOTE,
        "{who} opened an attachment that looked like an invoice and nothing happened. Please check {asset}.",
        "Scanned {asset} and the mailbox rules, found nothing that ran. Blocked the sender; explained what to look for.",
        (30, 45, 60),
    ),
    Story(
        "Scanner does not save to folder",
        "File Services / Permissions",
        REMOTE,
        "Scans end with an error instead of appearing in the scan folder.",
        "The copier used an account that had expired. Gave it a service account of its own; scans arrive again.",
        (30, 45),
    ),
    Story(
        "Accounting program asks for an update",
        "Software",
        REMOTE,
        "The accounting program won't open company files until it is updated, on {asset} and on the server.",
        "Took a copy of the company files, updated server and all seats, opened last year's file to be sure.",
        (45, 60, 75),
    ),
    Story(
        "Wireless drops in the meeting room",
        "Onsite",
        ONSITE,
        "Video calls freeze in the meeting room; the wireless shows one bar.",
        "Moved the access point out of the cabinet and changed the channel. Measured full signal at the table, ran a 20 minute call.",
        (60, 90, 120),
    ),
    Story(
        "Label printer not found",
        "Hardware",
        REMOTE,
        "The label printer is offline for {asset}. It's plugged in and the light is green.",
        "Printer had a new address from the router. Reserved the address, updated the port, printed ten labels.",
        (20, 30),
    ),
    Story(
        "Connect web shop with stock list",
        "API",
        REMOTE,
        "The web shop should read the stock list every night. The shop's maker sent us the interface description.",
        "Nightly job reads the stock list and updates the shop. First two runs were checked line by line with {who}.",
        (90, 120),
    ),
    Story(
        "Yearly check of the server room",
        "Maintenance",
        ONSITE,
        "Time for the yearly look at the server cabinet: dust, batteries, cables, lights.",
        "Cleaned the cabinet, tested the battery under load (14 minutes), labelled five cables. Report is attached to the checklist.",
        (60, 90),
    ),
    Story(
        "Shared calendar shows wrong time",
        "Email",
        REMOTE,
        "Meetings in the shared calendar are an hour late, but only for {who}.",
        "Time zone of the mailbox was set to another state. Corrected it and repaired the two running series.",
        (20, 30),
    ),
    Story(
        "Move mail to the new domain name",
        "Service Request",
        REMOTE,
        "We bought the shorter domain name. Mail should work with both names.",
        "Both names deliver to the same mailboxes; replies go out with the short one. Checked sender records with three test mails.",
        (60, 90),
    ),
    Story(
        "Second monitor stays black",
        "Hardware",
        REMOTE,
        "The left monitor at {asset} stays black since the update.",
        "Graphics driver from the update didn't fit. Rolled it back and held the update; both monitors work.",
        (20, 30, 45),
    ),
    Story(
        "Cash register program crashes at closing",
        "Software",
        ONSITE,
        "The register program closes itself when the day's report is printed.",
        "Report used a printer that no longer exists. Removed it, rebuilt the report layout, closed two days together with {who}.",
        (60, 75),
    ),
    Story(
        "Time clock tablet is locked",
        "Other",
        REMOTE,
        "The tablet at the door only shows a lock page. Nobody can clock in.",
        "Kiosk profile had lost its license. Assigned it again and pinned the time clock app.",
        (20, 30),
    ),
    Story(
        "Cleanup of shared mailbox",
        "Email",
        REMOTE,
        "The office mailbox is nearly full. What can go?",
        "Moved everything older than two years to the archive. {who} can still search it. Mailbox is at 38 percent.",
        (30, 45, 60),
    ),
    Story(
        "Noise from the small server",
        "Hardware",
        ONSITE,
        "The server under the stairs is very loud since the weekend.",
        "Rear fan had worn out. Replaced it with one from stock and cleaned the filter; temperatures are normal.",
        (45, 60),
    ),
    Story(
        "Video meetings without sound",
        "Software",
        REMOTE,
        "{who} can see but not hear anyone in video meetings on {asset}.",
        "Meeting program had picked the screen's loudspeaker. Set the headset as default and locked it.",
        (20, 30),
    ),
    Story(
        "Folder rights after team change",
        "File Services / Permissions",
        REMOTE,
        "Two people changed teams. They should see the sales folders and no longer the purchasing ones.",
        "Changed the group memberships and checked effective rights on four folders with both people.",
        (30, 45),
    ),
    Story(
        "Tablet repair",
        "Hardware",
        IN_SHOP,
        "The warehouse tablet fell and the charging port is loose.",
        "Replaced the charging port board, charged to full twice, tested the scanner app.",
        (60, 90),
    ),
    Story(
        "Photos for the gallery page",
        "Website",
        WEBSITE,
        "We have twelve new photos for the gallery. Please put them in and take the oldest ones out.",
        "Scaled and placed the twelve photos, removed the eight oldest, checked loading time on a phone.",
        (30, 45, 60),
    ),
)

EMERGENCIES = (
    Story(
        "Nobody can work: server is down",
        "Emergency Service",
        ONSITE,
        "The server doesn't answer and we open early tomorrow. Please come tonight.",
        "Power supply had failed. Swapped it, checked the disks, started all services; {who} tested from two desks.",
        (60, 90, 120),
    ),
    Story(
        "Internet outage during evening event",
        "Emergency Service",
        ONSITE,
        "No internet in the whole building and guests arrive at seven.",
        "Modem had lost its line settings. Loaded the saved ones and put the backup line in place until the provider is done.",
        (60, 90, 120),
    ),
    Story(
        "Mail stopped on Saturday",
        "Emergency Service",
        REMOTE,
        "No mail goes in or out since Saturday noon and we have a deadline on Sunday.",
        "The name servers had an expired entry. Renewed it, mail flows again, delayed mail arrived within the hour.",
        (60, 90),
    ),
    Story(
        "Booking system unreachable at night",
        "Emergency Service",
        REMOTE,
        "The night shift can't open bookings at all.",
        "Database service had stopped after a full disk. Freed space, started it, set an alert at 80 percent.",
        (60, 90),
    ),
)

WARRANTY_STORY = Story(
    "Repair again: same fault as last week",
    "Hardware",
    IN_SHOP,
    "The machine you repaired last week has the same fault again.",
    "Part from the first repair was faulty. Replaced it under warranty, no charge.",
    (45, 60),
)
INTERNAL_STORIES = (
    Story(
        "Tidy up the bench", "Other", IN_SHOP, "Bench two needs sorting and labels.", "Sorted and labelled.", (60, 90)
    ),
    Story(
        "Renew our own certificates", "Maintenance", REMOTE, "Three certificates end soon.", "All renewed.", (30, 45)
    ),
    Story(
        "Train on the new firewall", "Other", IN_SHOP, "Course for two techs.", "Course done, notes shared.", (120, 180)
    ),
    Story("Update the documentation wiki", "Other", REMOTE, "Pages are out of date.", "Pages updated.", (60, 90)),
    Story("Check spare parts", "Other", IN_SHOP, "Count the parts on shelf B.", "Counted, list updated.", (45, 60)),
)
