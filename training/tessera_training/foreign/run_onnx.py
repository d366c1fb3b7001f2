"""Runs an ONNX file: with onnxruntime for Python where it is installed, else with the one that Tessera has in Node."""

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

SCRIPT = Path(__file__).resolve().parents[2] / "run-onnx.mjs"


def run_onnx(file: Path, pictures: np.ndarray) -> tuple[np.ndarray, str]:
    """Numbers of the only output for float32 `pictures`, in a row, and what ran it. ValueError when it does not run."""
    try:
        import onnxruntime
    except ImportError:
        return _in_node(file, pictures), "onnxruntime-node"
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: pictures})[0].ravel(), "onnxruntime"


def _in_node(file: Path, pictures: np.ndarray) -> np.ndarray:
    with tempfile.TemporaryDirectory() as folder:
        told, given = Path(folder) / "in.f32", Path(folder) / "out.f32"
        pictures.astype("<f4").tofile(told)
        command = ["node", str(SCRIPT), str(file), str(told), json.dumps(pictures.shape), str(given)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ValueError(f"the ONNX file does not run in Node: {done.stderr.strip()[-500:]}")
        return np.fromfile(given, "<f4")
