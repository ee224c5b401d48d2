"""A visit of an arrival goes with the person; that of a passer-by is about nobody who is known."""

from siraba.foundation.retention.holdings import hold
from siraba.protection.reception.queue.models import Visit

# A visit that follows another leans on it, and is told apart from it by nothing else: both go at once.
hold(Visit, "arrival__person", 20, languages="", cause="", access_need=False)
