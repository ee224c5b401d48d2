"""People whom two agencies know, found among made-up cases by keyed hashes; the peer is Splink on the names as written.

    python benchmarks/duplicates.py [CASES …] [--seed N] [--spark CASES]

A fifth of the people are known to a second agency, which writes their names, age and region down anew. Brothers and
sisters stand beside each other, of one surname and region. Both sides know names, sex, year of birth, region and agency;
ours knows of the names their blind keys alone, and gets no right answer. The peer has Splink's comparisons of names with
frequencies, and weights trained on the right answers of another register. Seconds and memory are of one process each, from
the table to the pairs; making the keys, which the platform has, is not counted.
"""

import argparse
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from support.registers import Country

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
NAMES = Path(__file__).parent / "support/names/variant_pairs.tsv"
TWICE, TRAINING = 0.2, 20_000
AGENCIES, ANSWERS = 4, 500
KEYS = pa.list_(pa.uint64())
LEAST, SURE, FAR = (
    0.5,
    0.9,
    0.05,
)  # the bound of the platform, a careful one, and how far down pairs are kept for the best


def main(sizes: list[int], seed: int, spark: int) -> None:
    with tempfile.TemporaryDirectory(prefix="siraba-bench-") as name:
        folder = Path(name)
        os.environ |= {"VAR_DIR": name, "DJANGO_SETTINGS_MODULE": "siraba.config.settings"}
        import django

        django.setup()
        make(folder / "training.parquet", TRAINING, seed + 1)
        for cases in sizes:
            make(folder / "cases.parquet", cases, seed)
            print(
                f"{cases:,} cases, at the bound of the platform: {'{:.1f} s, {:,.0f} MB'.format(*run('nightly', folder))}"
            )
            for who in ("ours", "learnt", "peer"):
                told(f"{cases:,} cases, {who}", folder, run(who, folder))
        if spark:
            make(folder / "cases.parquet", spark, seed)
            for who in ("ours", "spark"):
                told(f"{spark:,} cases, {who}", folder, run(who, folder))


def make(path: Path, cases: int, seed: int) -> None:
    from siraba.foundation.people.models import Identity
    from siraba.foundation.people.names import keys_of

    country = Country(seed, NAMES)
    chance = country.chance
    count = round(cases / (1 + TWICE))
    people = country.people(count)
    again = chance.choice(count, size=cases - count, replace=False)
    first = chance.integers(AGENCIES, size=count)
    second = (first[again] + chance.integers(1, AGENCIES, size=len(again))) % AGENCIES
    told = [country.told(people), country.told({fact: values[again] for fact, values in people.items()})]
    columns = {name: np.concatenate([one[name] for one in told]) for name in told[0]}
    names = [
        f"{given} {family}".strip()
        for given, family in zip(columns["given_name"], columns["family_name"], strict=True)
    ]
    born = [
        int(year) - int(age) if age else None
        for year, age in zip(columns["record_year"], columns["age"], strict=True)
    ]
    table = pa.table(
        {
            "id": [str(n) for n in range(cases)],
            "truth": np.concatenate([np.arange(count), again]),
            "family": people["family"][np.concatenate([np.arange(count), again])],
            "agency": [f"agency {n}" for n in np.concatenate([first, second])],
            "given_name": columns["given_name"].tolist(),
            "family_name": columns["family_name"].tolist(),
            "keys": pa.array(
                [[int(key[:16], 16) for key in keys_of(Identity.compartment, one)] for one in names], KEYS
            ),
            "sex": [{"F": "female", "M": "male"}.get(sex) for sex in columns["sex"]],
            "born": pa.array(born, pa.int32()),
            "region": [region or None for region in columns["region"]],
        }
    )
    pq.write_table(table, path)


def run(who: str, folder: Path) -> tuple[float, float]:
    """Seconds, and megabytes at most."""
    start = time.perf_counter()
    child = subprocess.Popen([sys.executable, __file__, "--only", who, str(folder)])
    _pid, status, used = os.wait4(child.pid, 0)
    if status:
        raise RuntimeError(f"{who} failed")
    return time.perf_counter() - start, used.ru_maxrss / 1024


def told(title: str, folder: Path, cost: tuple[float, float]) -> None:
    cases, pairs = pq.read_table(folder / "cases.parquet"), pq.read_table(folder / "pairs.parquet")
    truth, family = cases["truth"].to_numpy(), cases["family"].to_numpy()
    right = len(truth) - len(np.unique(truth))
    one, other, sure = (pairs[name].to_numpy() for name in ("one", "other", "probability"))
    order = np.argsort(-sure)
    one, other, sure = one[order], other[order], sure[order]
    good = truth[one] == truth[other]
    relatives = ~good & (family[one] == family[other])
    hits, seen = np.cumsum(good), np.arange(1, len(good) + 1)
    scores = 2 * hits / (seen + right)
    best = int(scores.argmax()) + 1
    print(f"{title}: {right:,} right pairs; {cost[0]:.1f} s, {cost[1]:,.0f} MB", flush=True)
    bounds = [(f"probability ≥ {bound}", int((sure >= bound).sum())) for bound in (SURE, LEAST)]
    for name, end in (*bounds, (f"best bound, {sure[best - 1]:.2f}", best)):
        found = int(hits[end - 1]) if end else 0
        print(
            f"  {name}: precision {found / max(end, 1):.3f}, recall {found / right:.3f}, F1 {2 * found / (end + right):.3f},"
            f" {end - found} wrong, {int(relatives[:end].sum())} of them brothers and sisters",
            flush=True,
        )
    print(f"  {_siblings(cases):,} pairs of brothers and sisters in two agencies", flush=True)
    print(f"  of the probabilities from {FAR} on: told {sure.sum():.0f} right pairs, met {good.sum()}")


def _siblings(cases: pa.Table) -> int:
    """Pairs of cases of one family, two people and two agencies: pairs in two agencies less those of one person."""

    def apart(column: str) -> int:
        _same, groups = np.unique(cases[column].to_numpy(), return_inverse=True)
        agencies = np.unique(cases["agency"].to_pylist(), return_inverse=True)[1]
        met = np.zeros((groups.max() + 1, AGENCIES), dtype=np.int64)
        np.add.at(met, (groups, agencies), 1)
        return int(((met.sum(axis=1) ** 2 - (met**2).sum(axis=1)) // 2).sum())

    return apart("family") - apart("truth")


def ours(
    folder: Path, engine: str = "duckdb", answers: int = 0, least: float = FAR
) -> Iterator[tuple[str, str, float]]:
    from siraba.engines.matching.duplicates import Answer, Chances, find, learnt

    chances = Chances()
    if answers:
        path = folder / "training.parquet"
        truth = pq.read_table(path)["truth"].to_pylist()
        proposed = find(records(path), chances, LEAST)[:answers]
        said = [
            Answer(one.levels, one.free, one.probability, truth[int(one.one)] == truth[int(one.other)])
            for one in proposed
        ]
        print(f"  learnt from {sum(one.same for one in said)} yes of {len(said)}", flush=True)
        chances = learnt(chances, said)
        print(f"  {chances}", flush=True)
    for pair in find(records(folder / "cases.parquet"), chances, least, engine):
        yield pair.one, pair.other, pair.probability


def records(path: Path) -> list:
    from siraba.engines.matching.duplicates import Record

    table = pq.read_table(path, columns=["id", "agency", "keys", "sex", "born", "region"])
    columns = [table[name].to_pylist() for name in table.column_names]
    return [Record(one[0], one[0], *one[1:]) for one in zip(*columns, strict=True)]


def peer(folder: Path) -> Iterator[tuple[str, str, float]]:
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("family_name").configure(term_frequency_adjustments=True),
            cl.ExactMatch("sex"),
            cl.ExactMatch("born"),
            cl.ExactMatch("region").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "family_name"),
            block_on("given_name", "born", "region"),
            block_on("family_name", "born", "region"),
        ],
    )

    def linker(path: Path, model: Any) -> tuple[Any, Any]:
        api = DuckDBAPI()
        table = pq.read_table(path).drop_columns(["keys", "family"])
        return api, Linker(api.register(table, dataset_display_name="cases"), model, log_level=logging.ERROR)

    _api, trained = linker(folder / "training.parquet", settings)
    trained.training.estimate_probability_two_random_records_match(
        [block_on("given_name", "family_name", "born", "region")], recall=0.05
    )
    trained.training.estimate_u_using_random_sampling(max_pairs=1e6)
    trained.training.estimate_m_from_label_column("truth")
    api, ready = linker(folder / "cases.parquet", trained.misc.save_model_to_json())
    found = ready.inference.predict(threshold_match_probability=FAR)
    rows = f"SELECT f.id_l, f.id_r, f.match_probability FROM {found.physical_name} f"
    agencies = dict(
        zip(*(pq.read_table(folder / "cases.parquet")[c].to_pylist() for c in ("id", "agency")), strict=True)
    )
    for one, other, sure in api._con.sql(rows).fetchall():
        if agencies[one] != agencies[other]:
            yield one, other, sure


def write(folder: Path, pairs: Iterator[tuple[str, str, float]]) -> None:
    rows = list(pairs)
    numbers = [pa.array([int(row[side]) for row in rows], pa.int64()) for side in (0, 1)]
    sure = pa.array([row[2] for row in rows], pa.float64())
    pq.write_table(
        pa.table([*numbers, sure], names=["one", "other", "probability"]), folder / "pairs.parquet"
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    options.add_argument("--seed", type=int, default=23)
    options.add_argument("--spark", type=int, default=0)
    options.add_argument("--only", nargs=2)
    asked = options.parse_args()
    if asked.only:
        who, folder = asked.only[0], Path(asked.only[1])
        ways = {
            "ours": ours,
            "nightly": partial(ours, least=LEAST),
            "learnt": partial(ours, answers=ANSWERS),
            "spark": partial(ours, engine="spark"),
            "peer": peer,
        }
        write(folder, ways[who](folder))
    else:
        main(asked.sizes, asked.seed, asked.spark)
