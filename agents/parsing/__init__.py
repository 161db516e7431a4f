"""A request → clauses: what is asked, piece by piece, with its files, quotes and conditions. Words alone, no model.

clauses        the way through all of it: names and quotes put aside, pieces cut, each read as a clause
sentences      where a request is cut; `openings`: the words that orders, questions and remarks begin with
pieces         what a cut leaves
deliverables   orders without a verb: 'a caption of x.jpg, in Dutch'; `causing`: 'have it read aloud'
elided         verbs left out; `another`: 'and one of b.jpg'; `named_scenes`: what is to be seen, and no more
preparing      what is said to come first; `provisos`: what is said to be a condition
followups      what a request before has said, taken up: `next_pages`, `same_values`, `noted_before`
masks_told, quotes_beside, file_remarks, whereabouts, telltales      what one sentence tells of another's order
spelling       slips of the keyboard
"""
