"""Constants of public encoders, from the file that Tessera itself reads."""

import json
from pathlib import Path

PRESETS = Path(__file__).resolve().parents[3] / "models" / "presets.json"
LIMITS = [
    "For Research Use Only. Not for use in diagnostic procedures.",
    "Exported from a checkpoint with constants from a preset: whether the weights are those of its makers, Tessera "
    "cannot know.",
]


def preset_of(name: str) -> dict:
    """What models/presets.json says of an encoder. ValueError with the names there are."""
    known = json.loads(PRESETS.read_text(encoding="utf-8"))["presets"]
    if name not in known:
        raise ValueError(f"there is no preset {name}; presets: {', '.join(known)}")
    return known[name]


def network_side(preset: dict) -> int:
    """Side of the picture that the network sees, px."""
    return preset.get("crop") or preset.get("resize", {}).get("px") or preset["tilePx"]


def expected_shape(preset: dict) -> tuple[int, ...]:
    """Shape of the output for one picture, before tokens become one vector."""
    tokens = preset.get("tokens")
    if tokens is None:
        return (preset["dim"],)
    return (tokens["count"], preset["dim"] // 2 if tokens["take"] == "class+mean" else preset["dim"])


def manifest_of(name: str, preset: dict, model_id: str, mpp: list[float] | None, pooled: bool) -> dict:
    """model.json without the hash. `pooled`: the graph gives vectors, no tokens. ValueError for a µm/px it lacks."""
    strangers = [value for value in mpp or [] if preset["mpp"] and value not in preset["mpp"]]
    if strangers:
        raise ValueError(f"{preset['name']} was not made for {strangers} µm/px; it has {preset['mpp']}")
    scales = mpp or preset["mpp"]
    if not scales:
        raise ValueError(f"{preset['name']} has no µm/px of its own: choose with --mpp, e.g. --mpp 0.5")
    tokens = None if pooled else preset.get("tokens")
    return {
        "id": model_id,
        "kind": "encoder",
        "name": preset["name"],
        "scales": [{"mpp": value, "tilePx": preset["tilePx"]} for value in scales],
        "input": "float32-nchw",
        **{key: preset[key] for key in ("mean", "std", "resize", "crop") if key in preset},
        "output": "vectors" if tokens is None else "tokens",
        "dim": preset["dim"],
        "pooling": f"{tokens['take']}, {tokens['skip']} first tokens left out" if tokens else "inside the graph",
        **({} if tokens is None else {"tokens": tokens}),
        "licence": preset["licence"],
        "trainingData": f"as its makers say: {preset['source']}",
        "limits": LIMITS,
        "preset": name,
        "source": preset["source"],
    }
