"""From a request to news: both directions are searched, two persons confirm, the person found decides, all can be undone."""

from datetime import date

import pytest

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.audit.models import AuditLine
from siraba.protection.tracing import leads, registrations, requests
from siraba.protection.tracing.following import decisions_of
from siraba.protection.tracing.keeping import replay_withdrawals
from siraba.protection.tracing.leads import with_sides
from siraba.protection.tracing.models import Decision, Lead, Registration, TracingRequest
from siraba.protection.tracing.searching import find_leads
from siraba.protection.tracing.selectors import (
    leads_visible_to,
    named,
    registrations_visible_to,
    requests_visible_to,
)
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fanta", "mariam")]
SYSTEM = "a test looks at the row itself"


def all_leads() -> list[Lead]:
    return with_sides(Lead.objects.system(SYSTEM))


def state(lead: Lead) -> tuple[str, str]:
    lead.request.refresh_from_db(from_queryset=TracingRequest.objects.system(SYSTEM))
    return lead.state, lead.request.state


def test_a_request_finds_who_is_in_the_register_under_another_spelling():
    lead = scene.lead()
    assert lead.registration.full_name == "Mahamadou Coulibaly"
    assert state(lead) == ("proposed", "lead")
    assert lead.probability > 0.5
    reasons = {reason["field"]: reason for reason in lead.words["explanation"]["reasons"]}
    assert reasons["place"]["found"] == "Kita, Kayes"
    assert reasons["family_name"]["bits"] > 0


def test_somebody_found_is_proposed_to_the_requests_that_wait():
    request = scene.file_request()
    find_leads(scene.actor("fanta"), request)
    assert not all_leads()
    assert request.state == "searching"
    find_leads(scene.actor("fanta"), scene.register_found())
    (lead,) = all_leads()
    assert (lead.request_id, lead.state) == (request.pk, "proposed")


def test_a_page_that_saves_searches_by_itself(client_for, fanta, django_capture_on_commit_callbacks):
    scene.register_found()
    said = {
        "seeker_names": "Djeneba Koulibaly",
        "relation": "child",
        "given_name": "Mamoutou",
        "family_name": "Koulibaly",
        "sex": "male",
        "age": "17",
        "father_given": "Sekou",
        "place": "Kita",
        "agrees": "on",
    }
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_for(fanta).post("/liens-familiaux/ouvrir/", said)
    assert answer.status_code == 302
    page = client_for(fanta).get(answer["Location"]).content.decode()
    assert "Mahamadou Coulibaly" in page
    assert "Piste à vérifier" in page


def test_two_persons_confirm():
    lead = scene.lead()
    leads.confirm_lead(scene.actor("fanta"), lead, reason="Le père et le village")
    assert state(lead) == ("plausible", "lead")
    with pytest.raises(NotAllowed, match="autre personne"):
        leads.verify_lead(scene.actor("fanta"), lead, reason="Encore moi")
    leads.verify_lead(scene.actor("mariam"), lead, reason="J’ai relu les deux fiches")
    assert state(lead) == ("verified", "verified")


def test_a_decision_needs_a_reason():
    lead = scene.lead()
    with pytest.raises(Invalid, match="pourquoi"):
        leads.confirm_lead(scene.actor("fanta"), lead, reason="  ")
    assert state(lead)[0] == "proposed"


def test_at_most_one_lead_of_a_request_is_confirmed():
    first = scene.verified_lead()
    second = Lead(
        request=first.request,
        registration=scene.register_found(person=scene.RETURNEE | {"given_name": "Amadou"}),
        organisation=first.organisation,
        weight=1,
        probability=0.1,
        facts="x",
        state="plausible",
    )
    second.save(force_insert=True)
    with pytest.raises(Invalid, match="déjà confirmée"):
        leads.verify_lead(scene.actor("mariam"), second, reason="Lui aussi")


def test_a_rejected_pair_stays_rejected_until_new_facts_come():
    lead = scene.lead()
    leads.reject_lead(scene.actor("fanta"), lead, reason="Le père a un autre nom")
    assert state(lead) == ("rejected", "searching")
    assert find_leads(scene.actor("fanta"), lead.request) == 0
    assert find_leads(scene.actor("fanta"), lead.registration) == 0
    assert all_leads()[0].state == "rejected"
    registrations.amend_registration(
        scene.actor("fanta"),
        lead.registration,
        person=scene.RETURNEE | {"father_given": "Cheickou"},
        kind="returnee",
        may_share=False,
        whereabouts="Bamako",
    )
    assert find_leads(scene.actor("fanta"), lead.registration) == 1
    (again,) = all_leads()
    assert again.state == "proposed"
    assert [one.act for one in decisions_of(again)] == ["reject_lead", "propose_again"]


def test_what_was_only_proposed_goes_when_it_is_likely_no_more():
    lead = scene.lead()
    registrations.amend_registration(
        scene.actor("fanta"),
        lead.registration,
        person={
            "given_name": "Ibrahima",
            "family_name": "Maïga",
            "sex": "male",
            "dob": "1950",
            "place": "Gao",
        },
        kind="returnee",
        may_share=False,
    )
    find_leads(scene.actor("fanta"), lead.request)
    assert not all_leads()


def test_the_last_decision_can_be_taken_back_and_stays_written():
    lead = scene.verified_lead()
    leads.undo_decision(scene.actor("fanta"), lead, reason="Trop vite")
    assert state(lead) == ("plausible", "lead")
    leads.undo_decision(scene.actor("fanta"), lead, reason="Tout reprendre")
    assert state(lead) == ("proposed", "lead")
    with pytest.raises(StateNotOpen):
        leads.undo_decision(scene.actor("fanta"), lead, reason="Encore")
    kept = list(Decision.objects.system(SYSTEM).order_by("number"))
    assert [one.act for one in kept] == ["confirm_lead", "verify_lead"]
    assert [one.words["undone"] for one in kept] == ["Tout reprendre", "Trop vite"]


# Children


def test_a_child_is_not_met_before_its_best_interests_were_assessed():
    lead = scene.lead()
    leads.confirm_lead(scene.actor("fanta"), lead, reason="?")
    leads.verify_lead(scene.actor("mariam"), lead, reason="?")
    with pytest.raises(Invalid, match="enfant"):
        leads.offer_contact(scene.actor("fanta"), lead, reason="Il veut")
    assessed = {"officer": "Protection de l’enfance", "on": date(2026, 11, 2), "child_view": "Il a peur"}
    leads.assess_best_interests(
        scene.actor("fanta"), lead, favourable=False, reason="Il a fui la maison", **assessed
    )
    with pytest.raises(Invalid, match="favorable"):
        leads.offer_contact(scene.actor("fanta"), lead, reason="Il veut")
    leads.assess_best_interests(
        scene.actor("fanta"), lead, favourable=True, reason="Chez sa tante", **assessed
    )
    leads.offer_contact(scene.actor("fanta"), lead, reason="Avec l’agent de protection")
    assert state(lead) == ("contact_offered", "contact_offered")


def test_a_child_who_looks_for_somebody_is_protected_as_well():
    lead = scene.verified_lead(seeker_is_child=True)
    with pytest.raises(Invalid, match="enfant"):
        leads.offer_contact(scene.actor("fanta"), lead, reason="?")


# What the person found wants


def test_an_adult_who_claims_to_be_family_answers_what_only_the_family_knows():
    lead = scene.verified_lead()
    leads.offer_contact(scene.actor("fanta"), lead, reason="?")
    leads.accept_contact(scene.actor("fanta"), lead, what="alive", reason="Qu’ils sachent")
    asked = {"question": "Son surnom ?", "expected": "Petit Kelen"}
    leads.check_answer(scene.actor("fanta"), lead, answer="Petit Kelen", agrees=True, **asked)
    leads.check_answer(scene.actor("fanta"), lead, answer="Aucun", agrees=False, **asked)
    with pytest.raises(Invalid, match="il y en a 1"):
        leads.tell_family(scene.actor("fanta"), lead, reason="?")
    leads.check_answer(scene.actor("fanta"), lead, answer="Baba Wagué", agrees=True, **asked)
    leads.tell_family(scene.actor("fanta"), lead, reason="Par la page")
    assert state(lead) == ("told", "accepted")


def test_who_refuses_is_not_told_of_and_may_change_their_mind():
    lead = scene.verified_lead()
    leads.offer_contact(scene.actor("fanta"), lead, reason="?")
    leads.refuse_contact(scene.actor("fanta"), lead, reason="Pas encore")
    assert state(lead) == ("refused", "refused")
    with pytest.raises(StateNotOpen):
        leads.tell_family(scene.actor("fanta"), lead, reason="?")
    leads.accept_contact(scene.actor("fanta"), lead, what="contact", reason="Ma mère me manque")
    assert state(lead) == ("accepted", "accepted")


def test_a_place_is_told_only_as_it_was_said():
    lead = scene.verified_lead()
    leads.offer_contact(scene.actor("fanta"), lead, reason="?")
    with pytest.raises(Invalid, match="lieu"):
        leads.accept_contact(scene.actor("fanta"), lead, what="place", reason="?")


def test_contact_is_restored_when_both_want_it():
    lead = scene.accepted_lead("alive")
    leads.tell_family(scene.actor("fanta"), lead, reason="?")
    with pytest.raises(Invalid, match="retrouvée"):
        leads.restore_contact(scene.actor("fanta"), lead, on=date(2026, 11, 3), reason="Ils se sont parlé")


def test_contact_is_not_restored_against_the_will_of_who_seeks():
    lead = scene.accepted_lead("contact", agrees=False)
    leads.tell_family(scene.actor("fanta"), lead, reason="?")
    with pytest.raises(Invalid, match="Qui cherche"):
        leads.restore_contact(scene.actor("fanta"), lead, on=date(2026, 11, 3), reason="?")


def test_a_request_ends_with_its_contact():
    lead = scene.accepted_lead("contact")
    leads.tell_family(scene.actor("fanta"), lead, reason="?")
    leads.restore_contact(scene.actor("fanta"), lead, on=date(2026, 11, 3), reason="Au téléphone")
    assert state(lead) == ("restored", "restored")
    requests.close_request(scene.actor("fanta"), lead.request, closure="restored", reason="Réunis")
    assert lead.request.state == "closed"


# The dead


def dead_lead(**person) -> Lead | None:
    scene.file_request(person=scene.SOUGHT | {"age": 27})
    known = {"given_name": "Mahamadou", "family_name": "Coulibaly"}
    found = scene.register_found(
        person=known | person, kind="deceased", authority="Procureur de Kayes", whereabouts="Morgue"
    )
    find_leads(scene.actor("fanta"), found)
    rows = all_leads()
    return rows[0] if rows else None


def test_nobody_is_matched_with_the_dead_by_a_name_alone():
    assert dead_lead() is None
    assert dead_lead(sex="male") is None
    assert dead_lead(father_given="Sékou", place="Kita") is not None


def test_a_death_is_told_by_the_authority_in_person_and_on_no_page():
    lead = dead_lead(father_given="Sékou", place="Kita")
    with pytest.raises(Invalid, match="nom ne suffit pas"):
        leads.confirm_lead(scene.actor("fanta"), lead, reason="Le nom")
    leads.confirm_lead(scene.actor("fanta"), lead, reason="Le nom", evidence="Carte scolaire dans la poche")
    leads.verify_lead(scene.actor("mariam"), lead, reason="Le frère a reconnu la carte")
    with pytest.raises(Invalid, match="en personne"):
        leads.offer_contact(scene.actor("fanta"), lead, reason="?")
    leads.tell_of_death(
        scene.actor("fanta"),
        lead,
        authority="Procureur de Kayes",
        on=date(2026, 11, 3),
        place="Chez la famille",
        reason="Avec l’imam",
    )
    assert state(lead) == ("told", "accepted")


def test_a_death_is_registered_with_the_authority_in_charge():
    with pytest.raises(Invalid, match="autorité"):
        scene.register_found(kind="deceased")


# Protection


def test_who_is_protected_is_in_no_search_no_list_and_no_lead():
    lead = scene.lead()
    registrations.shield_record(
        scene.actor("fanta"), lead.registration, shield="trafficking", reason="Le passeur la cherche"
    )
    assert state(lead)[1] == "searching"
    for who in ("fanta", "mariam"):
        assert not leads_visible_to(scene.actor(who)).exists()
    assert not registrations_visible_to(scene.actor("mariam")).exists()
    assert registrations_visible_to(scene.actor("fanta")).exists()
    assert find_leads(scene.actor("mariam"), lead.request) == 0
    with pytest.raises(NotAllowed):
        registrations.lift_shield(scene.actor("mariam"), lead.registration, reason="?")
    registrations.lift_shield(scene.actor("fanta"), lead.registration, reason="Le danger est passé")
    assert find_leads(scene.actor("mariam"), lead.registration) == 1
    assert leads_visible_to(scene.actor("mariam")).exists()


def test_a_request_of_somebody_dangerous_finds_nobody():
    scene.register_found()
    request = scene.file_request()
    registrations.shield_record(
        scene.actor("fanta"), request, shield="dangerous_seeker", reason="Le numéro d’un passeur"
    )
    found = scene.register_found(person=scene.RETURNEE | {"father_given": "Sékou"})
    find_leads(scene.actor("fanta"), found)
    assert not all_leads()
    assert not requests_visible_to(scene.actor("mariam")).exists()


def test_who_withdraws_is_emptied_at_once():
    lead = scene.lead()
    leads.confirm_lead(scene.actor("fanta"), lead, reason=scene.WORDS)
    registrations.withdraw_registration(scene.actor("fanta"), lead.registration)
    row = Registration.objects.system(SYSTEM).get()
    assert (row.words, row.state) == ({}, "withdrawn")
    assert not leads_visible_to(scene.actor("fanta")).exists()
    assert Decision.objects.system(SYSTEM).get().words == {}
    assert find_leads(scene.actor("fanta"), lead.request) == 0
    assert not named(
        scene.actor("fanta"), registrations_visible_to(scene.actor("fanta")), "Coulibaly"
    ).exists()


def test_an_old_backup_does_not_bring_back_who_has_withdrawn(
    settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.TRACING_REGISTER = tmp_path / "withdrawals.log"
    found, other = scene.register_found(), scene.register_found()
    sealed = found.sealed
    with django_capture_on_commit_callbacks(execute=True):
        registrations.withdraw_registration(scene.actor("fanta"), found)
    assert settings.TRACING_REGISTER.read_text() == f"{found.pk}\n"
    Registration.objects.system(SYSTEM).filter(pk=found.pk).update(sealed=sealed, state="active")
    replay_withdrawals(None, settings.TRACING_REGISTER)
    rows = Registration.objects.system(SYSTEM).in_bulk()
    assert (rows[found.pk].words, rows[found.pk].state) == ({}, "withdrawn")
    assert rows[other.pk].state == "active"


# Finding records again, and who may not


def test_a_request_is_found_by_the_names_of_who_seeks_and_who_is_sought():
    request = scene.file_request()
    actor = scene.actor("mariam")
    for text in (request.code.lower(), "Djeneba", "koulibali", "Mamoutou Koulibaly"):
        assert list(named(actor, requests_visible_to(actor), text)) == [request], text
    assert not named(actor, requests_visible_to(actor), "Aïssata").exists()


def test_nothing_of_the_vault_is_written_in_clear_or_in_the_journal():
    lead = scene.accepted_lead()
    leads.tell_family(scene.actor("fanta"), lead, reason="Petit Kelen est content")
    written = " ".join(f"{line.object} {line.detail}" for line in AuditLine.objects.all())
    for model in (TracingRequest, Registration, Lead, Decision):
        written += str(list(model.objects.system(SYSTEM).values()))
    assert not [word for word in scene.VAULT_SECRETS if word in written]


def test_another_society_has_its_own_vault(account_for):
    scene.lead()
    account_for("cicr", "Compte d’une autre Société", "family_links_officer", "oim")
    other = scene.actor("cicr")
    assert not requests_visible_to(other).exists()
    assert not leads_visible_to(other).exists()
    found = scene.register_found("cicr")
    assert find_leads(other, found) == 0


def test_the_register_is_asked_on_a_page_and_says_why(client_for, fanta):
    scene.lead()
    said = {"given_name": "Mamadou", "family_name": "Coulibali", "place": "Kita", "sex": "unknown"}
    page = client_for(fanta).post("/liens-familiaux/registre/chercher/", said).content.decode()
    assert page.index("Mahamadou Coulibaly") < page.index("Mamoutou Koulibaly")
    assert "même cercle" in page
    alone = client_for(fanta).post("/liens-familiaux/registre/chercher/", {"given_name": "Mamadou"})
    assert "deux faits" in alone.content.decode()
