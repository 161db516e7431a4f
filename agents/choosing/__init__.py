"""A clause → the tool that serves it, none, or one that a person has to confirm first.

placing        the way through all of it; `places`: a clause with its tool
scoring        what speaks for each tool: `cues` beside the tools, meaning, and `wordings`, a head that learned
dialogue_acts  a second head: what is asked, what is a detail, what is only told; `telling`, `remarks`, `purposes`
unserved       what no tool does, by the words in elsewhere.yaml
twins          tools that do the same to pictures, sound or text; `printed`: pictures of what is to be read
scene_orders, told_motions      what is to be seen, told behind the order for it
"""
