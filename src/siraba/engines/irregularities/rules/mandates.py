"""Acts outside a mandate, when a table of mandates is given. A mandate is judged at the time of the act."""

from collections.abc import Iterable, Iterator

from siraba.engines.irregularities.acts import Acts, Mandate
from siraba.engines.irregularities.alerts import Alert


def outside_mandates(acts: Acts, mandates: Iterable[Mandate]) -> Iterator[Alert]:
    """Acts whose officer, operator or approver had no mandate for this centre, this register and this day.

    A role of which nobody is in the table is not judged: the table may hold officers alone.
    """
    held: dict[str, list[Mandate]] = {}
    for mandate in mandates:
        held.setdefault(mandate.agent_id, []).append(mandate)
    roles = (("officer_id", "l’officier"), ("operator_id", "l’opérateur"), ("approver_id", "l’approbateur"))
    for name, word in roles:
        if not any(getattr(act, name) in held for act in acts.valid):
            continue
        for act in acts.valid:
            who, day = getattr(act, name), act.act_date or (act.keyed_at and act.keyed_at.date())
            # An approver may be of another centre: four eyes ask for it
            anywhere = name == "approver_id"
            if not who or day is None or any(one.covers(act, day, anywhere) for one in held.get(who, ())):
                continue
            yield Alert(
                act.act_id,
                "outside_mandate",
                0.97,
                "un mandat au jour de l’acte",
                f"Le {day}, {word} {who} n’a pas de mandat pour le registre {act.register} du centre {act.centre_id}"
                f" ({len(held.get(who, ()))} mandat(s) connus).",
                "la table des mandats",
                {"agent": who, "mandates": len(held.get(who, ()))},
            )
