"""Writes models/NAME from a checkpoint: model.onnx, model.json and reference.json. The card is written by hand.

    python3 -m tessera_training.export CHECKPOINT [--name tessera-s] [--dim 256] [--whitening 0.5] [--dry]

Mean and principal axes are fitted on training pictures only, every set alike. Prints the validation figures of
the encoder as exported; with --dry nothing is written.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch

from .encoder import Encoder, embed_bytes, finish_of
from .measuring import Embed, embed_with, in_words, measure, score
from .network import Backbone
from .packing import Pool
from .places import CACHE
from .reference import reference_tile
from .sets import phantom_pools, search_sets, training_pools

MODELS = Path(__file__).resolve().parents[2] / "models"
SCALES = [(0.5, 224), (1, 224), (2, 224), (4, 64)]
REFERENCE_SEEDS = (1, 2, 3)
REFERENCE_PX = 224
#: Pictures of each set that mean and axes are fitted on.
FITTED_ON = 700
OPSET = 15


def main() -> None:
    options = _options()
    torch.set_num_threads(options.threads)
    file = Path(options.checkpoint)
    state = torch.load(file if file.suffix else CACHE / f"{file}.best.pt")
    backbone = Backbone().to(memory_format=torch.channels_last).eval()
    backbone.load_state_dict(state["average"])
    features = fitting_features(embed_with(backbone), state["options"]["breast_fold"])
    sets = search_sets(state["options"]["breast_fold"])
    for whitening in options.whitening:
        encoder = Encoder(backbone, *map(torch.from_numpy, finish_of(features, options.dim, whitening))).eval()
        found = measure(embed_bytes(encoder), sets, standardise=False)
        print(f"whitening {whitening}: score {score(found):.4f}; {in_words(found)}", flush=True)
    if not options.dry:
        write(encoder, options.name, options.dim, state["step"])


def fitting_features(embed: Embed, breast_fold: int | None) -> np.ndarray:
    """Features of training pictures, the same number of every set."""
    rng = np.random.default_rng(7)
    real = training_pools(breast_fold)
    pools = [real["lung"], real["crc"], real["breast"], *phantom_pools()]
    return np.concatenate([embed(_some(pool, rng)) for pool in pools])


def _some(pool: Pool, rng: np.random.Generator) -> np.ndarray:
    count = FITTED_ON // 5 if pool.name.startswith("phantoms") else FITTED_ON
    return pool.pixels[rng.choice(len(pool), min(count, len(pool)), replace=False)]




def write(encoder: Encoder, name: str, dim: int, step: int) -> None:
    """model.onnx (weights folded, any size of picture), model.json with its hash, reference vectors."""
    folder = MODELS / name
    folder.mkdir(parents=True, exist_ok=True)
    graph = folder / "model.onnx"
    # Channels-last strides would be written as transposes.
    plain = encoder.to(memory_format=torch.contiguous_format)
    torch.onnx.export(
        plain,
        torch.zeros(1, 224, 224, 3, dtype=torch.uint8),
        str(graph),
        input_names=["pixels"],
        output_names=["vector"],
        dynamic_axes={"pixels": {0: "batch", 1: "height", 2: "width"}, "vector": {0: "batch"}},
        opset_version=OPSET,
    )
    manifest = manifest_of(name, hashlib.sha256(graph.read_bytes()).hexdigest(), dim)
    (folder / "model.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    tiles = np.stack([reference_tile(seed, REFERENCE_PX) for seed in REFERENCE_SEEDS])
    vectors = embed_bytes(plain)(tiles)
    reference = {
        "tilePx": REFERENCE_PX,
        "tiles": [
            {"seed": seed, "vector": [round(float(v), 6) for v in vector]}
            for seed, vector in zip(REFERENCE_SEEDS, vectors)
        ],
    }
    (folder / "reference.json").write_text(json.dumps(reference) + "\n")
    print(f"{folder}: {graph.stat().st_size} bytes, step {step}, sha256 {manifest['sha256']}")


def manifest_of(name: str, sha256: str, dim: int) -> dict[str, object]:
    """What model.json says; CARD.md beside it tells more."""
    return {
        "id": name,
        "kind": "encoder",
        "name": "Tessera S (small network, trained on H&E tiles)",
        "sha256": sha256,
        "scales": [{"mpp": mpp, "tilePx": side} for mpp, side in SCALES],
        "input": "uint8-nhwc",
        "output": "vector",
        "dim": dim,
        "pooling": "mean and sd of the last stage over all places, standardised, turned onto principal axes, unit length",
        "licence": "Apache-2.0 (weights; the pictures they were trained on have licences of their own, see CARD.md)",
        "trainingData": (
            "training splits of LC25000 lung tiles, a colorectal set of five classes, breast IDC slides at 4 µm/px, "
            "mitosis crops (AMi-Br), dsb2018 and blood smears, and synthetic phantoms; see CARD.md"
        ),
        "limits": [
            "For Research Use Only. Not for use in diagnostic procedures.",
            "Made for haematoxylin and eosin in bright field; other stains give vectors of little meaning.",
            "Few slides and three organs in training: neighbours elsewhere are neighbours in texture and architecture.",
        ],
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", help="file, or the name of a stage (its best checkpoint)")
    parser.add_argument("--name", default="tessera-s")
    parser.add_argument("--dim", type=int, default=256)
    parser.add_argument("--whitening", type=float, nargs="+", default=[0.0], help="the last one is written")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--dry", action="store_true", help="print figures, write nothing")
    return parser.parse_args()


if __name__ == "__main__":
    main()
