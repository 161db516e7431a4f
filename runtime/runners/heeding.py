"""Lets a stop be heard in the middle of a forward pass: between the layers of a model."""

from __future__ import annotations

from typing import Any

from runtime.cancel import check


def heed(model: Any) -> Any:
    """`model`, a torch module that from now on asks before each layer whether to go on: a long prompt takes its time.

    The forward pass then may raise Stopped.
    """
    from torch.nn import ModuleList

    for layers in [module for module in model.modules() if isinstance(module, ModuleList)]:
        for layer in layers:
            layer.register_forward_pre_hook(_ask)
    return model


def _ask(module: Any, given: Any) -> None:
    check()
