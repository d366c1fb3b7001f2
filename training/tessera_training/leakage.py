"""Finds patients, slides and source groups that stand on both sides of a split."""

from collections import defaultdict
from typing import Iterable

from .listing import TRAIN, VALIDATION, Picture


def units_on_both_sides(pictures: Iterable[Picture]) -> list[str]:
    """Units (`set/unit`) with pictures in training and in validation, sorted; empty when nothing leaks."""
    sides: dict[str, set[str]] = defaultdict(set)
    for picture in pictures:
        if picture.split not in (TRAIN, VALIDATION):
            raise ValueError(f"{picture.file} stands in split {picture.split!r}, which nothing may train or choose on")
        sides[f"{picture.set}/{picture.unit}"].add(picture.split)
    return sorted(unit for unit, splits in sides.items() if len(splits) > 1)


def files_on_both_sides(pictures: Iterable[Picture]) -> list[str]:
    """Picture files that are read in training and in validation, sorted."""
    sides: dict[str, set[str]] = defaultdict(set)
    for picture in pictures:
        sides[str(picture.file)].add(picture.split)
    return sorted(file for file, splits in sides.items() if len(splits) > 1)


def check_no_leak(pictures: Iterable[Picture]) -> None:
    """Stops a training run whose split leaks."""
    pictures = list(pictures)
    leaks = units_on_both_sides(pictures) + files_on_both_sides(pictures)
    if leaks:
        raise ValueError(f"on both sides of the split: {', '.join(leaks[:10])}")
