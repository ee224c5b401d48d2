"""Papers that verify offline: size of a full act, speed, alterations, agreement of the two verifiers, weight of the lists.

    python benchmarks/papers.py [--alterations 30000] [--mixed 5000]

All people, centres and keys are fictitious. An alteration changes the signed bytes (a bit, a byte, a stretch left out, put in,
doubled or exchanged) and writes them as a QR again; both verifiers must refuse each. The mixed cases are papers of all answers,
altered ones, papers of strangers, and noise.
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

import segno

HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HERE), str(HERE / "src")]

from siraba.engines.transparency.papers import Shard, sign_status, verify  # noqa: E402
from siraba.engines.transparency.papers.paper import bytes_of, text_of  # noqa: E402
from tests import papers  # noqa: E402

BUILT = HERE / "src/siraba/foundation/interface/static/siraba/verifier"
REFUSALS = {"unreadable", "false_signature"}


def per_second(run, times: int) -> float:
    clock = time.process_time()
    for _each in range(times):
        run()
    return times / (time.process_time() - clock)


def sizes() -> None:
    text = papers.text()
    code = segno.make_qr(text, error="m", boost_error=False)
    print(
        f"full act: {len(papers.FULL_ACT)} fields, {len(bytes_of(text))} bytes signed, {len(text)} characters, "
        f"version {code.version} at level {code.error} ({code.symbol_size(border=0)[0]} modules)"
    )
    for million, revoked in ((1, 10_000), (10, 10_000), (100, 10_000), (10, 100_000)):
        chosen = random.Random(million).sample(range(million * 1_000_000), revoked)
        half = revoked // 2
        shard = Shard(million * 1_000_000, frozenset(chosen[:half]), frozenset(chosen[half:]))
        made = len(sign_status(papers.ROOT, papers.status(shards={"2026": shard})))
        print(f"status list, {million} M entries, {revoked} annulled or replaced: {made} bytes")
    for name in ("verifier.html", "zxing.js", "zxing_reader.wasm"):
        if (BUILT / name).exists():
            print(f"{name}: {(BUILT / name).stat().st_size} bytes")


def speed() -> None:
    paper, text, lists = papers.paper(), papers.text(), papers.lists()
    print(f"sign, one processor: {per_second(lambda: papers.signed_text(paper, papers.KAYES), 1000):.0f}/s")
    print(f"verify, one processor: {per_second(lambda: verify(text, lists, papers.TODAY), 1000):.0f}/s")
    file, texts = papers.lists_file(), [papers.text(index=n) for n in range(300)]
    for native in (True, False):
        took = papers.javascript(file, native=native, texts=texts)["milliseconds"]
        print(
            f"verify, one processor, JavaScript, {'WebCrypto' if native else 'noble alone'}: {300_000 / took:.0f}/s"
        )


def both(texts: list[str]) -> tuple[Counter, int]:
    """How often Python gave each answer, and how often one of the three verifiers gave another."""
    file = papers.lists_file()
    told = papers.answers(texts, file)
    apart = 0
    for native in (True, False):
        found = papers.javascript(file, native=native, texts=texts)["answers"]
        apart += sum(one != other for one, other in zip(told, found, strict=True))
    return Counter(answer[0] for answer in told), apart


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--alterations", type=int, default=30_000)
    asked.add_argument("--mixed", type=int, default=5_000)
    options = asked.parse_args()
    print("load:", *(f"{one:.1f}" for one in os.getloadavg()))
    sizes()
    speed()
    rng, data = random.Random(2026), bytes_of(papers.text())
    texts = [text_of(papers.altered_bytes(data, rng)) for _each in range(options.alterations)]
    told, apart = both(texts)
    accepted = sum(number for code, number in told.items() if code not in REFUSALS)
    print(
        f"{options.alterations} alterations of signed bytes: {accepted} accepted, {apart} judged apart; {dict(told)}"
    )
    texts = [papers.altered_text(papers.text(), rng) for _each in range(options.mixed)]
    told, apart = both(texts)
    accepted = sum(number for code, number in told.items() if code not in REFUSALS)
    print(
        f"{options.mixed} alterations of text or bytes: {accepted} accepted, {apart} judged apart; {dict(told)}"
    )
    told, apart = both(papers.mixed_texts(options.mixed, seed=11))
    print(f"{options.mixed} mixed cases: {apart} judged apart; {dict(told)}")


if __name__ == "__main__":
    main()
