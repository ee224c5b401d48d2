"""Families that stay together and places that take several resources, as a mixed-integer model, class by class."""

import numpy as np
from scipy.optimize import LinearConstraint
from scipy.sparse import coo_array, vstack

from siraba.engines.allocation.solver import Clock, solve


def assign_together(
    cost: np.ndarray,
    capacity: np.ndarray,
    rank: np.ndarray,
    groups: np.ndarray,
    uses: np.ndarray,
    clock: Clock,
) -> tuple[np.ndarray, bool, float]:
    """The place of each person (-1 without), whether it is proven, and a bound on the cost of the class that is not."""
    alone = groups < 0
    labels = np.where(alone, groups.max(initial=0) + 1 + np.arange(len(groups)), groups)
    party = np.unique(labels, return_inverse=True)[1].ravel()
    model = Parties(cost, capacity, rank, party, uses)
    chosen, proven, bound = model.class_by_class(clock)
    return chosen[party], proven, bound


class Parties:
    """Parties (a family, or a person alone) and the places where each may go."""

    def __init__(
        self, cost: np.ndarray, capacity: np.ndarray, rank: np.ndarray, party: np.ndarray, uses: np.ndarray
    ) -> None:
        count = party.max(initial=-1) + 1
        self.size = np.bincount(party, minlength=count)
        total = np.zeros((count, cost.shape[1]))
        np.add.at(total, party, cost)
        self.rank = np.full(count, rank.max(initial=0))
        np.minimum.at(self.rank, party, rank)
        fits = (self.size[:, None, None] * uses[None] <= capacity).all(axis=2)
        self.party, self.place = np.nonzero(np.isfinite(total) & fits)
        self.cost = total[self.party, self.place]
        pairs = np.arange(len(self.party))
        one_each = coo_array((np.ones(len(pairs)), (self.party, pairs)), shape=(count, len(pairs)))
        pair, resource = np.nonzero(uses[self.place])
        load = coo_array(
            (self.size[self.party[pair]].astype(float), (resource, pair)), shape=(len(capacity), len(pairs))
        )
        self.rules = vstack([one_each, load]).tocsr()
        self.most = np.concatenate([np.ones(count), capacity])

    def class_by_class(self, clock: Clock) -> tuple[np.ndarray, bool, float]:
        chosen = np.full(len(self.size), -1)
        kept = [LinearConstraint(self.rules, -np.inf, self.most)] if len(self.cost) else []
        for one in np.unique(self.rank[self.party]):
            of_class = self.rank[self.party] == one
            persons = np.where(of_class, self.size[self.party], 0).astype(float)
            paid = np.where(of_class, self.cost, 0.0)
            for aim in (-persons, paid):
                found = solve(aim, kept, integer=1, seconds=clock.left)
                if found.x is None:
                    return chosen, False, np.nan
                taken = np.rint(found.x).astype(bool)
                chosen[:] = -1
                chosen[self.party[taken]] = self.place[taken]
                if not found.proven:
                    return chosen, False, found.bound if aim is paid else np.nan
                best = float(aim[taken].sum())
                kept = [*kept, LinearConstraint(aim[None, :], -np.inf, best + 1e-7 * max(1.0, abs(best)))]
        return chosen, True, np.nan
