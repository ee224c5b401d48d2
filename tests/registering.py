"""Civil status for the tests: two centres, who has a mandate there, and one birth on its way to a signature."""

from datetime import date, timedelta

from django.utils import timezone

from conftest import make_account
from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.organisations.models import Organisation
from siraba.protection.civil_status.papers.actions import print_document
from siraba.protection.civil_status.papers.models import Document
from siraba.protection.civil_status.registers import actions, keeping
from siraba.protection.civil_status.registers.actions import Basis
from siraba.protection.civil_status.registers.models import (
    Act,
    Centre,
    FormStock,
    IssuanceRequest,
    Mandate,
    Register,
    RegisterKind,
    Volet,
)

LOOK = "a test looks at the row itself"
GIVER = "mairie_accounts"
ALL_KINDS = tuple(RegisterKind)
CHILD = ("Konaté", "Aminata")


def account(name: str) -> Account:
    return Account.objects.filter(username=name).first() or (
        make_account(name, "Comptes de la mairie", "organisation_administrator", "mairie")
        if name == GIVER
        else make_account(name)
    )


def actor(name: str) -> Actor:
    return Actor.of(account(name))


def centre(unit: str = "kayes") -> Centre:
    found = Organisation.objects.get(code="mairie").units.get(code=unit)
    made, _new = Centre.objects.get_or_create(
        code=f"essai-{unit}",
        defaults={
            "unit": found,
            "name": f"Centre d’essai, {unit}",
            "kind": "principal",
            "area": found.area,
            "fictitious": True,
        },
    )
    return made


def mandate(
    who: str, capacity: str, unit: str = "kayes", kinds=ALL_KINDS, last: date | None = None
) -> Mandate:
    return keeping.give_mandate(
        actor(GIVER),
        centre(unit),
        account=account(who),
        capacity=capacity,
        kinds=list(kinds),
        start=timezone.localdate(),
        last=last,
        order="Décision d’essai 12",
    )


def staffed() -> Centre:
    """Kayes with its agent and its officer, Bamako with an officer; who has a mandate already keeps it."""
    for who, capacity, unit in (
        ("adama", "operator", "kayes"),
        ("salif", "officer", "kayes"),
        ("nouhoum", "officer", "bamako"),
    ):
        if not Mandate.objects.filter(account=account(who)).exists():
            mandate(who, capacity, unit)
    return centre()


def register(kind: str = "N", taken_over: bool = False, unit: str = "kayes") -> Register:
    staffed()
    here, year = centre(unit), timezone.localdate().year - taken_over
    code = keeping.register_code(here, kind, year)
    found = Register.objects.filter(code=code).first()
    made = found or Register.objects.create(
        centre=here, kind=kind, year=year, code=code, taken_over=taken_over
    )
    return Register.objects.select_related("centre__unit", "centre__area").get(pk=made.pk)


def area(of: Centre | None = None) -> Area:
    return (of or centre()).area


def elsewhere() -> Area:
    """An area that is outside the circumscription of Kayes."""
    return centre("bamako").area


def born(days_ago: int = 3) -> str:
    return (timezone.localdate() - timedelta(days=days_ago)).isoformat()


def said(**more: str) -> dict[str, str]:
    """The fields of a birth."""
    last, first = CHILD
    return {
        "child_last": last,
        "child_first": first,
        "sex": "F",
        "date": born(),
        "precision": "day",
        "place": "Maternité d’essai",
        "area": str(area().pk),
        "father_name": "Bakary Konaté",
        "mother_name": "Fatoumata Sacko",
        "mother_birth_year": "1998",
        "declarant_name": "Bakary Konaté",
        "declarant_relation": "father",
        **more,
    }


def judged(years_ago: int = 1) -> Basis:
    day = timezone.localdate() - timedelta(days=366 * years_ago)
    return Basis("Tribunal d’essai de Kayes", "124/2026", day)


def declared(by: str = "adama", kind: str = "N", claimed: int | None = None, **more: str) -> IssuanceRequest:
    basis = judged() if kind == "JS" else None
    return actions.receive_declaration(
        actor(by), register(kind), fields=said(**more), basis=basis, claimed=claimed
    )


def old_judgment() -> IssuanceRequest:
    return actions.receive_declaration(
        actor("adama"), register("JS"), fields=said(date="2001"), basis=judged(6)
    )


def again(asked: IssuanceRequest) -> IssuanceRequest:
    rows = IssuanceRequest.objects.system(LOOK)
    found: IssuanceRequest = rows.select_related("register__centre__unit", "register__centre__area").get(
        pk=asked.pk
    )
    return found


def checked(asked: IssuanceRequest | None = None) -> IssuanceRequest:
    asked = asked or declared()
    actions.check_request(actor("adama"), asked)
    return again(asked)


def approved(asked: IssuanceRequest | None = None, seconded: bool = True) -> IssuanceRequest:
    """Approved by Salif and, where another centre must approve too, by Nouhoum."""
    asked = checked(asked)
    second = centre("bamako") if asked.second_for else None
    actions.approve_request(actor("salif"), asked, second=second)
    if second and seconded:
        actions.second_request(actor("nouhoum"), again(asked))
    return again(asked)


def signed(asked: IssuanceRequest | None = None) -> Act:
    made = actions.sign_act(actor("salif"), approved(asked))
    return act(made.code)


def act(code: str) -> Act:
    found: Act = Act.objects.system(LOOK).select_related("register__centre__unit").get(code=code)
    return found


def asked(kind: str, of: Act | None = None, **more) -> IssuanceRequest:
    """Something asked about an act; the judgment and the fields that it needs come with it."""
    of = of or signed()
    words = {"asked": kind, **more}
    if kind in ("correction", "annulment"):
        words.setdefault("basis", judged())
    if kind in ("correction", "reissue"):
        words.setdefault("fields", said())
    if kind == "mention":
        words.setdefault("mention", "Mariée à Kayes (essai).")
    return actions.receive_request(actor("adama"), of, **words)


def annulled() -> Act:
    return signed(asked("annulment"))


def stock(first: int = 101, last: int = 200) -> FormStock:
    staffed()
    return keeping.add_form_stock(
        actor("adama"), centre(), series="ML", first=first, last=last, delivered_on=timezone.localdate()
    )


def volet(of: Act | None = None, number: int = 3) -> Volet:
    of = of or signed()
    found: Volet = (
        Volet.objects.system(LOOK).select_related("act__register__centre__unit").get(act=of, number=number)
    )
    return found


def printed(of: Act | None = None) -> Document:
    """A paper of the act, numbered and signed by Salif."""
    return print_document(actor("salif"), of or signed())


def everything() -> dict[str, str | int]:
    """One of each thing, for whoever walks the pages: their codes."""
    made = signed()
    paper = printed(made)
    return {
        "paper": str(paper.pk),
        "key": paper.key.kid,
        "centre": centre().code,
        "register": made.register.code,
        "act": made.code,
        "request": checked(declared(child_first="Awa")).code,
        "mandate": Mandate.objects.filter(centre=centre()).latest("pk").pk,
    }
