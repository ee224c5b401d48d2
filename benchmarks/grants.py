"""Grants of a fund: how long the three proposals, the reasons and one exact answer take, and the same optimum by CP-SAT.

    python benchmarks/grants.py random --seeds 1 2 3
    python benchmarks/grants.py files FOLDER
    PEER/bin/python benchmarks/grants.py peer --seeds 1 2 3

Random instances are of 800 applications and 20 zones: amounts of 300,000 to 2,000,000 F by 25,000, scores 20 to 100, 35 % women,
15 % protected, a fifth of the households twice or more; the budget is 35 % of what is asked, each zone has at least 60 % of
its part of it and at most 140 %, 40 % of the grants go to women and 20 % to protected persons, so that each quota costs
something. The peer, OR-Tools, stays in an environment of its own; it is given the same rows and two workers.
"""

import argparse
import csv
import sys
import time
from pathlib import Path

import numpy as np

SECONDS = 60


def drawn(seed: int, count: int = 800, zones: int = 20) -> dict[str, np.ndarray | int]:
    random = np.random.default_rng(seed)
    amount = random.integers(12, 81, count) * 25_000
    zone = random.integers(0, zones, count)
    asked = np.bincount(zone, weights=amount, minlength=zones)
    return {
        "amount": amount,
        "score": random.integers(20, 101, count),
        "zone": zone,
        "home": random.integers(0, int(0.8 * count), count),
        "woman": random.random(count) < 0.35,
        "protected": random.random(count) < 0.15,
        "budget": int(0.35 * amount.sum()),
        "least": (0.6 * 0.35 * asked).astype(int),
        "most": (1.4 * 0.35 * asked).astype(int),
    }


def ours(seeds: list[int]) -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
    from siraba.engines.allocation import Application, Fund, FundRules, lack_of, propose, reasons

    print(
        "seed: optimum, proven, drawn; zones first, share, proven; without quotas, proven; price; "
        "seconds of the three, processor; reasons; one exact answer"
    )
    for seed in seeds:
        one = drawn(seed)
        applications = [
            Application(str(n), int(amount), int(score), str(zone), str(home), bool(woman), bool(protected))
            for n, (amount, score, zone, home, woman, protected) in enumerate(
                zip(*(one[key] for key in ("amount", "score", "zone", "home", "woman", "protected")), strict=True)
            )
        ]  # fmt: skip
        rules = FundRules(
            budget=one["budget"],
            least_by_zone={str(zone): int(least) for zone, least in enumerate(one["least"])},
            most_by_zone={str(zone): int(most) for zone, most in enumerate(one["most"])},
            women=40,
            protected=20,
            seed=f"banc {seed}",
        )
        clock, processor = time.perf_counter(), time.process_time()
        found = propose(applications, rules, SECONDS)
        took, worked = time.perf_counter() - clock, time.process_time() - processor
        fund = Fund(applications, rules)
        clock = time.perf_counter()
        told = reasons(fund, fund.limits, found.optimum, found.without.chosen)
        reasoned, clock = time.perf_counter() - clock, time.perf_counter()
        lack_of(applications, rules, found.optimum, applications[told[len(told) // 2].number].name, SECONDS)
        exact = time.perf_counter() - clock
        best, zones, without = found.optimum, found.zones_first, found.without
        print(
            f"{seed}: {best.value:.0f}, {best.proven}, {best.drawn}; {zones.value:.0f}, {found.share} %, "
            f"{zones.proven and found.share_proven}; {without.value:.0f}, {without.proven}; {100 * found.price:.2f} %; "
            f"{took:.1f}, {worked:.1f}; {reasoned:.2f}; {exact:.2f}",
            flush=True,
        )


def files(folder: Path) -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
    from siraba.engines.allocation.answers import fund

    with (folder / "optima.csv").open(encoding="utf-8") as lines:
        optima = {row["instance"]: float(row["optimum"]) for row in csv.DictReader(lines)}
    for file in sorted(folder.glob("fund_*.json")):
        [answer] = fund(file.stem, file.read_text(encoding="utf-8"))
        print(f"{answer.lines(False)[0]} | {optima.get(file.stem) == answer.outcome.value}", flush=True)


def peer(seeds: list[int]) -> None:
    """The optimum alone, by CP-SAT."""
    from ortools.sat.python import cp_model

    print("seed: value, bound, proven, seconds")
    for seed in seeds:
        one = drawn(seed)
        model = cp_model.CpModel()
        taken = [model.new_bool_var("") for _ in one["amount"]]
        amount = (one["amount"] // 25_000).tolist()

        def total(weights: list[int], here: np.ndarray) -> cp_model.LinearExpr:
            return sum(weights[n] * taken[n] for n in np.flatnonzero(here))  # noqa: B023

        model.add(total(amount, one["amount"] > 0) <= one["budget"] // 25_000)
        for zone, (least, most) in enumerate(zip(one["least"].tolist(), one["most"].tolist(), strict=True)):
            spent = total(amount, one["zone"] == zone)
            model.add(spent >= -(-least // 25_000))
            model.add(spent <= most // 25_000)
        for group, share in (("woman", 40), ("protected", 20)):
            model.add(
                sum((100 * int(is_one) - share) * x for is_one, x in zip(one[group], taken, strict=True)) >= 0
            )
        homes, times = np.unique(one["home"], return_counts=True)
        for home in homes[times > 1]:
            model.add_at_most_one(taken[n] for n in np.flatnonzero(one["home"] == home))
        model.maximize(sum(int(score) * x for score, x in zip(one["score"], taken, strict=True)))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 2
        solver.parameters.max_time_in_seconds = SECONDS
        clock = time.perf_counter()
        status = solver.solve(model)
        print(
            f"{seed}: {solver.objective_value:.0f}, {solver.best_objective_bound:.0f}, "
            f"{status == cp_model.OPTIMAL}, {time.perf_counter() - clock:.1f}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["random", "files", "peer"])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    options = parser.parse_args()
    if options.what == "files":
        files(options.folder)
    else:
        {"random": ours, "peer": peer}[options.what](options.seeds)


if __name__ == "__main__":
    main()
