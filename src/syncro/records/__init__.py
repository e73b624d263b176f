"""What Syncro sends, as frozen typed values. Nothing here sends, decides or rounds."""

from syncro.records.base import Record, id_in
from syncro.records.billing import Estimate, Invoice, InvoiceLine, Payment, Product
from syncro.records.customers import Contact, Customer
from syncro.records.people import Me, User
from syncro.records.tickets import Appointment, Comment, Ticket, TicketLine, TimerEntry

__all__ = [
    "Appointment",
    "Comment",
    "Contact",
    "Customer",
    "Estimate",
    "Invoice",
    "InvoiceLine",
    "Me",
    "Payment",
    "Product",
    "Record",
    "Ticket",
    "TicketLine",
    "TimerEntry",
    "User",
    "id_in",
]
