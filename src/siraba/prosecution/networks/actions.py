"""What may be done with an analysis and with what it holds."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.prosecution.investigations.models import Inquiry
from siraba.prosecution.networks.identifying import CALLED_BY, EXACT
from siraba.prosecution.networks.models import (
    ANALYSIS_MOVES,
    ENTITY_MOVES,
    STATEMENT_MOVES,
    Analysis,
    AnalysisState,
    Entity,
    EntityKind,
    GraphImport,
    Identifier,
    ImportPart,
    Link,
    Merge,
    Standing,
    Statement,
    StatementState,
)
from siraba.prosecution.networks.recording import (
    Extent,
    Grading,
    Writer,
    keep,
    known_by,
    link_of,
    refresh_links,
    refresh_names,
)

SYSTEM = "an act on an analysis already given to the actor"
AT_ONCE = 2_000  # statements that one run of the timer empties
Said = Sequence[tuple[str, str]]


# The dossier


@action
def propose_analysis(
    actor: Actor,
    inquiry: Inquiry,
    *,
    title: str,
    purpose: str,
    grounds: str,
    handling: str,
    fictitious: bool = False,
) -> Analysis:
    """Ask for an analysis of an inquiry; nothing of it can be read or written before another approved it.

    Raises:
        Invalid: the purpose or the grounds are not said.
    """
    check_right(actor, "propose_analysis", inquiry)
    for name, text in (("purpose", purpose), ("grounds", grounds)):
        if not text.strip():
            raise Invalid(_("Une analyse de personnes nommées dit son but et ses motifs."), name)
    analysis = Analysis(
        inquiry=inquiry,
        organisation_id=inquiry.organisation_id,
        opened_by_id=actor.account_id,
        handling=handling,
        fictitious=fictitious or inquiry.fictitious,
    )
    analysis.write(title=title.strip(), purpose=purpose.strip(), grounds=grounds.strip())
    analysis.save(force_insert=True)
    record(actor, "propose_analysis", analysis.code, inquiry=inquiry.code)
    return analysis


def _decide(actor: Actor, analysis: Analysis, name: str) -> None:
    check_right(actor, name, analysis)
    lock(analysis)
    ANALYSIS_MOVES.advance(analysis, name)
    analysis.decided_by_id, analysis.decided_at = actor.account_id, timezone.now()


@action
def approve_analysis(actor: Actor, analysis: Analysis) -> None:
    """A second person agrees to the purpose and the grounds: the analysis is open."""
    _decide(actor, analysis, "approve_analysis")
    analysis.save()
    record(actor, "approve_analysis", analysis.code)


@action
def refuse_analysis(actor: Actor, analysis: Analysis, *, refusal: str) -> None:
    """A second person does not agree, and says why."""
    _decide(actor, analysis, "refuse_analysis")
    analysis.write(**{**analysis.words, "refusal": refusal})
    analysis.save()
    record(actor, "refuse_analysis", analysis.code)


@action
def close_analysis(actor: Actor, analysis: Analysis, *, closing: str) -> None:
    """Close it: nothing of it can be read any more, and after a time it is emptied."""
    check_right(actor, "close_analysis", analysis)
    lock(analysis)
    ANALYSIS_MOVES.advance(analysis, "close_analysis")
    analysis.closed_at = timezone.now()
    analysis.write(**{**analysis.words, "closing": closing})
    analysis.save()
    record(actor, "close_analysis", analysis.code)


def begin(actor: Actor, analysis: Analysis, name: str) -> None:
    """Right, lock and state for an act that adds to an open analysis."""
    check_right(actor, name, analysis)
    lock(analysis)
    ANALYSIS_MOVES.require(analysis, name)


# What it holds


@action
def add_entity(
    actor: Actor,
    analysis: Analysis,
    *,
    kind: str,
    said: Said,
    grading: Grading,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Entity:
    """Name somebody or something; `said` are pairs of a property and its value, the one it is called by among them.

    Raises:
        Invalid: nothing names it, a value is none, no source says it, or an identifier is another entity's already.
    """
    begin(actor, analysis, "add_entity")
    grading.check()
    given = [(prop, value) for prop, value in said if value.strip()]
    if not {prop for prop, _value in given} & set(CALLED_BY):
        raise Invalid(_("Dites au moins comment l’appeler."), "value")
    writer = Writer(actor, analysis, grading)
    entity = writer.entity(kind)
    entity.latitude, entity.longitude = latitude, longitude
    statements = [writer.of_entity(entity, prop, value) for prop, value in given]
    for one in statements:
        _check_free(analysis, one)
    analysis.save(update_fields=["last_number"])
    entity.save(force_insert=True)
    keep(statements)
    refresh_names([entity.pk])
    entity.refresh_from_db(from_queryset=Entity.objects.system(SYSTEM))
    entity.analysis = analysis
    record(actor, "add_entity", entity.code, analysis=analysis.code, kind=kind)
    return entity


def _check_free(analysis: Analysis, statement: Statement) -> None:
    if statement.prop not in EXACT:
        return
    found = known_by(analysis, statement.prop, statement.value)
    if found and found != statement.entity_id:
        known = Entity.objects.system(SYSTEM).get(pk=found)
        raise Invalid(_("Cet identifiant est déjà celui de « %(label)s ».") % {"label": known.label}, "value")


@action
def add_statement(actor: Actor, entity: Entity, *, prop: str, value: str, grading: Grading) -> Statement:
    """Say one thing more of an entity.

    Raises:
        Invalid: it is not said of its kind, the value is none, no source says it, or it identifies another entity.
    """
    check_right(actor, "add_statement", entity)
    lock(entity)
    grading.check()
    made = Writer(actor, entity.analysis, grading).of_entity(entity, prop, value)
    _check_free(entity.analysis, made)
    keep([made])
    refresh_names([entity.pk])
    record(actor, "add_statement", made.code, entity=entity.code, prop=prop, grade=made.grade)
    return made


@action
def add_link(
    actor: Actor,
    analysis: Analysis,
    *,
    kind: str,
    source: Entity,
    target: Entity,
    extent: Extent,
    grading: Grading,
) -> Link:
    """Say that one is tied to the other; said again by another source, the link grows stronger.

    Raises:
        Invalid: from an entity to itself, of another analysis, a period that ends before it begins, or no source says it.
    """
    begin(actor, analysis, "add_link")
    grading.check()
    link, new = link_of(analysis, kind, source, target)
    statement = Writer(actor, analysis, grading).of_link(link.pk, extent)
    if new:
        link.save(force_insert=True)
    keep([statement])
    refresh_links([link.pk])
    record(actor, "add_link", link.code, analysis=analysis.code, kind=kind, grade=statement.grade)
    return Link.objects.system(SYSTEM).select_related("analysis", "source", "target").get(pk=link.pk)


# Who must never be a target


@action
def mark_entity(actor: Actor, entity: Entity, *, standing: str, reason: str) -> None:
    """Protect a victim, somebody forced to act, or a witness: never removable, never ranked, never named in an export.

    Raises:
        Invalid: it is no person, or the reason is not said.
        StateNotOpen: it is protected already.
    """
    check_right(actor, "mark_entity", entity)
    lock(entity)
    ENTITY_MOVES.require(entity, "mark_entity")
    if entity.kind != EntityKind.PERSON:
        raise Invalid(_("Seule une personne peut être protégée."), "standing")
    if standing not in Standing.values or not standing:
        raise Invalid(_("Dites qui elle est : victime, forcée à agir ou témoin."), "standing")
    if not reason.strip():
        raise Invalid(_("Dites pourquoi."), "reason")
    entity.standing, entity.removable = standing, False
    entity.standing_by_id, entity.standing_at = actor.account_id, timezone.now()
    entity.write(**{**entity.words, "standing_reason": reason.strip()})
    entity.save()
    record(actor, "mark_entity", entity.code, standing=standing)


@action
def unmark_entity(actor: Actor, entity: Entity, *, reason: str) -> None:
    """Another person than the one who protected finds that it was a mistake, and says why."""
    check_right(actor, "unmark_entity", entity)
    lock(entity)
    ENTITY_MOVES.require(entity, "unmark_entity")
    if not reason.strip():
        raise Invalid(_("Dites pourquoi."), "reason")
    before = entity.standing
    entity.standing, entity.removable = Standing.NONE, True
    entity.standing_by_id = entity.standing_at = None
    entity.write(**{**entity.words, "standing_reason": reason.strip()})
    entity.save()
    record(actor, "unmark_entity", entity.code, before=before)


# What is said


@action
def confirm_statement(actor: Actor, statement: Statement, *, evidence: str, confirmation: str) -> None:
    """It was verified, and under which reference that is found: it does not expire any more."""
    check_right(actor, "confirm_statement", statement)
    lock(statement)
    STATEMENT_MOVES.advance(statement, "confirm_statement")
    if not evidence.strip():
        raise Invalid(_("Dites sous quelle référence la vérification se retrouve."), "evidence")
    statement.expires_on, statement.confirmed_by_id = None, actor.account_id
    statement.write(**{**statement.words, "evidence": evidence.strip(), "confirmation": confirmation.strip()})
    statement.save()
    record(actor, "confirm_statement", statement.code, grade=statement.grade)


@action
def withdraw_statement(actor: Actor, statement: Statement) -> None:
    """It was wrong, or must not be kept: it is emptied and counts no more."""
    check_right(actor, "withdraw_statement", statement)
    lock(statement)
    STATEMENT_MOVES.advance(statement, "withdraw_statement")
    empty([statement], StatementState.WITHDRAWN)
    record(actor, "withdraw_statement", statement.code)


@action
def expire_statements(actor: None) -> int:
    """Empty the intelligence that nobody confirmed in time; how many statements."""
    due = Statement.objects.system("what has expired").filter(
        state=StatementState.UNCONFIRMED, expires_on__lt=timezone.localdate()
    )
    found = list(due.order_by("expires_on", "id")[:AT_ONCE])
    empty(found, StatementState.EXPIRED)
    record(actor, "expire_statements", count=len(found))
    return len(found)


def empty(statements: Sequence[Statement], state: StatementState) -> None:
    """Take the words and the numbers of statements away, and reckon anew what hung on them."""
    numbers = [one.pk for one in statements]
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        Identifier.objects.filter(statement__in=some).delete()
        Statement.objects.system(SYSTEM).filter(pk__in=some).update(
            state=state, sealed=b"", times=0, seconds=0, amount=0, first=None, last=None
        )
    for one in statements:
        one.state, one.sealed = state, b""
        one.__dict__.pop("words", None)
    refresh_links({one.link_id for one in statements if one.link_id})
    refresh_names({one.entity_id for one in statements if one.entity_id})


@action
def forget_analyses(actor: None) -> int:
    """Empty the analyses that were closed long enough ago; how many. Who opened them, and when, stays."""
    over = timezone.now() - timedelta(days=settings.NETWORK_KEEP_DAYS)
    rows = Analysis.objects.system("analyses whose time is over").filter(
        state=AnalysisState.CLOSED, closed_at__lt=over
    )
    found = list(rows)
    for analysis in found:
        ANALYSIS_MOVES.advance(analysis, "forget_analysis")
        _erase(analysis)
        analysis.sealed = b""
        analysis.save()
    record(actor, "forget_analyses", count=len(found))
    return len(found)


# What pages beside keep of an analysis (pictures, plans) goes with it
BEFORE_ERASURE: list[Callable[[Analysis], object]] = []


def _erase(analysis: Analysis) -> None:
    for forget in BEFORE_ERASURE:
        forget(analysis)
    why = "an analysis whose time is over"
    Identifier.objects.filter(analysis=analysis).delete()
    Merge.objects.system(why).filter(analysis=analysis).remove()
    Statement.objects.system(why).filter(analysis=analysis).remove()
    Link.objects.system(why).filter(analysis=analysis).remove()
    Entity.objects.system(why).filter(analysis=analysis).update(into=None)
    Entity.objects.system(why).filter(analysis=analysis).remove()
    ImportPart.objects.system(why).filter(table__analysis=analysis).remove()
    GraphImport.objects.system(why).filter(analysis=analysis).remove()
