"""A birth from its declaration to the paper, and every other thing that is asked of a centre."""

import pytest
from django.db import IntegrityError, connection, transaction

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.audit.commitments import faults
from siraba.foundation.audit.models import AuditLine
from siraba.protection.civil_status.registers import actions, keeping
from siraba.protection.civil_status.registers.models import (
    Act,
    ActVersion,
    Approval,
    Copy,
    IssuanceRequest,
    Mandate,
    Volet,
)
from siraba.protection.civil_status.registers.selectors import (
    act_for,
    acts_visible_to,
    missing_numbers,
    names_of,
    reads_identity,
    request_for,
    requests_visible_to,
    versions_for,
    volets_out_of_place,
    why_nothing,
    with_names,
)
from tests import registering as civil

pytestmark = pytest.mark.django_db
LOOK = civil.LOOK


def versions(act: Act) -> list[ActVersion]:
    return list(ActVersion.objects.system(LOOK).select_related("act__register").filter(act=act).order_by("n"))


def test_a_birth_is_declared_approved_by_another_signed_and_handed_over():
    asked = civil.approved()
    act = actions.sign_act(civil.actor("salif"), asked)
    (version,) = versions(act)
    assert (act.number, act.code, version.reason) == (1, f"{asked.register.code}-00001", "registration")
    assert version.fields["child_first"] == "Aminata"
    assert (version.made_by.username, version.signed_by.username) == ("adama", "salif")
    line = AuditLine.objects.get(pk=version.line_id)
    assert (line.act, line.object) == ("sign_act", act.code)
    assert list(line.detail["commits"]) == [f"act_version:{version.pk}"]
    actions.hand_over(civil.actor("adama"), asked, receiver="Bakary Konaté", fee_charged=0)
    assert civil.again(asked).state == "handed_over"
    places = dict(Volet.objects.system(LOOK).filter(act=act).values_list("number", "state"))
    assert places == {1: "placed", 2: "here", 3: "placed"}
    assert not list(faults())


def test_numbers_follow_each_other_and_a_void_one_is_an_entry():
    assert civil.signed().number == 1
    void = civil.signed(actions.ask_void(civil.actor("adama"), civil.register(), reason="Encre renversée"))
    assert (void.number, void.state) == (2, "void")
    assert "Encre renversée" in versions(void)[0].mentions[0]
    assert civil.signed(civil.declared(child_first="Awa")).number == 3
    assert missing_numbers(civil.register()) == []


def test_a_correction_and_an_annulment_are_versions_and_the_first_one_stays():
    act = civil.signed()
    civil.signed(civil.asked("correction", act, fields=civil.said(child_first="Aminatou")))
    civil.signed(civil.asked("mention", civil.act(act.code)))
    gone = civil.signed(civil.asked("annulment", civil.act(act.code)))
    rows = versions(gone)
    assert [one.reason for one in rows] == ["registration", "rectification", "mention", "annulment"]
    assert [one.fields["child_first"] for one in rows] == ["Aminata", "Aminatou", "Aminatou", "Aminatou"]
    assert rows[3].mentions == ["Mariée à Kayes (essai)."]
    assert (gone.state, gone.current) == ("annulled", 4)
    assert not list(faults())


def test_a_correction_of_what_has_changed_meanwhile_is_refused():
    act = civil.signed()
    one, other = (civil.asked("correction", act, fields=civil.said(child_first=name)) for name in ("A", "B"))
    civil.signed(one)
    with pytest.raises(StateNotOpen, match="a changé depuis"):
        civil.signed(other)
    assert civil.act(act.code).current == 2


def test_a_copy_has_its_number_and_its_fee():
    act = civil.signed()
    for number in (1, 2):
        asked = civil.asked("copy", act)
        civil.signed(asked)
        copy = Copy.objects.system(LOOK).get(request=asked)
        assert (copy.number, copy.version, asked.fee_due) == (number, 1, 100)


def test_nothing_is_copied_of_an_annulled_act_and_a_new_one_needs_another_centre():
    act = civil.annulled()
    with pytest.raises(StateNotOpen, match="plus en vigueur"):
        civil.asked("copy", act)
    asked = civil.asked("reissue", act)
    assert asked.seconds == ["reissue"]
    made = civil.signed(asked)
    assert (made.number, made.replaces_id) == (2, act.pk)
    with pytest.raises(StateNotOpen, match="une seule fois"):
        civil.asked("reissue", act)


@pytest.mark.parametrize(("days", "late"), [(0, False), (31, False), (32, True)])
def test_thirty_clear_days_then_a_judgment(days, late):
    if late:
        with pytest.raises(Invalid, match="jugement supplétif"):
            civil.declared(date=civil.born(days))
    else:
        assert civil.declared(date=civil.born(days)).state == "received"


@pytest.mark.parametrize("date", ["2001", "2001-13", "hier", "2030-01-01"])
def test_a_date_is_never_made_up(date):
    with pytest.raises(Invalid):
        civil.declared(date=date)


def test_a_judgment_names_its_court_number_and_day():
    with pytest.raises(Invalid, match="jugement"):
        actions.receive_declaration(
            civil.actor("adama"), civil.register("JS"), fields=civil.said(date="2001")
        )
    assert civil.declared(kind="JS", date="2001", precision="year").second_for == ""


@pytest.mark.parametrize(
    ("build", "why"),
    [
        (civil.old_judgment, "old_judgment"),
        (lambda: civil.declared(area=str(civil.elsewhere().pk)), "outside_area"),
        (lambda: civil.declared(area=""), "outside_area"),
    ],
)
def test_some_acts_need_an_officer_of_another_centre(build, why):
    asked = build()
    assert asked.seconds == [why]
    civil.checked(asked)
    with pytest.raises(Invalid, match="approuvera en second"):
        actions.approve_request(civil.actor("salif"), civil.again(asked))
    with pytest.raises(Invalid, match="approuvera en second"):
        actions.approve_request(civil.actor("salif"), civil.again(asked), second=civil.centre())
    actions.approve_request(civil.actor("salif"), civil.again(asked), second=civil.centre("bamako"))
    with pytest.raises(StateNotOpen, match="autre centre"):
        actions.sign_act(civil.actor("salif"), civil.again(asked))
    with pytest.raises(NotAllowed):
        actions.second_request(civil.actor("salif"), civil.again(asked))
    actions.second_request(civil.actor("nouhoum"), civil.again(asked))
    assert actions.sign_act(civil.actor("salif"), civil.again(asked)).number == 1


def test_who_takes_down_never_approves_even_with_an_officer_s_mandate():
    civil.staffed()
    asked = civil.checked(civil.declared("salif"))
    for act in (actions.approve_request, actions.sign_act):
        with pytest.raises(NotAllowed, match="qui saisit n’approuve"):
            act(civil.actor("salif"), civil.again(asked))
    with pytest.raises(NotAllowed):
        actions.approve_request(civil.actor("adama"), civil.again(asked))


def test_a_number_taken_twice_is_kept_to_be_sorted_and_gets_another():
    first = civil.declared(claimed=1)
    twice = civil.declared(claimed=1, child_first="Oumar")
    assert (first.state, twice.state) == ("received", "to_sort")
    assert twice.words["taken_by"] == first.code
    assert twice.fields["child_first"] == "Oumar"
    with pytest.raises(StateNotOpen):
        actions.check_request(civil.actor("adama"), twice)
    other = civil.approved(civil.declared(child_first="Awa"))
    with pytest.raises(StateNotOpen, match=first.code):
        actions.sign_act(civil.actor("salif"), other)
    assert civil.signed(first).number == 1
    actions.renumber_request(civil.actor("salif"), civil.again(twice))
    assert civil.again(twice).words["claimed_was"] == 1
    assert civil.signed(civil.again(twice)).number == 2


def test_a_number_written_on_paper_waits_for_those_before_it():
    asked = civil.approved(civil.declared(claimed=3))
    with pytest.raises(StateNotOpen, match="d’avant"):
        actions.sign_act(civil.actor("salif"), asked)


def test_a_refused_request_says_why_and_keeps_what_was_typed():
    asked = civil.declared()
    actions.refuse_request(civil.actor("salif"), asked, reason="Pièce manquante")
    kept = civil.again(asked)
    assert (kept.state, kept.words["refused"], kept.fields["child_first"]) == (
        "refused",
        "Pièce manquante",
        "Aminata",
    )
    with pytest.raises(StateNotOpen):
        actions.check_request(civil.actor("adama"), kept)


def test_what_was_typed_is_corrected_by_who_typed_it_and_before_it_is_checked():
    asked = civil.declared()
    actions.amend_declaration(civil.actor("adama"), asked, fields=civil.said(child_first="Aïssata"))
    assert civil.again(asked).fields["child_first"] == "Aïssata"
    with pytest.raises(NotAllowed):
        actions.amend_declaration(civil.actor("salif"), civil.again(asked), fields=civil.said())
    civil.checked(asked)
    with pytest.raises(StateNotOpen):
        actions.amend_declaration(civil.actor("adama"), civil.again(asked), fields=civil.said())
    actions.return_request(civil.actor("salif"), civil.again(asked), reason="Le nom de la mère")
    assert civil.again(asked).state == "received"


# Mandates


def test_a_mandate_is_judged_at_the_moment_of_the_act():
    asked = civil.checked()
    keeping.end_mandate(civil.actor(civil.GIVER), Mandate.objects.get(account=civil.account("salif")))
    with pytest.raises(NotAllowed, match="mandat"):
        actions.approve_request(civil.actor("salif"), asked)
    assert why_nothing(civil.actor("salif")) == "ended"
    assert not requests_visible_to(civil.actor("salif")).exists()


def test_a_mandate_for_births_signs_no_judgment():
    civil.mandate("adama", "operator")
    civil.mandate("salif", "officer", kinds=["N"])
    asked = civil.checked(civil.declared(kind="JS", date="2001"))
    with pytest.raises(NotAllowed):
        actions.approve_request(civil.actor("salif"), asked)


def test_nobody_gives_a_mandate_to_who_is_no_registrar_of_the_unit():
    civil.staffed()
    for who in (civil.GIVER, "nouhoum", "maimouna"):
        with pytest.raises(Invalid):
            civil.mandate(who, "officer")
    with pytest.raises(NotAllowed):
        keeping.give_mandate(
            civil.actor("salif"), civil.centre(), account=civil.account("adama"), capacity="officer",
            kinds=["N"], start=civil.timezone.localdate(), order="x",
        )  # fmt: skip


def test_who_has_no_mandate_sees_nothing_and_is_told_why():
    act = civil.signed()
    assert why_nothing(civil.actor("etienne")) == "no_centre"
    assert why_nothing(civil.actor("adama")) == ""
    for who in ("etienne", "nouhoum"):
        assert not acts_visible_to(civil.actor(who)).exists()
    assert act_for(civil.actor("salif"), act.code) == act


def test_an_inspector_sees_numbers_and_dates_and_no_name():
    act = civil.signed()
    who = civil.actor("maimouna")
    assert not reads_identity(who, act)
    assert reads_identity(civil.actor("adama"), act)
    (version,) = versions_for(who, act_for(who, act.code))
    assert "sealed" in version.get_deferred_fields()
    assert names_of(who, [act]) == {}
    assert names_of(civil.actor("adama"), [act]) == {act.pk: "Aminata Konaté"}


def test_the_second_centre_sees_the_one_request_that_it_was_asked_about():
    asked = civil.approved(civil.old_judgment(), seconded=False)
    civil.declared()
    assert [one.code for one in requests_visible_to(civil.actor("nouhoum"))] == [asked.code]
    assert request_for(civil.actor("nouhoum"), asked.code).fields["child_first"] == "Aminata"


def test_an_act_is_found_by_number_and_by_names_as_they_sound():
    act = civil.signed()
    rows = acts_visible_to(civil.actor("adama"))
    for text in ("1", act.code, "Konate Aminata", "AMINATA"):
        assert list(with_names(rows, text)) == [act], text
    assert not with_names(rows, "Moussa").exists()


# Forms and volets


def test_a_form_serves_once_and_a_spoiled_one_not_at_all():
    civil.stock(101, 103)
    keeping.spoil_form(civil.actor("adama"), civil.centre(), serial=101, reason="Déchiré")
    assert civil.signed().serial == 102
    asked = civil.approved(civil.declared(child_first="Awa"))
    for serial in (101, 102, 500):
        with pytest.raises(Invalid):
            actions.sign_act(civil.actor("salif"), civil.again(asked), serial=serial)
    assert actions.sign_act(civil.actor("salif"), civil.again(asked), serial=103).serial == 103
    with pytest.raises(Invalid):
        keeping.spoil_form(civil.actor("adama"), civil.centre(), serial=103, reason="Déchiré")


def test_a_volet_that_cannot_be_found_is_in_a_list():
    volet = civil.volet(number=2)
    assert not volets_out_of_place(civil.actor("adama")).exists()
    keeping.move_volet(civil.actor("adama"), volet, state="missing", whereabouts="Perdu en route")
    assert list(volets_out_of_place(civil.actor("adama"))) == [volet]


def test_a_register_closes_once_nothing_waits():
    asked = civil.declared()
    with pytest.raises(StateNotOpen, match="attendent"):
        keeping.close_register(civil.actor("salif"), civil.register())
    civil.signed(asked)
    keeping.close_register(civil.actor("salif"), civil.register())
    with pytest.raises(Invalid, match="clos"):
        civil.declared()


# The database


def refused(sql: str, *values) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT set_config('siraba.acting', 'system', true)")
            cursor.execute(sql, values)
    except Exception as error:
        return "the registers:" in str(error) or isinstance(error, IntegrityError)
    return False


@pytest.mark.parametrize("table", ["act", "actversion", "approval", "issuancerequest", "mandate"])
def test_the_database_lets_nothing_go(table):
    civil.signed()
    assert refused(f"DELETE FROM registers_{table}")


@pytest.mark.parametrize(
    "change",
    [
        "registers_act SET number = 7",
        "registers_actversion SET n = 7",
        "registers_actversion SET signed_at = made_at",
        "registers_approval SET decision = 'check'",
        "registers_issuancerequest SET made_by_id = signed_by_id",
        "registers_mandate SET capacity = 'officer', kinds = 'N JS'",
    ],
)
def test_the_database_lets_nothing_be_written_over(change):
    civil.signed()
    assert refused(f"UPDATE {change}")


def test_the_database_refuses_an_approval_without_a_mandate_and_by_who_took_it_down():
    asked = civil.checked(civil.declared("salif"))
    own = Mandate.objects.get(account=civil.account("salif"))
    other = Mandate.objects.get(account=civil.account("nouhoum"))
    for by, mandate in (("salif", own), ("nouhoum", own), ("nouhoum", other)):
        with pytest.raises(Exception, match="the registers"), transaction.atomic():
            Approval.objects.create(
                request=asked, unit_id=asked.unit_id, from_unit_id=asked.unit_id, decision="approve",
                by=civil.account(by), mandate=mandate,
            )  # fmt: skip


def test_the_database_refuses_what_one_person_would_sign():
    asked = civil.approved()
    rows = IssuanceRequest.objects.system(LOOK).filter(pk=asked.pk)
    for change in (
        {"state": "signed"},
        {"state": "signed", "signed_by": asked.made_by_id, "signed_at": civil.timezone.now()},
        {"approved_by": asked.made_by_id},
        {"second_by": asked.approved_by_id, "second_unit": civil.centre("bamako").unit_id},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_the_database_refuses_a_number_out_of_order():
    act = civil.signed()
    for number in (1, 3):
        with pytest.raises(Exception, match="registers|unique|UNIQUE"), transaction.atomic():
            Act.objects.create(register=act.register, unit=act.unit, code=f"x-{number}", number=number)


def test_a_column_or_a_name_changed_behind_the_registers_is_named(as_owner_of_the_tables):
    act = civil.signed()
    (version,) = versions(act)
    content = version.content
    assert not list(faults())
    version.keep({**content["fields"], "child_first": "Fanta"}, [])
    version.save(update_fields=["sealed"])
    assert [fault.name for fault in faults()] == [f"{act.code}, version 1"]
    version.keep(content["fields"], content["mentions"])
    version.save(update_fields=["sealed"])
    assert not list(faults())
    Act.objects.system(LOOK).filter(pk=act.pk).update(state="annulled")
    assert [fault.name for fault in faults()] == [f"{act.code}, version 1"]


@pytest.mark.django_db
def test_a_change_of_the_fee_is_in_the_journal_once(settings):
    assert keeping.note_fee()
    assert not keeping.note_fee()
    settings.CIVIL_STATUS_COPY_FEE = 500
    assert keeping.note_fee()
    assert [line.detail for line in AuditLine.objects.filter(act="note_fee").order_by("id")] == [
        {"copy": 100},
        {"copy": 500},
    ]
