"""Invented customers and people. Every mail address ends in `.example`, every phone number is a fictional 555-01xx."""

from msgspec import Struct

from syncro.sandbox.company.settings import COUNTY_TAX, STANDARD_TAX


class Client(Struct, frozen=True):
    """One customer: size, tax, and the block of prepaid hours it bought (`left` is what is still there today)."""

    name: str
    stations: int = 5
    servers: int = 0
    tax_rate_id: int | None = STANDARD_TAX.id
    bought: int = 0
    left: str = "0.0"
    disabled: bool = False
    prompt: bool = False
    sites: int = 1
    notes: str | None = None

    @property
    def slug(self) -> str:
        """The name as a mail domain label."""
        return "".join(letter for letter in self.name.lower() if letter.isalnum())

    @property
    def domain(self) -> str:
        """The customer's mail domain."""
        return f"{self.slug}.example"


HOUSE = Client("Lantern Peak IT (internal)", 6, 1, notes="Our own work. Never invoiced.")

FULL_BLOCK = (
    Client("Wobbly Cactus Bakery", 4, bought=20, left="12.5"),
    Client("Marigold Abacus Accounting", 9, 1, bought=10, left="8.0", sites=2),
    Client("Purple Anvil Engineering", 14, 2, bought=20, left="9.25", sites=2),
    Client("Snoring Badger Veterinary", 7, 1, bought=20, left="16.0"),
    Client("Velvet Compass Architects", 11, 1, bought=20, left="10.75"),
    Client("Halcyon Inkpot Printing", 6, bought=10, left="8.5"),
)
NEARLY_EMPTY = (
    Client("Tumbleweed Toy Emporium", 3, bought=10, left="0.75"),
    Client("Blue Heron Stakeout Surveying", 5, bought=10, left="1.5"),
    Client("Pocketful of Crayons Preschool", 4, tax_rate_id=None, bought=10, left="0.25"),
    Client("Creaky Hinge Cabinetry", 5, 1, bought=20, left="1.0"),
)
USED_UP = (
    Client("Sleepy Barbell Gym", 3, bought=10, tax_rate_id=COUNTY_TAX.id),
    Client("Windward Umbrella Insurance", 8, 1, bought=10),
)
SIMILAR = (
    Client("Cobalt Finch Dental", 6, 1),
    Client("Cobalt Finch Dental Lab", 3),
)
AUDITED = Client("Saguaro Teapot Clinics", 12, 2, sites=3)
"""Exactly 31 finished tickets, all of them right: 29 invoiced, 2 properly not billable (R-71)."""

ORDINARY = (
    *SIMILAR,
    Client("Quartz Ridge Moving Company", 6, prompt=True),
    Client("Gilded Pickle Delicatessen", 3),
    Client("Thunder Mesa Paper Goods", 8, 1, sites=2),
    Client("Moonbeam Plumbing Guild", 5),
    Client("Cartwheel Otter Daycare", 4, tax_rate_id=None),
    Client("Brass Thimble Tailors", 3, prompt=True),
    Client("Ocotillo Kite Works", 5),
    Client("Lemon Parade Catering", 4),
    Client("Seven Lanterns Hospice Trust", 9, 1, tax_rate_id=None, sites=2),
    Client("Dusty Piano Conservatory", 6, tax_rate_id=None),
    Client("Iron Marmot Fabrication", 10, 1),
    Client("Pepper and Plume Publishing", 7, 1),
    Client("Rattling Teacup Antiques", 2, prompt=True),
    Client("Copper Owl Opticians", 5, 1),
    Client("Half Moon Harness Makers", 3, tax_rate_id=COUNTY_TAX.id),
    Client("Juggling Fox Event Rentals", 5),
    Client("Mirage Mattress Works", 6),
    Client("Turquoise Turtle Pools", 4),
    Client("Wandering Yucca Landscapes", 5, sites=2),
    Client("Zephyr Bicycle Cooperative", 3),
    Client("Brindle Dog Biscuits", 3),
)
CONTRACT_RATE = (
    Client("Verbena Tonic Wellness", 6, notes="Contract rate for remote labour: see the contract."),
    Client("Northfork Snail Freight", 9, 1, notes="Contract rate for onsite labour: see the contract."),
)
NO_ADDRESS = (
    Client("Sandpiper Cobble Masonry", 2),
    Client("Old Ladder Orchard", 3),
)
"""No mail address anywhere on file: an invoice can't have been e-mailed to them."""
BY_POST = Client("Inkless Quill Notaries", 3, notes="Wants invoices on paper, by post. No e-mail.")
BY_COPY = Client("Clover Hatbox Millinery", 3, notes="Invoices go to the bookkeeper in copy.")
DISABLED = Client("Mothballed Mandolin Mercantile", 3, disabled=True, notes="Closed for business.")

# Customers whose block or invoices carry a planted case; their history is written by the case itself.
STAGED = {
    "emergency_short": Client("Larkspur Sundial Florists", 4, bought=10),
    "emergency_right": Client("Amber Whistle Locksmiths", 4, bought=10),
    "emergency_timer": Client("Pinwheel Harbor Ceramics", 4, bought=10),
    "premium_twice": Client("Cricket Song Music Store", 3, bought=10),
    "premium_split": Client("Slate Penguin Refrigeration", 5, bought=10),
    "not_drawn": Client("Granite Pillow Storage", 4, bought=10),
    "billed_in_full": Client("Paper Lighthouse Books", 4, bought=10),
    "drawn_to_zero": Client("Maple Gondola Imports", 4, bought=10),
    "topped_up": Client("Foggy Monocle Detectives", 3, bought=10),
    "exempt_one": Client("Saltbush Mortar Apothecary", 4, 1, bought=20),
    "exempt_two": Client("Anchor and Acorn Legal", 8, 1, bought=10),
    "travel_only": Client("Prickly Pear Parasols", 4, bought=10),
}

CLIENTS = (
    HOUSE,
    *FULL_BLOCK,
    *NEARLY_EMPTY,
    *USED_UP,
    AUDITED,
    *ORDINARY,
    *CONTRACT_RATE,
    *NO_ADDRESS,
    BY_POST,
    BY_COPY,
    DISABLED,
    *STAGED.values(),
)

FIRST_NAMES = (
    *("Ada", "Basil", "Clementine", "Dexter", "Elspeth", "Fergus", "Ginevra", "Horatio", "Isolde", "Jasper", "Kestrel"),
    *("Linus", "Maribel", "Nestor", "Ottilie", "Percival", "Quincy", "Rosalind", "Silas", "Tabitha", "Ulrich"),
    *("Viola", "Wendell", "Xanthe", "Yorick", "Zelda", "Barnaby", "Cosima", "Dashiell", "Euphemia", "Florian"),
)
LAST_NAMES = (
    *("Pebblewick", "Thornberry", "Applegarth", "Quillfeather", "Marshmere", "Bramblecote", "Dovetail", "Fiddlewood"),
    *("Gallowglass", "Hollowell", "Inglenook", "Jamboree", "Kettleby", "Lanternjaw", "Mossgrove", "Nightingate"),
    *("Oatsmith", "Puddifoot", "Rookwood", "Snapdragon", "Tattersfield", "Underbough", "Vanterpool", "Wigglesworthy"),
    *("Yarrowby", "Zimmerwald", "Crumblehorn", "Featherstep", "Merriwick"),
)
ROLES = ("Office Manager", "Owner", "Bookkeeper", "Front Desk", "Operations Lead", "Workshop Lead", "Assistant")
STREETS = (
    *("W Gecko Lane", "E Tortoise Road", "N Paintbrush Avenue", "S Lizard Street", "W Quail Court"),
    *("E Jackrabbit Drive", "N Roadrunner Way", "S Sagebrush Place", "W Tin Cup Trail", "E Bobcat Boulevard"),
)
CITIES = (("Dry Gulch", "85990"), ("Mesquite Flats", "85991"), ("Cactus Junction", "85992"), ("Red Butte", "85993"))
SITES = ("Main office", "Warehouse", "Branch")
