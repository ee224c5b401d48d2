"""Whom the fictitious scene is made of: ways of life and routes met in Mali, with shares that are invented.

The forms are those that the national documents and the reports on trafficking in persons name for Mali; the
shares, ages and places are the scene's own and measure nothing.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """`places` are the branches (dgme codes), regions or localities where these people are met."""

    weight: int
    pathway: str
    groups: str
    ages: tuple[int, int]
    female: float
    needs: tuple[str, ...]
    citizenships: tuple[str, ...]
    places: tuple[str, ...]
    agencies: tuple[str, ...]
    acts: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()

    @property
    def presumed(self) -> bool:
        return bool(self.purposes)


ML = ("ML",)
PROFILES = [
    Profile(18, "victim", "vot child_on_move", (9, 19), 0.97, ("shelter", "psychosocial", "none"), ML,
            ("niamakoro", "segou", "Mopti", "sikasso"), ("oim", "helvetas"),
            ("recruitment", "transportation"), ("deception", "abuse_of_vulnerability"), ("servitude",)),
    Profile(10, "child", "vot child_on_move", (6, 15), 0.02, ("food", "medical", "shelter"), ("ML", "ML", "GN", "BF"),
            ("segou", "niamakoro", "Mopti"), ("oim", "helvetas"),
            ("transfer", "harbouring"), ("abuse_of_power",), ("forced_labour",)),
    Profile(10, "victim", "vot", (12, 32), 0.1, ("medical", "none", "food"), ("ML", "ML", "GN", "BF"),
            ("kouremale", "sikasso", "kayes"), ("oim", "helvetas"),
            ("recruitment", "harbouring"), ("deception", "other_coercion"), ("forced_labour",)),
    Profile(8, "victim", "vot stranded_migrant", (16, 30), 1.0, ("safety", "medical", "shelter"),
            ("NG", "NG", "BJ", "CI", "ML"), ("kayes", "kouremale", "sikasso"), ("oim",),
            ("recruitment", "transportation"), ("deception", "threat_of_force"), ("prostitution_of_others",)),
    Profile(20, "migrant", "returnee deportee", (16, 45), 0.08, ("food", "none", "none", "medical"), ML,
            ("gogui", "gogui", "nara"), ("oim",)),
    Profile(14, "migrant", "returnee", (17, 45), 0.1, ("medical", "food", "none"), ML,
            ("gao", "gao", "kidal"), ("oim",)),
    Profile(4, "victim", "vot returnee", (17, 40), 0.15, ("medical", "psychosocial", "safety"), ML,
            ("gao", "kidal"), ("oim",), ("transportation", "harbouring"), ("abduction", "use_of_force"),
            ("forced_labour",)),
    Profile(6, "refugee", "refugee", (2, 60), 0.55, ("food", "shelter", "none"), ("BF", "BF", "NE", "MR"),
            ("Mopti", "Gao", "Ménaka"), ("hcr",)),
    Profile(6, "displaced", "idp", (2, 65), 0.55, ("shelter", "food"), ML,
            ("Mopti", "Gao", "Tombouctou", "Ménaka"), ("hcr", "helvetas")),
    Profile(3, "victim", "vot", (5, 60), 0.5, ("safety", "shelter"), ML, ("kayes", "Koulikoro"), ("oim",),
            ("harbouring",), ("abuse_of_power",), ("slavery",)),
    Profile(2, "child", "caafag", (11, 17), 0.15, ("psychosocial", "safety", "shelter"), ML,
            ("Mopti", "Gao", "Ménaka"), ("oim",),
            ("recruitment",), ("abduction", "threat_of_force"), ("forced_labour",)),
    Profile(1, "victim", "vot", (14, 45), 0.0, ("medical", "food"), ML, ("Taoudenni", "gao"), ("oim",),
            ("recruitment", "harbouring"), ("payment_or_benefit", "abuse_of_vulnerability"), ("servitude",)),
    Profile(2, "victim", "vot returnee", (18, 35), 1.0, ("psychosocial", "medical", "none"), ML,
            ("bamako-aeroport", "niamakoro"), ("oim",),
            ("recruitment", "transfer"), ("deception", "abuse_of_vulnerability"), ("servitude",)),
    Profile(1, "stateless", "stateless", (5, 50), 0.5, ("none",), ("",), ("Tombouctou", "Taoudenni", "Kidal"), ("hcr",)),
]  # fmt: skip
