"""A fund as JSON, and what the command says about it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from siraba.engines.allocation.conflicts import conflict, said
from siraba.engines.allocation.grants import Application, Fund, FundRules, Grants
from siraba.engines.allocation.proposals import Proposals, price_of_fairness, propose
from siraba.engines.allocation.reasoning import Reason, reasons
from siraba.engines.allocation.solver import BadProblem, Infeasible

PROPOSALS = {"ranked": "rang et coupe", "optimum": "optimum", "zones_first": "zones d’abord"}
LOST = {
    "forced": "écartée par le comité",
    "household": "ménage déjà servi",
    "lot": "tirage au sort entre égales",
    "quota": "quota",
    "score": "note",
    "budget": "budget",
}


def read_fund(text: str) -> tuple[list[Application], FundRules]:
    """JSON: budget, zones (id, min_spend, max_spend if there is one), min_women_share_pct, min_protected_share_pct,
    max_per_household, applications (id, zone, amount, score, woman, minor_or_vot, household); and, if there are any,
    forced_yes and forced_no (lists of id), seed (of the lot).
    """
    try:
        fund = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadProblem(f"ligne {error.lineno} : ce n’est pas du JSON.") from error
    try:
        applications = [
            Application(
                name=str(one["id"]),
                amount=float(one["amount"]),
                score=float(one["score"]),
                zone=str(one["zone"]),
                household=str(one["household"]),
                woman=_yes(one["woman"]),
                protected=_yes(one["minor_or_vot"]),
            )
            for one in fund["applications"]
        ]
        zones = fund["zones"]
        if twice := _twice([str(zone["id"]) for zone in zones]):
            raise BadProblem(f"La zone « {twice} » est donnée deux fois.")
        rules = FundRules(
            budget=float(fund["budget"]),
            least_by_zone={str(zone["id"]): float(zone["min_spend"]) for zone in zones},
            most_by_zone={
                str(zone["id"]): float(zone["max_spend"])
                for zone in zones
                if zone.get("max_spend") is not None
            },
            women=float(fund["min_women_share_pct"]),
            protected=float(fund["min_protected_share_pct"]),
            per_household=int(fund["max_per_household"]),
            forced_in=tuple(str(one) for one in fund.get("forced_yes", ())),
            forced_out=tuple(str(one) for one in fund.get("forced_no", ())),
            zones=tuple(str(zone["id"]) for zone in zones),
            seed=str(fund.get("seed", "")),
        )
    except KeyError as missing:
        raise BadProblem(f"Il manque {missing} dans le fonds.") from missing
    except BadProblem:
        raise
    except (TypeError, ValueError, AttributeError) as error:
        raise BadProblem("Un champ du fonds n’est pas du type attendu.") from error
    return applications, rules


def _twice(names: list[str]) -> str:
    return next((name for place, name in enumerate(names) if name in names[:place]), "")


def _yes(value: object) -> bool:
    if value not in (0, 1):
        raise ValueError(value)
    return bool(value)


@dataclass(frozen=True)
class FundAnswer:
    """The proposals for one fund, under a name."""

    name: str
    fund: Fund
    found: Proposals

    @property
    def outcome(self) -> Grants:
        return self.found.optimum

    def lines(self, with_details: bool) -> list[str]:
        """In French."""
        from siraba.engines.allocation.answers import sentence

        lines = [f"{self.name} : {sentence(self.outcome)}", f"  {self._price()}"]
        for key, label in PROPOSALS.items():
            lines.append(f"  {label} : {self._figures(key)}")
            if with_details:
                lines.append(f"    choisies : {', '.join(self._names(self._of(key).chosen)) or '—'}")
        if with_details:
            lines += [f"  {self._name(one.number)} : {self._why(one)}" for one in self._reasons()]
        return lines

    def plain(self, with_details: bool) -> dict[str, Any]:
        """As JSON has it: null for what is not known."""
        found = self.outcome
        figures = {"value": found.value, "bound": found.bound, "gap": found.gap}
        answer: dict[str, Any] = {"problem": self.name} | {key: _known(one) for key, one in figures.items()}
        answer |= {
            "proven": found.proven,
            "seconds": round(found.seconds, 3),
            "price_of_fairness": _known(self.found.price),
            "without_quotas": _known(self.found.without.value),
            "without_quotas_proven": self.found.without.proven,
            "least_zone_share_pct": self.found.share,
            "proposals": {key: self._plain(key, with_details) for key in PROPOSALS},
        }
        if with_details:
            answer["chosen"] = self._names(found.chosen)
            answer["reasons"] = [self._plain_reason(one) for one in self._reasons()]
        return answer

    def _of(self, key: str) -> Grants:
        return getattr(self.found, key)

    def _name(self, number: int) -> str:
        return self.fund.applications[number].name

    def _names(self, chosen: Sequence[int]) -> list[str]:
        return [self._name(one) for one in chosen]

    def _reasons(self) -> list[Reason]:
        if not isfinite(self.outcome.value):
            return []
        return reasons(self.fund, self.fund.limits, self.outcome, self.found.without.chosen)

    def _price(self) -> str:
        price, without = self.found.price, self.found.without
        if not isfinite(price):
            return "prix des quotas : inconnu"
        proven = "" if without.proven and self.outcome.proven else ", non prouvé"
        return f"prix des quotas : {_percent(100 * price)} (sans quotas : {without.value:.10g}{proven})"

    def _figures(self, key: str) -> str:
        found = self._of(key)
        if not isfinite(found.value):
            return "aucune solution dans le temps accordé"
        spent = f"{int(self.fund.amount[list(found.chosen)].sum()):,}".replace(",", " ")
        text = f"total {found.value:.10g}, {len(found.chosen)} aides, {spent} FCFA"
        if key == "zones_first":
            text += f", au moins {self.found.share} % de ce qui est demandé dans chaque zone"
        broken = [said(rule, self.fund.rules) for rule in self.fund.broken(found.chosen)]
        return text + (f" ; ne respecte pas : {' ; '.join(broken)}" if broken else "")

    def _plain(self, key: str, with_details: bool) -> dict[str, Any]:
        found = self._of(key)
        chosen = list(found.chosen)
        return {
            "value": _known(found.value),
            "proven": found.proven and (key != "zones_first" or self.found.share_proven),
            "grants": len(chosen),
            "spent": int(self.fund.amount[chosen].sum()),
            "price_of_fairness": _known(price_of_fairness(self.found.without, found)),
            "broken": [said(rule, self.fund.rules) for rule in self.fund.broken(chosen)],
        } | ({"chosen": self._names(chosen)} if with_details else {})

    def _why(self, one: Reason) -> str:
        parts = [LOST[one.lost]]
        if one.instead is not None:
            parts.append(f"à la place de {self._name(one.instead)} avec {one.most_points:g} points de plus")
        if one.budget:
            parts.append(f"en plus des autres avec {one.budget:,} FCFA de plus".replace(",", " "))
        return " ; ".join(parts)

    def _plain_reason(self, one: Reason) -> dict[str, Any]:
        return {
            "application": self._name(one.number),
            "lost": str(one.lost),
            "least_points": one.least_points,
            "most_points": _known(one.most_points),
            "instead": None if one.instead is None else self._name(one.instead),
            "added_budget": one.budget,
        }


def _known(value: float) -> float | None:
    return float(value) if isfinite(value) else None


def _percent(value: float) -> str:
    return f"{value:.2f} %".replace(".", ",")


def fund(name: str, text: str, seconds: float | None = None, seed: str = "") -> list[FundAnswer]:
    """The proposals for the fund of a file; `seed` of the lot, unless the file has one.

    Raises:
        Conflict: no choice keeps to the rules, or only the choice of nobody; it says which cannot hold together.
    """
    applications, rules = read_fund(text)
    rules = replace(rules, seed=rules.seed or seed)
    try:
        found = propose(applications, rules, seconds)
    except Infeasible as none:
        raise conflict(applications, rules, seconds) or none from none
    nobody = applications and found.optimum.proven and not found.optimum.chosen
    if nobody and (refused := conflict(applications, rules, seconds, least=1)):
        raise refused
    return [FundAnswer(name, Fund(applications, rules), found)]
