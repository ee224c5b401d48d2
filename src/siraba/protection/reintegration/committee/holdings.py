"""What the committee said of somebody's application goes with it; a run keeps codes and amounts, and no person."""

from siraba.foundation.retention.holdings import hold
from siraba.protection.reintegration.committee.models import Item, Promotion, Recusal, Vote

for kind in (Vote, Recusal, Promotion):
    hold(kind, "item__application__person", 18)
hold(Item, "application__person", 19)
