"""The pages of tables: those that come in as cases, and cases written out."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Refusal
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface.acts import Act
from siraba.foundation.tables.pages import TablePages
from siraba.protection.cases.rules import MANAGERS
from siraba.protection.cases.selectors import case_for
from siraba.protection.exchange import actions, exports
from siraba.protection.exchange.forms import ArchiveForm, ExportForm
from siraba.protection.exchange.mapping import CASES
from siraba.protection.exchange.models import IMPORT_MOVES
from siraba.protection.exchange.selectors import imports_visible_to

care_page = page(Purpose.CARE, roles=MANAGERS)
PAGES = TablePages(
    names={name: f"exchange:{name}" for name in ("list", "add", "table", "columns", "go", "drop")},
    visible_to=imports_visible_to,
    meaning_of=lambda _table: CASES,
    moves=IMPORT_MOVES,
    add=actions.add_import,
    give_meaning=actions.map_import,
    check=actions.check_rows,
    take=actions.import_rows,
    drop=actions.drop_import,
    title=gettext_lazy("Tables qui entrent et qui sortent"),
    empty=gettext_lazy(
        "Aucune table. Ajoutez un CSV ou un classeur : ses lignes deviennent des dossiers de votre structure."
    ),
    kept=gettext_lazy("Le fichier est oublié ; les dossiers qui en ont été faits restent."),
    also=((gettext_lazy("Exporter les dossiers"), "exchange:export"),),
)
tables = care_page(require_safe(PAGES.list_page))
add = care_page(PAGES.add_page)
table = care_page(require_safe(PAGES.table_page))
columns = care_page(PAGES.columns_page)
go = care_page(require_POST(PAGES.go_page))
drop = care_page(PAGES.drop_page)


# Writing out: the answer is the file itself, so that a form sent twice writes it out twice, and the journal says so


@care_page
def export(request: ActorRequest) -> HttpResponse:
    check_right(request.actor, "export_cases")
    form = ExportForm(request.POST or None)
    act = Act(
        _("Exporter les dossiers"),
        _("Exporter"),
        reverse("cases:list"),
        _(
            "Ni noms, ni contacts, ni récits : des codes, des dates et des états. L’export s’écrit au journal."
        ),
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            content = exports.export_cases(
                request.actor, form=data["form"], state=data["state"], risk=data["risk"]
            )
            return _file(content, exports.FORMATS[data["form"]], f"dossiers.{_ending(data['form'])}")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    return render(request, "exchange/export.html", {"form": form, "act": act}, status=status)


def _ending(form: str) -> str:
    return "xlsx" if form == "xlsx" else "csv"


@care_page
def archive(request: ActorRequest, code: str) -> HttpResponse:
    case = case_for(request.actor, code)
    check_right(request.actor, "export_archive", case)
    form = ArchiveForm(request.POST or None)
    act = Act(
        _("Archive chiffrée – dossier %(code)s") % {"code": case.code},
        _("Faire l’archive"),
        reverse("cases:detail", args=[case.code]),
        _(
            "Tout ce que vous pouvez lire de ce dossier, noms et pièces compris, dans un ZIP chiffré (AES-256) que 7-Zip ouvre. Pour la personne elle-même, ou pour qui elle y consent."
        ),
    )
    if request.method == "POST" and form.is_valid():
        content = exports.export_archive(request.actor, case, password=form.cleaned_data["password"])
        return _file(content, "application/zip", f"{case.code}.zip")
    return render(request, "exchange/export.html", {"form": form, "act": act})


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    day = timezone.localdate().isoformat()
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{day}-{name}"', "X-Robots-Tag": "noindex"},
    )
