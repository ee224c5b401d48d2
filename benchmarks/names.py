"""Opening the 25 sealed names of one page; the peer is Fernet of the same library, on the same words in the same run.

    python benchmarks/names.py

Target: 25 names in less than 3 ms. Keys are warm, as they are in a running process; no database is asked.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
PAGE, TURNS = 25, 2_000


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="siraba-bench-") as folder:
        os.environ |= {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "siraba.config.settings"}
        os.environ.pop("KEYS_DIR", None)
        import django

        django.setup()
        measure()


def measure() -> None:
    from cryptography.fernet import Fernet

    from siraba.foundation.access import crypto

    words = [
        {"names": f"Personne numéro {n}", "birth_date": "", "contact": f"+223 {n:08d}", "contact_advice": ""}
        for n in range(PAGE)
    ]
    fernet = Fernet(Fernet.generate_key())
    ours = [
        (f"people.identity:{n}", crypto.seal("protection", f"people.identity:{n}", one))
        for n, one in enumerate(words)
    ]
    theirs = [fernet.encrypt(json.dumps(one).encode()) for one in words]
    took: dict[str, list[float]] = {"sealed": [], "Fernet (peer)": []}
    for _turn in range(TURNS):
        start = time.perf_counter()
        opened = [crypto.unseal("protection", place, sealed) for place, sealed in ours]
        middle = time.perf_counter()
        peer = [json.loads(fernet.decrypt(token)) for token in theirs]
        took["sealed"].append(middle - start)
        took["Fernet (peer)"].append(time.perf_counter() - middle)
        assert opened == peer
    for name, seconds in took.items():
        cuts = quantiles([one * 1000 for one in seconds], n=100)
        print(f"{name:14} {PAGE} names: median {cuts[49]:.3f} ms, p95 {cuts[94]:.3f} ms")
    print(f"bytes for one identity: {len(ours[0][1])} sealed, {len(theirs[0])} by Fernet")


if __name__ == "__main__":
    main()
