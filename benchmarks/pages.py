"""Pages under load, out of a million cases: the list of one organisation, one full case, and a bare page beside them.

    python benchmarks/pages.py [CASES] [sqlite|postgresql]

Eight connections for ten seconds by `wrk` (apt install wrk), the site served as `siraba run` serves it on this
machine. Targets: list at least 300 requests/s and p95 at most 60 ms; case p95 at most 80 ms. The peer is `bare/`:
the same 25 lines from a plain Django view without session, rights, decryption or journal (benchmarks/support/urls.py).
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from support.databases import on_each

ROOT = Path(__file__).parent.parent
PORT = 8199
SCRIPT = 'done = function(s, l, r) io.write(string.format("p95 %.1f\\n", l:percentile(95)/1000)) end'


def main(cases: int, databases: list[str]) -> int:
    if not shutil.which("wrk"):
        print("wrk is not installed (apt install wrk)")
        return 1
    return on_each(databases, __file__, "measure", str(cases))


def measure(cases: int) -> None:
    from support.application import as_the_application

    database = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    start = time.perf_counter()
    prepared = subprocess.run(
        [sys.executable, "benchmarks/support/prepare.py", str(cases)],
        check=True,
        capture_output=True,
        text=True,
    )
    made = json.loads(prepared.stdout.splitlines()[-1])
    print(f"{database}: {cases:,} cases made in {time.perf_counter() - start:.0f} s", flush=True)
    server = subprocess.Popen(server_command(), env=as_the_application(dict(os.environ)))
    try:
        wait()
        for title, path, session in [
            ("bare page (peer)", "bare/", ""),
            ("list of 25 cases, supervisor", "dossiers/", made["supervisor"]),
            ("list of 25 cases, case manager", "dossiers/", made["manager"]),
            ("one full case, case manager", f"dossiers/{made['code']}/", made["manager"]),
        ]:
            print(f"  {title:32} {load(path, session)}", flush=True)
    finally:
        server.terminate()
        server.wait()


def server_command() -> list[str]:
    from siraba.config.serving import server_command

    return server_command("127.0.0.1", PORT, None)


def wait() -> None:
    for _attempt in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/sante/").read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the site did not start")


def load(path: str, session: str, seconds: int = 10) -> str:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT)
        script.flush()
        command = ["wrk", "-t1", "-c8", "--latency", "-s", script.name, "-H", f"Cookie: session={session}"]
        address = f"http://127.0.0.1:{PORT}/{path}"
        subprocess.run([*command, "-d3s", address], capture_output=True, check=True)
        output = subprocess.run(
            [*command, f"-d{seconds}s", address], capture_output=True, check=True, text=True
        ).stdout
    if "Non-2xx" in output:
        raise RuntimeError(output)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    median, late = re.search(r"(?m)^\s+50%\s+(\S+)", output), re.search(r"p95 ([\d.]+)", output)
    assert rate
    assert median
    assert late
    return f"{float(rate[1]):7.0f} requests/s   median {median[1]:>8}   p95 {late[1]:>6} ms"


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        import django

        django.setup()
        measure(int(sys.argv[2]))
    else:
        size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
        sys.exit(main(size, sys.argv[2:] or ["sqlite", "postgresql"]))
