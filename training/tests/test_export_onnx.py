"""A checkpoint becomes a model folder, or is refused with the reason and leaves nothing behind."""

import json
import sys
import tempfile
import types
import unittest
from pathlib import Path

import torch
from torch import nn

from tessera_training.foreign.export import Wish, export_folder, hash_of
from tessera_training.foreign.presets import preset_of

PRESET = {
    **preset_of("phikon"),
    "name": "Tiny",
    "tilePx": 32,
    "resize": {"px": 32, "kernel": "bilinear"},
    "tokens": {"take": "class+mean", "skip": 1, "count": 5},
    "dim": 16,
}


class Tiny(nn.Module):
    """A class token and 2 x 2 places of 8 numbers."""

    def __init__(self, prefix: int = 1, width: int = 8) -> None:
        super().__init__()
        torch.manual_seed(4)
        self.places = nn.Conv2d(3, width, 16, 16)
        self.first = nn.Parameter(torch.randn(1, prefix, width))

    def forward_features(self, pictures: torch.Tensor) -> torch.Tensor:
        places = self.places(pictures).flatten(2).transpose(1, 2)
        first = self.first + places.mean(1, keepdim=True)
        return torch.cat([first, places], 1)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.forward_features(pictures)


class Constant(nn.Module):
    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return torch.ones(16) + 0 * pictures.mean((1, 2, 3))[:, None]


class Exporting(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = Path(scratch.name)
        self.folder = self.scratch / "tiny"

    def export(self, saved: Path, timm: str = "", preset: dict = PRESET, mpp: list[float] | None = None) -> list[str]:
        return list(export_folder(Wish(saved, self.folder, timm, "tiny", mpp), "phikon", preset))

    def traced(self, module: nn.Module) -> Path:
        file = self.scratch / "traced.pt"
        torch.jit.save(torch.jit.trace(module.eval(), torch.rand(2, 3, 32, 32)), str(file))
        return file

    def refused(self, reason: str, *args, **named) -> None:
        with self.assertRaisesRegex(ValueError, reason):
            self.export(*args, **named)
        self.assertFalse(self.folder.exists())

    def test_torchscript_becomes_a_folder_with_the_constants_of_the_preset(self) -> None:
        said = self.export(self.traced(Tiny()))
        told = json.loads((self.folder / "model.json").read_text())
        self.assertEqual(told["sha256"], hash_of(self.folder / "model.onnx"))
        self.assertEqual((told["dim"], told["tokens"], told["mean"]), (16, PRESET["tokens"], PRESET["mean"]))
        self.assertEqual((told["input"], told["preset"]), ("float32-nchw", "phikon"))
        self.assertRegex("\n".join(said), r"against torch: differs by \d\.\de-0[5-9]")

    def test_a_whole_module_is_opened_too(self) -> None:
        file = self.scratch / "whole.pt"
        torch.save(Tiny(), file)
        self.export(file)
        self.assertTrue((self.folder / "model.onnx").exists())

    def test_weights_alone_need_an_architecture(self) -> None:
        file = self.scratch / "weights.pt"
        torch.save(Tiny().state_dict(), file)
        self.refused("--timm", file)

    def test_weights_of_a_timm_architecture(self) -> None:
        sys.modules["timm"] = types.SimpleNamespace(create_model=lambda name, pretrained, num_classes: Tiny())
        self.addCleanup(sys.modules.pop, "timm")
        file = self.scratch / "weights.pt"
        torch.save({"model": Tiny().state_dict()}, file)
        self.export(file, timm="tiny")
        self.assertTrue((self.folder / "model.onnx").exists())

    def test_weights_that_are_not_all_there_are_refused(self) -> None:
        sys.modules["timm"] = types.SimpleNamespace(create_model=lambda name, pretrained, num_classes: Tiny())
        self.addCleanup(sys.modules.pop, "timm")
        file = self.scratch / "weights.pt"
        torch.save({"first": Tiny().first.detach()}, file)
        self.refused("lacks weights of tiny: places", file, timm="tiny")

    def test_another_number_of_tokens_is_refused(self) -> None:
        self.refused(r"gives \[5, 8\] or \[16\].*this gives \[9, 8\]", self.traced(Tiny(prefix=5)))

    def test_another_length_is_refused(self) -> None:
        self.refused(r"this gives \[5, 12\]", self.traced(Tiny(width=12)))

    def test_a_network_that_sees_nothing_is_refused(self) -> None:
        self.refused("different pictures give the same", self.traced(Constant()))

    def test_a_batch_fixed_in_the_trace_is_refused(self) -> None:
        class Fixed(nn.Module):
            def forward(self, pictures: torch.Tensor) -> torch.Tensor:
                return torch.ones(2, 16) + 0 * pictures.mean()

        self.refused("another number of vectors than of pictures", self.traced(Fixed()))

    def test_numbers_that_are_not_finite_are_refused(self) -> None:
        broken = Tiny()
        broken.first.data[:] = float("nan")
        self.refused("not finite", self.traced(broken))

    def test_a_scale_that_it_was_not_made_for_is_refused(self) -> None:
        self.refused(r"not made for \[2\]", self.traced(Tiny()), mpp=[2])

    def test_an_unknown_preset_is_told_with_those_there_are(self) -> None:
        with self.assertRaisesRegex(ValueError, "phikon"):
            preset_of("nobody")

    def test_a_file_that_is_no_checkpoint(self) -> None:
        file = self.scratch / "text.pt"
        file.write_text("no weights")
        self.refused("neither TorchScript nor", file)


if __name__ == "__main__":
    unittest.main()
