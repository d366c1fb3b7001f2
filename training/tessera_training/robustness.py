"""Figures for the card, of a checkpoint finished as it is exported: precision with intervals, and what changes of a
picture do to its vector and to what it finds.

    python3 -m tessera_training.robustness CHECKPOINT [--untrained]

Only validation tiles ask; unchanged tiles answer.
"""

import argparse
import io
from typing import Callable

import numpy as np
import torch
from PIL import Image

from .encoder import embed_bytes
from .export import DIM, assemble, breast_lines, fitting_features, read_checkpoint
from .measuring import Embed, ask, measure, precision_line, stain_otherwise
from .retrieval import Hits
from .sets import TileSet, search_sets

#: Side of a tile of 224 px seen 20 % coarser, rounded to a multiple of 8; its middle of this side seen finer.
COARSER_PX = 184

Change = Callable[[np.ndarray], np.ndarray]


def main() -> None:
    options = _options()
    torch.set_num_threads(options.threads)
    weights = None if options.untrained else read_checkpoint(options.checkpoint)["average"]
    features = fitting_features(weights)
    embed = embed_bytes(assemble(features, options.dim))
    sets = search_sets()
    for name, hits in measure(embed, sets, standardise=False).items():
        print(precision_line(name, hits), flush=True)
    for line in breast_lines(features, options.dim):
        print(line, flush=True)
    for line in change_lines(embed, sets):
        print(line, flush=True)


def change_lines(embed: Embed, sets: dict[str, TileSet]) -> list[str]:
    """Per change: cosine of a validation tile with itself, and macro P@1/P@10 when changed tiles ask."""
    asks = {name: np.array(tiles.is_validation) for name, tiles in sets.items()}
    whole = {name: embed(tiles.pool.pixels) for name, tiles in sets.items()}
    lines = []
    for what, changes in CHANGES.items():
        cosines, found = [], []
        for name, tiles in sets.items():
            pixels = tiles.pool.pixels[asks[name]]
            own = embed(_middle(pixels, COARSER_PX)) if what == FINER else whole[name][asks[name]]
            changed = [embed(change(pixels)) for change in changes]
            cosines += [(own * vectors).sum(1) for vectors in changed]
            hits = [ask(tiles, vectors, whole[name], asks[name]) for vectors in changed]
            found.append(f"{name} {_mean(hits, 1):.3f}/{_mean(hits, 10):.3f}")
        lines.append(f"{what}: cosine {_spread(cosines)}; {', '.join(found)}")
    others = [(v * np.roll(v, shift, 0)).sum(1) for v in (whole[n][asks[n]] for n in sets) for shift in (1, 7, 31)]
    return [*lines, f"another tile of the set: cosine {_spread(others)}"]


def _mean(hits: list[Hits], k: int) -> float:
    return float(np.mean([found.macro_precision(k) for found in hits]))


def _spread(cosines: list[np.ndarray]) -> str:
    joined = np.concatenate(cosines)
    return f"mean {joined.mean():.3f}, 5th percentile {np.percentile(joined, 5):.3f} (n {len(joined)})"


def _turned(times: int, flipped: bool) -> Change:
    return lambda pixels: np.ascontiguousarray(np.rot90(pixels[:, :, ::-1] if flipped else pixels, times, (1, 2)))


def _stained(seed: int) -> Change:
    return lambda pixels: stain_otherwise(pixels, seed)


def _jpeg(pixels: np.ndarray, quality: int) -> np.ndarray:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=quality)
    return np.asarray(Image.open(stream))


def _middle(pixels: np.ndarray, side: int) -> np.ndarray:
    start = (pixels.shape[1] - side) // 2
    return np.ascontiguousarray(pixels[:, start : start + side, start : start + side])


def _resized(pixels: np.ndarray, side: int, to: int) -> np.ndarray:
    """The middle `side` px brought to `to` px."""
    return np.stack(
        [np.asarray(Image.fromarray(p).resize((to, to), Image.BICUBIC)) for p in _middle(pixels, side)]
    )


FINER = "20 % finer"
CHANGES: dict[str, list[Change]] = {
    "turned or flipped": [_turned(times, flipped) for flipped in (False, True) for times in range(4)][1:],
    "stained otherwise": [_stained(seed) for seed in range(3)],
    "JPEG 70": [lambda pixels: np.stack([_jpeg(picture, 70) for picture in pixels])],
    FINER: [lambda pixels: _resized(pixels, COARSER_PX, 224)],
    "20 % coarser": [lambda pixels: _resized(pixels, 224, COARSER_PX)],
}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", help="file, or the name of a stage (its best checkpoint)")
    parser.add_argument("--dim", type=int, default=DIM)
    parser.add_argument("--untrained", action="store_true", help="the same with an untrained network")
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
