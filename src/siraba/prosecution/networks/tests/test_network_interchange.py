"""What leaves: read by the model of FollowTheMoney itself and by STIX's own library; never a protected person."""

import json
import subprocess
from pathlib import Path

import pytest
import stix2

from siraba.foundation.access.errors import NotAllowed
from siraba.foundation.audit.models import AuditLine
from siraba.prosecution.networks import merging
from siraba.prosecution.networks.exporting import export_network
from siraba.prosecution.networks.interchange import THINGS
from siraba.prosecution.networks.models import EntityKind, LinkKind
from tests import networking, scene
from tests.networking import daouda

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("daouda", "ibrahima", "lassana")]
PYTHON = Path(__file__).parents[5] / ".venv-interchange" / "bin" / "python"
# Reads each line through followthemoney's own model: schema, properties, types, and the ranges of what it points to
READ = """
import json, sys
from followthemoney import model
from followthemoney.exc import InvalidData
read, told = {}, []
for line in sys.stdin:
    given = json.loads(line)
    entity = model.get_proxy(given, cleaned=False)
    try:
        entity.schema.validate(given)
    except InvalidData as wrong:
        told.append(f"{entity.schema.name}: {wrong.errors}")
    kept = entity.to_dict()
    read[entity.id] = entity
    for name, values in given["properties"].items():
        if set(kept["properties"].get(name, ())) != set(values):
            told.append(f"{entity.schema.name}.{name}: {values} -> {kept['properties'].get(name)}")
for entity in read.values():
    for prop, value in entity.itervalues():
        if prop.type.name == "entity":
            if value not in read:
                told.append(f"{entity.schema.name}.{prop.name} leads to nothing")
            elif not read[value].schema.is_a(prop.range):
                told.append(f"{entity.schema.name}.{prop.name}: {read[value].schema.name} is no {prop.range.name}")
print(json.dumps({"read": sorted(e.schema.name for e in read.values()), "told": told}))
"""


def exported(analysis, form="ftm"):
    return export_network(daouda(), analysis, form=form, reason="Partenaire fictif")


def whole():
    """One entity of each kind, one link of each kind from a person to each, and a forced person with a telephone."""
    analysis = networking.analysis()
    said = {
        # FollowTheMoney keeps only numbers of a country that exists
        "phone": {"phone": "+223 70 00 00 09"},
        "vehicle": {"plate": "FX 1234 MD"},
        "channel": {"account": "CPT 0077"},
        "event": {"name": "Départ de mars", "date": "2026-03-01", "place": "Nouadhibou"},
        "place": {"name": "Quai fictif", "place": "Nouadhibou"},
    }
    person = networking.entity(analysis, name=networking.BOSS, function="organisateur", document="AB 123456")
    others = [
        networking.entity(analysis, kind, **said.get(kind, {"name": f"Nom fictif {kind}"}))
        for kind in EntityKind.values
    ]
    others[-2].latitude, others[-2].longitude = 20.9, -17.0
    for number, kind in enumerate(LinkKind.values):
        for other in (others[number % len(others)], others[(number + 3) % len(others)]):
            networking.link(analysis, person, other, kind=kind)
    forced = networking.forced(analysis)
    hers = networking.entity(analysis, "phone", phone="+999 77 00 00 07")
    networking.link(analysis, forced, hers, kind="uses")
    networking.link(analysis, person, forced, kind="associate")
    return analysis


@pytest.mark.skipif(
    not PYTHON.exists(), reason="followthemoney manque : make tools le met dans .venv-interchange"
)
def test_each_line_is_an_entity_of_followthemoney():
    content = exported(whole())
    run = subprocess.run([PYTHON, "-c", READ], input=content, capture_output=True, check=False, timeout=120)
    assert run.returncode == 0, run.stderr.decode()[-2000:]
    found = json.loads(run.stdout)
    assert found["told"] == []
    assert len(found["read"]) == len(content.splitlines())
    assert {schema for schema, _names in THINGS.values()} <= set(found["read"])
    assert {"Call", "Payment", "UnknownLink", "Ownership"} <= set(found["read"])


@pytest.mark.parametrize("form", ["ftm", "stix"])
def test_a_protected_person_and_what_she_uses_do_not_leave(form):
    content = exported(whole(), form).decode()
    assert networking.FORCED not in content
    assert "99977000007" not in content
    assert networking.BOSS in content


@pytest.mark.parametrize("form", ["ftm", "stix"])
def test_each_object_says_that_it_is_a_lead_and_how_far_it_goes(form):
    content = exported(whole(), form).decode()
    assert "TLP:AMBER+STRICT" in content
    lines = content.splitlines() if form == "ftm" else [content]
    assert all("Piste à vérifier" in line for line in lines)


def test_the_bundle_is_stix_and_its_objects_carry_their_marks():
    bundle = stix2.parse(exported(whole(), "stix").decode(), allow_custom=False)
    kinds = [one["type"] for one in bundle.objects]
    assert {"identity", "location", "user-account", "relationship", "marking-definition"} >= set(kinds)
    assert {"identity", "user-account", "relationship"} <= set(kinds)
    marked = [one for one in bundle.objects if one["type"] != "marking-definition"]
    assert all(len(one["object_marking_refs"]) == 2 for one in marked)
    known = {one["id"] for one in bundle.objects}
    ends = {
        end
        for one in marked
        if one["type"] == "relationship"
        for end in (one["source_ref"], one["target_ref"])
    }
    assert ends <= known


def test_merged_entities_leave_as_one():
    analysis = networking.analysis()
    pair = networking.pair(analysis)
    merging.accept_merge(daouda(), pair, why="Oui")
    (line,) = exported(analysis).decode().splitlines()
    assert len(json.loads(line)["properties"]["name"]) == 2


def test_who_only_reads_does_not_export_and_an_export_is_written_down():
    analysis = networking.analysis()
    networking.entity(analysis)
    with pytest.raises(NotAllowed):
        export_network(scene.actor("lassana"), analysis, form="ftm", reason="Non")
    exported(analysis)
    line = AuditLine.objects.get(act="export_network", decision="allowed")
    assert (line.object, line.detail["form"], line.detail["handling"]) == (
        analysis.code,
        "ftm",
        "amber+strict",
    )
