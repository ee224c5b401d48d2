"""Pages on which an agency is told that a consent has ended, and says that it took note."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.views import ActorRequest
from siraba.foundation.consent.models import ConsentNotice
from siraba.foundation.consent.notices import acknowledge_notice
from siraba.foundation.consent.selectors import notice_for, notices_visible_to
from siraba.foundation.interface import my_day
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import page_by_key
from siraba.protection.referrals.rules import RECEIVERS
from siraba.protection.referrals.views import referral_page


@referral_page
@require_safe
def notice_list(request: ActorRequest) -> HttpResponse:
    shown = page_by_key(notices_visible_to(request.actor), request, key=("-sent_at", "-id"))
    rows = [(notice, may(request.actor, "acknowledge_notice", notice)) for notice in shown.rows]
    return render(request, "referrals/notices.html", {"page": shown, "rows": rows})


@referral_page
def acknowledge(request: ActorRequest, pk: UUID) -> HttpResponse:
    notice = notice_for(request.actor, pk)
    check_right(request.actor, "acknowledge_notice", notice)
    act = Act(
        _("Prendre acte d’un retrait – %(codes)s") % {"codes": ", ".join(notice.codes)},
        ACT_RULES["acknowledge_notice"].label,
        reverse("referrals:notices"),
        _(
            "La personne a repris son accord, ou il est échu. Vous dites que votre structure n’utilise plus ces informations et a détruit ses copies, sauf ce que la loi l’oblige à garder."
        ),
        _("Votre structure a pris acte ; l’expéditeur le voit."),
    )

    def do(_data: dict) -> str:
        acknowledge_notice(request.actor, notice)
        return act.cancel

    return act_page(request, KitForm(request.POST or None), do, act)


def ended(actor: Actor) -> my_day.Section | None:
    """Notices to acknowledge, and own ones that a recipient has not acknowledged in time; nothing when there is none."""
    waiting = notices_visible_to(actor).filter(acknowledged_at__isnull=True)
    late = Q(sender=actor.organisation_id, due_at__lt=timezone.now())
    rows = [
        _row(actor, notice)
        for notice in waiting.filter(Q(recipient=actor.organisation_id) | late)[: my_day.ROWS]
    ]
    return (
        my_day.Section(_("Consentements terminés"), rows, "", reverse("referrals:notices")) if rows else None
    )


def _row(actor: Actor, notice: ConsentNotice) -> my_day.Row:
    title = ", ".join(notice.codes)
    if notice.recipient_id == actor.organisation_id:
        told = _("À prendre en compte : %(agency)s") % {"agency": notice.sender}
        return my_day.Row(title, reverse("referrals:acknowledge", args=[notice.pk]), told, due=notice.due_at)
    told = _("Sans accusé, appelez la structure : %(agency)s") % {"agency": notice.recipient}
    return my_day.Row(title, reverse("referrals:notices"), told, due=notice.due_at)


my_day.register(ended, RECEIVERS, 12)
