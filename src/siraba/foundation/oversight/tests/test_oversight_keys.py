"""Keys are changed while the site runs, old bytes move under the new key, and the old key is destroyed for good."""

import stat
import sys
from base64 import b64decode, b64encode

import pytest
from django.db import connection

from siraba.foundation.access import crypto, keys
from siraba.foundation.access.crypto import CannotOpen
from siraba.foundation.access.errors import NotAllowed, StateNotOpen
from siraba.foundation.access.guard import SYSTEM
from siraba.foundation.access.models import sealed_columns
from siraba.foundation.oversight.keys import reseal, retire_key, rotate_key
from siraba.foundation.people.models import Identity
from siraba.protection.cases.selectors import find_cases
from tests import scene

WHY = "a test looks at the row itself"
KMS = """
import base64, sys
value = base64.b64decode(sys.stdin.read())
print(base64.b64encode(bytes(b ^ 0x5A for b in value)).decode())
"""


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "clés"
    crypto.forget_keys()
    yield settings.KEYS_DIR
    crypto.forget_keys()


@pytest.fixture
def case(db, request):
    for name in ("awa", "coumba", "garba", "provider", "daouda"):
        request.getfixturevalue(name)
    return scene.planned_case()


def numbers_used(compartment="protection") -> set[int]:
    SYSTEM.declare(connection)
    used = set()
    for column in sealed_columns(compartment):
        rows = column.model._base_manager
        rows = rows.system(WHY) if hasattr(rows, "system") else rows.all()
        used |= {bytes(value)[0] for value in rows.values_list(column.name, flat=True) if value}
    return used


def test_what_is_written_after_a_rotation_is_sealed_with_the_new_key_and_the_old_opens_still(case):
    assert rotate_key(None, "protection") == 2
    assert Identity.objects.system(WHY).get().names == scene.NAMES
    scene.receive("awa", names="Kadidia Dicko")
    assert numbers_used() == {1, 2}


def test_another_process_sees_a_rotation_at_its_next_sealing_and_its_next_reading(case):
    known = keys.ring("protection")
    rotate_key(None, "protection")
    sealed = crypto.seal("protection", "p", "x")
    keys._rings["protection"] = known  # as a process that has not looked at the file since
    assert crypto.unseal("protection", "p", sealed) == "x"
    keys._rings["protection"] = known
    assert crypto.seal("protection", "p", "x")[0] == 2


def test_resealing_moves_everything_and_search_still_finds(case):
    rotate_key(None, "protection")
    shown = []
    assert reseal(None, "protection", lambda done, total: shown.append((done, total))) > 5
    assert numbers_used() == {2}
    assert shown[-1][0] == shown[-1][1]
    assert reseal(None, "protection") == 0
    assert Identity.objects.system(WHY).get().names == scene.NAMES
    assert find_cases(scene.actor("awa"), "bagayoko").count() == 1


def test_what_is_written_during_the_resealing_is_not_undone(case, monkeypatch):
    from siraba.foundation.oversight import keys as acts

    rotate_key(None, "protection")
    identity = Identity.objects.system(WHY).get()
    unseal = crypto.unseal

    def written_meanwhile(compartment, place, sealed):
        content = unseal(compartment, place, sealed)
        if place.endswith(str(identity.pk)) and content["names"] == scene.NAMES:
            fresh = Identity.objects.system(WHY).get()
            fresh.write(**{**content, "names": "Aminata Autre"})
            fresh.save()
        return content

    monkeypatch.setattr(acts.crypto, "unseal", written_meanwhile)
    reseal(None, "protection")
    monkeypatch.undo()
    assert Identity.objects.system(WHY).get().names == "Aminata Autre"


def test_a_key_is_destroyed_only_when_nothing_needs_it_and_then_old_bytes_open_no_more(case):
    backup = bytes(Identity.objects.system(WHY).values_list("sealed", flat=True).get())
    identity = Identity.objects.system(WHY).get()
    rotate_key(None, "protection")
    with pytest.raises(StateNotOpen, match="encore scellées"):
        retire_key(None, "protection", 1)
    reseal(None, "protection")
    retire_key(None, "protection", 1)
    assert keys.numbers("protection") == [2]
    with pytest.raises(CannotOpen):
        Identity.open_words(identity.pk, backup)
    assert Identity.objects.system(WHY).get().names == scene.NAMES
    for number in (2, 1, 9):
        with pytest.raises(StateNotOpen):
            retire_key(None, "protection", number)


def test_no_account_turns_keys(case):
    for act in (lambda who: rotate_key(who, "protection"), lambda who: reseal(who, "protection")):
        with pytest.raises(NotAllowed):
            act(scene.actor("coumba"))


# How they are kept


def test_the_key_file_holds_no_key_in_clear_and_is_for_its_owner_alone(own_keys):
    crypto.seal("protection", "p", "x")
    path = keys.key_file("protection")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(keys.master_file().stat().st_mode) == 0o600
    assert all(line.split()[1].startswith("w:") for line in path.read_text().splitlines())


def test_without_its_master_key_a_stolen_folder_opens_nothing(own_keys):
    sealed = crypto.seal("protection", "p", "x")
    keys.master_file().write_text(b64encode(b"another master key of 32 bytes..").decode())
    crypto.forget_keys()
    with pytest.raises(crypto.NoKey):
        crypto.unseal("protection", "p", sealed)


def test_a_key_moved_to_another_compartment_does_not_open(own_keys):
    for compartment in ("protection", "justice"):
        crypto.seal(compartment, "p", "x")
    keys.key_file("justice").write_text(keys.key_file("protection").read_text())
    crypto.forget_keys()
    with pytest.raises(crypto.NoKey):
        crypto.seal("justice", "p", "x")


def test_a_site_without_the_keys_of_justice_still_serves_protection(own_keys):
    sealed = {name: crypto.seal(name, "p", name) for name in ("protection", "justice")}
    keys.key_file("justice").unlink()
    crypto.forget_keys()
    assert crypto.unseal("protection", "p", sealed["protection"]) == "protection"
    with pytest.raises(CannotOpen):
        crypto.unseal("justice", "p", sealed["justice"])


def test_an_installation_from_before_keeps_its_data_and_its_search(own_keys):
    import hashlib
    import hmac

    plain = bytes(range(32))
    own_keys.mkdir(parents=True)
    keys.key_file("protection").write_text(f"1 {b64encode(plain).decode()}\n")
    sealed = bytes([1]) + b"0" * 12 + keys.AESGCM(plain).encrypt(b"0" * 12, b'"x"', b"p")
    assert crypto.unseal("protection", "p", sealed) == "x"
    before = hmac.new(plain, b"blind index", hashlib.sha256).digest()
    assert keys.ring("protection").index == before
    assert b64encode(plain).decode() not in keys.key_file("protection").read_text()
    crypto.forget_keys()
    assert crypto.unseal("protection", "p", sealed) == "x"


def test_a_new_master_key_opens_what_the_old_one_did(own_keys):
    sealed = crypto.seal("protection", "p", "x")
    old = b64decode(keys.master_file().read_text())
    keys.master_file().write_text(b64encode(b"another master key of 32 bytes..").decode())
    assert "protection" in keys.rewrap(old)
    crypto.forget_keys()
    assert crypto.unseal("protection", "p", sealed) == "x"


def test_a_program_may_hold_the_master_key(own_keys, settings, tmp_path):
    program = tmp_path / "kms.py"
    program.write_text(KMS)
    settings.KEY_COMMAND = f"{sys.executable} {program}"
    sealed = crypto.seal("protection", "p", "x")
    crypto.forget_keys()
    assert crypto.unseal("protection", "p", sealed) == "x"
    assert not keys.master_file().exists()
    settings.KEY_COMMAND = f"{sys.executable} -c exit(1)"
    crypto.forget_keys()
    with pytest.raises(crypto.NoKey):
        crypto.unseal("protection", "p", sealed)
