"""Blind requests: justice asks to ask, and learns nothing but a yes that the person gave."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, StateNotOpen
from siraba.foundation.access.locking import lock
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.audit.journal import action, record
from siraba.foundation.consent.models import JUSTICE_SCOPE
from siraba.foundation.consent.selectors import live_categories
from siraba.foundation.handover.content import person_of
from siraba.foundation.handover.models import Answer, BlindQuestion, BlindRequest, RequestState


@action
def ask_blindly(actor: Actor, *, code: str, question: str) -> BlindRequest:
    """Ask that the person of a code be asked. The answer is the same whether the code is somebody's or nobody's.

    Raises:
        Invalid: it is not written like a code, or the organisation has asked too often today.
    """
    check_right(actor, "ask_blindly")
    wanted = read_code(code)
    if wanted is None:
        raise Invalid(_("Ce code n’est pas écrit comme un code : XXXX-XXXX-C."), "code")
    now = timezone.now()
    lately = BlindRequest.objects.system("how often this organisation asked").filter(
        asker=actor.home, asked_at__gt=now - timedelta(days=1)
    )
    if lately.count() >= settings.BLIND_REQUESTS_A_DAY:
        raise Invalid(_("Votre structure a fait toutes ses demandes du jour."))
    request = BlindRequest(
        asker_id=actor.home,
        asked_by_id=actor.account_id,
        asked_at=now,
        deadline=now + timedelta(days=settings.BLIND_REQUEST_DAYS),
    )
    request.write(code=wanted, question=question)
    request.save(force_insert=True)
    person = person_of(wanted)
    if person:
        asked = BlindQuestion(
            request_id=request.pk,
            person_id=person,
            asker_id=actor.home,
            asked_at=now,
            deadline=request.deadline,
        )
        asked.write(question=question)
        asked.save(force_insert=True)
    # The code itself is not written: the journal of the asker's organisation would tell which were tried.
    record(actor, "ask_blindly", request.number)
    return request


@action
def answer_blind_question(actor: Actor, question: BlindQuestion, *, answer: str) -> None:
    """Write down what the person said. A yes needs her live consent towards that authority.

    Raises:
        StateNotOpen: answered, or past its time.
        Invalid: a yes without a consent.
    """
    check_right(actor, "answer_blind_question", question)
    lock(question)
    if question.answer or question.deadline <= timezone.now():
        raise StateNotOpen(_("Cette question est close."))
    live = live_categories(question.person_id, question.asker_id, scopes=(JUSTICE_SCOPE,))
    if answer == Answer.YES and not live:
        raise Invalid(
            _("Enregistrez d’abord le consentement de la personne envers cette autorité."), "answer"
        )
    question.answer, question.answered_by_id = answer, actor.account_id
    question.save()
    record(actor, "answer_blind_question", question.code)


@action
def close_blind_requests(actor: None) -> int:
    """At the end of the time given, say yes where the person said yes and still does; returns how many were closed."""
    due = BlindRequest.objects.system("the timer of deadlines").filter(
        state=RequestState.ASKED, deadline__lte=timezone.now()
    )
    requests = list(due)
    said_yes = {
        question.request_id
        for question in BlindQuestion.objects.system("answers that may be told").filter(
            request_id__in=[request.pk for request in requests], answer=Answer.YES
        )
        if live_categories(question.person_id, question.asker_id, scopes=(JUSTICE_SCOPE,))
    }
    for request in requests:
        request.state = RequestState.AGREED if request.pk in said_yes else RequestState.CLOSED
        request.save()
    record(actor, "close_blind_requests", count=len(requests))
    return len(requests)
