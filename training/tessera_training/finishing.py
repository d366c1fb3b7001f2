"""How features become a vector: the constants behind the network, fitted on training pictures only.

Directions in which tiles of one class differ (stain, site, slide) count less, by the power `whitening` of their
spread; then the principal axes are kept. Squares of a coarser scale, where given, add one axis: the direction that
tells their classes apart and is quiet inside the classes of the other sets.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from .encoder import Finish
from .retrieval import unit_rows

#: Length of every block of features: the stages of the network, the last one first, and the fixed statistics.
WEIGHTS = (1.0, 0.5, 0.5, 0.5, 0.8)
#: Spread of the added axis where a vector has length 1.
PULL = 0.5


@dataclass(frozen=True)
class Labelled:
    """Features of a set's training pictures: blocks [n, f], label and unit of origin per picture."""

    blocks: list[np.ndarray]
    labels: np.ndarray
    units: np.ndarray


def fit_finish(
    sets: list[Labelled],
    dim: int,
    coarse: Labelled | None = None,
    weights: tuple[float, ...] = WEIGHTS,
    whitening: float = 0.5,
    shrinking: float = 0.5,
) -> Finish:
    """Every set counts alike; `shrinking` adds that many times the mean spread to every direction. `coarse`: two
    classes, 0 and 1."""
    mean, sd = _standard(sets)
    joint = [_joint(found, mean, sd, weights) for found in sets]
    within = np.mean([_within(x, found.labels) for x, found in zip(joint, sets)], 0)
    spread, axes = np.linalg.eigh(within)
    spread = np.maximum(spread, 0) + shrinking * np.maximum(spread, 0).mean()
    turned = axes / spread**whitening
    centre = np.mean([x.mean(0) for x in joint], 0)
    _, kept = np.linalg.eigh(np.mean([_about(x @ turned, centre @ turned) for x in joint], 0))
    matrix = turned @ kept[:, ::-1][:, : dim - (coarse is not None)]
    if coarse is not None:
        squares = _joint(coarse, mean, sd, weights) - centre
        matrix = np.column_stack([matrix, _added_axis(squares, coarse, matrix, within)])
    # The scale of the axes is of no matter; near 1 it keeps float32 at ease.
    matrix = (matrix / np.linalg.norm(matrix, axis=0).max()).astype(np.float32)
    mean, sd = ([value.astype(np.float32) for value in values] for values in (mean, sd))
    return Finish(mean, sd, weights, centre.astype(np.float32), matrix)


def _added_axis(squares: np.ndarray, coarse: Labelled, matrix: np.ndarray, within: np.ndarray) -> np.ndarray:
    direction = telling_apart(squares, coarse.labels, coarse.units, within)
    length = np.sqrt(np.square(squares @ matrix).sum(1).mean())
    return PULL * length / (squares @ direction).std() * direction


def telling_apart(
    features: np.ndarray,
    labels: np.ndarray,
    units: np.ndarray,
    quiet: np.ndarray,
    ridge: float = 0.003,
    quietness: float = 0.1,
) -> np.ndarray:
    """Direction of a logistic regression between labels 0 and 1, both classes alike, a unit by the root of its count;
    `quiet`: covariance along which the direction shall not move."""
    mean, sd = features.mean(0), features.std(0) + 1e-6
    x = torch.from_numpy(((features - mean) / sd).astype(np.float32))
    hushed = torch.from_numpy((quiet / np.outer(sd, sd)).astype(np.float32))
    told, count = torch.from_numpy(labels).float(), torch.from_numpy(_shares(labels, units)).float()
    slope = torch.zeros(x.shape[1], requires_grad=True)
    start = torch.zeros(1, requires_grad=True)
    search = torch.optim.LBFGS([slope, start], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        search.zero_grad()
        fit = binary_cross_entropy_with_logits(x @ slope + start, told, weight=count, reduction="sum")
        found = fit + ridge * slope.square().sum() + quietness * (slope @ hushed @ slope)
        found.backward()
        return found

    search.step(loss)
    return slope.detach().numpy() / sd


def _shares(labels: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Weight per picture: 1/2 for each class; a unit's part in it grows with the root of its count."""
    _, group, count = np.unique(np.stack([labels, units]), axis=1, return_inverse=True, return_counts=True)
    shares = 1 / np.sqrt(count[group])
    for label in (0, 1):
        shares[labels == label] *= 0.5 / shares[labels == label].sum()
    return shares


def _standard(sets: list[Labelled]) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Mean and sd of the trained blocks; the fixed statistics, which come last, stay as they are."""
    blocks = [np.concatenate(parts) for parts in zip(*(found.blocks for found in sets))]
    *trained, fixed = blocks
    width = fixed.shape[1]
    mean = [*(block.mean(0) for block in trained), np.zeros(width)]
    return mean, [*(block.std(0) + 1e-6 for block in trained), np.ones(width)]


def _joint(
    found: Labelled, mean: list[np.ndarray], sd: list[np.ndarray], weights: tuple[float, ...]
) -> np.ndarray:
    parts = zip(found.blocks, mean, sd, weights)
    return np.concatenate([weight * unit_rows((block - m) / s) for block, m, s, weight in parts], 1)


def _within(features: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Mean over classes of the covariance inside the class."""
    parts = [features[labels == label] for label in np.unique(labels)]
    return np.mean([_about(part, part.mean(0)) for part in parts], 0)


def _about(features: np.ndarray, centre: np.ndarray) -> np.ndarray:
    return (features - centre).T @ (features - centre) / len(features)
