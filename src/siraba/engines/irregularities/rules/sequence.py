"""Numbers of acts and of forms: every number is valid, voided or missing, and is used once."""

from collections.abc import Iterator

from siraba.engines.irregularities.acts import Acts, grouped
from siraba.engines.irregularities.alerts import Alert
from siraba.engines.irregularities.statistics import settled


def sequence_gaps(acts: Acts) -> Iterator[Alert]:
    """One alert a missing number; one alone for a run of them longer than the series itself (a number written wrong)."""
    for (centre, register, year), series in grouped(acts, lambda act: act.series).items():
        numbers = sorted({act.act_number for act in series})
        # Less than half of what its last number says: an extract, which begins at its own first number
        start = 0 if 2 * len(numbers) >= numbers[-1] else numbers[0] - 1
        if 2 * len(numbers) < numbers[-1] and numbers[0] <= len(numbers):
            start = 0
        for before, after in zip([start, *numbers], numbers, strict=False):
            missing = range(before + 1, after)
            if len(missing) > len(numbers):
                yield _gap(centre, register, year, missing[0], f"à {missing[-1]} ", len(numbers))
                continue
            for number in missing:
                yield _gap(centre, register, year, number, "", len(numbers))


def _gap(centre: str, register: str, year: int, number: int, until: str, present: int) -> Alert:
    return Alert(
        "",
        "sequence_gap",
        0.99,
        "chaque numéro est valide, annulé ou manquant",
        f"Registre {register} {year} du centre {centre} : le numéro {number} {until}n’est ni un acte ni un formulaire annulé"
        f" ({present} numéros présents).",
        f"registre {register} {year} du centre {centre}",
        {"number": number, "present": present},
        place=(centre, register, year, number),
    )


def numbers_reused(acts: Acts) -> Iterator[Alert]:
    """A number of a register that two acts bear; the one keyed later is named."""
    series = grouped(acts, lambda act: (act.series, act.act_number))
    again = [(several[0], act) for several in series.values() for act in several[1:] if not act.void]
    trust = settled(len(again), len(acts))
    for first, act in again:
        yield Alert(
            act.act_id,
            "number_reused",
            trust,
            "un numéro, un acte",
            f"Le numéro {act.act_number} du registre {act.register} {act.register_year} ({act.centre_id}) est déjà celui de"
            f" l’acte {first.act_id}.",
            f"registre {act.register} {act.register_year} du centre {act.centre_id}",
            {"number": act.act_number, "first": first.act_id},
        )


def forms_reused(acts: Acts) -> Iterator[Alert]:
    """A serial of a form that two lines bear, a spoilt form among them; the act keyed later is named."""
    serials = grouped((act for act in acts if act.form_serial), lambda act: act.form_serial)
    again = [(several[0], act) for several in serials.values() for act in several[1:] if not act.void]
    trust = settled(len(again), len(acts))
    for first, act in again:
        yield Alert(
            act.act_id,
            "form_reused",
            trust,
            "un formulaire, un acte",
            f"Le formulaire {act.form_serial} porte déjà {'une annulation' if first.void else 'l’acte'} {first.act_id}"
            f" (centre {first.centre_id}).",
            "tous les formulaires du fichier",
            {"serial": act.form_serial, "first": first.act_id},
        )
