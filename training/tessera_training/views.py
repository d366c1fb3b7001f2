"""Random views of a picture: what position, stain and scanner may change without changing the tissue."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from .stain import colour_of, density_of, jitter_stain, swap_stain

#: Largest change of scale between a picture and its view, as a factor.
SCALE_JITTER = 1.3

#: Quantisation tables of JPEG, Annex K of ITU T.81: luminance and chrominance.
_LUMA = torch.tensor(
    [16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56]
    + [14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92]
    + [49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99],
    dtype=torch.float32,
).view(8, 8)
_CHROMA = torch.full((8, 8), 99.0)
_CHROMA[:4, :4] = torch.tensor([[17, 18, 24, 47], [18, 21, 26, 66], [24, 26, 56, 99], [47, 66, 99, 99.0]])
_TO_YCC = torch.tensor([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])


def place_views(pictures: Tensor, side: int) -> Tensor:
    """One view each: turned by any angle, flipped, scaled, cut out; mirrored where it leaves the picture.

    pictures: uint8 [n, s, s, 3] → float [n, 3, side, side], 0-255.
    """
    n, whole = len(pictures), pictures.shape[1]
    images = pictures.permute(0, 3, 1, 2).float()
    angle = 2 * math.pi * torch.rand(n)
    scale = SCALE_JITTER ** (2 * torch.rand(n) - 1)
    flip = torch.where(torch.rand(n) < 0.5, 1.0, -1.0)
    reach = side / whole * scale
    cos, sin = torch.cos(angle) * reach, torch.sin(angle) * reach
    # The centre may lie so far out that an upright view would just touch the edge.
    room = (1 - reach).clamp(min=0.0)
    centre = (2 * torch.rand(n, 2) - 1) * room[:, None]
    rows = [torch.stack([cos * flip, -sin, centre[:, 0]], 1), torch.stack([sin * flip, cos, centre[:, 1]], 1)]
    grid = F.affine_grid(torch.stack(rows, 1), [n, 3, side, side], align_corners=False)
    return F.grid_sample(images, grid, mode="bilinear", padding_mode="reflection", align_corners=False)


def shrink(pictures: Tensor, factor: int) -> Tensor:
    """uint8 [n, s, s, 3] at `factor` times the µm per pixel, by means of blocks."""
    if factor == 1:
        return pictures
    images = F.avg_pool2d(pictures.permute(0, 3, 1, 2).float(), factor)
    return images.round_().byte().permute(0, 2, 3, 1)


def change_looks(rgb: Tensor, strength: float = 1.0, swap: float = 0.5) -> Tensor:
    """Stain, lens, sensor and compression of another site. float [n, 3, h, w] 0-255, same out."""
    density = density_of(rgb)
    if swap > 0:
        density = swap_stain(density, swap)
    out = colour_of(jitter_stain(density, strength))
    out = _some(out, 0.35, _blur)
    out = _some(out, 0.3, _compress)
    return _with_noise(out, 255 * 0.015).clamp_(0, 255)


#: Drawn once: normal numbers for every pixel of every view would cost as much as all the rest.
_NOISE = torch.randn(1 << 18)


def _with_noise(images: Tensor, most: float) -> Tensor:
    """Sensor noise of sd 0-`most`, each picture its own stretch of the stored noise."""
    n, per_picture = len(images), images[0].numel()
    starts = torch.randint(len(_NOISE) - per_picture, (n,)).tolist()
    noise = torch.stack([_NOISE[start : start + per_picture] for start in starts]).view_as(images)
    return torch.addcmul(images, noise, most * torch.rand(n, 1, 1, 1))


def _some(images: Tensor, share: float, change) -> Tensor:
    chosen = torch.nonzero(torch.rand(len(images)) < share).flatten()
    if len(chosen) > 0:
        images[chosen] = change(images[chosen])
    return images


def _blur(images: Tensor) -> Tensor:
    """Gaussian of sigma 0.3-1.3 px, each picture its own."""
    n, _, height, width = images.shape
    sigma = 0.3 + torch.rand(n, 1)
    taps = torch.exp(-(torch.arange(-3.0, 4.0) ** 2) / (2 * sigma**2))
    taps = (taps / taps.sum(1, keepdim=True)).repeat_interleave(3, 0)
    flat = images.reshape(1, n * 3, height, width)
    flat = F.conv2d(F.pad(flat, (3, 3, 0, 0), mode="reflect"), taps.view(-1, 1, 1, 7), groups=n * 3)
    flat = F.conv2d(F.pad(flat, (0, 0, 3, 3), mode="reflect"), taps.view(-1, 1, 7, 1), groups=n * 3)
    return flat.view_as(images)


def _compress(images: Tensor) -> Tensor:
    """What JPEG of quality 40-95 leaves (4:4:4, sides are multiples of 8)."""
    n, _, height, width = images.shape
    quality = 40 + 55 * torch.rand(n)
    factor = torch.where(quality < 50, 50 / quality, 2 - quality / 50).view(n, 1, 1, 1, 1, 1)
    tables = torch.stack([_LUMA, _CHROMA, _CHROMA]).view(1, 3, 1, 1, 8, 8)
    steps = (tables * factor).clamp_(min=1.0)
    ycc = torch.einsum("dc,nchw->ndhw", _TO_YCC, images)
    ycc[:, 0] -= 128
    blocks = ycc.view(n, 3, height // 8, 8, width // 8, 8).transpose(3, 4)
    dct = _cosines()
    coefficients = torch.round(dct @ blocks @ dct.T / steps) * steps
    ycc = (dct.T @ coefficients @ dct).transpose(3, 4).reshape(n, 3, height, width)
    ycc[:, 0] += 128
    return torch.einsum("dc,nchw->ndhw", torch.linalg.inv(_TO_YCC), ycc).clamp_(0, 255)


def _cosines() -> Tensor:
    """The orthonormal 8-point discrete cosine transform, [frequency, place]."""
    k = torch.arange(8.0)
    table = torch.cos(math.pi * (2 * k[None] + 1) * k[:, None] / 16) / 2
    table[0] /= math.sqrt(2)
    return table
