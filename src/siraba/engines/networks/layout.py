"""Where to draw each node, so that what is tied is near: thousands of nodes in seconds, the same each time.

Start: distances to a few pivots, brought to a plane (Brandes and Pich, Eigensolver methods for progressive multidimensional
scaling, 2006). Then the forces of ForceAtlas2 (Jacomy et al., PLoS ONE 9(6), 2014): ties pull by their length, nodes push by
(degree + 1) × (degree + 1) / distance. Beyond a few hundred nodes the push is read off a grid on which all nodes are spread and which is folded with the
force of one node by fast Fourier transform, so that a step costs nodes + ties + grid rather than nodes × nodes.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import fft, sparse
from scipy.sparse import csgraph

from siraba.engines.networks.graph import SEED, Graph, Told

PIVOTS, STEPS, GRID = 50, 200, 256
FEW = 700  # nodes up to which each pair is reckoned: finer than the grid, and not slower
PUSH, GRAVITY = 2.0, 0.05


@dataclass(frozen=True)
class Layout(Told):
    """`places`: nodes × 2, the middle at 0, all but the furthest hundredth within −1 to 1."""

    places: np.ndarray


def layout(graph: Graph, steps: int = STEPS, seed: int = SEED) -> Layout:
    """A picture of the graph; nodes without a tie stand on a circle around it."""
    tied = np.flatnonzero(graph.degrees)
    places = np.zeros((len(graph), 2))
    if len(tied):
        within = _within(graph, tied)
        places[tied] = _scaled(_pushed(within, _start(within, seed), graph.degrees[tied] + 1.0, steps))
    alone = np.flatnonzero(graph.degrees == 0)
    angles = np.linspace(0, 2 * np.pi, len(alone), endpoint=False)
    places[alone] = (1.15 if len(tied) else 1.0) * np.c_[np.cos(angles), np.sin(angles)]
    return Layout(
        f"Forces de ForceAtlas2 sur une grille, {steps} pas, depuis {PIVOTS} pivots (graine {seed})",
        "La place et la distance sur l’image ne mesurent rien : elles rendent seulement les liens lisibles.",
        places,
    )


def _within(graph: Graph, tied: np.ndarray) -> sparse.csr_array:
    return graph.matrix[tied][:, tied].tocsr()


def _start(within: sparse.csr_array, seed: int) -> np.ndarray:
    """Pivot distances on a plane. Parts with no pivot's distance stand where chance puts them."""
    rng = np.random.default_rng(seed)
    pivots = rng.choice(within.shape[0], min(PIVOTS, within.shape[0]), replace=False)
    hops = csgraph.shortest_path(within, unweighted=True, directed=False, indices=pivots).T
    known = np.isfinite(hops)
    hops[~known] = 1.5 * hops[known].max(initial=1.0)
    squared = hops**2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean()
    _values, axes = np.linalg.eigh(centred.T @ centred)
    plane = centred @ axes[:, ::-1][:, :2] if axes.shape[1] > 1 else np.c_[centred, np.zeros(len(centred))]
    spread = plane.std(axis=0)
    plane = plane / np.where(spread > 0, spread, 1.0)
    # Leaves of one node are as far from every pivot: chance tells them apart.
    return (plane + rng.normal(0, 0.05, plane.shape)) * np.sqrt(within.shape[0])


def _pushed(within: sparse.csr_array, places: np.ndarray, masses: np.ndarray, steps: int) -> np.ndarray:
    pull = within.copy()
    # A tie ten times as strong is drawn nearer, not ten times nearer.
    pull.data = np.log1p(pull.data / np.median(pull.data)) / np.log(2)
    pulls = pull.sum(axis=1)[:, None]
    for step in range(steps):
        force = pull @ places - pulls * places
        force += PUSH * masses[:, None] * _push(places, masses)
        force -= GRAVITY * masses[:, None] * places
        length = np.linalg.norm(force, axis=1, keepdims=True)
        # A heavy node moves less for the same force; no node goes further than a step that shrinks to nothing.
        longest = 0.1 * np.abs(places).max() * (1 - step / steps) ** 2
        move = force / masses[:, None] / 2
        far = np.maximum(length / masses[:, None] / 2, 1e-12)
        places = places + move * np.minimum(1.0, longest / far)
    return places


def _push(places: np.ndarray, masses: np.ndarray) -> np.ndarray:
    """Sum over the others of mass × direction / distance."""
    if len(places) > FEW:
        return _push_by_grid(places, masses)
    x, y = places.T
    right, up = x[:, None] - x, y[:, None] - y
    share = masses / np.maximum(right**2 + up**2, 1e-12)
    return np.c_[(share * right).sum(axis=1), (share * up).sum(axis=1)]


def _push_by_grid(places: np.ndarray, masses: np.ndarray) -> np.ndarray:
    """The same; nodes within one cell of the grid are not told apart."""
    low, cell = places.min(axis=0), max(float(np.ptp(places, axis=0).max()), 1e-9) / (GRID - 2)
    at = (places - low) / cell
    corner = np.minimum(at.astype(np.int64), GRID - 2)
    part = at - corner
    spread = np.zeros(GRID * GRID)
    shares = []
    for right, up in ((0, 0), (0, 1), (1, 0), (1, 1)):
        share = np.abs(1 - right - part[:, 0]) * np.abs(1 - up - part[:, 1])
        square = (corner[:, 0] + right) * GRID + corner[:, 1] + up
        shares.append((square, share))
        spread += np.bincount(square, share * masses, minlength=GRID * GRID)
    spectrum = fft.rfft2(spread.reshape(GRID, GRID), (2 * GRID, 2 * GRID), workers=1)
    found = np.zeros_like(places)
    for axis, kernel in enumerate(_kernels()):
        field = fft.irfft2(spectrum * kernel, (2 * GRID, 2 * GRID), workers=1)[:GRID, :GRID].ravel()
        found[:, axis] = sum(share * field[square] for square, share in shares)
    return found / cell


@cache
def _kernels() -> tuple[np.ndarray, np.ndarray]:
    steps = fft.fftfreq(2 * GRID, 1 / (2 * GRID))
    x, y = np.meshgrid(steps, steps, indexing="ij")
    square = x**2 + y**2
    square[0, 0] = np.inf
    return fft.rfft2(x / square), fft.rfft2(y / square)


def _scaled(places: np.ndarray) -> np.ndarray:
    places = places - np.median(places, axis=0)
    reach = np.quantile(np.linalg.norm(places, axis=1), 0.99)
    return places / (reach or 1.0)
