"""What was needed and where somebody was directed goes with the person; what stays open counts nobody apart."""

from siraba.foundation.retention.holdings import hold
from siraba.protection.reception.orientation.models import Need, Orientation

hold(Orientation, "arrival__person", 8)
hold(Need, "arrival__person", 9)
