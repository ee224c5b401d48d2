"""The public page where anybody reports an offence: no account, no name, the same answer to all."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from siraba.foundation.access import crypto
from siraba.foundation.access.receipts import written
from siraba.prosecution.investigations.public_forms import PublicReportForm
from siraba.prosecution.investigations.reports import receive_report

HOUR = 3600


def report(request: HttpRequest) -> HttpResponse:
    """Take in a report, and show once the number by which it can be completed."""
    form = PublicReportForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if not too_often(request):
            number = receive_report(None, form.cleaned_data["form_id"], **form.words())
            return _unkept(render(request, "investigations/reported.html", {"number": written(number)}))
        form.add_error(None, _("Trop de signalements d’ici : réessayez dans une heure."))
        status = 429
    return _unkept(render(request, "investigations/report_form.html", {"form": form}, status=status))


report.in_bambara = True  # type: ignore[attr-defined]


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def too_often(request: HttpRequest) -> bool:
    """Whether so many came from one address within an hour that a machine may be sending.

    What is counted, for an hour, is a keyed hash of the address: nobody reads from it who sent.
    """
    address = crypto.blind_index(crypto.JUSTICE, "address", request.META.get("REMOTE_ADDR", ""))
    key = f"reports:{address}"
    cache.add(key, 0, HOUR)
    return cache.incr(key) > settings.REPORTS_AN_HOUR
