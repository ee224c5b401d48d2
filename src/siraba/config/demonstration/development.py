"""Fictitious projects in zones of departure, a need index of which one component alone is real, and a choice that waits."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.organisations.models import Organisation
from siraba.prevention import development
from siraba.prevention.development import actions, choosing, money, needs
from siraba.prevention.development.models import MARKERS, Project

DROUGHT = Path(development.__file__).parent / "data" / "drought.csv"
FICTITIOUS = "Chiffres inventés pour la démonstration"
MEASURED_UNTIL = date(2018, 12, 31)
MILLION = 1_000_000
STEPS = ("idea", "appraised", "funded", "running", "closed")


@dataclass(frozen=True)
class Told:
    """A project of the scene: where, for how many, for how much (millions of francs), how far it has got."""

    title: str
    zones: tuple[str, ...]
    sectors: tuple[tuple[str, int], ...]
    millions: int
    women: int
    men: int
    adaptation: int
    state: str
    lead: str = "porteur-helvetas"
    published: bool = True


PROJECTS = (
    Told("Périmètres maraîchers irrigués au solaire", ("Kita", "Bafoulabé"), (("31140", 60), ("23231", 40)), 180, 900, 600, 2, "running"),
    Told("Formation aux métiers des jeunes de retour", ("Kayes",), (("11330", 70), ("16020", 30)), 95, 220, 380, 0, "running"),
    Told("Banques de céréales villageoises", ("Nioro", "Diéma"), (("43072", 100),), 60, 1400, 1100, 1, "closed"),
    Told("Reboisement et agroforesterie", ("Yélimané",), (("31220", 80), ("41010", 20)), 75, 500, 450, 2, "funded"),
    Told("Petites entreprises de femmes", ("Koutiala", "Sikasso"), (("32130", 60), ("24040", 40)), 110, 850, 50, 0, "appraised"),
    Told("Puits et pompes pour l’élevage", ("Nara",), (("31195", 40), ("31140", 60)), 140, 700, 900, 2, "appraised"),
    Told("Transferts de la diaspora pour des écoles", ("Kayes", "Yélimané"), (("24050", 50), ("11120", 50)), 85, 1200, 1250, 0, "appraised", "porteur-commune"),
    Told("Digues contre les crues", ("Bafoulabé",), (("43060", 100),), 210, 1600, 1500, 2, "appraised", "porteur-commune"),
    Told("Caravanes d’emploi à Gao", ("Gao",), (("16020", 100),), 45, 300, 500, 0, "appraised"),
    Told("Radio locale sur les départs", ("Kéniéba",), (("15190", 100),), 25, 2000, 2000, 0, "idea", published=False),
    Told("Semences adaptées à la sécheresse", ("Kolokani", "Banamba"), (("31150", 100),), 55, 650, 700, 2, "idea", published=False),
    Told("Route de desserte", ("Kadiolo",), (("21020", 100),), 400, 300, 300, 0, "dropped", "porteur-commune", False),
)  # fmt: skip


class Development:
    def __init__(self, accounts: dict[str, Account], seed: int = 2026):
        self._accounts = accounts
        self._coordination = Actor.of(accounts["coordination"])
        self._donor = Organisation.objects.get(code="bailleur")
        self._chance = Random(seed)
        self._today = timezone.localdate()

    def tell(self) -> None:
        self._index()
        for told in PROJECTS:
            self._project(told)
        choosing.make_portfolio(
            self._coordination,
            name="Choix fictif de l’année",
            budget=350 * MILLION,
            adaptation_number=1,
            adaptation_spend=100 * MILLION,
        )

    def _index(self) -> None:
        """Departures and returns are made up for most cercles; drought is what is known; poverty nobody knows."""
        known = [area.name for area in current_areas(Area.Level.CERCLE) if self._chance.random() < 0.95]
        for key, most in (("departures", 40.0), ("returns", 12.0)):
            rows = "".join(f"Cercle de {name},{self._chance.uniform(0.5, most):.1f}\n" for name in known)
            self._component(key, FICTITIOUS, "sans objet", f"name,value\n{rows}".encode(), fictitious=True)
        source = "PERSIANN-CDR (NOAA) 1983–2018 : part des saisons sèches, calculée par la plateforme"
        self._component(
            "drought", source, "ouverte, avec attribution", DROUGHT.read_bytes(), fictitious=False
        )
        needs.count_services(self._coordination)
        needs.publish_index(
            self._coordination,
            weights={"departures": 2, "returns": 1, "drought": 1, "services": 1},
            why="Fictif : les départs comptent double, car le plan vise les zones de départ.",
        )

    def _component(self, key: str, source: str, licence: str, table: bytes, fictitious: bool) -> None:
        needs.load_component(
            self._coordination,
            key=key,
            source=source,
            licence=licence,
            as_of=self._today if fictitious else MEASURED_UNTIL,
            unit="% des saisons" if key == "drought" else "pour 1 000 habitants",
            table=table,
            fictitious=fictitious,
        )

    def _project(self, told: Told) -> None:
        lead = Actor.of(self._accounts[told.lead])
        starts, ends = date(self._today.year, 1, 1), date(self._today.year + 1, 12, 31)
        people = told.women + told.men
        markers: dict[str, Any] = dict.fromkeys(MARKERS, 0)
        markers |= {"adaptation": told.adaptation, "gender": int(told.women > told.men)}
        made = actions.propose_project(
            lead,
            title=f"{told.title} (fictif)",
            summary="Projet fictif de la démonstration : il n’existe pas, ni son budget, ni ses résultats.",
            zones=list(current_areas(Area.Level.CERCLE).filter(name__in=told.zones)),
            starts_on=starts,
            ends_on=ends,
            women=told.women,
            men=told.men,
            youth=people * 2 // 3,
            fictitious=True,
            **markers,
        )
        actions.set_sectors(lead, made, shares=told.sectors)
        half = told.millions * MILLION // 2
        actions.set_budget(
            lead, made, lines=[("Équipements", starts.year, half), ("Formation et suivi", ends.year, half)]
        )
        actions.add_indicator(
            lead,
            made,
            title="Personnes dont le revenu a augmenté",
            result="2",
            measure="1",
            baseline=0,
            baseline_year=starts.year,
            target=people,
            starts_on=starts,
            ends_on=ends,
        )
        self._advance(lead, made, told)

    def _advance(self, lead: Actor, made: Project, told: Told) -> None:
        if told.state == "dropped":
            actions.drop_project(self._coordination, made, reason="Fictif : hors des zones de départ")
            return
        reached = STEPS[: STEPS.index(told.state) + 1]
        if "appraised" in reached:
            actions.appraise_project(self._coordination, made, appraisal="Avis fictif : solide et mesurable.")
        if "funded" in reached:
            actions.fund_project(self._coordination, made, funder=self._donor)
            self._money(lead, made, told)
        if "running" in reached:
            actions.launch_project(lead, made, started_on=self._today - timedelta(days=90))
            (indicator,) = made.indicators.all()
            reached_by_now = (told.women + told.men) // 4
            actions.record_result(
                lead, made, indicator=indicator, actual=reached_by_now, measured_on=self._today
            )
        if "closed" in reached:
            actions.close_project(self._coordination, made, ended_on=self._today)
        if told.published:
            actions.publish_project(self._coordination, made)

    def _money(self, lead: Actor, made: Project, told: Told) -> None:
        """Committed, a first part received, some of it spent, and a mistake undone."""
        whole, donor, home = told.millions * MILLION, self._donor, made.lead
        day = self._today - timedelta(days=60)
        for kind, amount, words in (
            ("11", whole, "Convention de financement"),
            ("1", whole // 2, "Première tranche"),
            ("4", whole // 5, "Équipements"),
            ("4", whole // 5, "Équipements, saisi deux fois"),
        ):
            line = money.record_transaction(
                lead, made, kind=kind, amount=amount, day=day, description=words,
                provider=donor if kind != "4" else home, receiver=home if kind != "4" else None,
            )  # fmt: skip
        money.reverse_transaction(lead, made, transaction=line, reason="Saisi deux fois")
