"""A network, step by step, for the tests: an inquiry of the brigade, an analysis opened by two, what it holds."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.prosecution.investigations.models import Inquiry
from siraba.prosecution.networks import actions, keeping, merging, planning, tables
from siraba.prosecution.networks.models import (
    Analysis,
    DismantlingPlan,
    Entity,
    GraphImport,
    Link,
    Merge,
    SavedView,
    Statement,
)
from siraba.prosecution.networks.recording import Extent, Grading
from tests import scene

SYSTEM = "a test looks at the row itself"
BOSS, FORCED = "Modibo Fictif Sangho", "Assa Fictive Niaré"
SECRETS = (BOSS, "Sangho", FORCED, "Niaré", "99910000001")
CALLS = (
    "Appelant;Appelé;Date;Durée\n"
    "+999 10 00 00 01;0099910000002;2026-03-01 08:15;60\n"
    "99910000001;+999-10-00-00-02;02/03/2026;0:01:30\n"
)


# Who works, and who approves: two of the brigade unless a test says otherwise
WORKERS = ["daouda", "ibrahima"]


def daouda() -> Actor:
    return scene.actor(WORKERS[0])


def ibrahima() -> Actor:
    return scene.actor(WORKERS[1])


@contextmanager
def by(worker: str, approver: str) -> Iterator[None]:
    """Somebody else works, and somebody else approves."""
    before, WORKERS[:] = list(WORKERS), [worker, approver]
    yield
    WORKERS[:] = before


def grading(**said: Any) -> Grading:
    """A person's word, not confirmed, unless it is said otherwise."""
    usual = {
        "source": "informant",
        "reliability": "C",
        "credibility": "3",
        "stated_on": timezone.localdate(),
        "origin": "Source 7",
    }
    return Grading(**{**usual, **said})


def record(**said: Any) -> Grading:
    """What an operator handed over on requisition."""
    usual = {"source": "operator", "reliability": "A", "credibility": "2", "origin": "Opérateur fictif"}
    return grading(**{**usual, "evidence": "Réquisition 12/2026", **said})


def inquiry(**said: Any) -> Inquiry:
    opened_by = scene.account(WORKERS[0])
    made = Inquiry(organisation=opened_by.organisation, opened_by=opened_by, fictitious=True, **said)
    made.write(title="Réseau fictif de Kayes", summary="Fictif")
    made.save(force_insert=True)
    return made


def proposed(**said: Any) -> Analysis:
    return actions.propose_analysis(
        daouda(),
        said.pop("inquiry", None) or inquiry(),
        **{
            "title": "Kayes–Nouadhibou (fictif)",
            "purpose": "Comprendre qui organise",
            "grounds": "Trois signalements",
            "handling": "amber+strict",
            **said,
        },
    )


def analysis(**said: Any) -> Analysis:
    """One that a second person approved."""
    made = proposed(**said)
    actions.approve_analysis(ibrahima(), made)
    return made


def entity(of: Analysis, kind: str = "person", graded: Grading | None = None, **said: str) -> Entity:
    said = said or {"name": BOSS}
    return actions.add_entity(daouda(), of, kind=kind, said=list(said.items()), grading=graded or grading())


def link(of: Analysis, source: Entity, target: Entity, kind: str = "associate", **said: Any) -> Link:
    return actions.add_link(
        daouda(),
        of,
        kind=kind,
        source=source,
        target=target,
        extent=said.pop("extent", Extent(date(2026, 3, 1), date(2026, 3, 9), 3)),
        grading=said.pop("graded", grading()),
    )


def statement(of: Entity) -> Statement:
    return (
        Statement.objects.system(SYSTEM)
        .filter(entity=of)
        .select_related("analysis", "entity", "link")
        .first()
    )


def table(
    of: Analysis, content: str | bytes = CALLS, layout: str = "calls", graded: Grading | None = None
) -> GraphImport:
    content = content.encode() if isinstance(content, str) else content
    return tables.add_graph_import(
        daouda(), of, layout=layout, content=io.BytesIO(content), grading=graded or record()
    )


def tried(of: GraphImport) -> GraphImport:
    while of.place < of.rows:
        tables.check_graph_import(daouda(), of)
    return of


def taken(of: Analysis, content: str | bytes = CALLS, layout: str = "calls", **said: Any) -> GraphImport:
    made = tried(table(of, content, layout, **said))
    tables.take_graph_import(daouda(), made)
    return made


def pair(of: Analysis) -> Merge:
    """Two persons under two spellings, proposed as one."""
    entity(of, name="Mamoutou Fictif Koulibaly")
    entity(of, name="Mamoutou Fictif Coulibaly")
    merging.propose_merges(daouda(), of)
    return Merge.objects.system(SYSTEM).select_related("analysis", "one", "other").get(analysis=of)


def forced(of: Analysis) -> Entity:
    made = entity(of, name=FORCED)
    actions.mark_entity(daouda(), made, standing="forced", reason="Retenue et contrainte à conduire")
    return made


def view(of: Analysis) -> SavedView:
    return keeping.save_view(daouda(), of, name="Autour du chef (fictif)", query="around=1")


def asked(of: Analysis) -> DismantlingPlan:
    words = {"why": "Comprendre (fictif)", "target": 0.1, "most": {"person": 3}, "costs": {}}
    return planning.ask_plan(daouda(), of, **words)


def plan(of: Analysis) -> DismantlingPlan:
    """One whose answer is there, without waiting for the engine."""
    made = asked(of)
    made.state, made.part = "done", len(planning.PARTS)
    made.save()
    return made
