"""Views, stain and network keep their promises."""

import unittest

import numpy as np
import torch

from tessera_training.losses import Proxies, class_contrast, picture_contrast
from tessera_training.network import FEATURES, Backbone
from tessera_training.packing import _cut, _mirrored
from tessera_training.retrieval import search, unit_rows
from tessera_training.stain import colour_of, density_of, jitter_stain, swap_stain, unmixing
from tessera_training.views import _compress, change_looks, place_views, shrink


def pictures(count: int = 4, side: int = 160) -> torch.Tensor:
    torch.manual_seed(3)
    return (torch.rand(count, side // 8, side // 8, 3).repeat_interleave(8, 1).repeat_interleave(8, 2) * 255).byte()


class Stain(unittest.TestCase):
    def test_density_and_colour_are_inverse(self) -> None:
        rgb = torch.arange(256.0).view(1, 1, 16, 16).repeat(1, 3, 1, 1)
        self.assertLess(float((colour_of(density_of(rgb)) - rgb).abs().max()), 1e-3)

    def test_unmixing_finds_pure_dyes(self) -> None:
        from tessera_training.stain import EOSIN, HAEMATOXYLIN

        dyes = torch.stack([HAEMATOXYLIN / HAEMATOXYLIN.norm(), EOSIN / EOSIN.norm()], 1)
        self.assertTrue(torch.allclose(unmixing() @ dyes, torch.eye(2), atol=1e-5))

    def test_no_jitter_changes_nothing(self) -> None:
        density = torch.rand(2, 3, 8, 8)
        self.assertTrue(torch.allclose(jitter_stain(density, 0.0), density, atol=1e-5))

    def test_a_swap_takes_the_other_mean(self) -> None:
        torch.manual_seed(5)
        density = torch.cat([torch.rand(1, 3, 16, 16), 0.5 + torch.rand(1, 3, 16, 16)])
        means = swap_stain(density, 1.0).mean((2, 3)).sort(0).values
        self.assertTrue(torch.allclose(means, density.mean((2, 3)).sort(0).values, atol=0.02))


class Views(unittest.TestCase):
    def test_views_have_the_side_asked_for_and_the_range_of_bytes(self) -> None:
        views = change_looks(place_views(pictures(), 112))
        self.assertEqual(tuple(views.shape), (4, 3, 112, 112))
        self.assertTrue(bool(torch.isfinite(views).all()))
        self.assertTrue(0 <= float(views.min()) and float(views.max()) <= 255)

    def test_shrinking_keeps_the_mean(self) -> None:
        small = shrink(pictures(), 2)
        self.assertEqual(small.shape[1], 80)
        self.assertLess(abs(float(small.float().mean() - pictures().float().mean())), 1)

    def test_compression_changes_little(self) -> None:
        rgb = pictures(2, 64).permute(0, 3, 1, 2).float()
        self.assertLess(float((_compress(rgb.clone()) - rgb).abs().mean()), 20)

    def test_small_pictures_are_mirrored_not_stretched(self) -> None:
        small = np.arange(2 * 2 * 3, dtype=np.uint8).reshape(2, 2, 3)
        grown = _mirrored(small, 4, 4)
        self.assertTrue((grown[1:3, 1:3] == small).all())
        self.assertTrue((grown[0, 1:3] == small[0]).all())

    def test_outside_a_slide_is_white(self) -> None:
        cut = _cut(np.zeros((10, 10, 3), np.uint8), (0.0, 0.0), 4)
        self.assertEqual(int(cut[0, 0, 0]), 255)
        self.assertEqual(int(cut[3, 3, 0]), 0)


class Network(unittest.TestCase):
    def test_takes_any_size(self) -> None:
        network = Backbone().eval()
        for side in (64, 112, 224):
            self.assertEqual(tuple(network(torch.rand(1, 3, side, side) * 255).shape), (1, FEATURES))


class Losses(unittest.TestCase):
    def test_friends_side_by_side_cost_less(self) -> None:
        sets, labels = torch.zeros(4, dtype=torch.long), torch.tensor([0, 0, 1, 1])
        near = torch.tensor([[1.0, 0], [1, 0.1], [0, 1], [0.1, 1]])
        self.assertLess(
            float(class_contrast(near, sets, labels)), float(class_contrast(near[[0, 2, 1, 3]], sets, labels))
        )

    def test_other_sets_do_not_count(self) -> None:
        vectors = torch.randn(6, 8)
        labels = torch.tensor([0, 0, 1, 1, 0, 0])
        alone = class_contrast(vectors[:4], torch.zeros(4, dtype=torch.long), labels[:4])
        known = torch.tensor([0, 0, 1, 1, -1, -1])
        beside = class_contrast(vectors, torch.tensor([0, 0, 0, 0, 1, 1]), known)
        self.assertAlmostEqual(float(alone), float(beside), places=5)

    def test_a_proxy_meets_the_classes_of_its_own_pool_only(self) -> None:
        proxies = Proxies([1, 0, 2], dim=4)
        vectors = torch.randn(3, 4)
        alone = proxies(vectors[:1], torch.tensor([0]), torch.tensor([0]))
        self.assertAlmostEqual(float(alone), 0.0, places=4)
        unlabelled = proxies(vectors, torch.tensor([0, 1, 0]), torch.tensor([0, -1, 0]))
        self.assertAlmostEqual(float(unlabelled), 0.0, places=4)
        self.assertGreater(float(proxies(vectors, torch.tensor([2, 2, 2]), torch.tensor([0, 1, 1]))), 0)

    def test_twins_are_no_foes(self) -> None:
        vectors = torch.nn.functional.normalize(torch.ones(4, 3))
        zero = torch.zeros(4, dtype=torch.long)
        picture = torch.tensor([0, 0, 1, 1])
        self.assertAlmostEqual(float(picture_contrast(vectors, zero, picture, zero)), 0.0, places=4)


class Retrieval(unittest.TestCase):
    def test_the_own_unit_does_not_answer(self) -> None:
        vectors = unit_rows(np.array([[1.0, 0], [1, 0.01], [0, 1]]))
        labels, units = np.array([0, 0, 1]), np.array([0, 0, 1])
        hits = search(vectors[:1], vectors, labels[:1], labels, units[:1], units, k=1)
        self.assertFalse(bool(hits.right[0, 0]))


if __name__ == "__main__":
    unittest.main()
