"""Two fictitious returns: a plan with each person, a baseline, and a follow-up at six months."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from siraba.config.demonstration.stories import Teller
from siraba.protection.cases import actions as care
from siraba.protection.cases.elements import Elements
from siraba.protection.cases.models import Case
from siraba.protection.reintegration.followup.actions import complete_follow_up, note_attempt
from siraba.protection.reintegration.followup.models import FollowUp, Subject
from siraba.protection.reintegration.followup.tables import load_tables, tables_for
from siraba.protection.reintegration.plans import actions as planning
from siraba.protection.reintegration.plans.models import ReintegrationPlan

MANAGER = "gestion-oim-kayes"
DAYS = 190
SYSTEM = "the fictitious scene dates its own past"

APPRENTICE: dict[str, Any] = {
    "channel": "referral",
    "objectives": {
        "economic": "Apprendre la soudure et gagner sa vie à Kayes (récit fictif).",
        "social": "Vivre chez son oncle et avoir sa carte d’identité.",
        "psychosocial": "Revoir ses amis du quartier.",
    },
    "actions": [
        {"part": "economic", "what": "Apprentissage de soudure, six mois", "who": "maître artisan", "due": "", "cost": 150_000},
        {"part": "social", "what": "Demander la carte d’identité", "who": "gestionnaire de cas", "due": "", "cost": 0},
    ],
    "life_project": {
        "training": "Soudure, six mois, à Kayes",
        "master": "Maître soudeur (fictif)",
        "income": "Petites réparations, au quatrième mois",
        "mentor": "Un ancien apprenti (fictif)",
    },
}  # fmt: skip
GARDENER: dict[str, Any] = {
    "channel": "direct",
    "objectives": {
        "economic": "Reprendre le maraîchage avec sa sœur (récit fictif).",
        "psychosocial": "Parler avec l’animatrice une fois par mois.",
    },
    "actions": [
        {"part": "economic", "what": "Semences et arrosoirs", "who": "notre structure", "due": "", "cost": 85_000},
    ],
}  # fmt: skip


class Returns(Teller):
    def tell(self) -> None:
        load_tables()
        self._return(self._case("Drissa Tembely", "male", 19), APPRENTICE, 0.3, 0.75)
        self._return(self._case("Ramata Goïta", "female", 33), GARDENER, 0.5, 0.9)

    def _case(self, names: str, sex: str, age: int) -> Case:
        case = self._receive(MANAGER, names, sex, age, "none")
        care.screen_case(
            self._actor(MANAGER),
            case,
            elements=Elements((), (), ()),
            immediate_danger=False,
            presumed=False,
            pathway="migrant",
            note="Récit fictif.",
        )
        return case

    def _return(self, case: Case, words: dict[str, Any], before: float, after: float) -> None:
        actor, start = self._actor(MANAGER), timezone.localdate() - timedelta(days=DAYS)
        plan = planning.draft_reintegration_plan(actor, case, **words)
        planning.agree_reintegration_plan(actor, plan, how="witness", on=start, agreement="Récit fictif.")
        planning.start_reintegration_plan(actor, plan, on=start)
        rows = FollowUp.objects.system(SYSTEM).filter(plan=plan)
        rows.filter(month=0).update(due_on=start)
        self._done(plan, 0, before)
        missed = rows.get(month=3)
        note_attempt(actor, missed, mode="phone", outcome="no_answer")
        self._done(plan, 6, after)

    def _done(self, plan: ReintegrationPlan, month: int, value: float) -> None:
        """Answers near the value, a little above and below in turn."""
        one = FollowUp.objects.system(SYSTEM).get(plan=plan, month=month)
        answers = {
            table.subject: {
                item.code: min(
                    item.values,
                    key=lambda code, item=item, n=n: abs(item.values[code] - value + (n % 3 - 1) * 0.2),  # type: ignore[misc]
                )
                for n, item in enumerate(table.table.items)
            }
            for table in tables_for(one, plan.young)
            if table.subject in Subject.values
        }
        complete_follow_up(
            self._actor(MANAGER), one, mode="visit", met_on=one.due_on, answers=answers, note="Récit fictif."
        )
