"""What a tool may do to a run, as its class says: by these a guard decides when a person is asked."""

from __future__ import annotations

READS_UNTRUSTED = "reads_untrusted"
"""Its result holds words that others wrote: of documents, recordings, the web, a model."""
READS_PRIVATE = "reads_private"
"""Its result holds what a person would not have told elsewhere: earlier sessions, voices."""
SIDE_EFFECT = "side_effect"
"""It changes what outlives the session, or the world outside. Artifacts and notes of the session are no such thing."""
EGRESS = "egress"
"""It carries something out of this machine: also a question put to a server, or an address that is fetched."""
LABELS = (READS_UNTRUSTED, READS_PRIVATE, SIDE_EFFECT, EGRESS)
"""All four: what a tool has that does not say."""
