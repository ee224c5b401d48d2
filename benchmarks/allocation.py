"""Location, assignment and queues: how long proven answers take, on instances of the families of OR-Library.

    python benchmarks/allocation.py median --seeds 1 2 3
    python benchmarks/allocation.py jobs --seeds 1 2 3
    python benchmarks/allocation.py persons
    python benchmarks/allocation.py ranking
    python benchmarks/allocation.py files FOLDER

Instances are drawn as those of Beasley (1985) for pmed (a random graph of n²/50 edges that cost 1 to 100, all shortest paths)
and of the small series of gap (profits 15 to 25, needs 5 to 25, capacities 0.8 of the mean need). Seconds are of the clock; the
seconds of the processor stand beside them, for a machine that is shared. The peer for persons and jobs is OR-Tools, where it
is installed (`--peer SITE-PACKAGES` says where); for the p-median it is the plain model given whole to HiGHS (`--plain SECONDS`).
"""

import argparse
import csv
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from siraba.engines.allocation import (
    LocationProblem,
    assign,
    generalised_assignment,
    great_circle_km,
    p_median,
    rank_places,
    travel_hours,
)
from siraba.engines.allocation import answers as answering

MEDIANS = [
    *((100, p) for p in (5, 10, 10, 20, 33)),
    *((200, p) for p in (5, 10, 20, 40, 67)),
    *((300, p) for p in (5, 10, 30, 60, 100)),
    *((400, p) for p in (5, 10, 40, 80, 133)),
]
JOBS = [(agents, agents * each) for agents in (5, 8, 10) for each in (3, 4, 5, 6)]


def timed(work: Callable) -> tuple:
    clock, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - clock, time.process_time() - processor


def graph(nodes: int, seed: int) -> np.ndarray:
    """Distances of a connected random graph; an edge that is drawn twice costs what was drawn last."""
    random = np.random.default_rng(seed)
    order = random.permutation(nodes)
    edges = [(order[i], order[random.integers(i)]) for i in range(1, nodes)]
    while len(edges) < nodes * nodes // 50:
        one, other = random.integers(nodes, size=2)
        if one != other:
            edges.append((one, other))
    cost = np.zeros((nodes, nodes))
    for one, other in edges:
        cost[one, other] = cost[other, one] = random.integers(1, 101)
    return shortest_path(cost, method="FW", directed=False)


def plain_median(distances: np.ndarray, p: int, seconds: float) -> tuple[float, bool]:
    """x of each pair at most y of its site: the whole model, given to HiGHS."""
    n = len(distances)
    pairs = np.arange(n * n)
    ones = np.ones(n * n)
    demand, site = np.divmod(pairs, n)
    found = milp(
        np.concatenate([np.zeros(n), distances.ravel()]),
        integrality=np.repeat([1, 0], [n, n * n]),
        bounds=(0, 1),
        constraints=[
            LinearConstraint(csr_array((ones, (demand, n + pairs)), (n, n + n * n)), 1, 1),
            LinearConstraint(
                csr_array(
                    (np.repeat([1, -1], n * n), (np.tile(pairs, 2), np.concatenate([n + pairs, site]))),
                    (n * n, n + n * n),
                ),
                -np.inf,
                0,
            ),
            LinearConstraint(np.repeat([1, 0], [n, n * n])[None, :], -np.inf, p),
        ],
        options={"time_limit": seconds},
    )
    return (float("nan") if found.x is None else found.fun), found.status == 0


def medians(seeds: list[int], plain: float) -> None:
    print("n, p, seed: value, proven, seconds, processor; plain model: value, proven, seconds")
    for seed in seeds:
        for index, (n, p) in enumerate(MEDIANS):
            distances = graph(n, 1000 * seed + index)
            found, clock, processor = timed(lambda d=distances, p=p: p_median(LocationProblem(d), p))
            line = f"{n}, {p}, {seed}: {found.value:.0f}, {found.proven}, {clock:.2f}, {processor:.2f}"
            if plain:
                peer, clock, _ = timed(lambda d=distances, p=p: plain_median(d, p, plain))
                line += f"; {peer[0]:.0f}, {peer[1]}, {clock:.2f}"
            print(line, flush=True)


def jobs(seeds: list[int]) -> None:
    print("agents, jobs, seed: value, proven, seconds, processor; CP-SAT: value, seconds")
    for seed in seeds:
        for index, (agents, count) in enumerate(JOBS):
            random = np.random.default_rng(1000 * seed + index)
            profit, use = random.integers(15, 26, (agents, count)), random.integers(5, 26, (agents, count))
            capacity = (0.8 * use.sum(axis=1) / agents).astype(int)
            found, clock, processor = timed(
                lambda a=profit, b=use, c=capacity: generalised_assignment(a, b, c)
            )
            line = (
                f"{agents}, {count}, {seed}: {found.value:.0f}, {found.proven}, {clock:.2f}, {processor:.2f}"
            )
            peer, clock, _ = timed(lambda a=profit, b=use, c=capacity: cp_sat(a, b, c))
            print(line + (f"; {peer:.0f}, {clock:.2f}" if peer is not None else ""), flush=True)


def cp_sat(profit: np.ndarray, use: np.ndarray, capacity: np.ndarray) -> float | None:
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        return None
    model = cp_model.CpModel()
    agents, count = profit.shape
    taken = [[model.new_bool_var("") for _ in range(count)] for _ in range(agents)]
    for job in range(count):
        model.add_exactly_one(taken[agent][job] for agent in range(agents))
    for agent in range(agents):
        model.add(
            sum(int(use[agent, job]) * taken[agent][job] for job in range(count)) <= int(capacity[agent])
        )
    model.maximize(
        sum(int(profit[agent, job]) * taken[agent][job] for agent in range(agents) for job in range(count))
    )
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = 60
    solver.solve(model)
    return solver.objective_value


def persons(seeds: list[int], count: int = 2_000) -> None:
    print(
        f"{count} persons, {count} places: classes, placed, value, seconds, processor; OR-Tools: value, seconds"
    )
    for seed in seeds:
        random = np.random.default_rng(seed)
        here, there = random.random((2, count, 2))
        away = np.hypot(*(here[:, None] - there[None]).transpose(2, 0, 1)) * 1000
        few = (
            np.repeat(away[:, :60], 34, axis=1)[:, :count]
            + random.integers(0, 4, (count, 60)).repeat(34, axis=1)[:, :count] * 20
        )
        forbidden = away.copy()
        forbidden[random.random((count, count)) < 0.3] = np.inf
        rank = random.choice([1, 2, 3], count, p=[0.1, 0.3, 0.6])
        kinds = {
            "at random": random.random((count, count)) * 1000,
            "distances": away,
            "minutes": random.integers(1, 60, (count, count)).astype(float),
            "30 % forbidden": forbidden,
            "60 places of 34": few,
        }
        for name, cost in kinds.items():
            cost = np.rint(cost)
            for classes in (None, rank):
                found, clock, processor = timed(lambda c=cost, r=classes: assign(c, classes=r))
                line = f"{name}: {1 if classes is None else 3}, {found.placed}, {found.value:.0f}, {clock:.2f}, {processor:.2f}"
                peer = sums(cost) if classes is None else None
                print(line + (f"; {peer[0]:.0f}, {peer[1]:.2f}" if peer else ""), flush=True)


def sums(cost: np.ndarray) -> tuple[float, float] | None:
    try:
        from ortools.graph.python import linear_sum_assignment
    except ImportError:
        return None
    clock = time.perf_counter()
    row, column = np.nonzero(np.isfinite(cost))
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(row, column, cost[row, column].astype(int))
    solver.solve()
    return solver.optimal_cost(), time.perf_counter() - clock


def ranking(places: int = 5_000, turns: int = 500) -> None:
    random = np.random.default_rng(0)
    latitude, longitude = random.uniform(10, 25, places), random.uniform(-12, 4, places)
    wait, mismatch, allowed = (
        random.random(places) * 48,
        random.integers(0, 4, places),
        random.random(places) < 0.6,
    )
    took = []
    for _ in range(turns):
        start = time.perf_counter()
        km = great_circle_km(random.uniform(10, 25, 1), random.uniform(-12, 4, 1), latitude, longitude)[0]
        parts = {"distance": travel_hours(km, 50, 1.3), "wait": wait, "mismatch": mismatch}
        rank_places(parts, {"distance": 1, "wait": 0.5, "mismatch": 10}, allowed)
        took.append(1000 * (time.perf_counter() - start))
    print(f"five of {places} services: median {np.median(took):.2f} ms, p95 {np.quantile(took, 0.95):.2f} ms")


def files(folder: Path) -> None:
    with (folder / "optima.csv").open(encoding="utf-8") as lines:
        optima = {row["instance"]: float(row["optimum"]) for row in csv.DictReader(lines)}
    asks = {"pmed": lambda *a: answering.locate(*a, "p-median"), "gap": answering.assigned}
    for file in sorted(folder.glob("*.txt")) + sorted(folder.glob("*.json")):
        kind = next((kind for kind in asks if file.stem.startswith(kind)), "")
        for answer in asks.get(kind, answering.chosen)(file.stem, file.read_text(encoding="utf-8")):
            known = optima.get(answer.name, optima.get(file.stem))
            right = "no optimum given" if known is None else abs(known - answer.outcome.value) < 1e-6
            print(f"{answer.lines(False)[0]} | {right}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["median", "jobs", "persons", "ranking", "files"])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument("--plain", type=float, default=0, help="seconds for the plain model of each p-median")
    parser.add_argument("--peer", help="folder of packages where OR-Tools is")
    options = parser.parse_args()
    if options.peer:
        sys.path.append(options.peer)
    if options.what in ("jobs", "persons"):
        try:
            import ortools  # noqa: F401
        except ImportError:
            print("OR-Tools is not installed: no peer")
    {
        "median": lambda: medians(options.seeds, options.plain),
        "jobs": lambda: jobs(options.seeds),
        "persons": lambda: persons(options.seeds),
        "ranking": ranking,
        "files": lambda: files(options.folder),
    }[options.what]()


if __name__ == "__main__":
    main()
