"""The site, and the peer: the same 25 lines from a plain view, without session, rights, decryption or journal."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from siraba.config.urls import handler403, handler404, handler500, urlpatterns
from siraba.foundation.organisations.models import Organisation
from siraba.protection.cases.models import Case

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]

TABLE = """<!DOCTYPE html><title>Cases</title><table>{% for case in cases %}<tr><td>{{ case.code }}</td>
<td>{{ case.person.sex }}</td><td>{{ case.person.birth_year }}</td><td>{{ case.pathway }}</td><td>{{ case.state }}</td>
<td>{{ case.risk }}</td><td>{{ case.due_at }}</td><td>{{ case.owner.full_name }}</td></tr>{% endfor %}</table>"""


def bare(request: HttpRequest) -> HttpResponse:
    cases = Case.objects.system("the peer of a measure").filter(agency=organisation())
    page = cases.select_related("person", "owner").order_by("-received_at", "-id")[:25]
    return HttpResponse(bare.template.render({"cases": page}))


bare.template = engines["django"].from_string(TABLE)  # type: ignore[attr-defined]


@cache
def organisation() -> int:
    return Organisation.objects.get(code="oim").pk


urlpatterns = [*urlpatterns, path("bare/", bare)]
