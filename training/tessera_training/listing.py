"""Lists of the pictures that may train or choose, each with its class, its unit of split and its side of it.

Only sets marked *training* in the data folder's README are listed here. The archive of slides, monuseg, gbm and
the test rows of blood/cbc are never opened by anything in this package.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from .places import DATA

TRAIN = "train"
VALIDATION = "validation"

#: Slides of which every square is labelled; each fold holds out one (see breast-idc/README.md).
BREAST_COMPLETE = ("8863", "8864", "8867")
BREAST_FOLDS = 3


@dataclass(frozen=True)
class Picture:
    """One picture, or one square of a picture, as a set lists it."""

    set: str
    file: Path
    #: Class for supervised contrast; empty where the set has none.
    label: str
    #: Patient, slide or source group: the finest unit of origin that the set knows.
    unit: str
    #: `train` or `validation`.
    split: str
    #: µm per pixel; None where unknown.
    mpp: float | None
    #: Centre of a square in the picture, pixels; None = the whole picture.
    centre: tuple[float, float] | None = None
    #: A guessed slide: for intervals only, never to split by.
    guess: str = ""


def list_lung() -> list[Picture]:
    """LC25000 lung tiles; the unit is a source photograph (patients unknown)."""
    return _list_tiles("lung", 0.8, lambda row: row["group"])


def list_crc() -> list[Picture]:
    """Colorectal tiles; the unit is the source's own folder with its class (slides unknown, groups are guesses)."""
    return _list_tiles("crc", 1.2, lambda row: f"{row['split']}/{row['label']}")


def list_breast(fold: int | None) -> list[Picture]:
    """Squares of the breast slides at 4 µm/px; the unit is the patient.

    fold: 0, 1 or 2 holds out one third of the patients as validation; None trains on all.
    """
    folder = DATA / "breast-idc"
    held_out = set() if fold is None else breast_fold(fold)
    found = []
    for row in _rows(folder / "patients.csv"):
        patient = row["patient"]
        split = VALIDATION if patient in held_out else TRAIN
        for square in _rows(folder / f"{patient}.csv"):
            x, y, width, height = (float(square[key]) for key in ("x", "y", "width", "height"))
            centre = (x + width / 2, y + height / 2)
            file = folder / f"{patient}.jpg"
            found.append(Picture("breast", file, square["label"], patient, split, 4.0, centre))
    return found


def breast_fold(fold: int) -> set[str]:
    """Patients that a fold holds out: one complete slide and every third of the others."""
    patients = [row["patient"] for row in _rows(DATA / "breast-idc" / "patients.csv")]
    others = [patient for patient in patients if patient not in BREAST_COMPLETE]
    return {BREAST_COMPLETE[fold], *others[fold::BREAST_FOLDS]}


def list_mitosis() -> list[Picture]:
    """Crops of mitotic figures (64 px, inside crops64.zip); the unit is the slide. No label is used."""
    folder = DATA / "mitosis" / "ami-br"
    rows = _rows(folder / "figures.csv")
    return [
        Picture("mitosis", folder / "crops64.zip" / row["file"], "", row["slide"], TRAIN, 0.25) for row in rows
    ]


def list_nuclei() -> list[Picture]:
    """Purple-stained pictures of dsb2018, unknown scale; the unit is the stain group. No label is used."""
    folder = DATA / "nuclei" / "dsb2018"
    return [
        Picture("nuclei", folder / "images" / f"{row['id']}.jpg", "", row["stain_group"], TRAIN, None)
        for row in _rows(folder / "images.csv")
    ]


def list_blood() -> list[Picture]:
    """Smears, training pictures only; the unit is the picture, for chula a block of ten numbers."""
    cbc = DATA / "blood" / "cbc"
    splits = {row["file"]: row["split"] for row in _rows(cbc / "annotations.csv")}
    found = [
        Picture("blood", cbc / "images" / file, "", f"cbc/{file}", TRAIN, 0.07)
        for file, split in splits.items()
        if split == "train"
    ]
    draaslan = DATA / "blood" / "draaslan" / "images"
    for file in sorted(draaslan.glob("*.jpg")):
        found.append(Picture("blood", file, "", f"draaslan/{file.name}", TRAIN, 0.14))
    chula = DATA / "blood" / "chula" / "images"
    for file in sorted(chula.glob("*.jpg")):
        block = int(file.stem) // 10
        # Every fifth block of ten numbers is kept for choosing, so that smears do not stand on both sides.
        split = VALIDATION if block % 5 == 0 else TRAIN
        found.append(Picture("blood", file, "", f"chula/{block}", split, 0.19))
    return found


def list_all(breast_fold_held_out: int | None) -> list[Picture]:
    """Everything that may train or choose."""
    return [
        *list_lung(),
        *list_crc(),
        *list_breast(breast_fold_held_out),
        *list_mitosis(),
        *list_nuclei(),
        *list_blood(),
    ]


def _list_tiles(name: str, mpp: float, unit_of: Callable[[dict[str, str]], str]) -> list[Picture]:
    folder = DATA / "tiles" / name
    return [
        Picture(
            name, folder / row["file"], row["label"], unit_of(row), row["split"], mpp, guess=row["group"]
        )
        for row in _rows(folder / "tiles.csv")
    ]


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))
