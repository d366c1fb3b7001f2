"""Balanced batches of views: every step takes some pictures of several sets, every class alike."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .packing import Pool
from .views import change_looks, place_views, shrink


@dataclass(frozen=True)
class Share:
    """How many pictures of a pool stand in every batch."""

    pool: Pool
    pictures: int
    #: Chance that the pictures are shown at twice the µm per pixel, as whole tiles of a coarser scale.
    coarser: float = 0.0


@dataclass(frozen=True)
class Batch:
    """Two views of every picture, one after another.

    rgb: float [2n, 3, side, side] 0-255; the others int64 [2n]. `twins`: pictures alike in this number show the
    same tissue, -1 = nobody.
    """

    rgb: Tensor
    sets: Tensor
    #: Number of the pool within all shares, in order: phantoms of two scales are one set, but two pools.
    pools: Tensor
    labels: Tensor
    pictures: Tensor
    twins: Tensor


def draw_batch(
    groups: list[list[Share]], rng: np.random.Generator, side: int, strength: float, swap: float
) -> Batch:
    """From every group of shares one is drawn (phantoms of one scale, one of the small sets, …)."""
    views, sets, pools, labels, pictures, twins = [], [], [], [], [], []
    order = [id(share.pool) for share in all_shares(groups)]
    first = 0
    for number, group in enumerate(groups):
        share = group[rng.integers(len(group))]
        chosen = draw_pictures(share.pool, share.pictures, rng)
        factor = 2 if rng.random() < share.coarser else 1
        pixels = shrink(torch.from_numpy(share.pool.pixels[chosen]), factor)
        for _ in range(2):
            views.append(place_views(pixels, side))
            sets.append(torch.full((len(chosen),), number))
            pools.append(torch.full((len(chosen),), order.index(id(share.pool))))
            labels.append(torch.from_numpy(share.pool.labels[chosen]))
            pictures.append(torch.arange(first, first + len(chosen)))
            units = torch.from_numpy(share.pool.units[chosen])
            twins.append(units if share.pool.name == "lung" else torch.full_like(units, -1))
        first += len(chosen)
    rgb = change_looks(torch.cat(views), strength, swap)
    return Batch(rgb, torch.cat(sets), torch.cat(pools), torch.cat(labels), torch.cat(pictures), torch.cat(twins))


def all_shares(groups: list[list[Share]]) -> list[Share]:
    """Every share once, in the order that numbers the pools."""
    return [share for group in groups for share in group]


def draw_pictures(pool: Pool, count: int, rng: np.random.Generator) -> np.ndarray:
    """Indices of `count` pictures, classes in turn from a random one on, units alike inside a class.

    Every class gets two at least where labels exist, so that each picture has a friend.
    """
    classes = np.unique(pool.labels)
    if len(classes) == 1:
        return rng.choice(len(pool), count, replace=count > len(pool))
    kinds = rng.permutation(classes)[: max(1, count // 2)]
    chosen = []
    for i in range(count):
        members = _members(pool, int(kinds[i % len(kinds)]))
        unit = members[rng.integers(len(members))]
        chosen.append(unit[rng.integers(len(unit))])
    return np.array(chosen)


_KNOWN: dict[tuple[int, int], list[np.ndarray]] = {}


def _members(pool: Pool, label: int) -> list[np.ndarray]:
    """Indices of a class, one array per unit."""
    key = (id(pool), label)
    if key not in _KNOWN:
        mine = np.nonzero(pool.labels == label)[0]
        order = mine[np.argsort(pool.units[mine], kind="stable")]
        cuts = np.nonzero(np.diff(pool.units[order]))[0] + 1
        _KNOWN[key] = np.split(order, cuts)
    return _KNOWN[key]
