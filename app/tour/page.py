"""The tour as one HTML page: inputs, outputs, players, seconds, and what the stand-ins are."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Mapping, Sequence

from app.tour.stops import Exhibit, Seen
from runtime.records import Json

LABEL = (
    "The checkpoints behind these results are tiny stand-ins of the real architectures, trained for seconds on this "
    "machine and loaded by the real code under the real names. They show that the wiring works, not how good the "
    "real checkpoints are. What comes with the packages (embedded) is real."
)
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2.5rem; border-bottom: 1px solid #ccc }
article { margin: 1.5rem 0; padding: 1rem; border: 1px solid #ddd; border-radius: .5rem }
article.failed { border-color: #b00020 } .error { color: #b00020 } .label { background: #fff6d6; padding: .75rem 1rem }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f6f6f6; padding: .75rem; margin: .5rem 0 }
table { border-collapse: collapse } td, th { border: 1px solid #ddd; padding: .25rem .6rem; text-align: left }
small { color: #555 } audio { display: block; margin: .4rem 0 }
figure { display: inline-block; vertical-align: top; margin: .4rem .8rem .4rem 0; max-width: 100% }
img, video { max-width: 28rem; min-width: 6rem; max-height: 28rem; width: auto; border: 1px solid #ddd }
@media (prefers-color-scheme: dark) { body { background: #161616; color: #eee } pre { background: #242424 }
  .label { background: #3a3413 } article, td, th { border-color: #444 } small { color: #aaa } }
"""
SHOWN = 2_000
"""Characters of a text file, or of a result, that are shown."""
ROWS = 12
"""Rows of a list of objects that are shown."""


def page(seen: Sequence[Seen]) -> str:
    """One file, complete in itself: sounds, pictures and clips are inside it, and nothing is loaded from anywhere."""
    parts = list(dict.fromkeys(each.stop.part for each in seen))
    failed = sum(1 for each in seen if each.error)
    sums = f"{len(seen)} tools, {failed} failed, {sum(each.seconds for each in seen):.1f} s of work"
    body = "".join(
        f"<h2>{html.escape(part)}</h2>{''.join(_article(each) for each in seen if each.stop.part == part)}"
        for part in parts
    )
    head = f'<meta charset="utf-8"><title>Atelier: the tour</title><style>{STYLE}</style>'
    intro = f'<h1>Atelier: the tour</h1><p>{sums}</p><p class="label">{html.escape(LABEL)}</p>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{intro}{body}</body></html>\n'


def _article(seen: Seen) -> str:
    stop = seen.stop
    given = _block(json.dumps(dict(stop.arguments), ensure_ascii=False, indent=1)) if stop.arguments else ""
    said = f'<p class="error">{html.escape(seen.error)}</p>' if seen.error else _result(seen.result)
    return (
        f'<article class="{"failed" if seen.error else "done"}" id="{html.escape(stop.tool)}">'
        f"<h3>{html.escape(stop.tool)} <small>{seen.seconds:.2f} s</small></h3>"
        f"<p>{html.escape(stop.look)}</p>{given}{''.join(map(_file, seen.given))}<p>→</p>"
        f"{said}{''.join(map(_file, seen.made))}<p><small>{html.escape(_models(seen))}</small></p></article>"
    )


def _result(result: Mapping[str, Json]) -> str:
    """The summary as text, lists of objects as tables, the rest as JSON."""
    rest = {name: value for name, value in result.items() if name not in ("summary", "models", "artifacts")}
    tables = {name: value for name, value in rest.items() if _is_table(value)}
    plain = {name: value for name, value in rest.items() if name not in tables}
    drawn = "".join(f"<p>{html.escape(name)}</p>{_table(rows)}" for name, rows in tables.items())
    return _block(str(result.get("summary", ""))) + drawn + (_block(_json(plain)) if plain else "")


def _is_table(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, Mapping) for row in value)


def _table(rows: Sequence[Mapping[str, Json]]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
    lines = ["".join(f"<td>{html.escape(_cell(row.get(name, '')))}</td>" for name in names) for row in rows[:ROWS]]
    more = f"<p><small>and {len(rows) - ROWS} more</small></p>" if len(rows) > ROWS else ""
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>{more}"


def _cell(value: Json) -> str:
    return f"{value:.4g}" if isinstance(value, float) else value if isinstance(value, str) else _json(value)


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def _block(text: str) -> str:
    shown = text if len(text) <= SHOWN else text[:SHOWN] + " …"
    return f"<pre>{html.escape(shown)}</pre>" if text else ""


def _file(exhibit: Exhibit) -> str:
    """A player for a sound or a clip, a picture, the text of a text, the name of anything else."""
    name = f"<small>{html.escape(exhibit.name)}</small>"
    if exhibit.media_type.startswith("audio/"):
        data = base64.b64encode(exhibit.data).decode("ascii")
        return f'{name}<audio controls src="data:{exhibit.media_type};base64,{data}"></audio>'
    if exhibit.media_type.startswith(("image/", "video/")):
        return _seen(exhibit)
    if exhibit.media_type.startswith("text/") or "json" in exhibit.media_type:
        return name + _block(exhibit.data.decode("utf-8", "replace"))
    return name


def _seen(exhibit: Exhibit) -> str:
    """A picture or a clip, with its name under it; they stand side by side."""
    address = f"data:{exhibit.media_type};base64,{base64.b64encode(exhibit.data).decode('ascii')}"
    name = html.escape(exhibit.name)
    shown = f'<img src="{address}" alt="{name}">'
    shown = f'<video controls src="{address}"></video>' if exhibit.media_type.startswith("video/") else shown
    return f"<figure>{shown}<figcaption><small>{name}</small></figcaption></figure>"


def _models(seen: Seen) -> str:
    stand_ins = seen.stop.models
    used = [str(facts["checkpoint"]) for facts in seen.result.get("models", ())]
    named = [f"{id} (a tiny stand-in)" if id in stand_ins else f"{id} (the real one)" for id in used or stand_ins]
    return f"by {', '.join(named)}" if named else "needs no model"
