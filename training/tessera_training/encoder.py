"""The encoder as it is shipped: bytes in, unit vectors out, every constant inside."""

import numpy as np
import torch
from torch import Tensor, nn

from .measuring import Embed
from .network import Backbone


class Encoder(nn.Module):
    """uint8 [n, h, w, 3] RGB → float [n, dim] unit vectors.

    Features are brought to mean 0 and sd 1 over training pictures and turned onto their principal axes, of which
    the first `dim` are kept, each divided by its own sd to the power `whitening` (0 = not at all, 1 = fully).
    """

    def __init__(self, backbone: Backbone, mean: Tensor, matrix: Tensor) -> None:
        super().__init__()
        self.backbone = backbone
        self.register_buffer("mean", mean)
        self.register_buffer("matrix", matrix)

    def forward(self, pixels: Tensor) -> Tensor:
        features = self.backbone(pixels.permute(0, 3, 1, 2).float())
        vector = (features - self.mean) @ self.matrix
        return vector / torch.sqrt((vector * vector).sum(1, keepdim=True) + 1e-12)


def finish_of(features: np.ndarray, dim: int, whitening: float) -> tuple[np.ndarray, np.ndarray]:
    """Mean [f] and matrix [f, dim] fitted on features [n, f] of training pictures."""
    mean = features.mean(0)
    sd = features.std(0) + 1e-6
    standard = (features - mean) / sd
    _, scales, axes = np.linalg.svd(standard, full_matrices=False)
    spread = scales / np.sqrt(len(features))
    # Axes that hardly vary would only amplify noise.
    spread = np.maximum(spread, 0.02 * spread[0])
    matrix = (axes[:dim] / spread[:dim, None] ** whitening).T / sd[:, None]
    return mean.astype(np.float32), matrix.astype(np.float32)


def embed_bytes(encoder: Encoder) -> Embed:
    """The encoder as a function of uint8 [n, s, s, 3]."""

    def embed(pixels: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            parts = [encoder(torch.from_numpy(pixels[i : i + 32])).numpy() for i in range(0, len(pixels), 32)]
        return np.concatenate(parts)

    return embed
