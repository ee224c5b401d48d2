"""What a house can count for the others: a named function, by month and area; whoever keeps its figures hides the small ones."""

from siraba.foundation.indicators.registry import Counted, Registered, register, registered, safe_counts

__all__ = ["Counted", "Registered", "register", "registered", "safe_counts"]
