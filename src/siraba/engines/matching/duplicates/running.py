"""The model as Splink is told it, on DuckDB within this process or on a Spark cluster."""

import logging
import math
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.blocking_rule_library import CustomRule

from siraba.engines.matching.duplicates.chances import APART, FIELDS, Chances
from siraba.engines.matching.duplicates.register import Register

SQL = "spark"  # conditions are written for it, and translated for DuckDB
# A condition, the chance that it holds of one person, and of any two
Level = tuple[str, float, float]
SAME, ELSE = "the same", "else"
LEAST_CHANCE = 1e-9
APPLICATION = "siraba-duplicates"
# Half of the keys of the shorter name, that is two words of it; without them nobody reaches a bound
ALIKE = "2 * size(array_intersect(l.keys, r.keys)) >= least(l.size, r.size)"
RULE = f"l.blocks = r.blocks AND l.agency <> r.agency AND l.person <> r.person AND {ALIKE}"


def on_duckdb(register: Register, chances: Chances, least: float) -> list[dict[str, Any]]:
    return _predict(DuckDBAPI(), register, chances, least)


def on_spark(register: Register, chances: Chances, least: float, master: str) -> list[dict[str, Any]]:
    from splink import SparkAPI

    with _session(master) as session:
        # What is computed stays with the executors: nothing is written to a store that outlives the job
        api = SparkAPI(
            spark_session=session, break_lineage_method="persist", register_udfs_automatically=False
        )
        return _predict(api, register, chances, least)


@contextmanager
def _session(master: str) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    with tempfile.TemporaryDirectory(prefix=APPLICATION) as folder:
        builder = SparkSession.builder.master(master).appName(APPLICATION)
        builder = builder.config("spark.ui.enabled", "false").config("spark.sql.warehouse.dir", folder)
        if master.startswith("local"):
            builder = builder.config("spark.sql.shuffle.partitions", "4")
        session = builder.getOrCreate()
        try:
            session.sparkContext.setLogLevel("ERROR")
            yield session
        finally:
            session.stop()


def _predict(api: Any, register: Register, chances: Chances, least: float) -> list[dict[str, Any]]:
    logging.getLogger("splink").setLevel(logging.ERROR)
    rows = api.register(register.table(register.most_bearers(chances, least)), dataset_display_name="cases")
    linker = Linker(rows, _settings(register, chances), log_level=logging.ERROR)
    found = linker.inference.predict(threshold_match_probability=least, warning_mode="never")
    return found.as_record_list()


def _settings(register: Register, chances: Chances) -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        probability_two_random_records_match=register.prior(chances),
        comparisons=[
            _comparison(field, levels)
            for field, levels in zip(FIELDS, _levels(register, chances), strict=True)
        ],
        blocking_rules_to_generate_predictions=[
            CustomRule(RULE, sql_dialect=SQL, arrays_to_explode=["blocks"])
        ],
        retain_matching_columns=True,  # else the levels are not told
        retain_intermediate_calculation_columns=True,
    )


def lowest(register: Register, chances: Chances) -> dict[str, float]:
    """The bits of the lowest level of each field."""
    found = {field: levels[-1] for field, levels in zip(FIELDS, _levels(register, chances), strict=True)}
    return {
        field: math.log2(chance / max(by_chance, LEAST_CHANCE))
        for field, (_, chance, by_chance) in found.items()
    }


def _levels(register: Register, chances: Chances) -> tuple[list[Level], ...]:
    near, rarest = register.near(), "array_max(array_intersect(keys_l, keys_r))"
    names = [
        (f"{rarest} >= {band.first}", chances.names[1] * band.share, band.share * band.chance)
        for band in register.bands()
    ]
    by_chance = 1 - sum(chance for _condition, _chance, chance in names)
    born = [
        (f"abs(born_l - born_r) <= {apart}", chance, by_chance)
        for apart, chance, by_chance in zip(APART, chances.born[1:], near[1:], strict=True)
    ]
    return (
        [*names, (ELSE, chances.names[0], by_chance)],
        _equal(chances.sex, register.same("sex")),
        [*reversed(born), (ELSE, chances.born[0], near[0])],
        _equal(chances.region, register.same("region")),
    )


def _equal(chances: tuple[float, ...], by_chance: float) -> list[Level]:
    other, same = chances
    return [(SAME, same, by_chance), (ELSE, other, 1 - by_chance)]


def _comparison(field: str, levels: list[Level]) -> cl.CustomComparison:
    column = "size" if field == "names" else field
    told = [_level(field, *level) for level in levels]
    return cl.CustomComparison(output_column_name=field, comparison_levels=[cll.NullLevel(column), *told])


def _level(field: str, condition: str, chance: float, by_chance: float) -> Any:
    level: Any
    if condition == SAME:  # a region of few says more than one of many
        level = cll.ExactMatchLevel(field, term_frequency_adjustments=field == "region")
    elif condition == ELSE:
        level = cll.ElseLevel()
    else:
        level = cll.CustomLevel(condition, base_dialect_str=SQL)
    return level.configure(m_probability=chance, u_probability=max(by_chance, LEAST_CHANCE))
