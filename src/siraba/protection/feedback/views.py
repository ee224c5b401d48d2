"""The page where the person speaks, the door of the SMS gateway, receipts, and answers."""

import secrets
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.access.receipts import read_number, written
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface import my_day
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.people.rules import RECEIVING_ROLES
from siraba.protection.cases import panels
from siraba.protection.cases.models import Case
from siraba.protection.cases.panels import Panel
from siraba.protection.cases.rules import MANAGERS
from siraba.protection.cases.selectors import case_for
from siraba.protection.feedback import actions
from siraba.protection.feedback.forms import AnswerForm, VoiceForm
from siraba.protection.feedback.models import MESSAGE_MOVES, Kind, MessageState, Way
from siraba.protection.feedback.selectors import message_for, messages_visible_to

HOUR = 3600
# The first word after the number of the receipt, without accents, in capitals
WORDS = {
    "STOP": Kind.WITHDRAW,
    "ARRET": Kind.WITHDRAW,
    "RETIRER": Kind.WITHDRAW,
    "PLAINTE": Kind.COMPLAINT,
    "VOIR": Kind.SEE,
    "QUESTION": Kind.QUESTION,
}


def speak(request: HttpRequest) -> HttpResponse:
    """The person speaks by her receipt. Whether a number is somebody's, the page does not say."""
    form = VoiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if too_often(request):
            form.add_error(None, _("Trop de messages d’ici : réessayez dans une heure."))
            return render(request, "feedback/speak.html", {"form": form}, status=429)
        actions.receive_message(None, way=Way.WEB, **form.cleaned_data)
        return redirect("feedback:said")
    response = render(request, "feedback/speak.html", {"form": form})
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def said(request: HttpRequest) -> HttpResponse:
    return render(request, "feedback/said.html")


for public in (speak, said):
    public.in_bambara = True  # type: ignore[attr-defined]


def too_often(request: HttpRequest) -> bool:
    """Whether so many numbers of receipts came from one address within an hour that somebody may be guessing."""
    key = f"feedback:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, HOUR)
    return cache.incr(key) > settings.MESSAGES_AN_HOUR


@csrf_exempt  # a gateway has no cookie; its key stands in the address
@require_POST
def sms(request: HttpRequest, key: str) -> HttpResponse:
    """What an SMS gateway passes on: the fields `from` and `text`, or Kannel's own body with `?from=%p`. Its answer is sent back by SMS.

    Raises:
        NotVisible: no gateway was set up, or it has another key.
    """
    if not settings.SMS_GATEWAY_KEY or not secrets.compare_digest(key, settings.SMS_GATEWAY_KEY):
        raise NotVisible
    text = request.POST.get("text") or request.body.decode(errors="replace")
    sender = request.POST.get("from") or request.GET.get("from", "")
    number, kind, words = read_sms(text)
    if number:
        actions.receive_message(None, number, kind=kind, way=Way.SMS, text=words, contact=sender)
    # Whoever holds the telephone reads this: it says nothing of what was asked, nor of whom. Its letters are of GSM 03.38.
    return HttpResponse(_("Merci. Message arrivé."), content_type="text/plain; charset=utf-8")


def read_sms(text: str) -> tuple[str, Kind, str]:
    """The number of a receipt at the beginning, what is wanted, and the words; no number when there is none."""
    digits: list[str] = []
    rest = text.strip()
    while rest and (rest[0].isdecimal() or rest[0] in " -.") and len(digits) < 12:
        if rest[0].isdecimal():
            digits.append(rest[0])
        rest = rest[1:]
    number = read_number("".join(digits)) or ""
    words = rest.strip(" -.:,")
    first = words.split(" ", 1)[0].upper().replace("Ê", "E").strip(".,:;!")
    return number, WORDS.get(first, Kind.FEEDBACK), words


case_page = page(Purpose.CARE, Purpose.RECEPTION, roles=RECEIVING_ROLES)
care_page = page(Purpose.CARE, roles=MANAGERS)


@case_page
def receipt(request: ActorRequest, code: str) -> HttpResponse:
    """Give a receipt: its number is on this answer alone."""
    case = case_for(request.actor, code)
    check_right(request.actor, "give_receipt", case)
    form = KitForm(request.POST or None)
    act = Act(
        _("Remettre un reçu – dossier %(code)s") % {"code": case.code},
        ACT_RULES["give_receipt"].label,
        reverse("feedback:words", args=[case.code]),
        _(
            "Le reçu permet à la personne de parler, de se plaindre, de savoir ce qui est gardé et de retirer son accord. Il ne dit rien d’elle. Demandez-lui d’abord si ce papier est sans danger ; le reçu d’avant ne sert plus."
        ),
    )
    if request.method == "POST" and form.is_valid():
        number = actions.give_receipt(request.actor, case)
        context = {
            "number": written(number),
            "address": request.build_absolute_uri(reverse("feedback:speak")),
            "telephone": settings.SMS_NUMBER,
            "back": act.cancel,
        }
        return render(request, "feedback/receipt.html", context)
    return render(request, "interface/act.html", {"form": form, "act": act})


@case_page
@require_safe
def words(request: ActorRequest, code: str) -> HttpResponse:
    """What the person said by her receipt, and the way to give her one."""
    case = case_for(request.actor, code)
    messages = list(messages_visible_to(request.actor).filter(case=case))
    record(request.actor, "read_words", case.code)
    context = {"case": case, "messages_": messages, "gives": may(request.actor, "give_receipt", case)}
    return render(request, "feedback/words.html", context)


@care_page
def answer(request: ActorRequest, pk: UUID) -> HttpResponse:
    message = message_for(request.actor, pk)
    if request.method == "GET":
        record(request.actor, "read_message", message.case.code, kind=message.kind)
    if not may(request.actor, "answer_message", message) or message.state == MessageState.ANSWERED:
        if request.method == "POST":
            check_right(request.actor, "answer_message", message)
            MESSAGE_MOVES.require(message, "answer_message")
        return render(request, "feedback/message.html", {"message": message})
    act = Act(
        _("%(kind)s – dossier %(code)s") % {"kind": message.get_kind_display(), "code": message.case.code},
        ACT_RULES["answer_message"].label,
        reverse("feedback:words", args=[message.case.code]),
        EXPLAINED.get(Kind(message.kind), ""),
        _("La réponse est notée."),
    )

    def do(data: dict) -> str:
        actions.answer_message(request.actor, message, answer=data["answer"])
        return act.cancel

    return act_page(
        request, AnswerForm(request.POST or None), do, act, "feedback/answer.html", {"message": message}
    )


EXPLAINED: dict[str, str | Promise] = {
    Kind.WITHDRAW: gettext_lazy("Enregistrez d’abord le retrait sur la page du dossier : il agit aussitôt."),
    Kind.SEE: gettext_lazy(
        "Remettez-lui son dossier et la liste de qui l’a lu, de vive voix ou sur papier, selon ce qu’elle préfère."
    ),
    Kind.COMPLAINT: gettext_lazy("Parlez à la personne sans celui ou celle dont elle se plaint."),
}


# On the page of a case, and on My day


def words_of(actor: Actor, case: Case) -> Panel | None:
    """A way there: the page of a case does not wait for words that seldom come."""
    if not actor.scopes(Category.CASE) & {Scope.ASG, Scope.OWN} and not may(actor, "give_receipt", case):
        return None
    url = reverse("feedback:words", args=[case.code])
    return Panel(
        _("Paroles de la personne"), [], _("Avis, plaintes et demandes par son reçu."), url, _("Ouvrir")
    )


def to_answer(actor: Actor) -> my_day.Section | None:
    waiting = messages_visible_to(actor).filter(state=MessageState.RECEIVED).order_by("due_at")
    rows = [
        my_day.Row(
            f"{message.case.code} {message.get_kind_display()}",
            reverse("feedback:answer", args=[message.pk]),
            "",
            message.state,
            message.get_state_display(),
            message.due_at,
        )
        for message in waiting[: my_day.ROWS]
    ]
    return my_day.Section(_("Paroles à répondre"), rows, "") if rows else None


panels.register(words_of)
my_day.register(to_answer, MANAGERS, 15)
