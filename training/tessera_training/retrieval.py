"""Figures of retrieval as metrics.md defines them, with bootstrap intervals by unit."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Hits:
    """Per query, whether the first k answers carry its label (bool [queries, k]), its own label, and what an
    interval draws it by."""

    right: np.ndarray
    labels: np.ndarray
    units: np.ndarray

    def macro_precision(self, k: int) -> float:
        """Mean over classes of the share of right answers among the first k."""
        shares = self.right[:, :k].mean(1)
        return float(np.mean([shares[self.labels == label].mean() for label in np.unique(self.labels)]))

    def precision(self, k: int) -> float:
        """Mean over queries."""
        return float(self.right[:, :k].mean())

    def interval(self, k: int, macro: bool = True, draws: int = 2000, seed: int = 1) -> tuple[float, float]:
        """95 % percentile bootstrap over units."""
        rng = np.random.default_rng(seed)
        shares = self.right[:, :k].mean(1)
        names, unit = np.unique(self.units, return_inverse=True)
        classes, label = np.unique(self.labels, return_inverse=True)
        sums = np.zeros((len(names), len(classes)))
        counts = np.zeros_like(sums)
        np.add.at(sums, (unit, label), shares)
        np.add.at(counts, (unit, label), 1)
        figures = []
        for _ in range(draws):
            times = np.bincount(rng.integers(len(names), size=len(names)), minlength=len(names))
            s, c = times @ sums, times @ counts
            if macro:
                figures.append(np.mean(s[c > 0] / c[c > 0]))
            else:
                figures.append(s.sum() / max(1, c.sum()))
        low, high = np.percentile(figures, [2.5, 97.5])
        return float(low), float(high)


def search(
    queries: np.ndarray,
    archive: np.ndarray,
    query_labels: np.ndarray,
    archive_labels: np.ndarray,
    query_units: np.ndarray,
    archive_units: np.ndarray,
    k: int = 10,
) -> Hits:
    """Nearest neighbours by cosine among items of other units. Vectors are unit rows [n, d]."""
    similarity = queries @ archive.T
    similarity[query_units[:, None] == archive_units[None]] = -2
    order = np.argsort(-similarity, axis=1, kind="stable")[:, :k]
    return Hits(archive_labels[order] == query_labels[:, None], query_labels, query_units)


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    """Rows brought to length 1."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
