"""Where data are read and where everything that training makes is kept."""

import os
from pathlib import Path

#: The folder in which this project lies.
BESIDE = Path(__file__).resolve().parents[3]

#: Shared files, as the tests and the bench find them.
SHARED = Path(os.environ.get("TESSERA_SHARED", BESIDE / "shared"))

#: Real data, read only; see its own README for what may train, choose and test.
DATA = SHARED / "data"

#: Packed pictures, phantoms, checkpoints and logs: outside the repository and outside temporary folders.
CACHE = Path(os.environ.get("TESSERA_TRAINING_CACHE", BESIDE / "training-cache"))
