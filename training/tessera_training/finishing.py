"""How features become a vector: the constants behind the network, fitted on training pictures only.

Directions in which tiles of one class differ (stain, site, slide) count less, by the power `whitening` of their
spread; then the principal axes are kept.
"""

from dataclasses import dataclass

import numpy as np

from .encoder import Finish
from .retrieval import unit_rows


@dataclass(frozen=True)
class Labelled:
    """Features of a set's training pictures: trained [n, f], fixed [n, g], label per picture."""

    trained: np.ndarray
    fixed: np.ndarray
    labels: np.ndarray


def fit_finish(
    sets: list[Labelled], dim: int, fixed_weight: float = 0.8, whitening: float = 0.5, shrinking: float = 0.5
) -> Finish:
    """Every set counts alike. `fixed_weight` is the length of the fixed part where the trained has 1; `shrinking` adds
    that many times the mean spread to every direction."""
    trained = np.concatenate([found.trained for found in sets])
    mean, sd = trained.mean(0), trained.std(0) + 1e-6
    joint = [_joint(found, mean, sd, fixed_weight) for found in sets]
    spread, axes = np.linalg.eigh(np.mean([_within(x, found.labels) for x, found in zip(joint, sets)], 0))
    spread = np.maximum(spread, 0) + shrinking * np.maximum(spread, 0).mean()
    turned = axes / spread**whitening
    centre = np.mean([x.mean(0) for x in joint], 0)
    _, kept = np.linalg.eigh(np.mean([_about(x @ turned, centre @ turned) for x in joint], 0))
    matrix = turned @ kept[:, ::-1][:, :dim]
    # The scale of the axes is of no matter; near 1 it keeps float32 at ease.
    matrix = matrix / np.linalg.norm(matrix, axis=0).max()
    mean, sd, centre, matrix = (value.astype(np.float32) for value in (mean, sd, centre, matrix))
    return Finish(mean, sd, fixed_weight, centre, matrix)


def _joint(found: Labelled, mean: np.ndarray, sd: np.ndarray, fixed_weight: float) -> np.ndarray:
    return np.concatenate([unit_rows((found.trained - mean) / sd), fixed_weight * unit_rows(found.fixed)], 1)


def _within(features: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Mean over classes of the covariance inside the class."""
    parts = [features[labels == label] for label in np.unique(labels)]
    return np.mean([_about(part, part.mean(0)) for part in parts], 0)


def _about(features: np.ndarray, centre: np.ndarray) -> np.ndarray:
    return (features - centre).T @ (features - centre) / len(features)
