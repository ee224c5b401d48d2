"""What a table leaves of a person goes with the person."""

from siraba.foundation.retention.holdings import hold
from siraba.protection.exchange.models import ImportedRow

hold(ImportedRow, "case__person", 20)
