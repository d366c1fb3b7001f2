"""The fixed statistics of `models/stain-texture` (`scripts/stain-texture/*.mjs`), to stand beside a trained network
in one graph. They start from the network's optical density, so that its logarithm is taken once: the last digits
differ from that model, nothing else."""

import base64
import json
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .stain import unmixing

CONSTANTS = Path(__file__).resolve().parents[2] / "scripts" / "stain-texture" / "constants.json"
#: Side that the statistics are defined on.
SIDE = 224
#: Darker is all black: 1 / 64 of the light.
DENSEST = math.log(64)
LENGTH = 128
PLANES, SHAPES = 3, 7
LEVELS, LEVEL_PAIRS = (1, 2, 3), ((1, 2), (1, 3), (2, 3))
FLAT, BOUND = 0.4, 3.0
BIN_CENTRES, BIN_WIDTHS = (-1.6, -0.8, -0.2, 0.4, 1.2, 2.4), (1.0, 0.7, 0.6, 0.7, 1.0, 1.2)
OPENINGS, BLOCKS, REACHES = (3, 5, 9, 15, 23), (2, 4, 7, 14, 28), (3, 7, 13)


class StainTexture(nn.Module):
    """float [n, 3, 224, 224] optical density → float [n, 128]."""

    def __init__(self) -> None:
        super().__init__()
        stored = json.loads(CONSTANTS.read_text())
        for name, kind in (("mean", "f4"), ("sd", "f4"), ("centre", "f4"), ("projection", "f2")):
            values = np.frombuffer(base64.b64decode(stored[name]), kind).astype(np.float32)
            self.register_buffer(name, torch.from_numpy(values))
        self.projection = self.projection.view(-1, LENGTH)
        mix = torch.cat([unmixing(), torch.full((1, 3), 1 / 3)])
        self.register_buffer("mix", mix)
        self.register_buffer("kernels", derivative_kernels())
        self.register_buffer("bin_centres", torch.tensor(BIN_CENTRES).view(1, -1, 1, 1))
        self.register_buffer("bin_widths", torch.tensor(BIN_WIDTHS).view(1, -1, 1, 1))

    def forward(self, density: Tensor) -> Tensor:
        standard = (self.statistics(density) - self.mean) / self.sd
        return (BOUND * torch.tanh(standard / BOUND) - self.centre) @ self.projection

    def statistics(self, density: Tensor) -> Tensor:
        """The 651 numbers before they are standardised."""
        levels, density = self.planes(density)
        local = {level: self.local_shape(levels[level]) for level in LEVELS}
        found = [local[level][1].reshape(-1, PLANES * 4) for level in LEVELS]
        for fine, coarse in LEVEL_PAIRS:
            inside = F.avg_pool2d(local[fine][0], 2 ** (coarse - fine))
            found.append(together(inside, local[coarse][0]).reshape(-1, PLANES * SHAPES * SHAPES))
        for level in (2, 3):
            shapes = local[level][0].reshape(-1, PLANES * SHAPES, SIDE >> level, SIDE >> level)
            found.append(together(shapes[:, :SHAPES], shapes[:, SHAPES : 2 * SHAPES]).reshape(-1, SHAPES * SHAPES))
        for level in (2, 3):
            near = 1 - (levels[level] - self.bin_centres).abs() / self.bin_widths
            shares = torch.sqrt(near.relu().mean((2, 3)) + 1e-6)
            found.append(shares.reshape(-1, PLANES * len(BIN_CENTRES)))
        coarse = levels[3].reshape(-1, PLANES, SIDE >> 3, SIDE >> 3)
        found.append((coarse[:, :1] * coarse[:, 1:2]).mean((2, 3)))
        found += architecture(levels[2].reshape(-1, PLANES, SIDE >> 2, SIDE >> 2), density)
        return torch.cat(found, 1)

    def planes(self, density: Tensor) -> tuple[list[Tensor], Tensor]:
        """Pyramid of haematoxylin, eosin beyond it and density, standardised ([3n, 1, s, s]); density as it is."""
        # A product of matrices: ONNX Runtime's convolution of 1 x 1 takes five times as long.
        stains = (self.mix @ density.clamp(max=DENSEST).flatten(2)).view(-1, 3, SIDE, SIDE)
        h, e, d = stains[:, :1], stains[:, 1:2], stains[:, 2:]
        planes = torch.cat([h, e - slope(e, h) * h, d], 1).reshape(-1, 1, SIDE, SIDE)
        coarse = F.avg_pool2d(planes, 2)
        mean = coarse.mean((2, 3), keepdim=True)
        deviation = torch.sqrt((coarse - mean).square().mean((2, 3), keepdim=True) + 1e-6)
        levels = [(planes - mean) / (deviation + 0.03)]
        for _ in LEVELS:
            levels.append(F.avg_pool2d(levels[-1], 2))
        return levels, F.avg_pool2d(d, 4)

    def local_shape(self, level: Tensor) -> tuple[Tensor, Tensor]:
        """Basic Image Features (Crosier & Griffin 2010): shares of seven shapes per place, and four energies."""
        made = F.conv2d(F.pad(level, (3, 3, 3, 3), mode="replicate"), self.kernels)
        dx, dy, dxx, dyy, dxy = made.split(1, 1)
        slope2, bright = dx.square() + dy.square(), dxx + dyy
        dark = -bright
        ridge2 = (dxx - dyy).square() + 4 * dxy.square()
        ridge = torch.sqrt(ridge2 + 1e-8)
        half = math.sqrt(0.5)
        strengths = torch.cat(
            [bright * 0 + FLAT, 2 * torch.sqrt(slope2 + 1e-8), dark, bright]
            + [half * (ridge + dark), half * (ridge + bright), ridge],
            1,
        )
        power = strengths.relu().square().square()
        parts = torch.cat([slope2, dark.relu().square(), bright.relu().square(), ridge2], 1)
        return power / power.sum(1, keepdim=True), torch.log(parts.mean((2, 3)) + 1e-3)


def together(a: Tensor, b: Tensor) -> Tensor:
    """Root of how often shape a of one map meets shape b of the other, [n, 7, 7]."""
    rows, columns = a.flatten(2), b.flatten(2)
    return torch.sqrt(rows @ columns.transpose(1, 2) / (a.shape[2] * a.shape[3]) + 1e-6)


def slope(b: Tensor, a: Tensor) -> Tensor:
    """Slope of b over a within each tile, from 2 x 2 means."""
    a, b = F.avg_pool2d(a, 2), F.avg_pool2d(b, 2)
    a = a - a.mean((2, 3), keepdim=True)
    b = b - b.mean((2, 3), keepdim=True)
    return (a * b).mean((2, 3), keepdim=True) / (a.square().mean((2, 3), keepdim=True) + 1e-3)


def architecture(dyes: Tensor, density: Tensor) -> list[Tensor]:
    """Sizes of lumina, nests and stroma, their unevenness, dyes in rings around lumina."""
    lumen = torch.sigmoid(40 * (0.13 - density))
    nuclei = torch.sigmoid(4 * (dyes[:, :1] - 0.8))
    tissues = torch.cat([lumen, nuclei, (1 - lumen) * (1 - nuclei)], 1)
    found = [_sd(F.avg_pool2d(tissues, side)) for side in BLOCKS]
    for side in OPENINGS:
        opened = dilate(-dilate(-tissues, side), side)
        found.append(torch.sqrt(1e-6 + opened.mean((2, 3)).relu()))
    reached = [lumen, *(dilate(lumen, side) for side in REACHES)]
    for inner, outer in zip(reached, reached[1:]):
        ring = outer - inner
        share = ring.mean((2, 3)) + 0.01
        found.append(torch.cat([(ring * part).mean((2, 3)) / share for part in (nuclei, dyes[:, :2])], 1))
    return found


def dilate(maps: Tensor, side: int) -> Tensor:
    return F.max_pool2d(maps, side, 1, (side - 1) // 2)


def _sd(maps: Tensor) -> Tensor:
    return torch.sqrt((maps - maps.mean((2, 3), keepdim=True)).square().mean((2, 3)) + 1e-8)


def derivative_kernels() -> Tensor:
    """[5, 1, 7, 7]: dx, dy, dxx, dyy, dxy of a Gaussian of 1 px, each without a constant response."""
    taps = torch.arange(-3.0, 4.0, dtype=torch.float64)
    g = torch.exp(-taps.square() / 2)
    g = g / g.sum()
    first = taps * g
    first = first / (first * taps).sum()
    second = (taps.square() - 1) * g
    second = second - second.sum() * g
    second = second / (second * taps.square() / 2).sum()
    pairs = [(g, first), (first, g), (g, second), (second, g), (first, first)]
    return torch.stack([torch.outer(column, row) for column, row in pairs])[:, None].float()
