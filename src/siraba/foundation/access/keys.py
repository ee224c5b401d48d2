"""Where the keys are: for each compartment data keys and an index key, kept wrapped by a master key.

`KEYS_DIR/<compartment>.key` holds one key a line: its number (or `index`), then the wrapped key. The last number
seals, all numbers open. The master key is a file of its own (`MASTER_KEY_FILE`), best kept on another disk, or lives in
whatever a command knows (`KEY_COMMAND`: it is called with `wrap` or `unwrap`, reads base64 and answers base64), such
as the command line of a key management service. A running process sees a change of the file at its next sealing, and
at the first number that it does not know.
"""

import hashlib
import hmac
import os
import shlex
import subprocess
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

INDEX = "index"
WRAPPED = "w:"
LAST_NUMBER = 255
NONCE = 12


class NoKey(Exception):
    """A key is missing, or the master key does not open it."""


@dataclass(frozen=True)
class Ring:
    """The keys of a compartment as they were when the file was read."""

    read_at: int
    ciphers: dict[int, AESGCM] = field(repr=False)
    sealing: int
    index: bytes = field(repr=False)


_rings: dict[str, Ring] = {}
_seeds: dict[Path, bytes] = {}


def ring(compartment: str) -> Ring:
    """The keys as they were last read; the file is made when there is none."""
    return _rings.get(compartment) or _read(compartment)


def fresh_ring(compartment: str) -> Ring:
    """The keys as the file has them now."""
    known = _rings.get(compartment)
    path = key_file(compartment)
    if known and path.exists() and path.stat().st_mtime_ns == known.read_at:
        return known
    return _read(compartment)


def forget_keys() -> None:
    """Read the key files again at the next use."""
    _rings.clear()
    _seeds.clear()


def key_file(compartment: str) -> Path:
    return Path(settings.KEYS_DIR) / f"{compartment}.key"


def numbers(compartment: str) -> list[int]:
    """The numbers of the data keys, the sealing one last."""
    return [int(name) for name, _key in _lines(compartment) if name != INDEX]


def add_key(compartment: str) -> int:
    """Add a data key, which seals from now on; returns its number.

    Raises:
        NoKey: all numbers have been used.
    """
    ring(compartment)
    lines = _lines(compartment)
    number = max(int(name) for name, _key in lines if name != INDEX) + 1
    if number > LAST_NUMBER:
        raise NoKey(f"all numbers of {compartment} have been used")
    _write(compartment, [*lines, (str(number), AESGCM.generate_key(256))])
    return number


def destroy_key(compartment: str, number: int) -> None:
    """Forget a data key for ever: what it sealed, here and in every backup, opens no more."""
    lines = _lines(compartment)
    if numbers(compartment)[-1] == number or str(number) not in dict(lines):
        raise NoKey(f"key {number} of {compartment} seals, or is not here")
    _write(compartment, [line for line in lines if line[0] != str(number)])


def rewrap(old_master: bytes) -> list[str]:
    """Wrap every key anew after the master key has changed; returns the compartments."""
    done = []
    for path in sorted(Path(settings.KEYS_DIR).glob("*.key")):
        if path != master_file():
            lines = [(name, _unwrap(path.stem, name, text, old_master)) for name, text in _stored(path)]
            _write(path.stem, lines)
            done.append(path.stem)
    return done


def seed(name: str) -> bytes:
    """32 bytes for the signing key of this name, kept wrapped like the other keys; drawn when there are none."""
    path = key_file(name)
    if path not in _seeds:
        if not path.exists():
            _write(name, [("1", os.urandom(32))], only_if_new=True)
        _seeds[path] = _lines(name)[-1][1]
    return _seeds[path]


# The file


def _read(compartment: str) -> Ring:
    path = key_file(compartment)
    if not path.exists():
        _make(compartment)
    stamp = path.stat().st_mtime_ns
    stored = _stored(path)
    if not all(text.startswith(WRAPPED) for _name, text in stored) or INDEX not in dict(stored):
        _wrap_plain(compartment, stored)
        stamp, stored = path.stat().st_mtime_ns, _stored(path)
    keys = {name: _unwrap(compartment, name, text) for name, text in stored}
    data = [name for name in keys if name != INDEX]
    found = Ring(stamp, {int(name): AESGCM(keys[name]) for name in data}, int(data[-1]), keys[INDEX])
    _rings[compartment] = found
    return found


def _stored(path: Path) -> list[tuple[str, str]]:
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    return [(name, text) for name, text in lines]


def _lines(compartment: str) -> list[tuple[str, bytes]]:
    path = key_file(compartment)
    return [(name, _unwrap(compartment, name, text)) for name, text in _stored(path)]


def _make(compartment: str) -> None:
    fresh = [("1", AESGCM.generate_key(256)), (INDEX, AESGCM.generate_key(256))]
    _write(compartment, fresh, only_if_new=True)


def _wrap_plain(compartment: str, stored: list[tuple[str, str]]) -> None:
    """Wrap the keys of an installation from before; its index key was drawn from its first key and stays that."""
    keys = [
        (name, _unwrap(compartment, name, text) if text.startswith(WRAPPED) else b64decode(text))
        for name, text in stored
    ]
    if INDEX not in dict(keys):
        keys.append((INDEX, hmac.new(keys[0][1], b"blind index", hashlib.sha256).digest()))
    _write(compartment, keys)


def _write(compartment: str, lines: list[tuple[str, bytes]], only_if_new: bool = False) -> None:
    path = key_file(compartment)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text("".join(f"{name} {_wrap(compartment, name, key)}\n" for name, key in lines))
    if not only_if_new:
        draft.replace(path)
        _rings.pop(compartment, None)
        return
    try:
        # A link fails when another process was first: its key is then the one.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


# The master key


def master_file() -> Path:
    return Path(settings.MASTER_KEY_FILE or Path(settings.KEYS_DIR) / "master.key")


def master_key() -> bytes:
    """The master key of the file; made at the first start."""
    path = master_file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(b64encode(AESGCM.generate_key(256)).decode())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return b64decode(path.read_text())


def _wrap(compartment: str, name: str, key: bytes) -> str:
    if settings.KEY_COMMAND:
        return WRAPPED + b64encode(_ask("wrap", key)).decode()
    nonce = os.urandom(NONCE)
    return (
        WRAPPED
        + b64encode(nonce + AESGCM(master_key()).encrypt(nonce, key, _place(compartment, name))).decode()
    )


def _unwrap(compartment: str, name: str, text: str, master: bytes | None = None) -> bytes:
    if not text.startswith(WRAPPED):
        return b64decode(text)
    wrapped = b64decode(text.removeprefix(WRAPPED))
    if settings.KEY_COMMAND and master is None:
        return _ask("unwrap", wrapped)
    try:
        cipher = AESGCM(master or master_key())
        return cipher.decrypt(wrapped[:NONCE], wrapped[NONCE:], _place(compartment, name))
    except InvalidTag as error:
        raise NoKey(f"the master key does not open key {name} of {compartment}") from error


def _place(compartment: str, name: str) -> bytes:
    return f"{compartment}:{name}".encode()


def _ask(what: str, value: bytes) -> bytes:
    command = [*shlex.split(settings.KEY_COMMAND), what]
    done = subprocess.run(command, input=b64encode(value), capture_output=True, check=False)
    if done.returncode:
        raise NoKey(f"the key command refused to {what}")
    return b64decode(done.stdout)
