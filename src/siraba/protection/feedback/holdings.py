"""What the person said goes with her, and so does her receipt."""

from siraba.foundation.retention.holdings import hold
from siraba.protection.feedback.models import Message, Receipt

hold(Message, "case__person", 20)
hold(Receipt, "case__person", 20, only_names=True)
