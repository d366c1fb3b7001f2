"""Optical density and what another laboratory's dyes would make of a picture.

Pictures are float [n, 3, h, w]; colours 0-255, densities natural logarithm (0 = clear glass).
"""

import torch
from torch import Tensor

#: Optical density of haematoxylin and eosin in red, green, blue (Ruifrok & Johnston 2001).
HAEMATOXYLIN = torch.tensor([0.65, 0.704, 0.286])
EOSIN = torch.tensor([0.072, 0.99, 0.105])

#: Spread (sd) of the stain jitter at full strength: dye strength in exp, dye colour and white point in density.
STRENGTH_SD = 0.35
TILT_SD = 0.06
GROUND_SD = 0.04


def density_of(rgb: Tensor) -> Tensor:
    """Colours 0-255 to optical density; 1 is added so that black stays finite. The network starts with this."""
    return -torch.log((rgb + 1.0) / 256.0)


def colour_of(density: Tensor) -> Tensor:
    """The inverse of `density_of`, clipped to what a byte holds."""
    return (256.0 * torch.exp(-density) - 1.0).clamp_(0.0, 255.0)


def unmixing() -> Tensor:
    """[2, 3]: rows that turn a density into amounts of haematoxylin and eosin."""
    h = HAEMATOXYLIN / HAEMATOXYLIN.norm()
    e = EOSIN / EOSIN.norm()
    third = torch.linalg.cross(h, e)
    return torch.linalg.inv(torch.stack([h, e, third / third.norm()], dim=1))[:2]


def jitter_stain(density: Tensor, strength: float = 1.0) -> Tensor:
    """Dyes stronger or weaker and tilted, the white point moved; what no dye explains is kept.

    The change is linear per picture, so it is one 3x3 matrix and an offset.
    """
    n = len(density)
    dyes = torch.stack([HAEMATOXYLIN / HAEMATOXYLIN.norm(), EOSIN / EOSIN.norm()])
    tilted = (dyes + TILT_SD * strength * torch.randn(n, 2, 3)).clamp_(min=0.01)
    amounts = torch.exp(STRENGTH_SD * strength * torch.randn(n, 2, 1))
    change = (tilted * amounts - dyes).transpose(1, 2) @ unmixing()
    ground = GROUND_SD * strength * torch.randn(n, 3, 1)
    flat = density.flatten(2)
    return torch.baddbmm(flat + ground, change, flat).view_as(density)


def swap_stain(density: Tensor, share: float = 0.5) -> Tensor:
    """Gives a share of the pictures the mean and sd of density of another picture of the batch.

    The ratio of sds is bounded, so that a nearly empty picture is not blown up into noise.
    """
    n = len(density)
    flat = density.flatten(2)
    mean = flat.mean(2, keepdim=True)
    sd = flat.std(2, keepdim=True, unbiased=False) + 0.02
    other = torch.randperm(n)
    # Most, not all of the way: a swap between unlike tissues would also swap their amounts of dye.
    ratio = (sd[other] / sd).clamp_(0.5, 2.0)
    shift = mean[other] - mean * ratio
    chosen = (torch.rand(n, 1, 1) < share).float()
    ratio = 1.0 + chosen * (ratio - 1.0)
    return (flat * ratio + chosen * shift).view_as(density)
