"""The network: a slim residual network over optical density, fully convolutional."""

import copy

import torch
from torch import Tensor, nn

from .stain import density_of

STEM = 24
WIDTHS = (32, 64, 128, 192)
#: Mean and sd of every channel of the last stage.
FEATURES = 2 * WIDTHS[-1]
#: The same of every stage, the last one first: what the shipped encoder looks at.
STAGE_FEATURES = tuple(2 * width for width in reversed(WIDTHS))
#: Densities above are dirt, pen or folds: 3 = 5 % of the light.
DENSEST = 3.0


class Block(nn.Module):
    """Two 3x3 convolutions and a way past them."""

    def __init__(self, wide_in: int, wide_out: int, stride: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(
            nn.Conv2d(wide_in, wide_out, 3, stride, 1, bias=False),
            nn.BatchNorm2d(wide_out),
            nn.ReLU(),
            nn.Conv2d(wide_out, wide_out, 3, 1, 1, bias=False),
            nn.BatchNorm2d(wide_out),
        )
        self.past: nn.Module = nn.Identity()
        if stride > 1 or wide_in != wide_out:
            self.past = nn.Sequential(
                nn.Conv2d(wide_in, wide_out, 1, stride, bias=False), nn.BatchNorm2d(wide_out)
            )

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.inner(x) + self.past(x))


class Backbone(nn.Module):
    """float [n, 3, h, w] colours 0-255 → float [n, 384] mean and sd over places. About 0.39 GFLOP at 224 px."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, STEM, 5, 2, 2, bias=False), nn.BatchNorm2d(STEM), nn.ReLU(), nn.MaxPool2d(2)
        )
        widths = (STEM, *WIDTHS)
        self.stages = nn.Sequential(
            *(Block(a, b, 1 if i == 0 else 2) for i, (a, b) in enumerate(zip(widths, widths[1:])))
        )

    def forward(self, rgb: Tensor) -> Tensor:
        return self.from_density(density_of(rgb))

    def from_density(self, density: Tensor) -> Tensor:
        return self.by_stage(density)[0]

    def by_stage(self, density: Tensor) -> list[Tensor]:
        """Mean and sd of every stage, the last one first: early stages keep texture that the last one has unlearned."""
        maps = self.stem(density.clamp(max=DENSEST).contiguous(memory_format=torch.channels_last))
        found = []
        for stage in self.stages:
            maps = stage(maps)
            found.append(pool(maps.float()))
        return found[::-1]


def pool(maps: Tensor) -> Tensor:
    """[n, c, h, w] → [n, 2c]: mean and population sd over all places, whatever the size of the picture."""
    mean = maps.mean((2, 3))
    variance = (maps - mean[:, :, None, None]).square().mean((2, 3))
    return torch.cat([mean, torch.sqrt(variance + 1e-5)], 1)


class Heads(nn.Module):
    """Projections used in training only: one for classes, one for telling pictures apart."""

    def __init__(self, dim: int = 128) -> None:
        super().__init__()
        self.classes = _projection(dim)
        self.pictures = _projection(dim)


def _projection(dim: int) -> nn.Module:
    return nn.Sequential(nn.BatchNorm1d(FEATURES), nn.Linear(FEATURES, 256), nn.ReLU(), nn.Linear(256, dim))


class Average:
    """Running mean of a network's weights: steadier than the last step."""

    def __init__(self, network: nn.Module, decay: float = 0.998) -> None:
        self.decay = decay
        self.network = copy.deepcopy(network).eval()
        self.steps = 0

    @torch.no_grad()
    def follow(self, network: nn.Module) -> None:
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for mine, theirs in zip(self.network.state_dict().values(), network.state_dict().values()):
            if mine.dtype.is_floating_point:
                mine.lerp_(theirs, 1 - decay)
            else:
                mine.copy_(theirs)
