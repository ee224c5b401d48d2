"""The page of maps on a slow phone over 2G: what its first load weighs, when it can be used, and how it moves with 160 areas.

    python benchmarks/atlas.py [FOLDER]

The real page, as `siraba run` serves it, in Debian's Chromium at 360 px. FOLDER keeps the database for a second run. The network of the first
part is 250 kbit/s down, 50 kbit/s up and 300 ms of delay, the processor four times slower (both by the DevTools protocol); nothing is in the cache. *Usable*
is when the map, the table and the slider are there and answer; the movable map of Leaflet comes after. Targets: 150 kB, 3 s; frames without a
pause over 160 areas and 20 years, the processor still four times slower. The frames are those of requestAnimationFrame.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from math import cos, sin
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

ROOT = Path(__file__).parent.parent
PORT = 8198
FLAGS = "--no-sandbox --disable-quic --disable-background-networking --disable-dev-shm-usage --no-first-run"
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 250_000 / 8, "uploadThroughput": 50_000 / 8}
CALLS = {
    "rain by cercle, 39 years": "/climat/carte/?indicator=rain-anomaly",
    "two years side by side": "/climat/carte/?indicator=rain-anomaly&period=2021-07-01&other=2018-07-01",
    "160 areas, 20 years": "/climat/carte/?indicator=essai-annuel",
    "map of the road": "/climat/routes/",
}
WATCH = (
    "() => { window.frames_ = []; const next = t => { frames_.push(t); window.waiting_ = requestAnimationFrame(next) };"
    " cancelAnimationFrame(window.waiting_); requestAnimationFrame(next) }"
)


def main(folder: Path) -> None:
    environment = {
        **os.environ,
        "VAR_DIR": str(folder),
        "KEYS_DIR": str(folder / "keys"),
        "DJANGO_SETTINGS_MODULE": "siraba.config.settings",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'benchmarks'}",
    }
    prepared = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks/support/atlas.py")],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    session = json.loads(prepared.stdout.splitlines()[-1])["session"]
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    server = subprocess.Popen(server_command(environment), env=environment)
    try:
        wait()
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS.split())
            for title, path in CALLS.items():
                first_load(browser, session, title, path)
            for width in (360, 1280):
                movement(browser, session, width)
            browser.close()
    finally:
        server.terminate()
        server.wait()


def server_command(environment: dict[str, str]) -> list[str]:
    asked = (
        "import django, json; django.setup(); from siraba.config.serving import server_command;"
        f" print(json.dumps(list(map(str, server_command('127.0.0.1', {PORT}, 1)))))"
    )
    told = subprocess.run([sys.executable, "-c", asked], env=environment, check=True, capture_output=True, text=True)  # fmt: skip
    return json.loads(told.stdout)


def wait() -> None:
    for _attempt in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/sante/").read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the site did not start")


def opened(browser: Browser, session: str, width: int) -> tuple[Page, CDPSession]:
    context = browser.new_context(viewport={"width": width, "height": 740}, locale="fr-FR", bypass_csp=True)
    context.add_cookies([{"name": "session", "value": session, "url": f"http://127.0.0.1:{PORT}"}])
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return page, tools


def first_load(browser: Browser, session: str, title: str, path: str) -> None:
    page, tools = opened(browser, session, 360)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW)
    sizes: list[int] = []
    tools.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    page.add_init_script(
        "new MutationObserver(() => { const at = document.querySelector('[data-atlas]'); for (const name of ['ready', 'movable'])"
        " if (at?.dataset[name]) (window.when_ ??= {})[name] ??= performance.now() })"
        ".observe(document, {subtree: true, childList: true, attributes: true})"
    )
    page.goto(f"http://127.0.0.1:{PORT}{path}")
    page.wait_for_function("window.when_?.ready", timeout=60_000)
    page.wait_for_function("window.when_?.movable", timeout=60_000)
    when = page.evaluate("window.when_")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
    page.wait_for_timeout(300)
    weight = sum(sizes)
    slid = ""
    slider = page.locator("input[type=range]").first
    if slider.count():
        start = page.evaluate("performance.now()")
        slider.focus()
        page.keyboard.press("ArrowLeft")
        page.wait_for_function("location.search.includes('period=')", timeout=30_000)
        slid = f"; first slide {(page.evaluate('performance.now()') - start) / 1000:.1f} s and {(sum(sizes) - weight) / 1000:.1f} kB"
    print(
        f"  {title:26} first load {weight / 1000:5.1f} kB in {len(sizes)} files; painted {paint / 1000:.1f} s,"
        f" usable {when['ready'] / 1000:.1f} s, movable {when['movable'] / 1000:.1f} s{slid}",
        flush=True,
    )
    page.context.close()


def movement(browser: Browser, session: str, width: int) -> None:
    page, _tools = opened(browser, session, width)
    page.goto(f"http://127.0.0.1:{PORT}{CALLS['160 areas, 20 years']}")
    page.wait_for_selector("[data-movable]", timeout=60_000)
    box = page.locator("[data-canvas-for]").bounding_box() or {}
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.wheel(0, 0)
    page.evaluate(WATCH)
    page.mouse.move(x, y)
    page.mouse.down()
    end, turn = time.perf_counter() + 4, 0
    while time.perf_counter() < end:
        turn += 1
        page.mouse.move(x + 70 * sin(turn / 15), y + 50 * cos(turn / 15))
    panned = page.evaluate("frames_")
    page.mouse.up()
    slider = page.locator("input[type=range]").first
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("location.search.includes('period=')")
    page.evaluate(WATCH)
    for key in ["ArrowLeft"] * 18 + ["ArrowRight"] * 18:
        page.keyboard.press(key)
        page.wait_for_timeout(50)
    slid = page.evaluate("frames_")
    print(f"  {width:5} px: dragging {frames(panned)}; sliding over 20 years {frames(slid)}", flush=True)
    page.context.close()


def frames(times: list[float]) -> str:
    gaps = sorted(b - a for a, b in zip(times[2:], times[3:], strict=False))
    return (
        f"{1000 / statistics.mean(gaps):.0f} frames/s, 95 % within {gaps[int(0.95 * len(gaps))]:.0f} ms,"
        f" worst {gaps[-1]:.0f} ms"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]).absolute())
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made))
