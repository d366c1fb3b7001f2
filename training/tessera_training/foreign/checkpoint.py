"""Opens a checkpoint as a module that takes pictures and gives one tensor."""

from pathlib import Path

import torch
from torch import Tensor, nn


class OneTensor(nn.Module):
    """A module whose answer is a tensor, whatever the wrapped one answers with."""

    def __init__(self, inner: nn.Module, method: str = "forward") -> None:
        super().__init__()
        self.inner = inner
        self.method = method

    def forward(self, pictures: Tensor) -> Tensor:
        answer = getattr(self.inner, self.method)(pictures)
        if hasattr(answer, "last_hidden_state"):
            answer = answer.last_hidden_state
        if isinstance(answer, (tuple, list)):
            answer = answer[0]
        return answer


def open_checkpoint(file: Path, timm_name: str) -> nn.Module:
    """ValueError that says what else the file would have to be."""
    if timm_name:
        return OneTensor(_from_timm(file, timm_name), "forward_features").eval()
    try:
        return torch.jit.load(str(file), map_location="cpu").eval()
    except RuntimeError:
        pass
    try:
        loaded = torch.load(file, map_location="cpu")
    except Exception as fault:
        raise ValueError(f"{file} is neither TorchScript nor a module saved with torch.save: {fault}") from fault
    if isinstance(loaded, nn.Module):
        return OneTensor(loaded).eval()
    raise ValueError(
        f"{file} holds weights alone ({type(loaded).__name__}): name the architecture with --timm, or save the whole "
        "module (torch.jit.save(torch.jit.trace(module, example), file))"
    )


def _from_timm(file: Path, name: str) -> nn.Module:
    try:
        import timm
    except ImportError as fault:
        raise ValueError("timm is not installed: pip install timm, or give a TorchScript file") from fault
    module = timm.create_model(name, pretrained=False, num_classes=0)
    state = torch.load(file, map_location="cpu")
    for key in ("state_dict", "model", "teacher"):
        state = state.get(key, state)
    missing, strange = module.load_state_dict(state, strict=False)
    if missing:
        raise ValueError(f"{file} lacks weights of {name}: {', '.join(missing[:5])} …")
    if [key for key in strange if not key.startswith(("head", "fc"))]:
        raise ValueError(f"{file} has weights that {name} does not have: {', '.join(strange[:5])} …")
    return module
