"""The pages of civil status: a birth typed and signed by hand, what each is shown, and how often the database is asked."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from siraba.foundation.accounts.models import Account
from siraba.protection.civil_status.registers import actions
from siraba.protection.civil_status.registers.models import Act, IssuanceRequest, Mandate, Volet
from tests import registering as civil

pytestmark = pytest.mark.django_db
LOOK = civil.LOOK


@pytest.fixture
def opens(client_for):
    def shown(who: str, name: str, *arguments, status: int = 200, **query) -> str:
        answer = client_for(civil.account(who)).get(reverse(f"registers:{name}", args=arguments), query)
        assert answer.status_code == status
        return " ".join(answer.content.decode().split())

    return shown


@pytest.fixture
def sends(client_for):
    def sent(who: str, url: str, /, *arguments, status: int = 302, **data):
        answer = client_for(civil.account(who)).post(
            reverse(f"registers:{url}", args=arguments), {"form_id": uuid4(), **data}
        )
        assert answer.status_code == status, answer.content.decode()
        return " ".join(answer.content.decode().split())

    return sent


def typed(**more: str) -> dict[str, str]:
    """The fields of a birth as a form has them."""
    said = civil.said()
    year, month, day = said.pop("date").split("-")
    del said["precision"]
    cercle = civil.area().parent
    return {
        **said,
        "area": str(cercle.pk),
        "year": year,
        "month": str(int(month)),
        "day": str(int(day)),
        **more,
    }


def latest() -> IssuanceRequest:
    found: IssuanceRequest = IssuanceRequest.objects.system(LOOK).latest("received_at")
    return found


def test_a_birth_is_typed_approved_signed_and_handed_over_by_the_pages(opens, sends):
    register = civil.register()
    assert "Recevoir une déclaration" in opens("adama", "register", register.code)
    assert "Nom de l’enfant" in opens("adama", "declare", register.code)
    sends("adama", "declare", register.code, **typed())
    asked = latest()
    assert asked.second_for == ""
    assert "Aminata" in opens("adama", "issuance", asked.code)
    sends("adama", "issuance_act", asked.code, "verifier")
    sends("adama", "issuance_act", asked.code, "approuver", status=403)
    sends("salif", "issuance_act", asked.code, "approuver")
    sends("salif", "issuance_act", asked.code, "signer")
    sends("adama", "issuance_act", asked.code, "remettre", receiver="Bakary Konaté", fee_charged="0")
    act = Act.objects.system(LOOK).get()
    page = opens("adama", "act", act.code)
    for text in ("Aminata", "Adama Dicko", "Salif Doumbia", "Provisoire", "Les trois volets"):
        assert text in page
    assert "Décision d’essai 12" in opens("adama", "issuance", asked.code)
    assert "Konaté" in opens("adama", "register", register.code, q="Konate")
    assert "Aucun acte" in opens("adama", "register", register.code, q="Traoré")
    assert act.code in opens("adama", "registers", q="Konate")
    assert act.code in opens("maimouna", "registers", q="1")
    assert act.code not in opens("maimouna", "registers", q="Konate")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"year": "1990"}, "jugement supplétif"),
        ({"child_last": ""}, "Ce champ est obligatoire"),
        ({"month": "2", "day": "30"}, "existe pas"),
        ({"month": ""}, "sans son mois"),
    ],
)
def test_a_mistake_says_so_and_loses_nothing(sends, wrong, says):
    register = civil.register()
    status = 422 if "1990" in wrong.values() else 200
    page = sends("adama", "declare", register.code, status=status, **{**typed(), **wrong})
    assert says in page
    assert "Maternité d’essai" in page
    assert not IssuanceRequest.objects.system(LOOK).exists()


def test_a_number_taken_twice_is_kept_and_the_page_says_by_whom(opens, sends):
    register = civil.register()
    first = civil.declared(claimed=1)
    sends("adama", "declare", register.code, **typed(claimed="1", child_first="Oumar"))
    page = opens("salif", "issuance", latest().code)
    assert f"déjà celui de {first.code}" in page
    assert "Oumar" in page
    sends("salif", "issuance_act", latest().code, "numero")
    assert latest().state == "received"


def test_a_correction_an_annulment_and_a_new_act_by_the_pages(opens, sends):
    act = civil.signed()
    court = {"court": "Tribunal d’essai", "judgment": "7", "judgment_date": "2026-01-05"}
    assert "Aminata" in opens("adama", "ask", act.code, "rectification")
    sends("adama", "ask", act.code, "rectification", **typed(child_first="Aminatou"), **court)
    civil.signed(civil.again(latest()))
    page = opens("adama", "act", act.code)
    assert "Version 2 : Rectification" in page
    assert "Aminatou" in page
    sends("adama", "ask", act.code, "mention", mention="Mariée (essai)")
    civil.signed(civil.again(latest()))
    sends("adama", "ask", act.code, "annulation", status=200, reason="Faux")
    sends("adama", "ask", act.code, "annulation", reason="Faux", **court)
    civil.signed(civil.again(latest()))
    sends("adama", "ask", act.code, "nouvel-acte", **typed())
    asked = civil.checked(civil.again(latest()))
    assert "essai, bamako" in opens("salif", "issuance_act", asked.code, "approuver")
    sends("salif", "issuance_act", asked.code, "approuver", second=civil.centre("bamako").pk)
    assert "nouvel acte après une annulation" in opens("nouhoum", "issuance", asked.code)
    sends("nouhoum", "issuance_act", asked.code, "second")
    sends("salif", "issuance_act", asked.code, "signer")
    assert Act.objects.system(LOOK).get(replaces=act).number == 2


def test_what_was_typed_is_shown_again_to_be_corrected(opens, sends):
    asked = civil.declared()
    page = opens("adama", "amend", asked.code)
    assert "Aminata" in page
    sends("adama", "amend", asked.code, **typed(child_first="Aïssata"))
    assert latest().fields["child_first"] == "Aïssata"


def test_registers_forms_volets_and_mandates_by_the_pages(opens, sends):
    centre = civil.staffed()
    year = str(civil.timezone.localdate().year)
    assert "Ouvrir un registre" in opens("salif", "registers")
    sends("salif", "open_register", centre.code, kind="D", year=year)
    sends("salif", "open_register", centre.code, kind="D", year=year, status=422)
    sends("salif", "close", f"{centre.code}-D-{year}")
    sends("adama", "add_stock", centre.code, series="ML", first="1", last="50", delivered_on=f"{year}-01-02")
    sends("adama", "spoil", centre.code, serial="1", reason="Déchiré")
    page = opens("adama", "stocks")
    assert "ML 1–50" in page
    act = civil.signed()
    assert act.serial == 2
    sends("adama", "move", act.code, 2, state="missing", whereabouts="Perdu")
    assert act.code in opens("adama", "volets")
    assert Volet.objects.system(LOOK).get(act=act, number=2).whereabouts == "Perdu"
    sends("adama", "void", act.register.code, reason="Encre")
    assert latest().asked == "void"


def test_the_administrator_of_accounts_gives_mandates_and_ends_them(opens, sends):
    centre = civil.staffed()
    page = opens(civil.GIVER, "mandates")
    assert "Salif Doumbia" in page
    assert "Salif Doumbia" in opens(civil.GIVER, "give", centre.code)
    today = civil.timezone.localdate().isoformat()
    who = civil.account("adama")
    sends(
        civil.GIVER, "give", centre.code, account=who.pk, capacity="officer", kinds=["N", "JS"], start=today,
        order="Décision 13",
    )  # fmt: skip
    given = Mandate.objects.get(account=who, capacity="officer")
    assert "Décision 13" in opens("maimouna", "mandates")
    sends(civil.GIVER, "end", given.pk)
    given.refresh_from_db()
    assert not given.is_current
    opens("salif", "give", centre.code, status=404)


def test_my_day_shows_each_what_it_may_do_and_tells_who_has_no_mandate_why(client_for):
    asked = civil.checked()

    def day(who: str) -> str:
        return client_for(civil.account(who)).get(reverse("interface:my_day")).content.decode()

    assert asked.code in day("salif")
    assert asked.code not in day("adama")
    assert "pas de centre d’état civil" in day("etienne")
    waits = civil.approved(civil.old_judgment(), seconded=False)
    assert waits.code in day("nouhoum")


def test_an_inspector_reads_numbers_and_dates_and_no_name(opens):
    act = civil.signed()
    asked = civil.declared(child_first="Oumar")
    for page in (
        opens("maimouna", "act", act.code),
        opens("maimouna", "register", act.register.code),
        opens("maimouna", "requests"),
        opens("maimouna", "issuance", asked.code),
    ):
        assert not [one for one in ("Aminata", "Konaté", "Oumar") if one in page]
    assert "ne vous est pas ouvert" in opens("maimouna", "act", act.code)
    opens("nouhoum", "act", act.code, status=404)


def test_a_list_asks_no_more_for_twenty_acts_than_for_one(client_for):
    civil.signed()
    register, client = civil.register(), client_for(civil.account("salif"))
    url = reverse("registers:register", args=[register.code])

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    def settled() -> int:
        # PostgreSQL is told who reads at the first query after somebody else wrote
        asked()
        return asked()

    before = settled()
    for number in range(4):
        civil.signed(civil.declared(child_first=f"Enfant{number}"))
    assert settled() == before


def test_the_second_centre_is_asked_among_those_that_have_an_officer():
    civil.staffed()
    asked = civil.checked(civil.old_judgment())
    assert Account.objects.filter(username="nouhoum").exists()
    actions.approve_request(civil.actor("salif"), asked, second=civil.centre("bamako"))
    assert civil.again(asked).second_unit_id == civil.centre("bamako").unit_id
