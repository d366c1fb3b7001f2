"""From a checkpoint to a checked model folder."""

import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

import numpy as np
import torch
from torch import nn

from ..export import OPSET
from .checkpoint import open_checkpoint
from .presets import expected_shape, manifest_of, network_side
from .run_onnx import run_onnx

#: Largest difference between torch and ONNX, as a part of the largest number.
TOLERANCE = 1e-3


@dataclass(frozen=True)
class Wish:
    """What a user asks to export."""

    checkpoint: Path
    folder: Path
    timm: str
    id: str
    mpp: list[float] | None


def export_folder(wish: Wish, name: str, preset: dict) -> Iterator[str]:
    """Yields what was found, line by line. ValueError with the reason; the folder then does not exist."""
    if wish.folder.exists():
        raise ValueError(f"{wish.folder} exists: name a new folder")
    module = open_checkpoint(wish.checkpoint, wish.timm)
    pictures = sample_pictures(preset)
    with torch.no_grad():
        answers = check_answers(module, pictures, preset)
    yield f"torch: [batch, {', '.join(map(str, answers.shape[1:]))}], finite, alone and in a batch alike"
    pooled = answers.dim() == 2
    manifest = manifest_of(name, preset, wish.id, wish.mpp, pooled)
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "model.onnx"
        write_onnx(module, pictures, made, manifest["output"])
        difference, by = parity(made, pictures.numpy(), answers.numpy())
        if difference > TOLERANCE:
            raise ValueError(f"the ONNX file gives other numbers than torch (by {difference:.2g} of the largest)")
        yield f"ONNX ({by}) against torch: differs by {difference:.1e} of the largest number"
        seal(manifest, Path(scratch))
        wish.folder.mkdir(parents=True)
        for file in Path(scratch).iterdir():
            shutil.copy(file, wish.folder / file.name)
    yield f"{wish.folder}: model {wish.id}; add it with: tessera models add {wish.folder}"


def sample_pictures(preset: dict) -> torch.Tensor:
    """Three unlike pictures as the network gets them, always the same."""
    side = network_side(preset)
    rng = np.random.default_rng(5)
    coarse = rng.random((3, 3, -(-side // 16), -(-side // 16)), np.float32)
    fine = np.kron(coarse, np.ones((1, 1, 16, 16), np.float32))[:, :, :side, :side]
    mean, std = (np.array(preset[key], np.float32).reshape(1, 3, 1, 1) for key in ("mean", "std"))
    return torch.from_numpy((fine - mean) / std)


def check_answers(module: nn.Module, pictures: torch.Tensor, preset: dict) -> torch.Tensor:
    """What the module answers, if that is what the preset says."""
    answers = module(pictures)
    if not isinstance(answers, torch.Tensor):
        raise ValueError(f"the module answers with {type(answers).__name__}, not with a tensor")
    told, found = expected_shape(preset), tuple(answers.shape[1:])
    if found not in (told, (preset["dim"],)):
        wanted = f"{list(told)} or [{preset['dim']}]"
        raise ValueError(f"{preset['name']} gives {wanted} per picture; this gives {list(found)}")
    if len(answers) != len(pictures):
        raise ValueError("the module gives another number of vectors than of pictures: trace it with an open batch")
    if not bool(torch.isfinite(answers).all()):
        raise ValueError("the module answers with numbers that are not finite")
    alone = torch.cat([module(pictures[i : i + 1]) for i in range(len(pictures))])
    if _difference(alone.numpy(), answers.numpy()) > TOLERANCE:
        raise ValueError("a picture gives other numbers alone than in a batch: is the module in training mode?")
    if _difference(answers[:1].numpy(), answers[1:2].numpy()) < 1e-6:
        raise ValueError("different pictures give the same numbers")
    return answers


def write_onnx(module: nn.Module, pictures: torch.Tensor, file: Path, output: str) -> None:
    torch.onnx.export(
        module,
        pictures[:1],
        str(file),
        input_names=["pixels"],
        output_names=[output],
        dynamic_axes={"pixels": {0: "batch"}, output: {0: "batch"}},
        opset_version=OPSET,
    )


def parity(file: Path, pictures: np.ndarray, answers: np.ndarray) -> tuple[float, str]:
    """Largest difference as a part of the largest number, and what ran the file."""
    found, by = run_onnx(file, pictures)
    if found.size != answers.size:
        raise ValueError(f"the ONNX file gives {found.size} numbers, torch {answers.size}")
    return _difference(found.reshape(answers.shape), answers), by


def seal(manifest: dict, folder: Path) -> None:
    """Writes model.json with the hash of the graph, or of the list of files where weights lie beside it."""
    names = sorted(file.name for file in folder.iterdir() if file.name != "model.onnx")
    files = [{"file": name, "sha256": hash_of(folder / name)} for name in ("model.onnx", *names)]
    if names:
        listed = "".join(f"{entry['file']}\0{entry['sha256']}\n" for entry in files)
        manifest = {**manifest, "sha256": hashlib.sha256(listed.encode()).hexdigest(), "files": files}
    else:
        manifest = {**manifest, "sha256": files[0]["sha256"]}
    (folder / "model.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def hash_of(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def _difference(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a - b).max() / max(1e-12, np.abs(b).max()))
