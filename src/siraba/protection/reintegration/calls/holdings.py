"""What a person asked of a fund goes with her; the amounts and states stay, so that the fund's counts still add up."""

from siraba.foundation.retention.holdings import hold
from siraba.protection.reintegration.calls.models import Appeal, Application, ApplicationDocument, Evaluation

hold(ApplicationDocument, "application__person", 20, document=b"")
hold(Appeal, "application__person", 20)
hold(Evaluation, "application__person", 20)
hold(Application, "person", 21, household_key="", phone_key="", wallet_key="", receipt_key="")
