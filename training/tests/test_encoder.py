"""What is shipped: the fixed statistics are those of stain-texture, the end counts what a class shares."""

import json
import unittest
from pathlib import Path

import numpy as np
import torch

from tessera_training.encoder import Encoder, Parts, embed_bytes, mirrored_to, unit
from tessera_training.finishing import Labelled, fit_finish, telling_apart
from tessera_training.network import STAGE_FEATURES, Backbone
from tessera_training.reference import reference_tile
from tessera_training.stain import density_of
from tessera_training.stain_texture import LENGTH, StainTexture

MODELS = Path(__file__).resolve().parents[2] / "models"


def labelled(rng: np.random.Generator, fixed_says: bool) -> Labelled:
    """Two classes that only one kind of features tells apart."""
    labels = np.arange(60) % 2
    blocks = noise(rng, 60)
    blocks[-1 if fixed_says else 0][:, 0] += 30 * labels
    return Labelled(blocks, labels, labels)


def noise(rng: np.random.Generator, count: int) -> list[np.ndarray]:
    """Blocks of the shape of an encoder's: every stage, then the fixed statistics."""
    return [rng.normal(size=(count, width)) for width in (*STAGE_FEATURES, LENGTH)]


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
        blocks = noise(rng, 200)
        fixed = blocks[-1] = 0.01 * blocks[-1]
        fixed[:, 0] += np.where(rng.random(200) < 0.5, 1.0, -1.0)
        fixed[:, 1] += np.where(labels == 0, 1.0, -1.0)
        found = [Labelled(blocks, labels, labels)]
        first = sum(STAGE_FEATURES)

        def pull(whitening: float) -> float:
            finish = fit_finish(found, 16, whitening=whitening, shrinking=0.01)
            length = np.linalg.norm(finish.matrix[first : first + 2], axis=1)
            return float(length[0] / length[1])

        self.assertLess(pull(0.5), 0.5 * pull(0.0))

    def test_squares_add_one_axis_that_tells_them_apart(self) -> None:
        rng = np.random.default_rng(4)
        squares = labelled(rng, True)
        sets = [labelled(rng, False)]
        finish = fit_finish(sets, 16, squares)
        self.assertEqual(finish.matrix.shape[1], 16)
        encoder = Encoder(Parts(Backbone().eval()), finish).eval()
        vectors = encoder.finish([torch.from_numpy(block).float() for block in squares.blocks]).numpy()
        self.assertGreater(abs(np.corrcoef(vectors[:, -1], squares.labels)[0, 1]), 0.9)

    def test_the_direction_keeps_quiet_where_it_is_told(self) -> None:
        rng = np.random.default_rng(5)
        labels, units = np.arange(400) % 2, np.arange(400) // 40
        features = rng.normal(size=(400, 6))
        features[:, :2] += 3.0 * labels[:, None]
        loud = np.diag([100.0, 0.01, 0.01, 0.01, 0.01, 0.01])
        direction = telling_apart(features, labels, units, loud)
        self.assertLess(abs(direction[0]), 0.2 * abs(direction[1]))
        right = (features @ direction > np.median(features @ direction)) == (labels == 1)
        self.assertGreater(max(right.mean(), 1 - right.mean()), 0.85)


if __name__ == "__main__":
    unittest.main()
