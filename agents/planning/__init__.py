"""The trained planner: a request and tools as data in, a typed draft of a plan out. numpy alone, no language model.

For whoever plans a set of tools with it:

    domain = load_domain(path)                    # tools, cues and topics: JSON, see `domains.py`; data, not code
    engine = Engine(domain, load_weights(path), embed)
    draft = engine.draft("Transcribe talk.wav and translate it into French.")
    draft.steps, draft.links                      # tools in an order that can run, and who feeds whom

`embed` is any function from texts to unit rows, (N,) → (N, 384): the pool's MiniLM. The way of a request, a file each:

    reading    files and quotations, put aside; what is left, with marks in their place
    mentions   where each tool's work is asked for, and where its result is only spoken of
    features   one row of numbers a request; the head makes of it one score a tool
    sets       which tools together: probabilities of the subsets of the best
    steps      what speaks for one tool right after another
    orders     who comes after whom: probabilities of the orders of a subset
    graphs     the links that follow from both, by media type and without circles
    filling    what each tool is given: files, quotations, questions, results

Another set of tools needs a domain file of its own and weights fitted to it (`benchmarks/planner_fits.py` takes any
domain). A tool without cues, added later, is scored by what its description and the request share: `described`; give
it as `Engine(…, added=[Tool(name, description, takes, makes)])`. A draft is never empty while something was said: a
step with a confidence under ½ is a guess, and `draft.nearest` names the tools that came nearest.
"""

from agents.planning.domains import load_domain
from agents.planning.engine import Engine
from agents.planning.records import Cues, Domain, Draft, Step, Tool
from agents.planning.weights import load_weights

__all__ = ["Cues", "Domain", "Draft", "Engine", "Step", "Tool", "load_domain", "load_weights"]
