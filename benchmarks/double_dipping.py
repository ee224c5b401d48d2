"""How many people who apply twice under two spellings, with one telephone, are found; and how many others are taken for one.

    python benchmarks/double_dipping.py FOLDER [SEED]

FOLDER holds `variant_pairs.tsv` (kind, canonical, variant, same_name) and `different_pairs.tsv` (two names that look alike and
are two). A person is a given name and a surname; the second application writes both in another way. Others share the telephone:
a brother or a sister (the surname, another given name), and whoever bears a name that looks alike. What is measured is the
finder's own rule on names, by keyed hashes.
"""

import csv
import os
import random
import sys
import tempfile
from pathlib import Path

PEOPLE = 2_000


def main(folder: Path, seed: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siraba.config.settings")
    os.environ.setdefault("VAR_DIR", tempfile.mkdtemp())
    import django

    django.setup()
    from siraba.protection.reintegration.safeguards.resemblance import bear_one_name

    draw = random.Random(seed)
    given, surnames = names_of(folder / "variant_pairs.tsv")
    alike = [row[-2:] if len(row) == 2 else row[1:3] for row in rows_of(folder / "different_pairs.tsv")]
    found = siblings = lookalikes = 0
    for _person in range(PEOPLE):
        (one, ways), (name, name_ways) = draw.choice(given), draw.choice(surnames)
        found += bear_one_name(f"{one} {name}", [f"{draw.choice(ways)} {draw.choice(name_ways)}"])
        other = draw.choice([every for every, _ways in given if every != one])
        siblings += bear_one_name(f"{one} {name}", [f"{other} {name}"])
        first, second = draw.choice(alike)
        lookalikes += bear_one_name(f"{first} {name}", [f"{second} {name}"])
    wrong = siblings
    print(f"two spellings of one person: {found} of {PEOPLE} found (recall {found / PEOPLE:.3f})")
    print(f"brothers and sisters with one telephone: {siblings} of {PEOPLE} flagged")
    print(f"names that look alike, the other word the same: {lookalikes} of {PEOPLE} flagged")
    print(f"precision where as many are siblings as are twice: {found / (found + wrong):.3f}")


def rows_of(file: Path) -> list[list[str]]:
    with file.open(newline="") as lines:
        return [row for row in list(csv.reader(lines, delimiter="\t"))[1:] if row]


def names_of(file: Path) -> tuple[list[tuple[str, list[str]]], list[tuple[str, list[str]]]]:
    """Given names and surnames, each with the other ways in which it is written."""
    ways: dict[tuple[str, str], list[str]] = {}
    for kind, canonical, variant, *_same in rows_of(file):
        ways.setdefault(("surname" if kind == "surname" else "given", canonical), []).append(variant)
    return tuple(  # type: ignore[return-value]
        [(name, variants) for (kind, name), variants in ways.items() if kind == wanted]
        for wanted in ("given", "surname")
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
