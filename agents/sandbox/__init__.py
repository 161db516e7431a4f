"""Agents' code runs in a locked child process; its tools stay in this one and are called over a socket, in JSON.

Nothing is exported here, so that `agents.sandbox.tiers` is imported without smolagents:

    from agents.sandbox.executor import SandboxExecutor      # the executor of smolagents' CodeAgent
    from agents.sandbox.guard import Guard                   # taint, approvals, audit: one per run, for all its agents
    from agents.sandbox.limits import Limits                 # a frozen record: step_s, memory_mb, calls_per_step, …
    from agents.sandbox.tiers import Tier, choose, probe     # what this machine has, and why
    from agents.sandbox.workspace import Workspace           # files that the child may have written, by openat2
    from agents.sandbox.framing import Channel               # the parent's reader of the child's frames

An executor without a service:

    executor = SandboxExecutor(
        workspace=Path("/tmp/w"),     # a folder or a Workspace; None: a temporary one of its own
        tier="B",                     # "A" namespaces + Landlock + seccomp, "B" Landlock + seccomp, "C" seccomp without
                                      # files, "auto" the strongest that is here; raises errors.NoSandbox
        limits=Limits(step_s=2.0),
        imports=("*",),               # what code may import besides a few harmless modules; "*" is everything
        preload=("pandas",),          # imported once, in the zygote (one per process and tuple of modules)
        guard=Guard(approve=ask),     # ask: Callable[[Approval], bool]; without one nobody approves
        landlock_abi=99,              # the newest ABI of Landlock to use: 1 is as on an old kernel
    )
    executor.send_tools({"add": tool})       # `inputs` as smolagents has them, `description`, and `labels`, strings of
                                             # tools/labels.py; a tool without `labels` has all four
    executor.send_variables({"x": 1})
    output = executor("print(x); add(a=x, b=2)")    # smolagents' CodeOutput: output, logs, is_final_answer
    executor.stop()                          # from any thread: ends the step softly if it can (errors.SandboxStopped)
    executor.kill()                          # from any thread: ends the child; variables are lost
    executor.pid                             # of the child, 0 where there is none; `alive`, `tier`, `start_ms`
    executor.guard.audit                     # every call as a record: agent, tool, arguments, outcome, why
    executor.guard.sources                   # the tools by which untrusted words came into the run
    executor.cleanup()                       # ends the child, closes descriptors, removes a workspace of its own

What `executor(code)` raises, all under `errors.SandboxError`: CodeFailed (the agent's own exception, worded as
smolagents does; variables live on), SandboxStopped (time, or stop(); variables live on), SandboxEnded (the child is
gone: crash, limit, kill; the next step starts a new one and says so in its logs), SandboxViolation (what the child sent
is no message of ours; it was ended). `errors.Stopped` passes through where the run itself is stopped.

Tier D is `agents.sandbox.monty.MontyExecutor`, over pydantic-monty (extra `sandbox`).

The frames: four bytes of length, big endian, then a JSON object, from the child of at most `child.frames.LARGEST`
bytes. From it: `born` (pid, and a descriptor of it), `ready` or `failed`, `print` (text), `call` (id, name, args,
kwargs), `done` (value, error, final or stopped). To it: `tools`, `vars`, `exec`, and as the reply to a call `ret`,
`error` or `stop`.
"""
