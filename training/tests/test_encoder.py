"""What is shipped: the fixed statistics are those of stain-texture, the end counts what a class shares."""

import json
import unittest
from pathlib import Path

import numpy as np
import torch

from tessera_training.encoder import Encoder, Parts, embed_bytes, mirrored_to, unit
from tessera_training.finishing import Labelled, fit_finish
from tessera_training.network import FEATURES, Backbone
from tessera_training.reference import reference_tile
from tessera_training.stain import density_of
from tessera_training.stain_texture import LENGTH, StainTexture

MODELS = Path(__file__).resolve().parents[2] / "models"


def labelled(rng: np.random.Generator, fixed_says: bool) -> Labelled:
    """Two classes that only one kind of features tells apart."""
    labels = np.arange(60) % 2
    trained, fixed = rng.normal(size=(60, FEATURES)), rng.normal(size=(60, LENGTH))
    (fixed if fixed_says else trained)[:, 0] += 30 * labels
    return Labelled(trained, fixed, labels)


class Fixed(unittest.TestCase):
    def test_the_statistics_are_those_of_stain_texture(self) -> None:
        told = json.loads((MODELS / "stain-texture" / "reference.json").read_text())
        for tile in told["tiles"]:
            pixels = torch.from_numpy(reference_tile(tile["seed"], told["tilePx"])).permute(2, 0, 1)[None].float()
            with torch.no_grad():
                here = unit(StainTexture().eval()(density_of(pixels)))[0].numpy()
            there = np.array(tile["vector"]) / np.linalg.norm(tile["vector"])
            self.assertGreater(float(here @ there), 0.9999)

    def test_a_small_tile_is_continued_by_its_mirror_image(self) -> None:
        maps = torch.rand(1, 1, 4, 4)
        grown = mirrored_to(maps, 8).transpose(2, 3)
        self.assertTrue(torch.equal(grown[:, :, 2:6, 2:6], maps))
        self.assertTrue(torch.equal(grown[0, 0, 1, 2:6], maps[0, 0, 0]))
        self.assertTrue(torch.equal(grown[0, 0, 0, 2:6], maps[0, 0, 1]))

    def test_of_a_large_tile_the_middle_is_seen(self) -> None:
        maps = torch.rand(1, 1, 8, 8)
        self.assertTrue(torch.equal(mirrored_to(maps, 4).transpose(2, 3), maps[:, :, 2:6, 2:6]))


class Finishing(unittest.TestCase):
    def test_vectors_have_length_1_at_every_size_and_turn_with_nothing(self) -> None:
        torch.manual_seed(2)
        rng = np.random.default_rng(2)
        encoder = Encoder(Parts(Backbone().eval()), fit_finish([labelled(rng, True), labelled(rng, False)], 16)).eval()
        for side in (64, 224):
            tile = reference_tile(3, side)
            vectors = embed_bytes(encoder)(np.stack([tile, tile[::-1]]))
            self.assertEqual(vectors.shape, (2, 16))
            self.assertTrue(np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5))

    def test_what_differs_inside_classes_counts_less(self) -> None:
        rng = np.random.default_rng(3)
        labels = np.arange(200) % 2
        fixed = rng.normal(size=(200, LENGTH)) * 0.01
        fixed[:, 0] += np.where(rng.random(200) < 0.5, 1.0, -1.0)
        fixed[:, 1] += np.where(labels == 0, 1.0, -1.0)
        found = [Labelled(rng.normal(size=(200, FEATURES)), fixed, labels)]

        def pull(whitening: float) -> float:
            finish = fit_finish(found, 16, whitening=whitening, shrinking=0.01)
            length = np.linalg.norm(finish.matrix[FEATURES : FEATURES + 2], axis=1)
            return float(length[0] / length[1])

        self.assertLess(pull(0.5), 0.5 * pull(0.0))


if __name__ == "__main__":
    unittest.main()
