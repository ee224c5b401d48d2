"""The returns of justice: counted once, exact for one's own service, small counts hidden for all others."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from siraba.foundation.access.errors import NotVisible
from siraba.partnership.statistics.justice import justice_tables
from siraba.prosecution.investigations import course
from siraba.prosecution.investigations.counts import counts_of
from tests import investigating, scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("daouda", "ibrahima", "lassana")]
PAGE = "/tableau/justice/"


def total(indicator: str, organisation: int | None = None, **wanted: str) -> int:
    year = timezone.localdate().year
    counts = counts_of(date(year, 1, 1), date(year, 12, 31), organisation)
    return sum(
        number
        for one, number in counts
        if one["indicator"] == indicator and all(one[name] == value for name, value in wanted.items())
    )


def test_each_unit_is_counted_by_itself():
    made, named = investigating.tried(3)
    investigating.charge(named[0], code="slavery")
    investigating.decide(made, named[0])
    investigating.decide(made, named[1], "acquitted")
    investigating.decide(made, named[2])
    assert total("files") == 1
    # Trafficking against three, slavery against one: two offences
    assert total("offences") == 2
    assert total("formal_contact") == total("prosecuted") == 3
    # Convicted of two offences, one person
    assert total("convicted", sex="male", age="adult", citizenship="national") == 2


def test_smuggling_alone_is_no_trafficking():
    who = investigating.suspect()
    investigating.charge(who, code="smuggling")
    investigating.suspect(names="Sékou Barry")
    assert (total("offences"), total("formal_contact")) == (0, 1)


def test_a_conviction_that_appeal_undid_is_not_counted():
    made, who = investigating.convicted()
    assert total("convicted") == 1
    course.note_appeal(scene.actor("lassana"), made)
    investigating.decide(made, who, "acquitted")
    assert total("convicted") == 0


def test_another_year_counts_nothing_and_another_service_its_own(account_for):
    account_for("ailleurs", "Koly Camara", "investigator", "justice")
    investigating.convicted()
    investigating.inquiry("ailleurs")
    past = timezone.localdate() - timedelta(days=800)
    assert counts_of(past, past) == []
    assert total("files") == 2
    assert total("files", scene.organisation("brigade").pk) == 1


def test_a_verdict_changes_the_return(client_for, daouda):
    made, (who,) = investigating.tried()
    client = client_for(daouda)
    assert "Personnes condamnées" not in client.get(PAGE).content.decode()
    investigating.decide(made, who)
    assert "Personnes condamnées" in client.get(PAGE).content.decode()
    assert "Malienne,1,1" in client.get(f"{PAGE}convicted-citizenship.csv").content.decode()


@pytest.mark.parametrize(("username", "role", "home"), [("hawa", "", ""), ("u", "unodc", "unodc"), ("d", "donor", "bailleur"), ("lassana", "", "")])  # fmt: skip
def test_others_see_no_small_count(username, role, home, account_for, client_for):
    account = scene.account(username) if username == "lassana" else account_for(
        username, "Compte d’essai" if role else "", role, home or None
    )  # fmt: skip
    investigating.suspect()
    client = client_for(account)
    shown = client.get(PAGE).content.decode()
    assert "&lt;5" in shown
    table = client.get(f"{PAGE}formal-contact-age.csv").content.decode()
    assert "18 ans et plus,<5" in table or "18 ans et plus,·" in table


@pytest.mark.parametrize("username", ["awa", "coumba", "fanta", "issa", "etienne"])
def test_who_is_not_of_the_return_has_no_such_page(username, account_for, client_for):
    client = client_for(account_for(username))
    investigating.suspect()
    assert client.get(PAGE).status_code == 404
    with pytest.raises(NotVisible):
        justice_tables(scene.actor(username), timezone.localdate().year)


def test_a_year_that_is_not_counted_gives_the_last(client_for, daouda):
    investigating.suspect()
    assert "Procédures ouvertes" in client_for(daouda).get(f"{PAGE}?annee=1999").content.decode()
