"""Figures that choose between checkpoints: validation tiles only.

Lung: validation asks, everything of other photographs answers. Colon: validation asks, training answers; once as
it is and once with the queries stained otherwise. Breast: squares of held-out patients ask, other patients answer.
"""

from dataclasses import dataclass, replace
from typing import Callable

import numpy as np
import torch

from .retrieval import Hits, search, unit_rows
from .sets import TileSet
from .stain import colour_of, density_of, jitter_stain

#: Pixels uint8 [n, s, s, 3] → features float [n, d], any length.
Embed = Callable[[np.ndarray], np.ndarray]

STAINED_DRAWS = 3


@dataclass(frozen=True)
class Standard:
    """Mean and sd of each feature over pictures of training."""

    mean: np.ndarray
    sd: np.ndarray

    def __call__(self, features: np.ndarray) -> np.ndarray:
        return unit_rows((features - self.mean) / self.sd)

    @staticmethod
    def over(features: np.ndarray) -> "Standard":
        return Standard(features.mean(0), features.std(0) + 1e-6)


def embed_with(network: torch.nn.Module, size: int = 32, half: bool = False) -> Embed:
    """Runs a network that takes float [n, 3, h, w] colours, `size` pictures at a time."""

    def embed(pixels: np.ndarray) -> np.ndarray:
        found = []
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
            for i in range(0, len(pixels), size):
                rgb = torch.from_numpy(pixels[i : i + size]).permute(0, 3, 1, 2).float()
                found.append(network(rgb).float().numpy())
        return np.concatenate(found)

    return embed


def stain_otherwise(pixels: np.ndarray, seed: int) -> np.ndarray:
    """The pictures as another laboratory's dyes would show them, bytes again; the same for the same seed."""
    state = torch.random.get_rng_state()
    torch.manual_seed(seed)
    rgb = torch.from_numpy(pixels).permute(0, 3, 1, 2).float()
    changed = colour_of(jitter_stain(density_of(rgb), strength=0.85))
    torch.random.set_rng_state(state)
    return changed.round_().byte().permute(0, 2, 3, 1).contiguous().numpy()


def measure(embed: Embed, sets: dict[str, TileSet], standardise: bool = True) -> dict[str, Hits]:
    """Hits by what was asked: `lung`, `crc`, `crc-stained` and, where the set is given, `breast`."""
    features = {name: embed(tiles.pool.pixels) for name, tiles in sets.items()}
    asks = {name: np.array(tiles.is_validation) for name, tiles in sets.items()}
    train = np.concatenate([features[name][~asks[name]] for name in ("lung", "crc")])
    finish = Standard.over(train) if standardise else unit_rows
    vectors = {name: finish(f) for name, f in features.items()}
    found = {name: ask(sets[name], vectors[name][asks[name]], vectors[name], asks[name]) for name in sets}
    crc = sets["crc"].pool.pixels[asks["crc"]]
    stained = [finish(embed(stain_otherwise(crc, seed))) for seed in range(STAINED_DRAWS)]
    found["crc-stained"] = joined(
        [ask(sets["crc"], queries, vectors["crc"], asks["crc"]) for queries in stained]
    )
    return found


def ask(tiles: TileSet, queries: np.ndarray, archive: np.ndarray, asks: np.ndarray) -> Hits:
    """Colon's training part answers; elsewhere everything of another unit."""
    answers = ~asks if tiles.pool.name == "crc" else np.ones(len(asks), bool)
    labels, units = tiles.pool.labels, tiles.pool.units
    hits = search(queries, archive[answers], labels[asks], labels[answers], units[asks], units[answers])
    return replace(hits, units=np.array(tiles.drawn_over)[asks])


def precision_line(name: str, hits: Hits) -> str:
    """Macro P@1 and P@10, and plain P@1, each with its interval by unit."""
    parts = []
    for k in (1, 10):
        low, high = hits.interval(k)
        parts.append(f"macro P@{k} {hits.macro_precision(k):.3f} ({low:.3f}-{high:.3f})")
    low, high = hits.interval(1, macro=False)
    parts.append(f"plain P@1 {hits.precision(1):.3f} ({low:.3f}-{high:.3f})")
    return f"{name}: {', '.join(parts)}; {len(hits.labels)} queries, {len(np.unique(hits.units))} units"


def joined(parts: list[Hits]) -> Hits:
    return Hits(
        np.concatenate([part.right for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.units for part in parts]),
    )


def score(found: dict[str, Hits]) -> float:
    """One number to choose a checkpoint by. P@10 is steadier than P@1; colon and its stained queries weigh more
    than lung, where colour alone does well."""
    weights = {"lung": 1.0, "crc": 1.0, "crc-stained": 1.0}
    total = 0.0
    for name, weight in weights.items():
        total += weight * (found[name].macro_precision(1) + 2 * found[name].macro_precision(10))
    return total / (3 * sum(weights.values()))


def in_words(found: dict[str, Hits]) -> str:
    """One line for the log: macro P@1 / P@10 of each, breast also plain."""
    parts = [f"{name} {hits.macro_precision(1):.3f}/{hits.macro_precision(10):.3f}" for name, hits in found.items()]
    if "breast" in found:
        parts.append(f"breast plain P@1 {found['breast'].precision(1):.3f}")
    return ", ".join(parts)
