"""The made-up picture whose vector is stored with a model, drawn as src/inference/reference-tile.ts draws it."""

import numpy as np


def reference_tile(seed: int, side: int) -> np.ndarray:
    """uint8 [side, side, 3]: dark spots on a wavy pink ground with a bright hole, whole numbers only."""
    rng = _Random(seed)
    spots = [(rng.below(side), rng.below(side), 2 + rng.below(max(2, side >> 5))) for _ in range(40)]
    hole = (rng.below(side), rng.below(side), side >> 3)
    slant = 1 + rng.below(4)
    tile = np.zeros((side, side, 3), np.uint8)
    for y in range(side):
        for x in range(side):
            grain = rng.below(12)
            wave = _triangle(x * slant + y * 3, 64)
            if _inside(hole, x, y):
                colour = (240, 238, 241)
            elif any(_inside(spot, x, y) for spot in spots):
                colour = (92, 60, 140)
            else:
                colour = (222 - (wave >> 1), 150 - wave, 190 - (wave >> 1))
            tile[y, x] = [value - grain for value in colour]
    return tile


class _Random:
    """mulberry32, as src/domain/rng.ts."""

    def __init__(self, seed: int) -> None:
        self._state = seed & 0xFFFFFFFF

    def below(self, limit: int) -> int:
        self._state = (self._state + 0x6D2B79F5) & 0xFFFFFFFF
        state = self._state
        mixed = ((state ^ (state >> 15)) * (state | 1)) & 0xFFFFFFFF
        mixed ^= (mixed + (((mixed ^ (mixed >> 7)) * (mixed | 61)) & 0xFFFFFFFF)) & 0xFFFFFFFF
        return (mixed ^ (mixed >> 14)) * limit >> 32


def _inside(disc: tuple[int, int, int], x: int, y: int) -> bool:
    return (x - disc[0]) ** 2 + (y - disc[1]) ** 2 <= disc[2] ** 2


def _triangle(value: int, period: int) -> int:
    phase = value % period
    return phase if phase < period // 2 else period - phase
