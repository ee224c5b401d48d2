"""What projects ask of their lead and of the coordination today."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.prevention.development.models import ProjectState
from siraba.prevention.development.rules import BOTH
from siraba.prevention.development.selectors import projects_open_to

WAITING = {
    Role.PROJECT_LEAD: (ProjectState.IDEA, ProjectState.FUNDED),
    Role.COORDINATOR: (ProjectState.IDEA, ProjectState.APPRAISED),
}


def projects(actor: Actor) -> Section:
    """Those that wait for the actor, the oldest first."""
    waiting = projects_open_to(actor).filter(state__in=WAITING[Role(actor.role)])
    rows = [
        Row(
            one.title,
            reverse("development:project", args=[one.code]),
            one.reason or str(one.lead),
            one.state,
            one.get_state_display(),
        )
        for one in waiting.order_by("changed_at", "pk")[:ROWS]
    ]
    return Section(_("Projets"), rows, _("Aucun projet n’attend."), reverse("development:list"))


register(projects, BOTH, 50)
