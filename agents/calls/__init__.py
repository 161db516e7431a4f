"""Clauses with their tools → calls: their files, their arguments, what feeds them, what they depend on.

drafting       the way through all of it
meant_files    which files a clause is about; `references`: what an earlier call made, `called_for` by its name
filling        arguments by their declared roles, read by `agents/readers`; `guessing`: where a tool declares none
handing        what goes beside the file that is worked on; `antecedents`: what 'it' is
    origins        where each value was found
conditions     what must have come out of an earlier call
fanning        one clause, several calls; `several_asked`: one for each thing; `joining`, `merging`: the reverse
mere_options   a clause that only says how the search before it is done
"""
