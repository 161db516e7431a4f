"""What is added to a checkpoint that makes pictures: LoRAs, a ControlNet, an IP-Adapter; one set at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from runtime.devices import OFFLOADED, Placement
from runtime.errors import CheckpointError, need
from runtime.places import config_of
from runtime.records import Json
from runtime.studio.add_on_files import Found, find, lora_file, part
from runtime.studio.families import family_of
from runtime.studio.fitting import apply
from runtime.studio.hushing import hushed
from runtime.studio.loading import open_part
from runtime.studio.wishes import Wishes
from runtime.weights import CONFIG

__all__ = ["AddOns", "find"]

USUAL_STYLER = "h94/IP-Adapter"
STYLERS = {"StableDiffusionXL": ("sdxl_models", "ip-adapter_sdxl"), "StableDiffusion": ("models", "ip-adapter_sd15")}
"""By family: the folder and the file of IP-Adapter's own layout that goes with it."""
AMISS = (RuntimeError, ValueError, KeyError, TypeError, AttributeError, IndexError)
"""What diffusers and peft raise where weights were made for another model."""


class AddOns:
    """What is added to `pipeline` now. Taken off again, nothing of it stays: the same pixels come out as before."""

    def __init__(self, pipeline: Any, placement: Placement) -> None:
        self._pipeline, self._placement = pipeline, placement
        self._loras: tuple[str, ...] = ()
        self._control_id = self._styler = ""
        self.control: Any = None
        """The ControlNet."""
        self.changes = 0
        """How often its parts became others: pipelines that share them must then be made anew."""

    def become(self, wished: Wishes, styled: bool) -> None:
        """Have the add-ons of `wished` and no other; where that fails, fewer.

        Raises:
            ValueError: one was made for another checkpoint.
            CheckpointError: one is not on this machine, or cannot be read.
            MissingExtra: peft is not installed, which LoRAs need.
        """
        self._become_styled((wished.styler or USUAL_STYLER) if styled else "")
        self._become_controlled(wished.control)
        self._become_adapted(wished.adapters)

    @contextmanager
    def _in_place(self) -> Iterator[None]:
        """Around what changes its parts: where they visit the device in turn, they are at rest meanwhile."""
        if self._placement.rung != OFFLOADED:
            yield
            return
        self.changes += 1
        self._pipeline.remove_all_hooks()
        try:
            yield
        finally:
            apply(self._pipeline, self._placement)

    def facts(self, wished: Wishes, styled: bool) -> dict[str, Json]:
        """Revision and licence of each add-on, by its id."""
        named = [name for name, _ in wished.adapters] + [wished.control]
        named += [wished.styler or USUAL_STYLER] if styled else []
        return dict(map(part, filter(None, named)))

    # ------------------------------------------------------------------ LoRAs

    def _become_adapted(self, adapters: tuple[tuple[str, float], ...]) -> None:
        found = [(find(name), weight) for name, weight in adapters]
        felt = [(one, weight) for one, weight in found if weight]  # at 0 there is nothing to add
        wanted = tuple(_key(one) for one, _ in felt)
        if wanted != self._loras:
            with self._in_place():
                self._take_off()
                self._put_all_on([one for one, _ in felt])
            self._loras = wanted
        if felt:
            self._pipeline.set_adapters(list(names(wanted)), [weight for _, weight in felt])

    def _put_all_on(self, loras: Sequence[Found]) -> None:
        try:
            for name, one in zip(names(loras), loras, strict=True):
                self._put_on(one, name)
        except Exception:
            self._take_off()
            raise

    def _take_off(self) -> None:
        self._loras = ()
        if getattr(self._pipeline, "get_list_adapters", dict)():
            self._pipeline.unload_lora_weights()

    def _put_on(self, found: Found, name: str) -> None:
        import torch

        need("peft", "studio")
        refused = f"{found.line.id!r} is no LoRA for this model: it was made for another. Choose one made for it."
        if not hasattr(self._pipeline, "load_lora_weights"):
            raise ValueError(f"This model takes no LoRAs. Leave {found.line.id!r} out.")
        try:
            with hushed(), torch.inference_mode(False):
                self._pipeline.load_lora_weights(found.folder, weight_name=lora_file(found), adapter_name=name)
        except AMISS as error:
            raise ValueError(refused) from error
        if not any(name in held for held in self._pipeline.get_list_adapters().values()):
            raise ValueError(refused)

    # ------------------------------------------------------------------ ControlNets

    def _become_controlled(self, id: str) -> None:
        if id == self._control_id:
            return
        self.changes += 1
        self.control, self._control_id = None, ""
        if id:
            self.control, self._control_id = self._read_control(find(id)), id

    def _read_control(self, found: Found) -> Any:
        import torch

        kind = str(config_of(found.folder).get("_class_name", "")) if (found.folder / CONFIG).is_file() else ""
        if "ControlNet" not in kind:
            raise ValueError(f"{found.line.id!r} is no ControlNet. See them with: atelier models image-to-image")
        with torch.inference_mode(False):
            part = open_part(kind, found.folder, self._placement)
        own = getattr(getattr(self._pipeline, "unet", None), "config", {}).get("cross_attention_dim")
        if own != part.config.get("cross_attention_dim", own):
            raise ValueError(f"{found.line.id!r} was made for another model. Choose a ControlNet made for this one.")
        return part

    # ------------------------------------------------------------------ IP-Adapters

    def _become_styled(self, id: str) -> None:
        if id == self._styler:
            return
        self.changes += 1
        with self._in_place():
            if self._styler:
                self._pipeline.unload_ip_adapter()
                self._styler = ""
            if id:
                self._put_style_on(find(id))
                self._styler = id

    def _put_style_on(self, found: Found) -> None:
        import torch

        family = family_of(self._pipeline)
        if family.starts not in STYLERS or not hasattr(self._pipeline, "load_ip_adapter"):
            raise ValueError("This model takes no picture as a style. Leave style out, or choose a Stable Diffusion.")
        folder, stem = STYLERS[family.starts]
        file = f"{stem}.safetensors"
        for needed in (f"{folder}/{file}", f"{folder}/image_encoder/model.safetensors"):
            if not (found.folder / needed).is_file():
                raise CheckpointError(
                    f"{found.line.id!r} has no {needed} here. Fetch it again with: atelier pull {found.line.id}"
                )
        try:
            with hushed(), torch.inference_mode(False):
                self._pipeline.load_ip_adapter(
                    str(found.folder), subfolder=folder, weight_name=file, local_files_only=True
                )
        except AMISS as error:
            self._pipeline.unload_ip_adapter()
            raise ValueError(f"{found.line.id!r} does not go with this model. Leave style out.") from error


def names(keys: Sequence[Any]) -> tuple[str, ...]:
    """What peft may call them: a module's name has no dots."""
    return tuple(f"lora{number}" for number in range(len(keys)))


def _key(found: Found) -> str:
    return f"{found.folder}/{lora_file(found)}"
