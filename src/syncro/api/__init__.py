"""Speaks HTTP with Syncro: sends Calls, returns records, and maps every failure to an exception of `syncro.errors`.

Nothing heavy is imported before the first request.
"""

from syncro.api.answers import Answer
from syncro.api.client import LIMIT_PAUSES, Client, Reader
from syncro.api.holder import Holder
from syncro.api.pacing import Pace
from syncro.api.paging import Listing
from syncro.api.together import together
from syncro.api.wire import Timeouts

__all__ = ["LIMIT_PAUSES", "Answer", "Client", "Holder", "Listing", "Pace", "Reader", "Timeouts", "together"]
