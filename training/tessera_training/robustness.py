"""Figures for the card, of an exported model's own checkpoint: precision with intervals and mean cosines.

    python3 -m tessera_training.robustness CHECKPOINT [--whitening 0] [--random]

Only validation tiles ask. Cosines compare a tile with itself turned, flipped, stained otherwise, compressed with
JPEG 70, and seen at a scale 20 % finer or coarser (the middle of the tile, so that both show tissue only).
"""

import argparse
import io
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from .encoder import Encoder, embed_bytes, finish_of
from .export import fitting_features
from .measuring import Embed, embed_with, measure, stain_otherwise
from .network import Backbone
from .places import CACHE
from .retrieval import Hits
from .sets import TileSet, search_sets

#: Side of the middle that the scale test compares, px of a 224-px tile: 224 / 1.2 rounded to a multiple of 8.
MIDDLE_PX = 184


def main() -> None:
    options = _options()
    torch.set_num_threads(options.threads)
    file = Path(options.checkpoint)
    state = torch.load(file if file.suffix else CACHE / f"{file}.best.pt")
    torch.manual_seed(11)
    backbone = Backbone().eval()
    if not options.random:
        backbone.load_state_dict(state["average"])
    fold = state["options"]["breast_fold"]
    features = fitting_features(embed_with(backbone), fold)
    encoder = Encoder(backbone, *map(torch.from_numpy, finish_of(features, 256, options.whitening))).eval()
    embed = embed_bytes(encoder)
    sets = search_sets(fold)
    for name, hits in measure(embed, sets, standardise=False).items():
        print(precision_line(name, hits), flush=True)
    for line in cosine_lines(embed, sets):
        print(line, flush=True)


def precision_line(name: str, hits: Hits) -> str:
    """Macro P@1 and P@10, and plain P@1, each with its interval by unit."""
    parts = []
    for k in (1, 10):
        low, high = hits.interval(k)
        parts.append(f"macro P@{k} {hits.macro_precision(k):.3f} ({low:.3f}-{high:.3f})")
    low, high = hits.interval(1, macro=False)
    parts.append(f"plain P@1 {hits.precision(1):.3f} ({low:.3f}-{high:.3f})")
    return f"{name}: {', '.join(parts)}; {len(hits.labels)} queries, {len(np.unique(hits.units))} units"


def cosine_lines(embed: Embed, sets: dict[str, TileSet]) -> list[str]:
    """Mean and 5th percentile of cosines over the validation tiles of lung and colon."""
    pixels = np.concatenate(
        [sets[name].pool.pixels[np.array(sets[name].is_validation)] for name in ("lung", "crc")]
    )
    own = embed(pixels)
    turned = [np.rot90(flipped, k, (1, 2)) for flipped in (pixels, pixels[:, :, ::-1]) for k in range(4)][1:]
    rows = {
        "turned or flipped": [_cosines(own, embed(np.ascontiguousarray(p))) for p in turned],
        "stained otherwise": [_cosines(own, embed(stain_otherwise(pixels, seed))) for seed in range(3)],
        "JPEG 70": [_cosines(own, embed(np.stack([_jpeg(p, 70) for p in pixels])))],
        "20 % finer": [_cosines(embed(_middle(pixels, 152)), embed(_resized(pixels, 152, MIDDLE_PX)))],
        "20 % coarser": [_cosines(embed(_middle(pixels, MIDDLE_PX)), embed(_resized(pixels, MIDDLE_PX, 152)))],
        "another tile": [_cosines(own, np.roll(own, shift, 0)) for shift in (1, 7, 31)],
    }
    return [_line(name, np.concatenate(cosines)) for name, cosines in rows.items()]


def _line(name: str, cosines: np.ndarray) -> str:
    low = np.percentile(cosines, 5)
    return f"cosine, {name}: mean {cosines.mean():.3f}, 5th percentile {low:.3f} (n {len(cosines)})"


def _cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a * b).sum(1)


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


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", help="file, or the name of a stage (its best checkpoint)")
    parser.add_argument("--whitening", type=float, default=0.0)
    parser.add_argument("--random", action="store_true", help="measure the network untrained instead")
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
