"""What an index is reckoned with unless it is said otherwise; read by the command's help, which needs no arrays."""

from typing import Literal

Method = Literal["rank", "min-max"]
METHODS: tuple[Method, ...] = ("rank", "min-max")
DRAWS, SPREAD, SEED = 2_000, 0.25, 2026
