"""Made-up registers of births, honest ones: what a year of some sixty centres would write, with what looks irregular and is not.

Nobody and no place is real; every rate and every distribution is a guess. A `Country` says how acts are distributed: `plain`,
and two others that differ in delays, volumes, names, hours, order of numbers and haste of approvers, to see that what finds
irregularities leans on none of them.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

COLUMNS = (
    "act_id centre_id centre_type region register register_year act_number form_serial status mode judgment_no court"
    " judgment_date hearing_id birth_date birth_precision birth_region act_date keyed_at approved_at operator_id approver_id"
    " officer_id child_last child_first sex father_name mother_name mother_id mother_birth_year declarant_id"
    " declarant_relation witness1_id witness2_id"
).split()
YEAR = 2025
REGIONS = [f"Région {letter}" for letter in "ABCDEFGH"]
SURNAMES = (
    "Traoré Coulibaly Diarra Keïta Konaté Sidibé Diallo Sissoko Touré Cissé Maïga Dembélé Sangaré Camara Kanté Doumbia Koné Bagayoko"
    " Fofana Samaké Ballo Dicko Cissoko Guindo Ongoïba Togo Sacko Niaré Kouyaté Diabaté Sylla Ouattara Berthé Sanogo Dao Tangara"
).split()
BOYS = (
    "Mamadou Moussa Amadou Oumar Ibrahim Seydou Adama Modibo Boubacar Abdoulaye Drissa Souleymane Issa Bakary Lassana Sékou Yacouba"
    " Cheick Madou Alou Siaka Karim Salif Daouda Youssouf Habib Zoumana Kassim Fousseyni Lassine"
).split()
GIRLS = (
    "Aminata Fatoumata Mariam Kadiatou Awa Oumou Aïssata Assétou Djénéba Ramata Rokia Salimata Bintou Nana Sira Hawa Korotoumou Safiatou"
    " Tenin Adam Maïmouna Coumba Fanta Sitan Batoma Niagalé Lassana Lalla Wassa Mah"
).split()
SYLLABLES = "ba bou da dia do fa go ka kou la ma mou na ni sa si sou ta tou wa ya yo".split()

Act = dict[str, Any]


@dataclass(frozen=True)
class Country:
    """How a country's registers are: each is a draw from `random.Random`."""

    name: str
    volume: Callable[[random.Random], float]  # relative size of a centre
    declared: Callable[[random.Random], float]  # days from a birth to its act, cut at 30
    keyed: Callable[[random.Random], float]  # days from the act to its keying
    approved: Callable[[random.Random], float]  # minutes from keying to approval
    hour: Callable[[random.Random], float]  # hour of the day of keying
    names: int  # made-up names beside the known ones
    unevenness: float  # of names: the power of Zipf
    centres: int
    numbered_by: str  # "keyed_at" or "act_date"
    js: float = 0.12
    sundays: float = 0.0


def _between(low: float, high: float) -> Callable[[float], float]:
    return lambda value: min(max(value, low), high)


PLAIN = Country(
    "plain",
    volume=lambda r: r.lognormvariate(0, 0.8),
    declared=lambda r: r.expovariate(1 / 7),
    keyed=lambda r: r.expovariate(1 / 0.7),
    approved=lambda r: 2 + r.lognormvariate(4, 1),
    hour=lambda r: _between(7.5, 16.5)(r.gauss(11, 2.2)),
    names=60,
    unevenness=0.9,
    centres=60,
    numbered_by="keyed_at",
)
HEAVY = Country(
    "heavy",
    volume=lambda r: r.paretovariate(1.5),
    declared=lambda r: r.lognormvariate(1.8, 0.8),
    keyed=lambda r: r.lognormvariate(0.2, 1.0),
    approved=lambda r: 0.5 + r.expovariate(1 / 40),
    hour=lambda r: r.uniform(7, 18.5),
    names=0,
    unevenness=1.1,
    centres=110,
    numbered_by="act_date",
    js=0.25,
    sundays=0.02,
)
EVEN = Country(
    "even",
    volume=lambda r: 1.0,
    declared=lambda r: r.uniform(0, 29),
    keyed=lambda r: r.choice([0, 0, 0, 1, 1, 2, 3]),
    approved=lambda r: r.uniform(1, 600),
    hour=lambda r: r.choice([8, 9, 10, 11, 14, 15, 16]) + r.random(),
    names=600,
    unevenness=0.3,
    centres=24,
    numbered_by="act_date",
    js=0.06,
)
COUNTRIES = {one.name: one for one in (PLAIN, HEAVY, EVEN)}


@dataclass
class Centre:
    code: str
    kind: str
    region: str
    weight: float
    operators: list[str]
    approvers: list[str]
    officers: list[str]
    health: list[str]
    chiefs: list[str]
    people: list[str]
    elsewhere: float  # share of births of another region: a border commune, displaced people
    paper: bool  # keeps paper, keyed once a month
    cuts: set[date] = field(default_factory=set)  # evenings after a power cut


@dataclass
class Register:
    """Acts of a year, what is honest though it looks otherwise (act_id → look-alike) and what is irregular (act_id → kind)."""

    acts: list[Act]
    truth: dict[str, str]
    alike: dict[str, str]
    missing: set[tuple[str, str, int, int]]  # centre, register, year, number
    centres: list[Centre]

    def rows(self) -> Iterator[dict[str, str]]:
        for act in self.acts:
            yield {column: _written(act[column]) for column in COLUMNS}


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return "" if value is None else str(value)


class Honest:
    """Draws the honest acts of one country."""

    def __init__(self, country: Country, seed: int, acts: int):
        self.country, self.draw, self.count = country, random.Random(f"{country.name}{seed}"), acts
        made = ["".join(self.draw.choices(SYLLABLES, k=3)).capitalize() for _ in range(3 * country.names)]
        third = country.names
        self.surnames = self._uneven(SURNAMES + made[:third])
        self.given = {
            "M": self._uneven(BOYS + made[third : 2 * third]),
            "F": self._uneven(GIRLS + made[2 * third :]),
        }
        self.centres = [self._centre(number) for number in range(country.centres)]
        self.families = 0
        self.judgments: dict[tuple[str, int], int] = {}
        self.mothers: dict[str, list[Act]] = {}

    def _uneven(self, names: list[str]) -> tuple[list[str], list[float]]:
        names = self.draw.sample(names, len(names))
        total, sums = 0.0, []
        for rank in range(1, len(names) + 1):
            total += rank**-self.country.unevenness
            sums.append(total)
        return names, sums

    def name(self, kind: str) -> str:
        names, sums = self.surnames if kind == "last" else self.given[kind]
        return self.draw.choices(names, cum_weights=sums)[0]

    def _centre(self, number: int) -> Centre:
        draw, code, weight = self.draw, f"C{number:03}", self.country.volume(self.draw)
        several = 1 + (weight > 0.5) + (weight > 1.2) + (weight > 2.5)
        return Centre(
            code,
            "principal" if weight > 0.8 else "secondary",
            draw.choice(REGIONS),
            weight,
            [f"OP{number:03}{n}" for n in range(several)],
            [f"AP{number:03}{n}" for n in range(max(1, several - 1))],
            [f"OF{number:03}{n}" for n in range(1 + (weight > 1))],
            [f"DM{number:03}{n}" for n in range(1 + int(3 * min(weight, 3)))],
            [f"W{number:03}c{n}" for n in range(3 + int(4 * min(weight, 3)))],
            [f"P{number:03}x{n}" for n in range(int(weight * 400) + 200)],
            draw.choice([0.01, 0.01, 0.02, 0.02, 0.03, 0.10, 0.25]),
            draw.random() < 0.12,
            {date(YEAR, 1, 1) + timedelta(draw.randrange(365)) for _ in range(draw.randrange(4))},
        )

    def register(self) -> Register:
        acts: list[Act] = []
        weights = [centre.weight for centre in self.centres]
        while len(acts) < self.count:
            centre = self.draw.choices(self.centres, weights)[0]
            day = date(YEAR, 1, 1) + timedelta(self.draw.randrange(365))
            acts += self._event(centre, day)
        for act in acts:
            self._key(act)
        return Register(acts, {}, {}, set(), self.centres)

    def _event(self, centre: Centre, day: date) -> list[Act]:
        draw = self.draw
        if draw.random() >= self.country.js / 2:
            return self._births(centre, day)
        season = 1.0 if day.month in (9, 10) else 0.6
        if draw.random() > season:
            return self._births(centre, day)
        if draw.random() < 0.012:
            hearing = f"AF{draw.randrange(10**6):06}"
            return [self._late(centre, day, hearing) for _ in range(draw.randint(20, 150))]
        if draw.random() < 0.12:
            born = day - timedelta(draw.randint(100, 2200))
            family = self._family(centre) | {"mother_birth_year": born.year - draw.randint(25, 40)}
            acts = []
            for _ in range(draw.randint(2, 4)):
                acts.append(self._late(centre, day, "", family, born, "late_siblings"))
                born -= timedelta(draw.randint(420, 800))
            return self._named_apart(acts)
        return [self._late(centre, day) for _ in range(2 if draw.random() < 0.2 else 1)]

    def _family(self, centre: Centre) -> Act:
        known = self.mothers.setdefault(centre.code, [])
        self.families += 1
        mother = {
            "father_name": f"{self.name('M')} {self.name('last')}",
            "mother_name": f"{self.name('F')} {self.name('last')}",
            "mother_id": f"M{self.families:06}",
            "mother_birth_year": YEAR - int(min(max(self.draw.gauss(27, 6), 15), 46)),
        }
        known.append(mother)
        return mother

    def _births(self, centre: Centre, day: date) -> list[Act]:
        draw, family = self.draw, self._family(centre)
        waited = int(min(self.country.declared(draw), 29))
        twins = 2 if draw.random() < 0.016 else 1
        acts = [
            self._act(centre, day, day - timedelta(waited), family, "twins" if twins == 2 else "")
            for _ in range(twins)
        ]
        for act in acts[1:]:
            act.update({key: acts[0][key] for key in ("declarant_id", "declarant_relation", "witness1_id")})
        return self._named_apart(acts)

    def _named_apart(self, acts: list[Act]) -> list[Act]:
        """No two children of a family bear one name."""
        taken: set[str] = set()
        for act in acts:
            while act["child_first"] in taken:
                act["child_first"] = self.name(act["sex"])
            taken.add(act["child_first"])
        return acts

    def _late(
        self, centre: Centre, day: date, hearing="", family=None, birth: date | None = None, alike=""
    ) -> Act:
        draw = self.draw
        birth = birth or day - timedelta(int(60 + draw.expovariate(1 / 2200)))
        family = family or self._family(centre) | {"mother_birth_year": birth.year - draw.randint(16, 42)}
        family = family | {"mother_birth_year": min(family["mother_birth_year"], birth.year - 15)}
        act = self._act(centre, day, birth, family, "mobile_hearing" if hearing else alike)
        court = f"T{centre.region[-1]}"
        number = self.judgments[court, YEAR] = self.judgments.get((court, YEAR), 0) + 1
        precision = draw.choices(["day", "month", "year"], [6, 1, 2])[0]
        if precision == "year" or (precision == "day" and draw.random() < 0.02):
            act["birth_date"] = birth.replace(month=1, day=1)
        act |= {
            "register": "JS",
            "judgment_no": number,
            "court": court,
            "judgment_date": day - timedelta(0 if hearing else draw.randint(1, 40)),
            "hearing_id": hearing,
            "mode": "mobile" if hearing else "centre",
            "birth_precision": precision,
        }
        return act

    def _act(self, centre: Centre, day: date, birth: date, family: Act, alike: str) -> Act:
        draw, sex = self.draw, self.draw.choice("MF")
        relation = draw.choices(
            ["father", "mother", "health_agent", "relative", "chief"], [42, 20, 22, 12, 4]
        )[0]
        declarant = {
            "father": lambda: f"F{family['mother_id']}",
            "mother": lambda: family["mother_id"],
            "health_agent": lambda: draw.choice(centre.health),
            "relative": lambda: draw.choice(centre.people),
            "chief": lambda: draw.choice(centre.chiefs),
        }[relation]()
        elsewhere = draw.random() < centre.elsewhere
        return family | {
            "centre": centre,
            "centre_id": centre.code,
            "centre_type": centre.kind,
            "region": centre.region,
            "register": "N",
            "register_year": YEAR,
            "status": "void" if draw.random() < 0.004 else "valid",
            "mode": "paper" if centre.paper else "centre",
            "birth_date": birth,
            "birth_precision": "day",
            "birth_region": draw.choice(REGIONS) if elsewhere else centre.region,
            "act_date": day,
            "operator_id": draw.choice(centre.operators),
            "approver_id": draw.choice(centre.approvers),
            "officer_id": draw.choice(centre.officers),
            "child_last": family["father_name"].split(" ", 1)[1],
            "child_first": self.name(sex),
            "sex": sex,
            "declarant_id": declarant,
            "declarant_relation": relation,
            "witness1_id": draw.choice(centre.chiefs if draw.random() < 0.35 else centre.people),
            "witness2_id": draw.choice(centre.people),
            "alike": alike or ("health_agent" if relation == "health_agent" else ""),
            **dict.fromkeys(("judgment_no", "court", "judgment_date", "hearing_id"), ""),
        }

    def _key(self, act: Act) -> None:
        """The time of keying and of approval, in office hours save after a power cut."""
        draw, centre = self.draw, act["centre"]
        day = act["act_date"] + timedelta(int(min(self.country.keyed(draw), 12)))
        if centre.paper:
            day = (act["act_date"].replace(day=1) + timedelta(62)).replace(day=1) + timedelta(
                draw.randrange(3)
            )
            act["alike"] = act["alike"] or "paper_batch"
        while day.weekday() == 6 and draw.random() >= self.country.sundays:
            day += timedelta(1)
        hour = self.country.hour(draw)
        if day in centre.cuts:
            hour = draw.uniform(18.5, 22)
            act["alike"] = "power_cut"
        act["keyed_at"] = at(day, hour)
        act["approved_at"] = act["keyed_at"] + timedelta(minutes=self.country.approved(draw))


def at(day: date, hour: float) -> datetime:
    return datetime.combine(day, time()) + timedelta(seconds=int(hour * 3600))


def number(register: Register, draw: random.Random, country: Country) -> None:
    """Gives numbers, serials and ids, after everything has been keyed; serials follow the keying."""
    last: dict[tuple[str, str], int] = {}
    for act in sorted(register.acts, key=lambda one: (one[country.numbered_by], one["keyed_at"])):
        series = (act["centre_id"], act["register"])
        act["act_number"] = last[series] = last.get(series, 0) + 1
    register.acts.sort(key=lambda one: one["keyed_at"])
    used: dict[str, int] = {}
    for place, act in enumerate(register.acts):
        centre = act["centre_id"]
        used[centre] = used.get(centre, 0) + 1 + (draw.random() < 0.003)
        act["form_serial"] = f"{centre}-{used[centre]:06}"
        act["act_id"] = f"A{place:06}"
