"""What a runner is: a loaded checkpoint that takes a batch and gives a result for each thing in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from runtime.devices import Placement, torch_dtype

SAFE = {"local_files_only": True, "trust_remote_code": False}
"""How everything is read: from this machine, and no code of a repository's."""
PADS_FIRST = {"roberta", "xlm-roberta", "camembert", "mpnet", "data2vec-text"}
"""Model types whose positions begin after the padding's: that many tokens fewer fit."""


class Runner:
    """Base of the runners that hold torch modules. One call at a time: whoever holds it sees to that.

    A subclass says how it is loaded (`__init__`), what it does with a batch (`run`), and how big an input is (`size`).
    """

    batch_size: ClassVar[int] = 16
    """Most inputs in one call; where memory runs out it gets fewer."""

    def __init__(self, folder: Path, placement: Placement) -> None:
        self.folder, self.placement = folder, placement

    def __call__(self, inputs: Sequence[Any], **parameters: Any) -> list[Any]:
        """A result for each of `inputs`, in their order, without gradients.

        Raises:
            Stopped: the run's time is up, or it was cancelled; asked as often as the model allows.
        """
        import torch

        with torch.inference_mode():
            return self.run(list(inputs), **parameters)

    def run(self, inputs: list[Any], **parameters: Any) -> list[Any]:
        raise NotImplementedError

    def size(self, item: Any) -> int:
        """What an input weighs beside others: those of like size share a batch, so that little is padding."""
        return len(item) if isinstance(item, str) else 0

    def settles(self, parameters: Mapping[str, Any]) -> bool:
        """Whether the same inputs with these parameters always give the same results."""
        return True

    def modules(self) -> Iterable[Any]:
        """Every torch module it holds."""
        return [held for held in vars(self).values() if hasattr(held, "parameters") and hasattr(held, "buffers")]

    @property
    def memory(self) -> Mapping[str, float]:
        """What its weights take, in GB, by device: measured, tensor by tensor."""
        return held_gb(self.modules())


def held_gb(modules: Iterable[Any]) -> dict[str, float]:
    """GB of the parameters and buffers of torch modules, by device; what is shared counts once."""
    tensors = {id(t): t for module in modules for t in (*module.parameters(), *module.buffers())}
    total: Counter[str] = Counter()
    for tensor in tensors.values():
        total[str(tensor.device)] += tensor.numel() * tensor.element_size()
    return {device: size / 1e9 for device, size in total.items()}


def weights(kind: str, folder: Path, placement: Placement, **more: Any) -> Any:
    """The model in `folder`, read by the class of transformers called `kind`, where and as precise as it should be."""
    import transformers

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    dtype = torch_dtype(placement.device)
    model = getattr(transformers, kind).from_pretrained(folder, use_safetensors=True, dtype=dtype, **SAFE, **more)
    return model.to(placement.device.name).eval()


def features(given: Mapping[str, Any], model: Any) -> dict[str, Any]:
    """What an extractor or a processor gave, where and as precise as `model` is."""
    on_device = {name: tensor.to(model.device) for name, tensor in given.items()}
    return {
        name: tensor.to(model.dtype) if tensor.is_floating_point() else tensor for name, tensor in on_device.items()
    }


def tokenizer(folder: Path, config: Any) -> Any:
    """The tokenizer in `folder`, told how many tokens fit the model of `config`."""
    import transformers

    found = transformers.AutoTokenizer.from_pretrained(folder, **SAFE)
    found.model_max_length = longest(config.to_dict(), found.model_max_length)
    return found


def longest(config: Mapping[str, Any], told: int) -> int:
    """Tokens that fit: the tokenizer may be `told` more than the model has positions for, or nothing (1e30)."""
    positions = int(config.get("max_position_embeddings") or 0)
    if config.get("model_type") in PADS_FIRST:
        positions -= int(config.get("pad_token_id", 1)) + 1
    return min(told, positions) if positions > 0 else told
