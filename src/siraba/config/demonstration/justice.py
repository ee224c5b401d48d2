"""Files of justice of the fictitious scene: reports to read, an inquiry on its road, and one judged for good.

Every name says that it is invented; nothing here happened.
"""

from datetime import timedelta

from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.selectors import find_area
from siraba.foundation.organisations.models import Organisation
from siraba.prosecution.investigations import course, delays, exhibits, inquiries, reports, suspects, verdicts
from siraba.prosecution.investigations.models import Charge, Inquiry, Offence, Report, Suspect

SYSTEM = "the fictitious scene is played"
TALE = "Récit fictif."


class Justice:
    def __init__(self, accounts: dict[str, Account]):
        self._brigade = Actor.of(accounts["enqueteur"], Purpose.PROSECUTION)
        self._judge = Actor.of(accounts["magistrat"], Purpose.PROSECUTION)
        self._court = Organisation.objects.get(code="justice")
        self._today = timezone.localdate()

    def tell(self) -> None:
        self._report("patrol", "B2", "Un minibus sans papiers, trois mineures à bord.", "Gogui", "Kayes")
        running = self._opened("Domestiques placées à Gao (fictif)", "domestic_servitude", "Gao")
        self._on_its_road(running)
        self._judged()
        Report.objects.system(SYSTEM).update(fictitious=True)

    def _report(self, source: str, grade: str, what: str, where: str, region: str, form: str = "") -> Report:
        return reports.record_report(
            self._brigade,
            source=source,
            what=f"{what} {TALE}",
            where=where,
            reliability=grade[0],
            credibility=grade[1],
            form=form,
            region=find_area(region),
        )

    def _opened(self, title: str, form: str, region: str) -> Inquiry:
        report = self._report("hotline", "C3", f"{title}.", region, region, form)
        inquiry = reports.open_from_report(self._brigade, report, title=title, summary=TALE)
        inquiry.fictitious = True
        inquiry.save(update_fields=["fictitious"])
        return inquiry

    def _suspect(self, inquiry: Inquiry, names: str, sex: str, age_band: str, offence: str) -> Suspect:
        made = suspects.name_suspect(
            self._brigade, inquiry, names=names, sex=sex, age_band=age_band, citizenship="ML"
        )
        if not isinstance(made, Suspect):
            raise TypeError(f"{names} is like the name of somebody disclosed")
        suspects.retain_offence(self._brigade, made, offence=Offence.objects.get(code=offence))
        return made

    def _on_its_road(self, inquiry: Inquiry) -> None:
        began = self._today - timedelta(days=40)
        inquiries.add_act(
            self._brigade,
            inquiry,
            what=f"Jeunes filles placées sans salaire. {TALE}",
            where="Gao",
            began=began,
        )
        self._suspect(inquiry, "Fatou Inventée Dolo", "female", "39-47", "trafficking")
        witness = inquiries.add_participant(self._brigade, inquiry, kind="witness")
        inquiries.take_statement(
            self._brigade, inquiry, of=witness, heard_on=self._today - timedelta(days=5), text=TALE
        )
        seized = exhibits.seize_exhibit(
            self._brigade,
            inquiry,
            description="Téléphone à deux puces (fictif)",
            seized_on=self._today - timedelta(days=4),
            place="Gao",
            holder="Brigade, armoire des scellés",
        )
        exhibits.hand_over_exhibit(
            self._brigade,
            seized,
            kind="expertise",
            at=timezone.now() - timedelta(days=1),
            holder="Laboratoire (fictif)",
            place="Bamako",
            reason="Lecture du téléphone",
        )
        delays.set_deadline(
            self._brigade,
            inquiry,
            kind="other",
            starts_at=timezone.now(),
            due_at=timezone.now() + timedelta(days=2),
            basis="Réponse du laboratoire",
        )
        delays.send_mutual_request(
            self._brigade,
            inquiry,
            to="Autorité centrale (fictive)",
            country="NE",
            basis="Convention, à valider",
            subject="Identité de l’abonné d’un numéro fictif",
            sent_on=self._today - timedelta(days=12),
            due_on=self._today + timedelta(days=18),
        )

    def _judged(self) -> None:
        inquiry = self._opened("Mendicité forcée à Kayes (fictif)", "forced_begging_talibe", "Kayes")
        guilty = self._suspect(inquiry, "Boua Inventé Kéita", "male", "48+", "trafficking")
        cleared = self._suspect(inquiry, "Naman Inventé Sidibé", "male", "30-38", "trafficking")
        course.refer_to_prosecutor(self._brigade, inquiry, court=self._court)
        for one in (guilty, cleared):
            suspects.charge_suspect(self._judge, one)
        course.prosecute(self._judge, inquiry)
        course.bring_to_trial(self._judge, inquiry)
        for who, said in (
            (
                guilty,
                {"outcome": "convicted", "prison_months": 60, "fine": 1_000_000, "compensation": 500_000},
            ),
            (cleared, {"outcome": "acquitted"}),
        ):
            charge = Charge.objects.system(SYSTEM).get(suspect=who)
            verdicts.record_verdict(self._judge, inquiry, charge=charge, decided_on=self._today, **said)
        course.note_conviction(self._judge, inquiry)
        course.make_final(self._judge, inquiry)
