"""Pictures of a set in memory, ready for views: decoded once, packed into one file, then mapped."""

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from .listing import Picture
from .places import CACHE

#: Smears are far finer than tissue tiles; they are brought near this scale (µm/px) first.
SMEAR_MPP = 0.2


@dataclass(frozen=True)
class Pool:
    """Pictures of one set at one scale.

    pixels: uint8 [n, side, side, 3]; labels, units: int64 [n], -1 = none.
    """

    name: str
    pixels: np.ndarray
    labels: np.ndarray
    units: np.ndarray
    mpp: float | None

    def __len__(self) -> int:
        return len(self.pixels)


def pack(name: str, pictures: list[Picture], side: int) -> Pool:
    """Decodes the pictures and packs them as squares of `side` px; larger ones give several squares.

    A smaller picture is mirrored at its edges up to `side`, never stretched. Squares with a centre (breast) are
    cut from their slide with their surroundings; outside the slide is white.
    """
    classes = sorted({p.label for p in pictures if p.label})
    origins = sorted({p.unit for p in pictures})
    pixels, labels, units = [], [], []
    opened = _Opened()
    for picture in pictures:
        for square in _squares(opened.read(picture), picture, side):
            pixels.append(square)
            labels.append(classes.index(picture.label) if picture.label else -1)
            units.append(origins.index(picture.unit))
    return Pool(name, np.stack(pixels), np.array(labels), np.array(units), pictures[0].mpp)


def read_phantoms(mpp: float, folder: str = "phantoms") -> Pool:
    """Phantom patches of one scale as `render-phantoms.mjs` left them; the unit is the phantom patient."""
    stem = CACHE / folder / f"phantoms-{mpp:g}um"
    with open(f"{stem}.csv", newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    side = int(rows[0]["side"])
    pixels = np.fromfile(f"{stem}.rgb", dtype=np.uint8).reshape(len(rows), side, side, 3)
    patterns = sorted({row["label"] for row in rows})
    labels = np.array([patterns.index(row["label"]) for row in rows])
    return Pool(f"phantoms-{mpp:g}um", pixels, labels, np.arange(len(rows)), mpp)


class _Opened:
    """Keeps the last picture and archive open: squares of one slide come one after another."""

    def __init__(self) -> None:
        self._file: Path | None = None
        self._pixels: np.ndarray | None = None
        self._archives: dict[Path, tuple[zipfile.ZipFile, dict[str, str]]] = {}

    def read(self, picture: Picture) -> np.ndarray:
        if picture.file != self._file:
            self._pixels = self._decode(picture)
            self._file = picture.file
        assert self._pixels is not None
        return self._pixels

    def _decode(self, picture: Picture) -> np.ndarray:
        archive = picture.file.parent
        if archive.suffix == ".zip":
            if archive not in self._archives:
                opened = zipfile.ZipFile(archive)
                self._archives[archive] = (opened, {Path(name).name: name for name in opened.namelist()})
            opened, names = self._archives[archive]
            image = Image.open(io.BytesIO(opened.read(names[picture.file.name]))).convert("RGB")
        else:
            image = Image.open(picture.file).convert("RGB")
        if picture.set == "blood" and picture.mpp and picture.mpp < SMEAR_MPP:
            factor = picture.mpp / SMEAR_MPP
            size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
            image = image.resize(size, Image.LANCZOS)
        return np.asarray(image)


def _squares(pixels: np.ndarray, picture: Picture, side: int) -> list[np.ndarray]:
    height, width = pixels.shape[:2]
    if picture.centre is not None:
        return [_cut(pixels, picture.centre, side)]
    if height < side or width < side:
        grown = _mirrored(pixels, max(side, height), max(side, width))
        return _squares(grown, picture, side)
    rows = _starts(height, side)
    columns = _starts(width, side)
    return [pixels[y : y + side, x : x + side] for y in rows for x in columns]


def _starts(length: int, side: int) -> list[int]:
    """Starts of the fewest squares that cover a length, evenly spread."""
    count = -(-length // side)
    if count == 1:
        return [0]
    return [round(i * (length - side) / (count - 1)) for i in range(count)]


def _mirrored(pixels: np.ndarray, height: int, width: int) -> np.ndarray:
    top = (height - pixels.shape[0]) // 2
    left = (width - pixels.shape[1]) // 2
    rest = (height - pixels.shape[0] - top, width - pixels.shape[1] - left)
    return np.pad(pixels, ((top, rest[0]), (left, rest[1]), (0, 0)), mode="symmetric")


def _cut(pixels: np.ndarray, centre: tuple[float, float], side: int) -> np.ndarray:
    """A square around a centre (x, y); white where the slide ends."""
    left = round(centre[0] - side / 2)
    top = round(centre[1] - side / 2)
    square = np.full((side, side, 3), 255, np.uint8)
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(pixels.shape[1], left + side), min(pixels.shape[0], top + side)
    square[y0 - top : y1 - top, x0 - left : x1 - left] = pixels[y0:y1, x0:x1]
    return square
