"""Where data are read and where everything that training makes is kept."""

import os
from pathlib import Path

#: Real data, read only; see its own README for what may train, choose and test.
DATA = Path(os.environ.get("TESSERA_TRAINING_DATA", "/work/shared/data"))

#: Packed pictures, phantoms, checkpoints and logs: outside the repository and outside temporary folders.
CACHE = Path(os.environ.get("TESSERA_TRAINING_CACHE", "/work/training-cache"))
