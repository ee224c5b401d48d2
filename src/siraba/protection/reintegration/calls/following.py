"""What an applicant reads with the receipt: where the application stands in plain words, and what comes next."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.interface.francs import spaced
from siraba.protection.feedback.forms import ReceiptForm
from siraba.protection.reintegration.calls.appeals import appeal_until
from siraba.protection.reintegration.calls.models import (
    APPLICATION_MOVES,
    GRANTED,
    Appeal,
    AppealState,
    Application,
    ApplicationState,
)

S = ApplicationState
# State → where it stands, what comes next
PLAIN = {
    S.SUBMITTED: (
        gettext_lazy("Votre demande est arrivée."),
        gettext_lazy("Le secrétariat du fonds la lit."),
    ),
    S.ADMISSIBLE: (
        gettext_lazy("Votre demande remplit les conditions."),
        gettext_lazy("Des personnes qui ne connaissent pas votre nom notent le projet."),
    ),
    S.SCORED: (
        gettext_lazy("Votre projet est noté."),
        gettext_lazy("Il attend d’être présenté au comité."),
    ),
    S.SHORTLISTED: (gettext_lazy("Votre projet est devant le comité."), gettext_lazy("Le comité décide.")),
    S.INADMISSIBLE: (gettext_lazy("Votre demande ne remplit pas les conditions de l’appel."), ""),
    S.APPROVED: (
        gettext_lazy("Votre projet est retenu."),
        gettext_lazy("Le fonds vous appelle pour signer le contrat. Personne ne doit vous demander d’argent."),
    ),
    S.RESERVE: (
        gettext_lazy("Votre projet est sur la liste d’attente."),
        gettext_lazy("Si de l’argent reste, il sera retenu."),
    ),
    S.REFUSED: (gettext_lazy("Votre projet n’est pas retenu cette fois."), ""),
    S.CONTRACTED: (gettext_lazy("Votre contrat est signé."), gettext_lazy("Le premier versement se prépare.")),
    S.RUNNING: (gettext_lazy("Votre projet est en cours."), ""),
    S.COMPLETED: (gettext_lazy("Votre projet est achevé."), ""),
    S.STOPPED: (gettext_lazy("Votre projet est arrêté."), gettext_lazy("Passez voir le fonds.")),
    S.WITHDRAWN: (gettext_lazy("Cette demande est retirée."), gettext_lazy("Vous pouvez répondre à un autre appel.")),
}  # fmt: skip

Teller = Callable[[Application], list[str]]
_tellers: list[Teller] = []


def also_tell(teller: Teller) -> None:
    """Let a room above add lines to what the applicant reads, such as the instalments; no name of a person."""
    _tellers.append(teller)


class FollowForm(ReceiptForm):
    """The number of a receipt, and what the applicant may want to do with it."""

    WITHDRAW, APPEAL = "withdraw", "appeal"

    what = forms.ChoiceField(
        choices=[("", ""), (WITHDRAW, ""), (APPEAL, "")], required=False, widget=forms.HiddenInput
    )
    text = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)


@dataclass(frozen=True)
class News:
    """Lines to read; whether it may be withdrawn, and until when the no may be appealed."""

    stands: str
    next: str
    lines: list[str]
    may_withdraw: bool
    appeal_until: str


def news_of(application: Application | None) -> News:
    """For an application; a number that is nobody's is told what an application that was just handed in is."""
    if application is None:
        return News(*_plain(S.SUBMITTED), [], True, "")
    until = appeal_until(application)
    open_now = APPLICATION_MOVES.open_from(application.state)
    return News(
        *_plain(S(application.state)),
        [*_lines(application), *(line for teller in _tellers for line in teller(application))],
        "withdraw_application" in open_now,
        f"{until:%d/%m/%Y}" if until else "",
    )


def _plain(state: ApplicationState) -> tuple[str, str]:
    stands, after = PLAIN[state]
    return str(stands), str(after)


def _lines(application: Application) -> list[str]:
    lines = []
    if application.state in GRANTED:
        lines.append(_("Montant accordé : %(amount)s FCFA.") % {"amount": spaced(application.granted or 0)})
    if application.state in (S.INADMISSIBLE, S.REFUSED) and application.words.get("reason"):
        lines.append(_("Motif : %(reason)s") % {"reason": application.words["reason"]})
    rows = Appeal.objects.system("what an applicant is told of the appeal").filter(application=application)
    for appeal in rows:
        if appeal.state == AppealState.FILED:
            lines.append(_("Votre recours est arrivé ; quelqu’un d’autre le décide."))
        elif appeal.state == AppealState.DISMISSED:
            lines.append(_("Recours rejeté : %(answer)s") % {"answer": appeal.words.get("answer", "")})
        else:
            lines.append(_("Votre recours est accueilli."))
    return lines
