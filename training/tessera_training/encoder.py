"""The encoder as it is shipped: bytes in, unit vectors out, every constant inside."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from .measuring import Embed
from .network import Backbone
from .stain import density_of
from .stain_texture import SIDE, StainTexture


@dataclass(frozen=True)
class Finish:
    """How blocks of features become a vector: each standardised and brought to its length in `weights`, one after the
    other; then `centre` taken off and `matrix` applied."""

    mean: list[np.ndarray]
    sd: list[np.ndarray]
    weights: tuple[float, ...]
    centre: np.ndarray
    matrix: np.ndarray


class Parts(nn.Module):
    """uint8 [n, h, w, 3] RGB → blocks of features: every stage of the trained network, the last one first, and
    [n, 128] of the fixed formula."""

    def __init__(self, backbone: Backbone) -> None:
        super().__init__()
        self.backbone = backbone
        self.texture = StainTexture()

    def forward(self, pixels: Tensor) -> list[Tensor]:
        density = density_of(pixels.permute(0, 3, 1, 2).float())
        return [*self.backbone.by_stage(density), self.texture(mirrored_to(density, SIDE))]


class Encoder(nn.Module):
    """uint8 [n, h, w, 3] RGB → float [n, dim] unit vectors."""

    def __init__(self, parts: Parts, finish: Finish) -> None:
        super().__init__()
        self.parts = parts
        self.weights = finish.weights
        self.widths = [len(mean) for mean in finish.mean]
        constants = {"mean": np.concatenate(finish.mean), "sd": np.concatenate(finish.sd)}
        for name, value in {**constants, "centre": finish.centre, "matrix": finish.matrix}.items():
            self.register_buffer(name, torch.from_numpy(value))

    def forward(self, pixels: Tensor) -> Tensor:
        return self.finish(self.parts(pixels))

    def finish(self, features: list[Tensor]) -> Tensor:
        """Unit vectors of blocks of features."""
        constants = zip(self.mean.split(self.widths), self.sd.split(self.widths), self.weights)
        blocks = [
            weight * unit((block - mean) / sd) for block, (mean, sd, weight) in zip(features, constants)
        ]
        return unit((torch.cat(blocks, 1) - self.centre) @ self.matrix)


def mirrored_to(maps: Tensor, side: int) -> Tensor:
    """[n, c, h, w] → [n, c, side, side]: continued by mirror images on all sides alike, or cut to the middle.

    The answer lies transposed, which the fixed statistics cannot see: rows are chosen many times faster than columns.
    """
    maps = maps.index_select(2, _places(maps.shape[2], side))
    return maps.transpose(2, 3).index_select(2, _places(maps.shape[3], side))


def _places(length: int, side: int) -> Tensor:
    place = torch.arange(side) + torch.div(length - side, 2, rounding_mode="floor")
    place = torch.remainder(place, 2 * length)
    return torch.minimum(place, 2 * length - 1 - place)


def unit(vectors: Tensor) -> Tensor:
    """Rows of length 1."""
    return vectors / torch.sqrt((vectors * vectors).sum(1, keepdim=True) + 1e-12)


def features_of(parts: Parts, pixels: np.ndarray) -> list[np.ndarray]:
    """Every block of features of uint8 [n, s, s, 3]."""
    with torch.no_grad():
        found = [parts(torch.from_numpy(pixels[i : i + 32])) for i in range(0, len(pixels), 32)]
    return [np.concatenate([block.numpy() for block in blocks]) for blocks in zip(*found)]


def embed_bytes(encoder: Encoder) -> Embed:
    """The encoder as a function of uint8 [n, s, s, 3]."""

    def embed(pixels: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            parts = [encoder(torch.from_numpy(pixels[i : i + 32])).numpy() for i in range(0, len(pixels), 32)]
        return np.concatenate(parts)

    return embed
