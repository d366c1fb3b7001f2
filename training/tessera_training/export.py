"""Writes models/NAME from a checkpoint: model.onnx, model.json and reference.json. The card is written by hand.

    python3 -m tessera_training.export CHECKPOINT [--name tessera-s] [--dim 128] [--dry]
    python3 -m tessera_training.export --untrained

What follows the network is fitted on training pictures only. Prints the cross-validated figures of breast and the
validation figures of the encoder as exported; with --dry nothing is written. With --untrained the same graph before training goes to
CACHE/untrained.onnx, where the bench looks for it; graphs fitted without the breast patients of a fold lie beside it.
"""

import argparse
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from .encoder import Encoder, Parts, embed_bytes, features_of
from .finishing import Labelled, fit_finish
from .listing import BREAST_FOLDS, breast_fold
from .measuring import ask, in_words, joined, measure, precision_line, score
from .network import Backbone
from .packing import Pool
from .places import CACHE
from .reference import reference_tile
from .sets import TileSet, breast_squares, fitting_pools, search_sets

MODELS = Path(__file__).resolve().parents[2] / "models"
SCALES = [(0.5, 224), (1, 224), (2, 224), (4, 64)]
REFERENCE_SEEDS = (1, 2, 3)
REFERENCE_PX = 224
OPSET = 15
#: Which untrained network the card compares with.
UNTRAINED_SEED = 11
DIM = 128


def main() -> None:
    options = _options()
    torch.set_num_threads(options.threads)
    if options.untrained:
        features = fitting_features(None)
        write_graph(assemble(features, options.dim), CACHE / "untrained.onnx")
        write_folds(features, options.dim, "untrained")
        return
    state = read_checkpoint(options.checkpoint)
    features = fitting_features(state["average"])
    for line in breast_lines(features, options.dim):
        print(line, flush=True)
    encoder = assemble(features, options.dim)
    found = measure(embed_bytes(encoder), search_sets(), standardise=False)
    print(f"score {score(found):.4f}; {in_words(found)}", flush=True)
    if not options.dry:
        write(encoder, options.name, options.dim, state["step"])
        write_folds(features, options.dim, options.name)


def read_checkpoint(name: str) -> dict:
    """A file, or the best checkpoint of a stage."""
    file = Path(name)
    return torch.load(file if file.suffix else CACHE / f"{name}.best.pt")


@dataclass(frozen=True)
class Features:
    """What the end of an encoder is fitted on: tiles of 224 px by set, and squares of every breast patient."""

    parts: Parts
    sets: list[Labelled]
    squares: TileSet
    breast: Labelled


def fitting_features(weights: dict | None) -> Features:
    """Features of training pictures under these weights; without weights under an untrained network."""
    torch.manual_seed(UNTRAINED_SEED)
    backbone = Backbone().eval()
    if weights is not None:
        backbone.load_state_dict(weights)
    parts = Parts(backbone)

    def labelled(pool: Pool) -> Labelled:
        return Labelled(features_of(parts, pool.pixels), pool.labels, pool.units)

    squares = breast_squares()
    sets = [labelled(pool) for pool in fitting_pools()]
    return Features(parts, sets, squares, labelled(squares.pool))


def assemble(features: Features, dim: int, held_out: int | None = None) -> Encoder:
    """The encoder, its end fitted on training pictures; breast patients of a fold left out where one is named."""
    breast = features.breast
    if held_out is not None:
        kept = ~np.isin(features.squares.drawn_over, sorted(breast_fold(held_out)))
        breast = Labelled([block[kept] for block in breast.blocks], breast.labels[kept], breast.units[kept])
    return Encoder(features.parts, fit_finish(features.sets, dim, breast)).eval()


def write_folds(features: Features, dim: int, name: str) -> None:
    """The graphs whose end knows nothing of a fold's breast patients: the bench asks each with those."""
    for fold in range(BREAST_FOLDS):
        write_graph(assemble(features, dim, fold), CACHE / f"{name}-breast-fold-{fold}.onnx")


def breast_lines(features: Features, dim: int) -> list[str]:
    """Breast squares by 3-fold cross-validation over patients: the end fitted without those who ask."""
    squares = features.squares
    found = []
    for fold in range(BREAST_FOLDS):
        encoder = assemble(features, dim, fold)
        with torch.no_grad():
            vectors = encoder.finish([torch.from_numpy(block) for block in features.breast.blocks]).numpy()
        asks = np.isin(squares.drawn_over, sorted(breast_fold(fold)))
        found.append(ask(squares, vectors[asks], vectors, asks))
    names = [f"breast fold {fold}" for fold in range(BREAST_FOLDS)]
    return [precision_line(name, hits) for name, hits in zip([*names, "breast, all"], [*found, joined(found)])]


def write(encoder: Encoder, name: str, dim: int, step: int) -> None:
    """model.onnx (weights folded, any size of picture), model.json with its hash, reference vectors."""
    folder = MODELS / name
    folder.mkdir(parents=True, exist_ok=True)
    graph = folder / "model.onnx"
    write_graph(encoder, graph)
    manifest = manifest_of(name, hashlib.sha256(graph.read_bytes()).hexdigest(), dim)
    (folder / "model.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    tiles = np.stack([reference_tile(seed, REFERENCE_PX) for seed in REFERENCE_SEEDS])
    vectors = embed_bytes(encoder)(tiles)
    reference = {
        "tilePx": REFERENCE_PX,
        "tiles": [
            {"seed": seed, "vector": [round(float(v), 6) for v in vector]}
            for seed, vector in zip(REFERENCE_SEEDS, vectors)
        ],
    }
    (folder / "reference.json").write_text(json.dumps(reference) + "\n")
    print(f"{folder}: {graph.stat().st_size} bytes, step {step}, sha256 {manifest['sha256']}")


def write_graph(encoder: Encoder, file: Path) -> None:
    """ONNX with weights folded, for any number and size of pictures."""
    torch.onnx.export(
        encoder,
        torch.zeros(1, REFERENCE_PX, REFERENCE_PX, 3, dtype=torch.uint8),
        str(file),
        input_names=["pixels"],
        output_names=["vector"],
        dynamic_axes={"pixels": {0: "batch", 1: "height", 2: "width"}, "vector": {0: "batch"}},
        opset_version=OPSET,
    )


def manifest_of(name: str, sha256: str, dim: int) -> dict[str, object]:
    """What model.json says; CARD.md beside it tells more."""
    return {
        "id": name,
        "kind": "encoder",
        "name": "Tessera S (small network trained on H&E tiles, beside fixed texture)",
        "sha256": sha256,
        "scales": [{"mpp": mpp, "tilePx": side} for mpp, side in SCALES],
        "input": "uint8-nhwc",
        "output": "vector",
        "dim": dim,
        "pooling": (
            "mean and sd of every stage over all places, beside the statistics of stain-texture; directions in "
            "which tiles of one class differ count less; principal axes and one that tells breast tumour squares "
            "apart, unit length"
        ),
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
    parser.add_argument("checkpoint", nargs="?", help="file, or the name of a stage (its best checkpoint)")
    parser.add_argument("--untrained", action="store_true", help="write the graph before training, for the bench")
    parser.add_argument("--name", default="tessera-s")
    parser.add_argument("--dim", type=int, default=DIM)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--dry", action="store_true", help="print figures, write nothing")
    options = parser.parse_args()
    if options.checkpoint is None and not options.untrained:
        parser.error("name a checkpoint, or say --untrained")
    return options


if __name__ == "__main__":
    main()
