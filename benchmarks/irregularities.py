"""Irregular acts found in made-up registers of civil status, and honest ones that look alike and are spared.

    python benchmarks/irregularities.py [--seeds 101 102] [--difficulties 0.2 0.5 0.8] [--rates 0.01] [--countries plain]
        [--officers 25] [--acts 50000] [--write FOLDER]

Fictitious registers (`support/civil_registers.py`, `support/civil_frauds.py`), written to a CSV and read back by the engine, which
sees no label. For each: alerts per 1,000 acts, precision of all and of the first 50, 100 and 500, recall over all and by kind,
missing numbers, false alerts by look-alike, clean officers with five strong alerts, seconds and memory; then how often alerts
of each score are right, over all registers. `--officers` lets so many officers sign all the irregular acts, as fraud is the work
of few: the others are clean. Beside it a plain baseline: the same counts by robust z-score alone (more than 3.5 scaled median
deviations), as many alerts as the engine gives. Seeds 1 to 9 were looked at while the rules were written and the scores
calibrated.
"""

import argparse
import csv
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from support.civil_frauds import make
from support.civil_registers import COLUMNS, COUNTRIES, Register

from siraba.engines.irregularities import Acts, Alert, find_irregularities, read_acts

STRONG, MANY = 0.8, 5
BINS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


def main(asked: argparse.Namespace) -> None:
    calibration: dict[float, list[bool]] = defaultdict(list)
    for country in asked.countries:
        for rate in asked.rates:
            for difficulty in asked.difficulties:
                for seed in asked.seeds:
                    register = make(country, seed, asked.acts, difficulty, rate, asked.officers)
                    print(f"\n{country}, seed {seed}, difficulty {difficulty}, rate {rate:.1%}", flush=True)
                    measure(register, asked.write, calibration)
    print("\nscore: alerts, share really irregular")
    for low, high in zip(BINS, BINS[1:], strict=False):
        right = calibration[low]
        print(f"  {low:.2f}–{min(high, 1):.2f}: {len(right)}, {_share(right)}")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, with the generator")


def measure(register: Register, folder: Path | None, calibration: dict[float, list[bool]]) -> None:
    with tempfile.TemporaryDirectory() as aside:
        file = (folder or Path(aside)) / "acts.csv"
        with file.open("w", encoding="utf-8", newline="") as text:
            writer = csv.DictWriter(text, COLUMNS)
            writer.writeheader()
            writer.writerows(register.rows())
        start = time.process_time()
        acts = read_acts(file)
        alerts = find_irregularities(acts)
        spent = time.process_time() - start
    named = [alert for alert in alerts if alert.place is None]
    right = [alert.act_id in register.truth for alert in named]
    found = Counter(register.truth[alert.act_id] for alert in named if alert.act_id in register.truth)
    there = Counter(register.truth.values())
    for alert, true in zip(named, right, strict=True):
        calibration[max(low for low in BINS if low <= alert.score)].append(true)
    gaps = {alert.place for alert in alerts if alert.place}
    print(
        f"  {len(acts)} acts, {len(there) and sum(there.values())} irregular; {1000 * len(named) / len(acts):.2f} alerts per 1,000;"
        f" {spent:.1f} s of processor"
    )
    print(
        f"  precision {_share(right)}, @50 {_share(right[:50])}, @100 {_share(right[:100])}, @500 {_share(right[:500])};"
        f" recall {sum(found.values()) / max(sum(there.values()), 1):.3f}"
    )
    print(
        "  recall by kind: " + ", ".join(f"{kind} {found[kind] / there[kind]:.2f}" for kind in sorted(there))
    )
    print(
        f"  missing numbers: {len(gaps & register.missing)} of {len(register.missing)}, {len(gaps - register.missing)} false"
    )
    false = Counter(register.alike[alert.act_id] for alert in named if alert.act_id in register.alike)
    alike = Counter(register.alike.values())
    print(
        "  false by look-alike: "
        + ", ".join(f"{kind} {false[kind]} of {alike[kind]}" for kind in sorted(alike))
    )
    print("  " + officers(acts, named, register))
    if named and there:
        first = baseline(acts)[: len(named)]
        hits = [act_id in register.truth for act_id in first]
        print(
            f"  robust z-scores alone: precision {_share(hits)}, @100 {_share(hits[:100])}, recall {sum(hits) / sum(there.values()):.3f}"
        )


def _share(right: list[bool]) -> str:
    return f"{np.mean(right):.3f}" if right else "–"


def officers(acts: Acts, named: list[Alert], register: Register) -> str:
    """Officers none of whose acts is irregular, and those of them with five strong alerts or more."""
    officer = {act.act_id: act.officer_id for act in acts}
    guilty = {officer[act_id] for act_id in register.truth}
    strong = Counter(officer[alert.act_id] for alert in named if alert.score >= STRONG)
    clean = set(officer.values()) - guilty - {""}
    return f"clean officers with {MANY} strong alerts: {sum(strong[who] >= MANY for who in clean)} of {len(clean)}"


def baseline(acts: Acts) -> list[str]:
    """Acts by the largest robust z-score of plain measures: delays, haste, hours, counts by declarant, witness, officer and day."""
    valid = acts.valid
    columns = [
        [(act.keyed_at.date() - act.act_date).days for act in valid],
        [-np.log1p(max(act.approval_seconds or 0, 0)) for act in valid],
        [abs(act.keyed_at.hour - 12) + 6 * (act.keyed_at.weekday() == 6) for act in valid],
        *(
            _counted([key(act) for act in valid])
            for key in (
                lambda act: act.declarant_id,
                lambda act: act.witness1_id,
                lambda act: act.witness2_id,
                lambda act: (act.officer_id, act.register, act.act_date),
                lambda act: (act.court, act.judgment_no) if act.judgment_no else act.act_id,
                lambda act: act.form_serial,
                lambda act: (act.child_first, act.child_last, act.father_name, act.mother_name),
            )
        ),
    ]
    scores = np.zeros(len(valid))
    for column in columns:
        values = np.asarray(column, float)
        away = values - np.median(values)
        scores = np.maximum(scores, away / (1.4826 * np.median(np.abs(away)) + 1))
    return [valid[place].act_id for place in np.argsort(-scores, kind="stable") if scores[place] > 0]


def _counted(keys: list) -> list[int]:
    counts = Counter(keys)
    return [counts[key] for key in keys]


if __name__ == "__main__":
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--seeds", type=int, nargs="+", default=[201, 202, 203])
    reader.add_argument("--difficulties", type=float, nargs="+", default=[0.2, 0.5, 0.8])
    reader.add_argument("--rates", type=float, nargs="+", default=[0.01])
    reader.add_argument("--countries", nargs="+", default=["plain"], choices=sorted(COUNTRIES))
    reader.add_argument("--officers", type=int, help="who sign the irregular acts; all unless said")
    reader.add_argument("--acts", type=int, default=50_000)
    reader.add_argument("--write", type=Path, help="keep the last register here as acts.csv")
    sys.exit(main(reader.parse_args()))
