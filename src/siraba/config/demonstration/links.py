"""The Red Cross vault of the fictitious scene: families who seek, people found, and leads at every stage."""

from collections.abc import Iterator
from random import Random
from typing import Any

from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.models import Account
from siraba.protection.tracing import leads, messages, registrations, requests
from siraba.protection.tracing.models import Lead, Registration, TracingRequest
from siraba.protection.tracing.searching import find_leads
from siraba.protection.tracing.selectors import leads_on

TOLD = "Récit fictif."
QUESTIONS = (("Son surnom à la maison ?", "Kelen"), ("Qui habite en face ?", "Le forgeron"))
# As the family says it, and as the register has it: fictitious, like every name of the scene
PAIRS = (
    (("Bakoroba", "Tembely", "male", 31, "Bréhima", "Koro"), ("Bakoriba", "Tembeli", 1995, "Ibrahima", "Koro")),
    (("Nana", "Goïta", "female", 24, "Zana", "Yorosso"), ("Naana", "Gohita", 2002, "Zana", "Yorosso")),
    (("Lassine", "Simpara", "male", 15, "Sory", "Nioro"), ("Alassane", "Simpara", 2011, "Souri", "Nioro")),
    (("Wassa", "Kassogué", "female", 29, "Amadou", "Bandiagara"), ("Ouassa", "Kassoge", 1997, "Hamadou", "Bandiagara")),
    (("Zoumana", "Dolo", "male", 40, "Antimé", "Sangha"), ("Soumana", "Dollo", 1986, "Antime", "Sangha")),
    (("Korotoumou", "Tounkara", "female", 33, "Modibo", "Yélimané"), ("Korotimi", "Tunkara", 1993, "Modibo", "Yelimane")),
)  # fmt: skip
GIVEN = ("Sira", "Tenin", "Drissa", "Nouhoum", "Ramata", "Issouf", "Assétou", "Yaya", "Fily", "Hawoye")
SURNAMES = ("Tembely", "Dolo", "Tounkara", "Goïta", "Kassogué", "Simpara", "Berthé", "Sogodogo")
PLACES = ("Kayes", "Kita", "Koutiala", "Sikasso", "Ségou", "Djenné", "Gao", "Ansongo", "Diré", "Bougouni")
KINDS = ("returnee", "returnee", "returnee", "registered", "patient", "safe_and_well")


class Links:
    def __init__(self, accounts: dict[str, Account], seed: int = 2026):
        self.first, self.second = Actor.of(accounts["rlf"]), Actor.of(accounts["rlf-2"])
        self._chance = Random(seed)

    def tell(self) -> None:
        self._crowd(60)
        proposed, plausible, child, refused, alive, _gone = (self._lead(*pair) for pair in PAIRS)
        self._confirm(plausible, both=False)
        self._confirm(child)
        self._offer(refused)
        leads.refuse_contact(self.first, refused, reason=TOLD)
        self._offer(alive)
        self._tell(alive)
        self._search(proposed.request)
        self._messages()
        self._dead()
        self._protected()

    def _crowd(self, number: int) -> None:
        """People in the register whom nobody seeks, and families whose one is not there."""
        for place in range(number):
            registrations.register_found(
                self.first, person=self._somebody(), kind=KINDS[place % len(KINDS)], wish="Que ma famille sache",
                whereabouts=TOLD, later=True,
            )  # fmt: skip
        for _place in range(number // 4):
            request = requests.file_request(
                self.second, seeker=self._seeker(), person=self._somebody(), relation="sibling", later=True
            )
            find_leads(self.second, request)

    def _somebody(self) -> dict[str, Any]:
        draw = self._chance
        return {
            "given_name": draw.choice(GIVEN), "family_name": draw.choice(SURNAMES), "father_given": draw.choice(GIVEN),
            "sex": draw.choice(("female", "male")), "age": draw.randint(19, 60), "place": draw.choice(PLACES),
        }  # fmt: skip

    def _seeker(self) -> dict[str, str]:
        names = f"{self._chance.choice(GIVEN)} {self._chance.choice(SURNAMES)}"
        return {"names": names, "phone": "00 00 00 00", "advice": "Numéro fictif"}

    def _lead(self, sought: tuple, found: tuple) -> Lead:
        given, family, sex, age, father, place = sought
        person = {
            "given_name": given, "family_name": family, "sex": sex, "age": age, "father_given": father, "place": place,
        }  # fmt: skip
        registration = self._found(found, sex)
        request = requests.file_request(
            self.first, seeker=self._seeker(), person=person, relation="child", agrees=True, questions=QUESTIONS,
            circumstances=TOLD, later=True,
        )  # fmt: skip
        find_leads(self.first, request)
        return self._between(request, registration)

    def _found(self, found: tuple, sex: str, **more: Any) -> Registration:
        given, family, year, father, place = found
        person = {
            "given_name": given, "family_name": family, "sex": sex, "dob": str(year), "father_given": father, "place": place,
        }  # fmt: skip
        said = {"kind": "returnee", "whereabouts": TOLD} | more
        return registrations.register_found(self.second, person=person, later=True, **said)

    def _between(self, request: TracingRequest, registration: Registration) -> Lead:
        found: Iterator[Lead] = iter(leads_on(self.first, [request]))
        return next(lead for lead in found if lead.registration_id == registration.pk)

    def _confirm(self, lead: Lead, both: bool = True, **more: str) -> None:
        leads.confirm_lead(self.first, lead, reason=TOLD, **more)
        if both:
            leads.verify_lead(self.second, lead, reason=TOLD)

    def _offer(self, lead: Lead) -> None:
        self._confirm(lead)
        leads.offer_contact(self.first, lead, reason=TOLD)

    def _tell(self, lead: Lead) -> None:
        leads.accept_contact(self.first, lead, what="alive", reason=TOLD)
        for question, answer in QUESTIONS:
            leads.check_answer(
                self.first, lead, question=question, expected=answer, answer=answer, agrees=True
            )
        leads.tell_family(self.first, lead, reason=TOLD)

    def _search(self, request: TracingRequest) -> None:
        requests.record_search(
            self.first, request, way="visit", made_on=timezone.localdate(), place="Koro", result=TOLD
        )

    def _messages(self) -> None:
        words: dict[str, Any] = {
            "sender": "Une mère",
            "recipient": "Son fils",
            "address": "Bamako",
            "text": TOLD,
        }
        messages.write_family_message(self.first, **words)
        messages.release_family_message(
            self.second, messages.write_family_message(self.first, **words | {"sender": "Un oncle"})
        )

    def _dead(self) -> None:
        """Somebody found dead, whom more than the name ties to a family."""
        found = ("Yamoussa", "Sogodogo", 1988, "Fagnan", "Koutiala")
        registration = self._found(found, "male", kind="deceased", authority="Procureur (fictif)")
        request = requests.file_request(
            self.first, seeker=self._seeker(), relation="sibling", later=True,
            person={
                "given_name": "Yamoussa", "family_name": "Sogodogo", "sex": "male", "age": 38,
                "father_given": "Fanyan", "place": "Koutiala",
            },
        )  # fmt: skip
        find_leads(self.first, request)
        self._confirm(self._between(request, registration), evidence="Une carte (fictive)")

    def _protected(self) -> None:
        found = self._found(("Fily", "Berthé", 2004, "Yaya", "Kayes"), "female")
        registrations.shield_record(self.second, found, shield="trafficking", reason=TOLD)
