"""A disclosure is frozen, minimal, made by two persons on a live basis, and ends for good."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access import crypto
from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.access.policy import Category
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.consent.actions import withdraw_categories, withdraw_consent
from siraba.foundation.handover.content import digest_of, offer
from siraba.foundation.handover.disclosures import (
    acknowledge_disclosure,
    approve_disclosure,
    expire_disclosures,
    recall_disclosure,
    refuse_disclosure,
    request_disclosure,
    use_disclosure,
)
from siraba.foundation.handover.models import DisclosedCopy, Disclosure
from siraba.foundation.handover.orders import object_to_order, record_court_order, settle_objection
from siraba.foundation.handover.selectors import copy_file, copy_for
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.actions import correct_identity
from siraba.foundation.people.models import Identity
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "daouda", "lassana", "garba", "fanta", "provider"),
]
SYSTEM = "a test looks at the row itself"


@pytest.fixture
def case():
    return scene.planned_case()


def agree(case, *categories, to="brigade", **changes):
    words = {"scope": "share_law_enforcement"} | changes
    return scene.agree("awa", case, to, *(categories or ("identity", "exploitation")), **words)


def ask(case, *fields, by="awa", to="brigade", order=None):
    return request_disclosure(
        scene.actor(by),
        case.person,
        recipient=scene.organisation(to),
        fields=fields or ("names", "exploitation"),
        purpose="Plainte contre le recruteur",
        order=order,
    )


def released(case, *fields, **more):
    disclosure = ask(case, *fields, **more)
    return disclosure, approve_disclosure(scene.actor("coumba"), disclosure)


def court_order(case, *fields, by="coumba", **changes):
    today = timezone.localdate()
    words = {
        "authority": scene.organisation("brigade"),
        "reference": "RP 12/2026",
        "dated": today,
        "valid_to": today + timedelta(days=30),
        "fields": fields or ("names",),
    }
    return record_court_order(scene.actor(by), case.person, **words | changes)


def read(code, by="daouda"):
    return dict(copy_file(scene.actor(by), code).fields)


# The basis


def test_without_a_consent_towards_that_authority_nothing_can_be_asked(case):
    for wrong in ({}, {"to": "justice"}, {"to": "foyer", "scope": "share_named_agency"}):
        if wrong:
            agree(case, **wrong)
        with pytest.raises(Invalid) as refusal:
            ask(case)
        assert refusal.value.field == "fields"


def test_each_field_needs_its_category(case):
    agree(case, "identity")
    with pytest.raises(Invalid, match="Formes d’exploitation"):
        ask(case, "names", "exploitation")
    assert ask(case, "names").state == "requested"


def test_a_consent_that_ended_before_the_approval_releases_nothing(case):
    consent = agree(case)
    disclosure = ask(case)
    withdraw_consent(scene.actor("awa"), consent)
    with pytest.raises(StateNotOpen):
        approve_disclosure(scene.actor("coumba"), disclosure)
    assert not DisclosedCopy.objects.system(SYSTEM).exists()


def test_an_approval_asks_for_the_basis_again(case):
    consent = agree(case)
    disclosure = ask(case)
    type(consent).objects.system(SYSTEM).filter(pk=consent.pk).update(
        valid_from=timezone.now() - timedelta(days=2), valid_to=timezone.now()
    )
    with pytest.raises(Invalid):
        approve_disclosure(scene.actor("coumba"), disclosure)


def test_what_is_for_a_shelter_is_no_basis_for_justice_and_an_override_never_is(case):
    scene.agree("awa", case, "foyer", "identity", "exploitation")
    with pytest.raises(Invalid):
        ask(case, to="foyer")
    with pytest.raises(Invalid):
        ask(case)


@pytest.mark.parametrize("fields", [("bank_account",), ("names", "shelter_address")])
def test_only_known_fields_can_be_handed_over(case, fields):
    agree(case)
    with pytest.raises(Invalid):
        ask(case, *fields)


@pytest.mark.parametrize("category", [Category.FAMILY_LINKS, Category.SHELTER, Category.GRANTS])
def test_a_house_cannot_even_offer_what_is_never_handed_over(category):
    with pytest.raises(ImproperlyConfigured):
        offer({"tracing": ("Liens", category)}, lambda person, names: {})


def test_the_red_cross_hands_nothing_over(case):
    agree(case)
    Organisation.objects.filter(code="oim").update(kind="red_cross")
    with pytest.raises(Invalid, match="neutre"):
        ask(case)
    with pytest.raises(Invalid, match="neutre"):
        court_order(case)


# Two persons


def test_who_asks_does_not_approve(case):
    agree(case)
    disclosure = ask(case, by="coumba")
    for act in (approve_disclosure, refuse_disclosure):
        with pytest.raises(NotAllowed, match="Une autre personne"):
            act(scene.actor("coumba"), disclosure)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.system(SYSTEM).update(decided_by=scene.account("coumba"))


@pytest.mark.parametrize("who", ["awa", "boubacar", "daouda", "fanta", "provider"])
def test_only_a_supervisor_of_the_agency_approves(case, who):
    agree(case)
    disclosure = ask(case, by="coumba")
    with pytest.raises(NotAllowed):
        approve_disclosure(scene.actor(who), disclosure)


def test_a_refused_one_is_never_released(case):
    agree(case)
    disclosure = ask(case)
    refuse_disclosure(scene.actor("coumba"), disclosure)
    with pytest.raises(StateNotOpen):
        approve_disclosure(scene.actor("coumba"), disclosure)


# What justice reads


def test_justice_reads_the_fields_and_nothing_else_under_another_code(case):
    agree(case)
    disclosure, copy = released(case)
    assert disclosure.code == copy.code != case.code
    assert read(copy.code)["Noms"] == scene.NAMES
    assert set(read(copy.code)) == {"Noms", "Formes d’exploitation repérées"}
    assert case.code not in str(copy.words)
    line = AuditLine.objects.filter(act="read_disclosure").latest("pk")
    assert (line.object, line.detail["fields"]) == (copy.code, ["exploitation", "names"])


def test_the_copy_does_not_follow_the_case(case):
    agree(case)
    _disclosure, copy = released(case, "names")
    identity = Identity.objects.system(SYSTEM).get(person=case.person_id)
    correct_identity(scene.actor("awa"), identity, names="Aminata Autre", contact="", contact_advice="")
    assert read(copy.code) == {"Noms": scene.NAMES}


def test_the_digest_fits_the_content_and_stands_in_the_journal(case):
    agree(case)
    disclosure, copy = released(case, "names")
    stored = DisclosedCopy.objects.system(SYSTEM).get()
    assert digest_of(stored.words) == stored.digest == disclosure.digest
    assert AuditLine.objects.get(act="approve_disclosure").detail["digest"] == copy.digest
    assert scene.NAMES not in str(list(AuditLine.objects.values()))


def test_the_copy_is_sealed_with_the_keys_of_justice_alone(case):
    agree(case)
    released(case, "names")
    copy = DisclosedCopy.objects.system(SYSTEM).get()
    place, stored = f"handover.disclosedcopy:{copy.pk}", bytes(copy.sealed)
    assert crypto.unseal("justice", place, stored) == {"names": scene.NAMES}
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal("protection", place, stored)


@pytest.mark.parametrize("who", ["awa", "coumba", "boubacar", "lassana", "fanta", "provider", "garba"])
def test_only_the_authority_it_was_handed_to_sees_it(case, who):
    agree(case)
    _disclosure, copy = released(case)
    with pytest.raises(NotVisible):
        copy_for(scene.actor(who), copy.code)


# Its end


def test_a_withdrawal_erases_the_copy_at_the_next_request_and_tells_justice(case, client_for, daouda):
    consent = agree(case)
    _disclosure, copy = released(case)
    assert read(copy.code)
    withdraw_consent(scene.actor("awa"), consent)
    assert read(copy.code) == {}
    page = client_for(daouda).get(reverse("handover:detail", args=[copy.code])).content.decode()
    assert "a pris fin" in page
    assert scene.NAMES not in page
    stored = DisclosedCopy.objects.system(SYSTEM).get()
    assert (stored.state, bytes(stored.sealed), len(stored.digest)) == ("recalled", b"", 64)


def test_a_part_withdrawn_that_the_copy_holds_recalls_it(case):
    consent = agree(case)
    _disclosure, copy = released(case, "names")
    withdraw_categories(scene.actor("awa"), consent, categories=["exploitation"])
    assert read(copy.code)
    withdraw_categories(scene.actor("awa"), consent, categories=["identity"])
    assert read(copy.code) == {}


def test_time_erases_it_too_before_the_timer_and_after(case):
    agree(case)
    _disclosure, copy = released(case)
    for model in (Disclosure, DisclosedCopy):
        model.objects.system(SYSTEM).update(expires_at=timezone.now())
    assert read(copy.code) == {}
    with pytest.raises(StateNotOpen):
        acknowledge_disclosure(scene.actor("daouda"), DisclosedCopy.objects.system(SYSTEM).get())
    assert expire_disclosures(None) == 1
    assert bytes(DisclosedCopy.objects.system(SYSTEM).get().sealed) == b""


def test_the_agency_recalls_it(case):
    agree(case)
    disclosure, copy = released(case)
    recall_disclosure(scene.actor("awa"), disclosure)
    assert read(copy.code) == {}
    with pytest.raises(StateNotOpen):
        recall_disclosure(scene.actor("awa"), disclosure)


def test_justice_acknowledges_then_uses_and_the_agency_sees_it(case):
    agree(case)
    disclosure, copy = released(case)
    with pytest.raises(StateNotOpen):
        use_disclosure(scene.actor("daouda"), copy)
    for act, state in ((acknowledge_disclosure, "acknowledged"), (use_disclosure, "used")):
        act(scene.actor("daouda"), copy)
        assert Disclosure.objects.system(SYSTEM).get(pk=disclosure.pk).state == state


# On a court order


def test_an_order_is_a_basis_for_its_fields_its_person_its_authority_and_its_time(case):
    order = court_order(case, "names")
    _disclosure, copy = released(case, "names", order=order)
    assert read(copy.code) == {"Noms": scene.NAMES}
    other = scene.open_case(names="Kadidia Dicko")
    today = timezone.localdate()
    for wrong in (
        lambda: ask(case, "names", "contact", order=order),
        lambda: ask(case, "names", to="justice", order=order),
        lambda: ask(other, "names", order=order),
        lambda: ask(
            case,
            "names",
            order=court_order(case, dated=today - timedelta(days=9), valid_to=today - timedelta(days=1)),
        ),
    ):
        with pytest.raises(Invalid):
            wrong()


def test_an_order_outlives_a_withdrawal_and_an_objection_suspends_it(case):
    consent = agree(case)
    order = court_order(case, "names")
    _disclosure, copy = released(case, "names", order=order)
    withdraw_consent(scene.actor("awa"), consent)
    assert read(copy.code)
    object_to_order(scene.actor("coumba"), order, grounds="La personne craint pour sa vie")
    with pytest.raises(Invalid):
        ask(case, "names", order=order)
    settle_objection(scene.actor("coumba"), order, upheld=False)
    assert ask(case, "names", order=order)


def test_an_objection_that_is_upheld_ends_the_basis(case):
    order = court_order(case, "names")
    object_to_order(scene.actor("coumba"), order, grounds="Hors du champ")
    with pytest.raises(StateNotOpen):
        object_to_order(scene.actor("coumba"), order, grounds="Encore")
    settle_objection(scene.actor("coumba"), order, upheld=True)
    with pytest.raises(StateNotOpen):
        settle_objection(scene.actor("coumba"), order, upheld=False)
    with pytest.raises(Invalid):
        ask(case, "names", order=order)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("authority", {"authority": "foyer"}),
        ("valid_to", {"valid_to": timezone.localdate() - timedelta(days=1)}),
        ("fields", {"fields": ["family_links"]}),
        ("fields", {"fields": []}),
    ],
)
def test_an_order_that_cannot_be_is_refused_on_its_field(case, field, changes):
    if "authority" in changes:
        changes = {"authority": scene.organisation("foyer")}
    with pytest.raises(Invalid) as refusal:
        court_order(case, **changes)
    assert refusal.value.field == field


# The pages


def test_the_pages_lead_from_the_request_to_the_reading(case, client_for, awa, coumba, daouda):
    agree(case)
    words = {
        "form_id": "", "recipient": scene.organisation("brigade").pk, "fields_wanted": ["names"], "purpose": "Plainte",
    }  # fmt: skip
    assert client_for(awa).post(reverse("cases:disclose", args=[case.code]), words).status_code == 302
    disclosure = Disclosure.objects.system(SYSTEM).get()
    step = reverse("cases:justice", args=[case.code, disclosure.pk, "remettre"])
    assert step in client_for(coumba).get(reverse("interface:my_day")).content.decode()
    assert client_for(coumba).post(step, {"form_id": ""}).status_code == 302
    justice = client_for(daouda)
    url = reverse("handover:detail", args=[disclosure.code])
    assert url in justice.get(reverse("interface:my_day")).content.decode()
    assert scene.NAMES in justice.get(url).content.decode()
    for slug in ("accuser-reception", "utiliser"):
        assert (
            justice.post(reverse("handover:act", args=[disclosure.code, slug]), {"form_id": ""}).status_code
            == 302
        )
    assert "Utilisée" in client_for(awa).get(reverse("cases:crossing", args=[case.code])).content.decode()
