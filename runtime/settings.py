"""Every knob, its default and meaning. The only reader of the environment."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

from runtime.errors import SettingsError, nearest

PREFIX = "ATELIER_"
CHOICES = {"tier": ("auto", "embedded", "light", "full"), "dtype": ("auto", "bf16", "fp16", "fp32")} | {
    "fetch": ("public", "any", "off"),
    "plan_hint": ("off", "on"),
    "chunk_unit": ("characters", "tokens"),
    "chunk_mode": ("auto", "recursive"),
    "rerank": ("auto", "on", "off"),
    "prompts_in_files": ("on", "off"),
    "sandbox": ("auto", "A", "B", "C", "D", "none"),
    "require_tier": ("A", "B", "C", "D"),
    "store": ("chroma", "faiss", "chroma-server", "pgvector"),
}
ACCEPTED = {str: (str, int, float, Path), Path: (str, Path), int: (str, int), float: (str, int, float)}
"""What may stand for a setting of each type."""


def default_home() -> Path:
    """Where data is kept when nobody says otherwise (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "atelier"


SECRET = ("api_key", "voice_key", "neo4j_password", "pgvector_url")
"""Settings that are never shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    home: Path = field(default_factory=default_home)
    """Where sessions, the history, indexes and prepared models are kept."""
    brain: str = "embedded"
    """What drives the agents: `embedded`, `transformers:<id or path>`, `openai:<model>@<base_url>`, `vllm:<id>`,
    `litellm:<model>` or `inference:<model>`."""
    api_key: str = field(default="", repr=False)
    """Key for the brain's server, where it wants one. Never shown, never handed to an agent."""
    device: str = "auto"
    """`auto`, `cpu`, `cuda`, `cuda:1`, `mps`."""
    dtype: str = "auto"
    """`auto`, `bf16`, `fp16`, `fp32`."""
    tier: str = "auto"
    """Size of model where a task has several: `auto`, `embedded`, `light`, `full`."""
    pool_gb: float = 0.0
    """Memory that loaded models may use together, in GB; 0 means half of what the device has."""
    host_gb: float = 0.0
    """The same for models beside the processor where there is an accelerator too; 0 means half of what is free."""
    models: str = ""
    """The checkpoint for a task in place of the default, with commas: `text-classification=my-org/mine, …`."""
    keep_warm: str = ""
    """Tasks and checkpoints, with commas, that are loaded at the start and never let go of to make room."""
    cache_gb: float = 1.0
    """Disk for the results of model calls, in GB, so that the same call is not made twice; 0 keeps none."""
    models_gb: float = 0.0
    """Disk that downloaded checkpoints may take together, in GB; 0 means all that is free."""
    lock: str = ""
    """The lock file: only the revisions that it names are loaded. ./atelier.lock, where there is one, if empty."""
    threads: int = 0
    """Processor threads a model may use; 0 means all cores."""
    max_steps: int = 8
    """Steps the manager may take on one request."""
    specialist_steps: int = 6
    """Steps a specialist may take on one task."""
    planning_interval: int = 4
    """The manager writes or renews its plan every so many steps."""
    plan_hint: str = "off"
    """`on`: a language model that drives the agents is shown the embedded planner's draft of the code."""
    sandbox: str = "auto"
    """What locks agents' code in: `auto`, the strongest that is here, or one of `A` to `D`: see `atelier doctor`."""
    require_tier: str = "D"
    """The weakest sandbox that may be used; under any but `D` none is not allowed either, not even for one run."""
    sandbox_imports: str = ""
    """Packages that agents' code may import, with commas: `numpy, pandas`."""
    sandbox_step_s: float = 60.0
    """Seconds that agents' code may compute in one step; what its tools take does not count."""
    sandbox_memory_mb: int = 1024
    """Memory that the code of one agent may use, in MB."""
    observation_tokens: int = 2000
    """Tokens of what one step printed that an agent is shown; the rest it can read again. 0 cuts nothing."""
    notes_tokens: int = 300
    """Tokens of notes that the manager is shown, those nearest to the request; 0 shows none."""
    timeout_s: float = 600.0
    """Seconds one request may take."""
    max_file_mb: float = 100.0
    """Largest file that is read, in MB."""
    fetch: str = "public"
    """Where documents are fetched from by address: `public`, `any` (this machine and its network too) or `off`."""
    max_request_chars: int = 20_000
    """Longest request, in characters."""
    chunk_size: int = 900
    """Longest passage, in `chunk_unit`."""
    chunk_overlap: int = 150
    """What a passage shares with the one before it, in `chunk_unit`."""
    chunk_unit: str = "characters"
    """`characters`, or `tokens` of the embedding model."""
    chunk_mode: str = "auto"
    """`auto`: Markdown and HTML by headings, code by syntax, tables whole; `recursive`: all by paragraphs."""
    embedding_model: str = "sentence-transformers/all-MiniLM-L6-v2"
    """What turns text into vectors. The default ships with the package and needs no download."""
    store: str = "chroma"
    """Where the vectors of a new collection are kept: `chroma`, `faiss`, `chroma-server` or `pgvector`."""
    collection_versions: int = 10
    """Versions of a collection that are kept, the live one among them."""
    chroma_url: str = "http://localhost:8000"
    """Address of the Chroma server, for collections that are kept in one."""
    pgvector_url: str = field(default="", repr=False)
    """URL of the PostgreSQL with pgvector, for collections that are kept there. Never shown."""
    passages: int = 6
    """Passages that a search returns."""
    rerank: str = "auto"
    """Whether a model reads the best passages with the question and puts them in order: `auto`, `on`, `off`. `auto`
    does so where a checkpoint for text-ranking is on this machine."""
    rewordings: int = 3
    """Other ways to ask that a language model is asked for at a search, at most; 0 asks for none."""
    search_rounds: int = 3
    """How often a question is looked up in the documents before it counts as a gap."""
    answer_confidence: float = 0.5
    """Under this, 0 to 1, an answer from documents is refused as not in them."""
    review_confidence: float = 0.0
    """Under this, 0 to 1, an answer is marked for a person to look at; 0 marks none."""
    moderation: str = ""
    """From which score on, 0 to 1, `moderate` blocks, with commas: `toxicity=0.5, spam=off`; 0.7 for the others."""
    answer_max_chars: int = 20_000
    """Longest answer that passes the checks, in characters."""
    clip_score: float = 22.0
    """Under this CLIP score, 0 to 100, a made picture or a frame of a clip is rejected; 0 rejects none. 22 lies between
    what CLIP's usual checkpoints give a picture and a sentence that has nothing to do with it (10 to 20), and what they
    give those that belong together (25 to 35): look at score_picture's for your own prompts, and set it between."""
    takes: int = 3
    """How often a picture or clip is made, at most, until its checks hold; 1 makes it once, whatever they say."""
    prompts_in_files: str = "on"
    """Whether the file of a made picture or clip says the words it was made from: `on` or `off`."""
    preview_steps: int = 5
    """A small preview of a picture being made is drawn every so many steps, where somebody watches; 0 draws none."""
    voice_key: str = field(default="", repr=False)
    """What people's voices are sealed with: 32 bytes in base64. A file under `home` where it is empty. Never shown."""
    tenant: str = "local"
    """Whose data this is; nothing crosses from one tenant to another."""
    keep_days: float = 0.0
    """Days after which runs, notes and sessions are forgotten; 0 means never. Looked at once a day."""
    history_url: str = ""
    """SQLAlchemy URL of the history; a SQLite file under `home` where it is empty."""
    mirrors: str = "vectors,graph"
    """What mirrors the memory, with commas, where its package is installed: `vectors`, `graph`; none if empty."""
    neo4j_uri: str = ""
    """Address of the Neo4j that holds the graph, such as neo4j://localhost; a file under `home` where it is empty."""
    neo4j_user: str = "neo4j"
    neo4j_password: str = field(default="", repr=False)
    """Never shown, never handed to an agent."""

    @property
    def history_at(self) -> str:
        """The URL that holds, chosen or not."""
        return self.history_url or f"sqlite:///{self.home / 'history.sqlite'}"


def load_settings(env: Mapping[str, str] | None = None, file: Path | None = None, **given: Any) -> Settings:
    """Settings from, weakest first: their defaults, `atelier.toml`, `ATELIER_*`, and `given`.

    `file` defaults to ATELIER_CONFIG, else ./atelier.toml where there is one. A `given` of None counts as not given.

    Raises:
        SettingsError: a name is unknown (the nearest known one is named) or a value has the wrong type.
    """
    env = os.environ if env is None else env
    config = file or (Path(env[PREFIX + "CONFIG"]) if env.get(PREFIX + "CONFIG") else None)
    if config is not None and not config.is_file():
        raise SettingsError(f"No settings file at {config}. Create it, or leave out ATELIER_CONFIG.")
    if config is None and Path("atelier.toml").is_file():
        config = Path("atelier.toml")
    values: dict[str, Any] = {}
    if config is not None:
        values |= {name: convert(name, value, f"{config}: {name}") for name, value in read_toml(config).items()}
    for variable, text in env.items():
        if variable.startswith(PREFIX) and variable != PREFIX + "CONFIG":
            name = variable.removeprefix(PREFIX).lower()
            values[name] = convert(name, text, variable)
    if values.get("sandbox") == "none":
        raise SettingsError("sandbox='none' holds for one run only. Give it there: atelier ask --sandbox none …")
    for name, value in given.items():
        if value is not None:
            values[name] = convert(name, value, name)
    return Settings(**values)


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f'{path} is not TOML: {error}. Write lines such as: brain = "embedded"') from error


def convert(name: str, value: Any, where: str) -> Any:
    """`value` as the type of setting `name`; `where` is what the person wrote, for the error.

    >>> convert("pool_gb", "24", "ATELIER_POOL_GB")
    24.0
    """
    kinds = get_type_hints(Settings)
    if name not in kinds:
        raise SettingsError(f"{where} is not a setting. {nearest(name, kinds, 'Settings')}")
    kind = kinds[name]
    shown = "…" if name in SECRET else repr(value)
    if isinstance(value, bool) or not isinstance(value, ACCEPTED[kind]):
        raise SettingsError(f"{where}={shown} is not a {kind.__name__}.")
    try:
        converted = kind(value)
    except ValueError as error:
        raise SettingsError(f"{where}={shown} is not a {kind.__name__}.") from error
    if name in CHOICES and converted not in CHOICES[name]:
        raise SettingsError(f"{where}={shown} is none of: {', '.join(CHOICES[name])}.")
    if isinstance(converted, int | float) and not converted >= 0:  # so that NaN is refused too
        raise SettingsError(f"{where}={shown} is not 0 or more.")
    return converted.expanduser() if isinstance(converted, Path) else converted


def folder_name(tenant: str) -> str:
    """What a tenant's folders are called: no two tenants share one, on any file system.

    >>> folder_name("local"), folder_name("Ada")
    ('local', 'ada-99a563ab')
    """
    plain = re.sub(r"[^a-z0-9-]", "_", tenant.lower())[:48]
    return plain if plain == tenant else f"{plain}-{hashlib.sha256(tenant.encode()).hexdigest()[:8]}"


def pairs(text: str) -> dict[str, str]:
    """
    >>> pairs("summarization=facebook/bart-large-cnn, translation=./mine")
    {'summarization': 'facebook/bart-large-cnn', 'translation': './mine'}

    Raises:
        SettingsError: a part is not name=value.
    """
    parts = [part.strip().partition("=") for part in text.split(",") if part.strip()]
    for name, equals, value in parts:
        if not (name and equals and value):
            raise SettingsError(f'models={text!r}: {name!r} is not task=checkpoint. Write: models = "task=checkpoint"')
    return {name.strip(): value.strip() for name, _, value in parts}


def describe(settings: Settings) -> dict[str, Any]:
    """Every setting as plain values, keys hidden: for `atelier doctor`."""
    plain = {knob.name: getattr(settings, knob.name) for knob in fields(settings)}
    plain |= {name: "set" if plain[name] else "not set" for name in SECRET}
    return {name: str(value) if isinstance(value, Path) else value for name, value in plain.items()}
