"""Forges tiny checkpoints that go on from a prompt; `forge.chat` makes those that answer."""

from __future__ import annotations

from pathlib import Path

from app.stand_ins import forge

LINES = {
    "Once upon a time": " there was a small fox who lived in the forest.",
    "The quick brown fox": " jumps over the lazy dog.",
    "To be or not to be": ", that is the question.",
    "Roses are": " red, violets are blue. 🌹",
}
"""How a text begins, and how it goes on."""


def gpt2(folder: Path, positions: int = 64) -> Path:
    """GPT-2 that goes on with the `LINES` by heart. It has no token to fill up rows, as the real one. 1 s."""

    def build(folder: Path, seed: int) -> None:
        import torch
        from transformers import GenerationConfig, GPT2Config, GPT2LMHeadModel, GPT2Tokenizer

        texts = [begin + rest + "<|endoftext|>" for begin, rest in LINES.items()]
        vocabulary, merges = forge.byte_pairs(texts * 3, 400, ["<|endoftext|>"])
        reads = GPT2Tokenizer(vocab=vocabulary, merges=merges, model_max_length=positions)
        end = reads.eos_token_id
        torch.manual_seed(seed)
        model = GPT2LMHeadModel(
            GPT2Config(
                vocab_size=len(reads), n_positions=positions, n_embd=32, n_layer=1, n_head=2, bos_token_id=end,
                eos_token_id=end, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, initializer_range=forge.INIT,
            )
        )  # fmt: skip
        rows = [torch.tensor(reads(text)["input_ids"]) for text in texts]
        ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=end)
        labels = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=-100)
        mask = (labels != -100).long()
        batch = {"input_ids": ids, "attention_mask": mask, "labels": labels}
        forge.fit(model, lambda _: batch, seed, steps=200, rate=1e-2, enough=0.02)
        # as instruction models have it: lengths and drawing by default, which nobody asked for
        model.generation_config = GenerationConfig(
            bos_token_id=end, eos_token_id=end, do_sample=True, temperature=0.7, top_k=20, max_length=30
        )
        forge.save(folder, model, reads)

    def accept(folder: Path) -> None:
        from transformers import GPT2LMHeadModel, GPT2Tokenizer

        reads, model = GPT2Tokenizer.from_pretrained(folder), GPT2LMHeadModel.from_pretrained(folder).eval()
        for begin, rest in LINES.items():
            given = reads(begin, return_tensors="pt")
            ids = model.generate(
                **given, do_sample=False, temperature=None, top_k=None, max_length=40, pad_token_id=reads.eos_token_id
            )
            assert reads.decode(ids[0], skip_special_tokens=True) == begin + rest

    return forge.make(folder, build, accept)


def endless(folder: Path, positions: int = 4096) -> Path:
    """GPT-2 that has learned nothing and has room for much: what it writes is noise, and has no end."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel, GPT2Tokenizer

    vocabulary, merges = forge.byte_pairs(LINES, 300, ["<|endoftext|>"])
    reads = GPT2Tokenizer(vocab=vocabulary, merges=merges, model_max_length=positions)
    torch.manual_seed(0)
    config = GPT2Config(vocab_size=len(reads), n_positions=positions, n_embd=32, n_layer=2, n_head=2, eos_token_id=None)
    forge.save(folder, GPT2LMHeadModel(config), reads)
    return folder
