"""Contrast inside each set: pictures of other sets are neither friend nor foe, so no set is the easy answer."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def class_contrast(vectors: Tensor, sets: Tensor, labels: Tensor, temperature: float = 0.1) -> Tensor:
    """Supervised contrast (Khosla 2020, outer sum) over views that have a label.

    vectors: [n, d]; sets, labels: [n], label -1 = none. Friends carry the same label of the same set.
    """
    known = labels >= 0
    if not bool(known.any()):
        return vectors.sum() * 0
    vectors, sets, labels = F.normalize(vectors[known]), sets[known], labels[known]
    same_set = sets[:, None] == sets[None]
    friends = same_set & (labels[:, None] == labels[None])
    return _contrast(vectors @ vectors.T / temperature, friends, same_set)


class Proxies(nn.Module):
    """One learned direction per class of each pool, told apart from the other classes of that pool only.

    Small batches hold few pictures of a class; a proxy remembers those of the batches before (Movshovitz-Attias
    2017, with the normalised softmax of Zhai & Wu 2019).
    """

    def __init__(self, classes: list[int], dim: int = 128, temperature: float = 0.1) -> None:
        """classes: number of classes of each pool, 0 = none known."""
        super().__init__()
        self.temperature = temperature
        self.directions = nn.Parameter(torch.randn(sum(classes), dim))
        self.first = [sum(classes[:i]) for i in range(len(classes))]
        self.owner = torch.tensor([pool for pool, count in enumerate(classes) for _ in range(count)])

    def forward(self, vectors: Tensor, pools: Tensor, labels: Tensor) -> Tensor:
        """Cross-entropy; vectors [n, dim], pools and labels [n], label -1 = left out."""
        known = labels >= 0
        pools = pools[known]
        logits = F.normalize(vectors[known]) @ F.normalize(self.directions).T / self.temperature
        logits = logits.masked_fill(self.owner[None] != pools[:, None], -1e4)
        wanted = torch.tensor(self.first)[pools] + labels[known]
        return F.cross_entropy(logits, wanted)


def picture_contrast(
    vectors: Tensor, sets: Tensor, pictures: Tensor, units: Tensor, temperature: float = 0.15
) -> Tensor:
    """InfoNCE: the other view of the same picture against other pictures of the set.

    vectors: [n, d]; sets, pictures, units: [n]. Other pictures of the same unit (twins of one photograph,
    squares of one slide's neighbourhood) are left out, since they may show the same tissue.
    """
    vectors = F.normalize(vectors)
    same_set = sets[:, None] == sets[None]
    friends = pictures[:, None] == pictures[None]
    twins = same_set & (units[:, None] == units[None]) & ~friends & (units[:, None] >= 0)
    return _contrast(vectors @ vectors.T / temperature, friends, same_set & ~twins)


def _contrast(logits: Tensor, friends: Tensor, compared: Tensor) -> Tensor:
    """Mean over rows and friends of −log of a friend's share among those compared; rows without a friend drop."""
    own = torch.eye(len(logits), dtype=torch.bool)
    friends = friends & ~own
    logits = logits.masked_fill(own | ~(compared | friends), -1e4)
    shares = logits - torch.logsumexp(logits, 1, keepdim=True)
    count = friends.sum(1)
    rows = count > 0
    return -((shares * friends).sum(1)[rows] / count[rows]).mean()
