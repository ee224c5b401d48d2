"""A fictitious network, Kayes–Nouadhibou–Canaries: entities, links, calls and transfers, read from the files beside.

No name, house or number in it is anybody's: names say that they are invented, and numbers begin with 999, which is no country.
"""

from importlib.resources import files
from io import BytesIO

from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.models import Account
from siraba.prosecution.investigations.inquiries import open_inquiry
from siraba.prosecution.investigations.models import Inquiry
from siraba.prosecution.networks import actions, keeping, merging, tables
from siraba.prosecution.networks.models import Analysis, Entity, Layout
from siraba.prosecution.networks.recording import Grading

DATA = files("siraba.config.demonstration") / "data" / "network"
SYSTEM = "the fictitious scene looks for whom it tells of"
FIRST, SECOND = "enqueteur", "enqueteur-2"
FORCED = "Sékou Inventé Dansokho"


def _graded(source: str, grade: str, origin: str, evidence: str = "") -> Grading:
    return Grading(
        source=source,
        reliability=grade[0],
        credibility=grade[1],
        stated_on=timezone.localdate(),
        origin=origin,
        evidence=evidence,
        note="Récit fictif.",
    )


# File, what its lines are, and who says it: an order in which links find what they lead to
FILES = (
    ("entites.csv", Layout.THINGS, ("partner", "B2", "Service partenaire (fictif)")),
    ("liens.csv", Layout.LINKS, ("patrol", "B3", "Surveillance du printemps (fictive)")),
    ("appels.csv", Layout.CALLS, ("operator", "A2", "Opérateur fictif", "Réquisition fictive 41/2026")),
    ("transferts.csv", Layout.TRANSFERS, ("financial", "A2", "Agences fictives", "Réquisition fictive 42/2026")),
)  # fmt: skip


class Networks:
    def __init__(self, accounts: dict[str, Account]):
        self.accounts = accounts

    def tell(self) -> None:
        analysis = self._opened()
        for name, layout, said in FILES:
            self._take(analysis, name, layout, _graded(*said))
        forced = next(one for one in self._persons(analysis) if one.label == FORCED)
        actions.mark_entity(
            self._by(FIRST),
            forced,
            standing="forced",
            reason="Retenu à Kayes et contraint de conduire, d’après son audition (récit fictif).",
        )
        merging.propose_merges(self._by(FIRST), analysis)
        keeping.draw_picture(self._by(FIRST), analysis, seconds=60)

    def _by(self, username: str) -> Actor:
        return Actor.of(self.accounts[username], Purpose.PROSECUTION)

    def _opened(self) -> Analysis:
        inquiry = self._inquiry()
        analysis = actions.propose_analysis(
            self._by(FIRST),
            inquiry,
            title="Kayes – Nouadhibou – Canaries",
            purpose="Comprendre qui organise les départs, pour que la brigade agisse là où cela compte (récit fictif).",
            grounds="Trois signalements et une interception à Gogui le 2 juin (récit fictif).",
            handling="amber+strict",
            fictitious=True,
        )
        actions.approve_analysis(self._by(SECOND), analysis)
        return analysis

    def _inquiry(self) -> Inquiry:
        title = "Filière Kayes – Nouadhibou – Canaries (fictif)"
        inquiry = open_inquiry(self._by(FIRST), title=title, summary="Récit fictif.")
        inquiry.fictitious = True
        inquiry.save(update_fields=["fictitious"])
        return inquiry

    def _take(self, analysis: Analysis, name: str, layout: str, grading: Grading) -> None:
        actor = self._by(FIRST)
        content = BytesIO((DATA / name).read_bytes())
        table = tables.add_graph_import(actor, analysis, layout=layout, content=content, grading=grading)
        while table.place < table.rows:
            tables.check_graph_import(actor, table)
        tables.take_graph_import(actor, table)

    def _persons(self, analysis: Analysis) -> list[Entity]:
        rows = Entity.objects.system(SYSTEM).filter(analysis=analysis, kind="person")
        return list(rows.select_related("analysis"))
