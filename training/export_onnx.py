#!/usr/bin/env python3
"""Turns a checkpoint of a public pathology encoder into a model folder that Tessera can add.

    python3 export_onnx.py CHECKPOINT FOLDER --preset NAME [--timm ARCHITECTURE] [--id ID] [--mpp 0.5,1]
    tessera models add FOLDER

CHECKPOINT is one of
- a TorchScript file (torch.jit.save), taken as it is;
- a whole module (torch.save of an nn.Module): opening it runs code of whoever made it, its classes must be importable;
- with --timm, weights alone (state dict, .pt or .bin) of an architecture that timm knows: forward_features is used.
The module takes float [n, 3, side, side], prepared as the preset says, and gives tokens [n, count, width] or vectors
[n, dim] (a tensor, or an object with last_hidden_state).

Constants come from models/presets.json, the file that `tessera models add --preset` reads. Shape, finite numbers, that
different pictures give different vectors, that a batch gives what its pictures give alone, and that the ONNX file
gives what torch gives are checked; nothing is left in FOLDER when one fails.
"""

import argparse
import sys
from pathlib import Path

from tessera_training.foreign.export import Wish, export_folder
from tessera_training.foreign.presets import preset_of


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path, help="new folder for model.onnx and model.json")
    parser.add_argument("--preset", required=True, help="name in models/presets.json")
    parser.add_argument("--timm", default="", help="architecture, where the checkpoint is weights alone")
    parser.add_argument("--id", default="", help="id of the model; without it the name of the folder")
    parser.add_argument("--mpp", default="", help="µm/px to use, of those of the preset: 0.5,1")
    options = parser.parse_args()
    mpp = [float(value) for value in options.mpp.split(",")] if options.mpp else None
    wish = Wish(options.checkpoint, options.folder, options.timm, options.id or options.folder.name, mpp)
    try:
        for line in export_folder(wish, options.preset, preset_of(options.preset)):
            print(line)
    except ValueError as fault:
        print(f"export_onnx: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
