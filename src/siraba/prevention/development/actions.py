"""What may be done to a project. Each act: the right, the state, the saving, the line of the journal."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.geography.models import Area
from siraba.foundation.organisations.models import Organisation
from siraba.prevention.development.models import (
    PROJECT_MOVES,
    BudgetLine,
    Indicator,
    Link,
    Project,
    Sector,
)
from siraba.prevention.development.readiness import check_dates, check_people, check_shares, lacking


@action
def propose_project(
    actor: Actor,
    *,
    zones: Collection[Area],
    partners: Collection[Organisation] = (),
    fictitious: bool = False,
    **said: Any,
) -> Project:
    """Write a project down as an idea of the actor's organisation.

    `said`: title, summary, starts_on, ends_on, women, men, youth, adaptation and the other markers.

    Raises:
        Invalid: no zone, dates out of order, more youth than people.
    """
    check_right(actor, "propose_project")
    _check_words(zones, said)
    made = Project.objects.create(
        lead_id=actor.home, made_by_id=actor.account_id, fictitious=fictitious, **said
    )
    made.zones.set(zones)
    made.partners.set(partners)
    record(actor, "propose_project", made.code)
    return made


def _check_words(zones: Collection[Area], said: dict[str, Any]) -> None:
    if not zones:
        raise Invalid(_("Choisissez au moins une zone."), "zones")
    check_dates(said["starts_on"], said["ends_on"])
    check_people(said["women"], said["men"], said["youth"])


def _on(actor: Actor, project: Project, act: str) -> None:
    """The right and the state; the project is held until the act has ended."""
    check_right(actor, act, project)
    lock(project)
    PROJECT_MOVES.advance(project, act)
    project.changed_at = timezone.now()


@action
def amend_project(
    actor: Actor,
    project: Project,
    *,
    zones: Collection[Area],
    partners: Collection[Organisation] = (),
    **said: Any,
) -> None:
    """Write the idea anew, in the words of `propose_project`. Raises Invalid."""
    _on(actor, project, "amend_project")
    _check_words(zones, said)
    for name, value in said.items():
        setattr(project, name, value)
    project.save()
    project.zones.set(zones)
    project.partners.set(partners)
    record(actor, "amend_project", project.code)


@action
def set_sectors(actor: Actor, project: Project, *, shares: Sequence[tuple[str, int]]) -> None:
    """Say the sectors with their shares in per cent. Raises Invalid: they do not add up to 100, or one comes twice."""
    _on(actor, project, "set_sectors")
    check_shares(shares)
    project.save()
    project.sectors.all().delete()
    Sector.objects.bulk_create(Sector(project=project, code=code, share=share) for code, share in shares)
    record(actor, "set_sectors", project.code, sectors=[code for code, _share in shares])


@action
def set_budget(actor: Actor, project: Project, *, lines: Sequence[tuple[str, int, int]]) -> None:
    """Write the budget: label, year and whole francs of each line.

    Raises:
        Invalid: no line, or a year outside the project's.
    """
    _on(actor, project, "set_budget")
    if not lines:
        raise Invalid(_("Écrivez au moins une ligne."))
    first, last = project.starts_on.year, project.ends_on.year
    for label, year, _amount in lines:
        if not first <= year <= last:
            raise Invalid(
                _("« %(label)s » : l’année %(year)d n’est pas dans le projet (%(first)d à %(last)d).")
                % {"label": label, "year": year, "first": first, "last": last}
            )
    project.save()
    project.budget.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(project=project, label=label, year=year, amount=amount) for label, year, amount in lines
    )
    record(actor, "set_budget", project.code, amount=sum(amount for _l, _y, amount in lines))


@action
def set_links(actor: Actor, project: Project, *, links: Sequence[tuple[str, str, str]]) -> None:
    """Say which public documents the project has: title, address and category of each."""
    _on(actor, project, "set_links")
    project.save()
    project.links.all().delete()
    Link.objects.bulk_create(
        Link(project=project, title=title, url=url, category=category) for title, url, category in links
    )
    record(actor, "set_links", project.code, links=len(links))


@action
def add_indicator(actor: Actor, project: Project, **said: Any) -> None:
    """Say what will show a result: title, result, measure, baseline, baseline_year, target, starts_on, ends_on.

    Raises:
        Invalid: the period is out of order.
    """
    _on(actor, project, "add_indicator")
    check_dates(said["starts_on"], said["ends_on"])
    project.save()
    Indicator.objects.create(project=project, **said)
    record(actor, "add_indicator", project.code)


@action
def drop_indicator(actor: Actor, project: Project, *, indicator: Indicator) -> None:
    """Take an indicator out of an idea."""
    _on(actor, project, "drop_indicator")
    project.save()
    project.indicators.filter(pk=indicator.pk).delete()
    record(actor, "drop_indicator", project.code)


@action
def record_result(
    actor: Actor, project: Project, *, indicator: Indicator, actual: Any, measured_on: date
) -> None:
    """Say where an indicator got. Raises Invalid: measured on a day to come."""
    _on(actor, project, "record_result")
    if measured_on > timezone.localdate():
        raise Invalid(_("Ce jour n’est pas encore venu."), "measured_on")
    project.save()
    project.indicators.filter(pk=indicator.pk).update(actual=actual, measured_on=measured_on)
    record(actor, "record_result", project.code, indicator=indicator.pk)


@action
def appraise_project(actor: Actor, project: Project, *, appraisal: str) -> None:
    """The coordination finds the project sound: it may be funded.

    Raises:
        Invalid: something that every project says is not said yet.
    """
    check_right(actor, "appraise_project", project)
    if missing := lacking(project):
        raise Invalid(_("Il manque encore : %(missing)s.") % {"missing": " ; ".join(missing)})
    _on(actor, project, "appraise_project")
    project.appraisal, project.reason = appraisal, ""
    project.save()
    record(actor, "appraise_project", project.code)


@action
def return_project(actor: Actor, project: Project, *, reason: str) -> None:
    """The project goes back to its lead, with what is to be changed; it is no longer published."""
    _on(actor, project, "return_project")
    project.reason, project.published_at = reason, None
    project.save()
    record(actor, "return_project", project.code)


@action
def fund_project(actor: Actor, project: Project, *, funder: Organisation) -> None:
    """Somebody funds the project."""
    _on(actor, project, "fund_project")
    project.funder = funder
    project.save()
    record(actor, "fund_project", project.code, funder=funder.code)


@action
def launch_project(actor: Actor, project: Project, *, started_on: date) -> None:
    """The project begins. Raises Invalid: on a day to come."""
    _on(actor, project, "launch_project")
    if started_on > timezone.localdate():
        raise Invalid(_("Ce jour n’est pas encore venu."), "started_on")
    project.started_on = started_on
    project.save()
    record(actor, "launch_project", project.code)


@action
def close_project(actor: Actor, project: Project, *, ended_on: date) -> None:
    """The project has ended. Raises Invalid: before it began, or on a day to come."""
    _on(actor, project, "close_project")
    if ended_on > timezone.localdate():
        raise Invalid(_("Ce jour n’est pas encore venu."), "ended_on")
    if project.started_on and ended_on < project.started_on:
        raise Invalid(_("La fin vient avant le début réel."), "ended_on")
    project.ended_on = ended_on
    project.save()
    record(actor, "close_project", project.code)


@action
def drop_project(actor: Actor, project: Project, *, reason: str) -> None:
    """The project is given up, and says why."""
    _on(actor, project, "drop_project")
    project.reason = reason
    project.save()
    record(actor, "drop_project", project.code)


@action
def publish_project(actor: Actor, project: Project) -> None:
    """Anybody may read the project, on the public page and in the IATI file.

    Raises:
        Invalid: what IATI asks of an activity is not there.
    """
    from siraba.prevention.development.iati.checks import faults_of_project

    _on(actor, project, "publish_project")
    if faults := faults_of_project(project):
        raise Invalid(_("Ce projet ne peut pas être publié : %(faults)s") % {"faults": " ".join(faults)})
    project.published_at = timezone.now()
    project.save()
    record(actor, "publish_project", project.code)


@action
def unpublish_project(actor: Actor, project: Project) -> None:
    """The project leaves the public page and the files made from now on."""
    _on(actor, project, "unpublish_project")
    project.published_at = None
    project.save()
    record(actor, "unpublish_project", project.code)
