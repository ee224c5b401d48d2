"""The table of how long things are kept, for everybody who works here."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.retention.rules import retention_table


@page()
@require_safe
def table(request: ActorRequest) -> HttpResponse:
    return render(request, "retention/table.html", {"rules": retention_table()})
