"""Keeps diffusers from warning people of what it does itself."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

OWN_DOING = (
    ("__array__ implementation doesn't accept a copy keyword", DeprecationWarning),
    ("The configuration file of ", FutureWarning),
    ("`torch.jit.script` is deprecated", DeprecationWarning),
    ("`callback_steps` is deprecated", FutureWarning),
    ("Already found a `peft_config` attribute", UserWarning),
    ("In CPU autocast, but the target dtype is not supported", UserWarning),
)
"""What it does in an old way, or may: Euler's scheduler hands tensors to numpy, Kolors is compiled, Kandinsky calls its
halves, an old checkpoint's file is put right, a second LoRA joins the first; Mochi asks beside the processor for what
only cards have."""


@contextmanager
def hushed() -> Iterator[None]:
    """While a pipeline runs."""
    with warnings.catch_warnings():
        for words, kind in OWN_DOING:
            warnings.filterwarnings("ignore", words, kind)
        yield
