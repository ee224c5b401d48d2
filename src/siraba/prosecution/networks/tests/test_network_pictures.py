"""The picture of a network, what is found in it, views and plans: for whom reads the open analysis, and never with a protected name."""

import json
from datetime import date

import pytest
from django.urls import reverse

from siraba.engines import dismantling
from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.audit.models import AuditLine
from siraba.prosecution.networks import actions, keeping, planning, reading
from siraba.prosecution.networks.drawing import Drawing, Filters, drawing_of, narrowed, with_holders
from siraba.prosecution.networks.findings import PARTS
from siraba.prosecution.networks.models import Analysis, DismantlingPlan, Picture, SavedView
from siraba.prosecution.networks.recording import Extent
from siraba.prosecution.networks.selectors import graph_of
from siraba.prosecution.networks.telling import found_in
from tests import networking, scene
from tests.networking import daouda, ibrahima

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "coumba", "daouda", "etienne", "hawa", "ibrahima", "lassana"),
]
SYSTEM = "a test looks at the row itself"


@pytest.fixture(autouse=True)
def soon(settings):
    settings.NETWORK_PLAN_SECONDS = 0.3


@pytest.fixture
def network() -> Analysis:
    """Two groups of three, held together by a chief and by somebody forced to act; a channel aside; kinship."""
    made = networking.analysis()
    boss = networking.entity(made, name="Chef Fictif")
    left = [networking.entity(made, name=f"Gauche Fictif {n}") for n in range(3)]
    right = [networking.entity(made, name=f"Droite Fictif {n}") for n in range(3)]
    forced = networking.forced(made)
    record = networking.record()
    for one in (*left, *right):
        networking.link(made, boss, one, graded=record)
    networking.link(made, left[0], left[1], graded=record)
    networking.link(made, right[0], right[1], graded=record)
    networking.link(made, forced, left[0], kind="moved", extent=Extent(date(2026, 1, 3), date(2026, 1, 5), 1))
    networking.link(made, left[2], right[2], kind="kinship")
    return made


def drawn(analysis: Analysis) -> Picture:
    picture = keeping.draw_picture(daouda(), analysis, seconds=60)
    assert picture.part == len(PARTS)
    return picture


def place(drawing: Drawing, label: str) -> int:
    return next(number for number, node in enumerate(drawing.nodes) if node.label == label)


def test_a_picture_is_kept_until_the_network_changes(network):
    assert not reading.seen_by(daouda(), network).fresh
    drawn(network)
    seen = reading.seen_by(daouda(), network)
    assert seen.done
    chief = place(seen.drawing, "Chef Fictif")
    assert seen.findings["actors"]["rows"][0]["node"] == chief
    assert seen.findings["cuts"]["articulations"][0]["node"] == chief
    told = found_in(seen.drawing, seen.findings)
    assert set(told) == {"actors", "communities", "cuts"}
    assert all(part["method"] and part["caution"] for part in told.values())
    before = {node.id: (node.x, node.y) for node in seen.drawing.nodes}
    networking.entity(network, name="Nouveau Fictif")
    later = reading.seen_by(daouda(), network)
    assert not later.fresh
    assert later.findings == {}
    assert {node.id: (node.x, node.y) for node in later.drawing.nodes if node.id in before} == before


def test_the_parts_are_reckoned_one_after_the_other(network):
    for part in range(1, len(PARTS) + 1):
        assert keeping.draw_picture(daouda(), network, seconds=0).part == part


def test_a_protected_person_is_drawn_without_a_name_and_is_no_target(network):
    drawing = drawn_of(network)
    assert networking.FORCED not in drawing.written()
    assert [node.label for node in drawing.nodes if node.standing] == ["Personne 8"]
    assert [node.removable for node in drawing.nodes if node.standing] == [False]


def drawn_of(network: Analysis) -> Drawing:
    drawn(network)
    return reading.seen_by(daouda(), network).drawing


def test_a_protected_person_has_no_rank_anywhere(network):
    forced = networking.forced(network)
    for number in range(9):
        networking.link(network, forced, networking.entity(network, name=f"Relié Fictif {number}"))
    drawn(network)
    seen = reading.seen_by(daouda(), network)
    found, place_of = seen.findings, place(seen.drawing, f"Personne {forced.number}")
    ranked = [row["node"] for row in (*found["actors"]["rows"], *found["cuts"]["articulations"])]
    assert place_of not in [
        *ranked,
        *(one for group in found["communities"]["groups"] for one in group["first"]),
    ]
    assert found["actors"]["unranked"] == 2


def test_kinship_is_shown_and_counts_for_nothing(network):
    drawing = drawn_of(network)
    assert [line.ranked for line in drawing.lines if line.kind == "kinship"] == [False]
    graph, _lines = drawing.engine()
    ends = {place(drawing, "Gauche Fictif 2"), place(drawing, "Droite Fictif 2")}
    assert ends not in [set(pair) for pair in graph.ends.tolist()]


def test_an_actor_told_of_by_one_unbacked_source_alone_is_flagged(settings):
    made = networking.analysis()
    rumour, known = (
        networking.entity(made, name="Rumeur Fictive"),
        networking.entity(made, name="Connu Fictif"),
    )
    others = [networking.entity(made, name=f"Autre Fictif {n}") for n in range(44)]
    for one in others[:22]:
        networking.link(made, rumour, one, graded=networking.grading(origin="Voisin"))
    for one in others[22:]:
        networking.link(made, known, one, graded=networking.record())
    for one, other in zip(others[22:], others[23:], strict=False):
        networking.link(made, one, other, graded=networking.record())
    drawn(made)
    seen = reading.seen_by(daouda(), made)
    flagged = {
        seen.drawing.nodes[row["node"]].label: row["held_by_one"] for row in seen.findings["actors"]["rows"]
    }
    assert flagged["Rumeur Fictive"]
    assert not flagged["Connu Fictif"]


def test_filters_keep_what_they_say(network):
    drawing = drawn_of(network)
    chief = drawing.nodes[place(drawing, "Chef Fictif")]
    around = narrowed(drawing, Filters(around=chief.number))
    assert len(around.nodes) == 7
    assert {node.label for node in drawing.nodes} - {node.label for node in around.nodes} == {"Personne 8"}
    assert narrowed(drawing, Filters(around=chief.number, steps=2)).nodes == drawing.nodes
    assert [line.kind for line in narrowed(drawing, Filters(link_kinds=frozenset({"kinship"}))).lines] == [
        "kinship"
    ]
    assert "moved" not in {line.kind for line in narrowed(drawing, Filters(first="2026-02-01")).lines}
    assert narrowed(drawing, Filters(kinds=frozenset({"phone"}))).nodes == []
    assert all(line.strength > 0.5 for line in narrowed(drawing, Filters(strength=0.5)).lines)


@pytest.mark.parametrize("name", ["picture", "data", "svg", "analysis", "plans"])
def test_pages_are_for_whoever_reads_the_open_analysis(network, client, name):
    drawn(network)
    url = reverse(f"pictures:{name}", args=[network.code])
    for who, status in (("daouda", 200), ("lassana", 404), ("awa", 404), ("hawa", 404), ("etienne", 404)):
        client.force_login(scene.account(who))
        answer = client.get(url)
        assert answer.status_code == status, who
        if status == 200:
            body = answer.content.decode()
            assert networking.FORCED not in body
            assert name == "plans" or "Chef Fictif" in body
    actions.close_analysis(daouda(), network, closing="Jugé")
    client.force_login(scene.account("daouda"))
    assert client.get(url).status_code == 404


def test_data_for_the_script_are_compact_and_written_into_the_journal(network, client):
    drawn(network)
    client.force_login(scene.account("daouda"))
    before = AuditLine.objects.filter(act="read_graph").count()
    told = json.loads(client.get(reverse("pictures:data", args=[network.code])).content)
    assert len(told["nodes"]) == 8
    assert {line[2] for line in told["lines"]} == {"associate", "moved", "kinship"}
    assert AuditLine.objects.filter(act="read_graph").count() == before + 1


def test_a_view_is_kept_for_its_account_alone(network):
    view = keeping.save_view(daouda(), network, name="Autour du chef", note="À revoir", query="around=1")
    assert reading.view_for(daouda(), view.pk).words["query"] == "around=1"
    assert list(reading.views_of(ibrahima(), network)) == []
    with pytest.raises(NotVisible):
        reading.view_for(ibrahima(), view.pk)
    with pytest.raises(NotAllowed):
        keeping.drop_view(ibrahima(), view)
    with pytest.raises(Invalid):
        keeping.save_view(daouda(), network, name=" ")
    keeping.drop_view(daouda(), view)
    assert not SavedView.objects.system(SYSTEM).exists()


def asked(network: Analysis, **said) -> DismantlingPlan:
    words = {
        "why": "Protéger ceux qui partent",
        "target": 0.3,
        "most": {"person": 1},
        "costs": {"person": 2.0},
    }
    return planning.ask_plan(daouda(), network, **{**words, **said})


def answered(plan: DismantlingPlan) -> dict:
    while plan.state == "running":
        planning.compute_plan(daouda(), plan)
    return plan.words["result"]


def labels(plan: DismantlingPlan, part: str = "best") -> list[str]:
    drawing = Drawing.read(plan.words["network"])
    return [drawing.nodes[step["node"]].label for step in plan.words["result"][part]["steps"]]


def test_a_plan_names_the_one_who_holds_the_network_together_with_its_reasons(network):
    plan = asked(network)
    result = answered(plan)
    assert labels(plan) == ["Chef Fictif"]
    best = result["best"]
    assert best["curve"][0] == 8
    assert best["curve"] == sorted(best["curve"], reverse=True)
    assert best["steps"][0]["reason"]
    assert best["cost"] == 2.0
    grounds = result["grounds"][str(best["steps"][0]["node"])]
    assert grounds["sources"] == 1
    assert not grounds["held_by_one"]
    assert len(grounds["links"]) == 6
    assert result["cells"]["living"][0]["size"] == 3


def test_the_robust_plan_stands_beside_the_best_one_with_its_interval(network):
    robust = answered(asked(network))["robust"]
    for trial in (robust["trial"], robust["plain_trial"]):
        assert trial["low"] <= trial["mean"] <= trial["high"]
    assert len(robust["presence"]) == len(robust["steps"])


def test_a_protected_person_is_never_in_a_plan_whatever_is_asked(network):
    plan = asked(network, most={"person": 8}, target=0.01)
    answered(plan)
    for part in ("best", "robust"):
        assert "Personne 8" not in labels(plan, part)
    with pytest.raises(Invalid, match="protégé"):
        asked(network, always=[8])


def test_what_is_forbidden_stays_and_what_is_forced_goes(network):
    plan = asked(network, never=[1], always=[2])
    answered(plan)
    assert labels(plan) == ["Gauche Fictif 0"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"why": " "}, "why"),
        ({"most": {"event": 3}}, "most_person"),
        ({"most": {}}, "most_person"),
        ({"never": [99]}, "never"),
        ({"never": [2], "always": [2]}, "always"),
    ],
)
def test_a_question_that_cannot_be_is_refused(network, said, field):
    with pytest.raises(Invalid) as refused:
        asked(network, **said)
    assert refused.value.field == field


def test_what_the_engine_refuses_is_said_and_kept(network, monkeypatch):
    def refuse(*_args, **_more):
        raise dismantling.BadNetwork("La cible ne peut pas être atteinte.")

    monkeypatch.setattr(dismantling, "plan", refuse)
    plan = asked(network)
    assert answered(plan) == {"refusal": "La cible ne peut pas être atteinte."}
    assert plan.state == "done"


def test_a_person_decides_with_reasons(network):
    plan = asked(network)
    with pytest.raises(StateNotOpen):
        planning.decide_plan(daouda(), plan, decision="followed", reasons="x")
    answered(plan)
    for words in ({"decision": "followed", "reasons": " "}, {"decision": "perhaps", "reasons": "x"}):
        with pytest.raises(Invalid):
            planning.decide_plan(daouda(), reading.plan_for(daouda(), plan.pk), **words)
    plan = reading.plan_for(daouda(), plan.pk)
    planning.decide_plan(ibrahima(), plan, decision="set_aside", reasons="À vérifier d’abord")
    assert reading.plan_for(daouda(), plan.pk).words["reasons"] == "À vérifier d’abord"


def test_the_page_of_a_plan_asks_computes_decides_and_prints(network, client):
    client.force_login(scene.account("daouda"))
    form = {"why": "Trois arrestations et un canal", "target": "10", "most_person": "3", "most_channel": "1"}
    form |= {f"most_{kind}": "0" for kind in planning.TARGETS if kind not in ("person", "channel")}
    form |= {f"cost_{kind}": "1" for kind in planning.TARGETS}
    page = client.post(reverse("pictures:ask", args=[network.code]), form, follow=True)
    plan = DismantlingPlan.objects.system(SYSTEM).get()
    for _part in planning.PARTS:
        page = client.post(reverse("pictures:go", args=[plan.pk]), follow=True)
    body = page.content.decode()
    assert "Chef Fictif" in body
    assert "Plan robuste" in body
    assert networking.FORCED not in body
    sheet = client.get(reverse("pictures:lead", args=[plan.pk]))
    assert sheet["Content-Type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF")
    client.post(
        reverse("pictures:decide", args=[plan.pk]), {"decision": "in_part", "reasons": "Le canal seul"}
    )
    assert DismantlingPlan.objects.system(SYSTEM).get().state == "decided"


def test_all_of_it_goes_with_the_analysis(network, settings):
    drawn(network)
    asked(network)
    keeping.save_view(daouda(), network, name="Vue")
    actions.close_analysis(daouda(), network, closing="Jugé")
    settings.NETWORK_KEEP_DAYS = -1
    actions.forget_analyses(None)
    for model in (Picture, SavedView, DismantlingPlan):
        assert not model.objects.system(SYSTEM).exists()


def test_what_one_person_alone_holds_goes_with_that_person_and_what_is_shared_does_not():
    made = networking.analysis()
    one, other = networking.entity(made, name="Un Fictif"), networking.entity(made, name="Deux Fictif")
    own, shared = (networking.entity(made, "phone", phone=f"9991000000{n}") for n in (1, 2))
    networking.link(made, one, own, kind="uses")
    for person in (one, other):
        networking.link(made, person, shared, kind="uses")
    networking.link(made, own, other, kind="call")
    drawing = drawing_of(graph_of(made, daouda()))
    held = with_holders(drawing)
    assert {node.label for node in held.nodes} == {"Un Fictif", "Deux Fictif", "+99910000002"}
    named = [(held.nodes[line.source].label, held.nodes[line.target].label, line.kind) for line in held.lines]
    assert ("Un Fictif", "Deux Fictif", "call") in named
    assert ("Un Fictif", "+99910000002", "uses") in named
    assert len(with_holders(drawing, apart={"phone"}).nodes) == 4
    assert len(with_holders(drawing, alone={own.number}).nodes) == 4


def test_limits_that_cannot_reach_the_target_still_give_what_cuts_most(network):
    result = answered(asked(network, most={"person": 1}, target=0.01))
    assert not result["best"]["reached"]
    assert [step["largest"] for step in result["best"]["steps"]] == [result["best"]["curve"][-1]]
    assert "refusal" not in result


def test_the_reason_of_a_step_is_told_in_the_readers_language(network, client):
    plan = asked(network)
    answered(plan)
    client.force_login(scene.account("daouda"))
    page = reverse("pictures:plan", args=[plan.pk])
    assert "Tient ensemble un groupe de" in client.get(page).content.decode()
    client.post("/langue/", {"language": "en"})
    assert "Holds together a group of" in client.get(page).content.decode()
