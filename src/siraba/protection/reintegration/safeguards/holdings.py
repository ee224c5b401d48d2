"""What was found about a person goes with her, and so do the keys of her name."""

from siraba.foundation.retention.holdings import hold
from siraba.protection.reintegration.safeguards.models import Flag, NameMark, Screening

hold(Flag, "application__person", 3, facts=[], figures={})
hold(Flag, "other__person", 3, facts=[], figures={})
hold(NameMark, "application__person", 3, only_names=True)
hold(Screening, "application__person", 3)
