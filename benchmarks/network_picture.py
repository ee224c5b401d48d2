"""The picture of a network of 10,000 entities and 50,000 links: what the engine finds, and what a browser does with it.

    python benchmarks/network_picture.py [NODES LINKS]

A drawn network of sixty groups with hubs, seeded. The browser is Debian's Chromium without a graphics card; the page is the
script as it is built (`make build`), under the site's policy, with the lists that the site sends. Targets: first picture within
3 s, 30 frames a second while a hand drags it. The frames are those of requestAnimationFrame while the button is down.
"""

import json
import os
import statistics
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import cos, sin
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from siraba.engines.networks.actors import standing
from siraba.engines.networks.communities import communities
from siraba.engines.networks.cuts import cuts
from siraba.engines.networks.graph import Graph
from siraba.engines.networks.layout import layout

BUILT = Path(__file__).parent.parent / "src/siraba/foundation/interface/static/siraba"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
FLAGS = "--no-sandbox --disable-quic --disable-background-networking --disable-dev-shm-usage --no-first-run"
PAGE = """<!doctype html><meta charset="utf-8"><title>Réseau</title><link rel="stylesheet" href="/siraba.css">
<script src="/network.js" defer></script><div data-network="/data" data-said="%s %k %n" data-entity="/" data-file="a.png">
<div data-filters><form><input name="around"></form></div><select data-colours><option value="kind">-</select>
<div data-graph class="graph" tabindex="0"></div><p data-told></p><p data-count data-text="%n %l"></p>
<button data-png>PNG</button></div>"""
SECONDS = 4


def drawn_network(nodes: int, links: int, seed: int = 1) -> Graph:
    chance = np.random.default_rng(seed)
    group = chance.integers(0, 60, nodes)
    order = np.argsort(group, kind="stable")
    starts, sizes = np.searchsorted(group[order], np.arange(60)), np.bincount(group, minlength=60)
    heavy = np.cumsum(chance.pareto(1.2, nodes) + 1)
    ends = np.zeros((0, 2), dtype=np.int64)
    while len(ends) < links:
        one = np.searchsorted(heavy, chance.random(links) * heavy[-1])
        near = order[starts[group[one]] + (chance.random(links) * sizes[group[one]]).astype(int)]
        other = np.where(chance.random(links) < 0.9, near, chance.integers(0, nodes, links))
        pairs = np.sort(np.c_[one, other][one != other], axis=1)
        ends = np.unique(np.vstack((ends, pairs)), axis=0)
    kept = ends[chance.permutation(len(ends))[:links]]
    return Graph(tuple(map(str, range(nodes))), kept, chance.uniform(0.1, 0.95, links))


def engine(graph: Graph) -> tuple[np.ndarray, np.ndarray]:
    found = {}
    for find in (layout, communities, standing, cuts):
        start, used = time.perf_counter(), time.process_time()
        found[find.__name__] = find(graph)
        print(
            f"  {find.__name__:12} {time.perf_counter() - start:6.1f} s, of which processor {time.process_time() - used:.1f} s"
        )
    return found["layout"].places.round(4), found["communities"].labels


def sent(graph: Graph, places: np.ndarray, labels: np.ndarray) -> bytes:
    kinds = {
        "person": ["Personne", "#2a2f6e"],
        "phone": ["Téléphone", "#1b7a4b"],
        "place": ["Lieu", "#b0451f"],
    }
    names = list(kinds)
    nodes = [
        [
            f"00000000-0000-4000-8000-{n:012d}",
            f"Nœud {n}",
            names[n % 3],
            n + 1,
            "",
            *places[n].tolist(),
            int(labels[n]),
        ]
        for n in range(len(graph))
    ]
    lines = [
        [*ends, "call" if sum(ends) % 2 else "transfer", round(float(strength), 2), 1 + sum(ends) % 3, "2026-01-01", "2026-03-01"]
        for ends, strength in zip(graph.ends.tolist(), graph.strengths, strict=True)
    ]  # fmt: skip
    told = {
        "kinds": kinds,
        "linkKinds": {"call": "Appels", "transfer": "Transfert"},
        "nodes": nodes,
        "lines": lines,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def served(data: bytes) -> ThreadingHTTPServer:
    content = {
        "/": (PAGE.encode(), "text/html"),
        "/data": (data, "application/json"),
        "/network.js": ((BUILT / "network.js").read_bytes(), "text/javascript"),
        "/siraba.css": ((BUILT / "siraba.css").read_bytes(), "text/css"),
    }

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, kind = content.get(self.path, (b"", "text/plain"))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    return site


def look(page: Page, address: str) -> None:
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_function("document.querySelector('[data-network]').dataset.ready", timeout=120_000)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    first = time.perf_counter() - start
    inside = page.evaluate("performance.now()") / 1000
    box = page.locator("[data-graph]").bounding_box() or {}
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(
        "() => { window.frames_ = []; const next = t => { frames_.push(t); requestAnimationFrame(next) };"
        " requestAnimationFrame(next) }"
    )
    page.mouse.move(x, y)
    page.mouse.down()
    end, turn = time.perf_counter() + SECONDS, 0
    while time.perf_counter() < end:
        turn += 1
        page.mouse.move(x + 80 * sin(turn / 15), y + 60 * cos(turn / 15))
    times = page.evaluate("frames_")
    page.mouse.up()
    gaps = sorted(np.diff(times[2:]).tolist())
    width = page.viewport_size["width"] if page.viewport_size else 0
    print(
        f"  {width:5} px: first picture {first:.1f} s ({inside:.1f} s by the page's clock); dragging {turn} moves,"
        f" {1000 / statistics.mean(gaps):.0f} frames/s, 95 % within {gaps[int(0.95 * len(gaps))]:.0f} ms, worst {gaps[-1]:.0f} ms"
    )


def main(nodes: int, links: int) -> None:
    print(
        f"{nodes:,} entities, {links:,} links; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    graph = drawn_network(nodes, links)
    data = sent(graph, *engine(graph))
    site = served(data)
    print(f"  data {len(data) / 1e6:.1f} MB, script {(BUILT / 'network.js').stat().st_size / 1000:.0f} kB")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS.split())
        for width, height in ((1280, 800), (360, 740)):
            look(
                browser.new_page(viewport={"width": width, "height": height}),
                f"http://127.0.0.1:{site.server_port}/",
            )
        browser.close()


if __name__ == "__main__":
    main(*(int(one.replace(",", "")) for one in (sys.argv[1:3] or ["10000", "50000"])))
