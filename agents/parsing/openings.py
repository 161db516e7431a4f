"""How the parts of a request begin, end and are joined: the words by which it is cut into pieces."""

from __future__ import annotations

import re

from agents.readers.number_series import SERIES as SERIES
from runtime.regex import regex

POLITE = regex(
    r"^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening|day))"
    r"(?: (?:there|again|dear|all|everyone|everybody|team|folks))?\b[\s,.!:–-]*"
    r"|(?:ok(?:ay)?|well(?: done)?|so|then|and|also|but|now|next|first(?:ly)?|second(?:ly)?|finally|lastly|"
    r"great|perfect|nice|cool|good|lovely|brilliant|wonderful|awesome|excellent|super|alright|right|fine|sure|yes|yep|"
    r"(?:splendid|superb|marvell?ous|fantastic|fabulous|amazing|gorgeous|stunning|terrific|magnificent|delightful|bravo|"
    r"sweet|beautiful)(?=\s*[,.!–-]|\s+(?:job|stuff|work)\b)|"
    r"oh|ah|hm+|ha(?:ha)+|wow|cheers|(?:many )?thank(?:s| you)(?: a lot| so much| very much| in advance)?|"
    r"quick (?:one|question)|one more thing|"
    r"after (?:that|this)|please|kindly|"
    r"just(?! (?:the|those|these|that|one|two|\d+|my|our|what (?:i|we|the doctor))\b))"
    r"(?: there| job\b| stuff\b| work(?=\W*(?:$|[,.!:–-]| (?:on|with|there)\b))"
    r"|(?<=hi|lo|ey) (?:dear|all|everyone|everybody|team|folks|guys|friends?|again)(?=\s*[,.!:–-]))?\b(?!-)"
    r"[\s,.!:–-]*"
    r"|(?:can|could|would|will) (?:you|we)(?: please| kindly| also| then| perhaps| possibly| maybe)*"
    r"(?: help me(?: to)?| be (?:(?:so|very) (?:kind|good|nice)(?: as to| and)|an? \w+ and))?\s+"
    r"|(?:may|might|can|could) i (?:please |kindly )?(?:ask|trouble|bother) you (?:to|for)\s+"
    r"|(?:i(?:['’]d| would)?(?: also| really| just| still)* (?:like|want|need|love)(?: you)? to"
    r"|we(?:['’]d| would)(?: also| really| just| still)* (?:like|love)(?: you)? to|i want|let's|help me(?: to)?|"
    r"is it possible to)\s+)+",
    re.I,
)
ACTIONS = (
    "abridge|add|analy[sz]e|animate|answer|average|boil|brainstorm|calculate|caption|categori[sz]e|check|choose|classify|"
    "clean|clone|compare|complete|compose|compute|condense|continue|convert|correct|count|create|cut|decide|describe|"
    "detect|determine|display|draft|draw|dub|edit|embed|enlarge|estimate|evaluate|explain|export|extract|fade|figure|file|"
    "fill|find|fix|flag|forecast|generate|get|give|guess|highlight|identify|illustrate|interpret|invent|jot|judge|keep|label|let|list|"
    "locate|look|make|mark|measure|mention|moderate|name|narrate|normali[sz]e|note|open|paint|pick|point|polish|"
    "predict|print|proofread|pull|put|quote|rank|rate|read|recall|recogni[sz]e|record|remember|remind|remove|render|repaint|replace|report|"
    "resample|rewrite|save|say|search|send|shorten|show|sort|speak|split|state|store|strip|subtitle|sum|summari[sz]e|"
    "tag|tell|tidy|tokeni[sz]e|transcribe|translate|trim|turn|upscale|vectori[sz]e|verify|work|write"
)
ALSO_ACTIONS = (
    "dig|fetch|type|adapt|adjust|alter|change|post|upload|share|publish|email|book|buy|schedule|interpolate|redact|bleep|append|apply|arrange|assemble|assess|attach|blow|blur|box|bring|capture|chop|clip|colou?r|combine|"
    "compile|concatenate|confirm|copy|crop|delete|derive|design|detach|discard|discuss|drop|dump|encode|enrol|erase|"
    "exchange|feed|film|forget|fuse|glue|go|grab|grade|hand|hunt|imagine|imitate|inpaint|isolate|join|lay|lift|listen|localise|"
    "loop|match|memorise|merge|mimic|mute|obtain|outline|overwrite|paste|place|prepare|preview|produce|provide|quote|"
    "reduce|redo|register|reimagine|restyle|retouch|rip|rotate|run|scale|score|screen|segment|separate|set|shave|sharpen|"
    "sketch|slice|snip|soften|splice|split|spot|stick|stitch|string|stylise|substitute|swap|switch|sync|take|test|tile|"
    "touch|transform|truncate|try|use|vary|vet|voice|walk|wipe"
)
"""Verbs that are often nouns, or go on with a sentence: they start a piece, but end no condition."""
WORKING = (
    "animate|compare|compose|convert|create|detect|describe|enlarge|explain|extract|generate|give|identify|make|produce|"
    "remove|summari[sz]e|transcribe|translate|upscale|write"
)
"""Verbs that are no nouns: whatever follows them, they start a piece."""
VERBS = f"{ACTIONS}|{ALSO_ACTIONS}"
OBJECT = (
    r"(?:me|us|it|its|this|that|these|those|them|the|an?|my|our|your|all|each|every|any|both|in|into|as|for|up|out|"
    r"down|to|on|about|pages?|which|what|who|whose|where|when|how|why|whether|if|⟦)"
)
NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
ASKING = r"(?:what|which|who|whom|whose|when|where|why|how)(?:['’]s)?\b"
HAVE = (
    r"(?:have|get|want|i(?:['’]d| would) like)\s+(?:it|them|that|this|these|those|each|every|all|both|the|my|our)\b"
    r"(?=(?:\s+[\w⟦⟧-]+){0,5}?\s+(?:\w{3,}ed|read|spoken|sung|said|put|cut|made|drawn|written|done|set|shown"
    r"|in(?=\s+[A-Z]))\b)"
)
"""How somebody asks for a thing to be done: 'have it read out', 'have every letter in English'."""
THINGS_WANTED = (
    rf"(?:{NUMBER}\s+(?:[\w-]+\s+)?(?:key ?words|key ?phrases|tags)\b"
    r"|an?\s+(?:[\w-]+\s+)?(?:summary|transcript|translation)\b(?! of it\b)"
    r"|an?\s+(?:[\w-]+\s+)?gif(?= (?:of it|too|as well)\b))"
)
"""What is made of a text, where its name alone asks for it: 'a transcript and five keywords'."""
WITH_THAT = rf"(?:with|using)\s+(?:that|this|the)(?:\s+[\w-]+){{1,2}},?\s+(?:{VERBS})\b(?=\s+{OBJECT})"
"""How an order starts with what it is to be done with: 'with that voice read …'."""
CAN_YOU = (
    rf"(?:can|could|would|will) you (?:please |kindly |just |perhaps |maybe )?"
    rf"(?:(?:{VERBS})\b(?= (?:up )?(?:it|them|this|that|these|those|me|us|{ASKING}|⟦))|mind \w+ing\b|be (?:so|an?) )"
)
SHALL_HAVE = (
    r"(?:(?:the|that) (?:(?:whole|entire|full|finished|final|joined|complete) (?:thing|lot|film|video|clip|recording)|"
    r"results?|lot)|⟦F\d+⟧) (?:should|must|shall|is to|are to|ought to|needs? to|has to|gets?)\b"
)
"""How it is said what is to become of what was made just before."""
ASKS_YOU = (
    r"(?:(?:can|could|would|will|might|may) (?:you|i|we)|i(?:['’]d| would) (?:like|love|be (?:glad|grateful|happy))"
    r"|do (?:tell|let|say|read)|please)\b"
)
"""How a question or an order starts behind the reason for it: '…, so would you kindly tell me …'."""
STARTER = (
    rf"(?:(?:please|also|then|finally|lastly|next|separately|additionally|afterwards|now)\s+)*"
    rf"(?:(?:{VERBS})\b(?=[\s:]+(?:{OBJECT}|{NUMBER}\b|\w+s\b))"
    rf"|(?:{WORKING})\b(?=\s+[a-z])"
    r"|see (?=(?:who|which|what|whether|if|how|when|where)\b)"
    r"|do (?:me |us )?(?:an?|one|another|the) (?:[\w-]+ ){0,2}(?:summar|transcri|translat|analys|check)\w*\b"
    r"|(?:is|are|was|were|does|do|did|can|may|must|should) "
    r"(?:(?:it|they|we|i|there|the|this|that|these|those|any(?:one|body|thing)|some(?:one|body))\b|⟦)"
    rf"|{HAVE}|{WITH_THAT}|{THINGS_WANTED}|{CAN_YOU}|{SHALL_HAVE}"
    r"|(?!for what (?:was|were|is|has|had|we|i|you|they)\b)"
    rf"(?:(?:in|on|at|by|for|from|to|with|until|till|since|under)\s+(?=what|which|who))?{ASKING})"
)
"""How a new piece starts: an action with its object ('tell me', not the label 'note'), or a question word."""
FINITE = (
    r"am|is|are|was|were|has|have|had|do|does|did|will|would|can|could|must|should|may|might|sent|took|gave|came|went|"
    r"said|told|made|got|found|lost|wrote|read|spoke|kept|left|held|saw|shot|ran|knows?|wants?|needs?|shows?|says?|uses?|"
    r"makes?|takes?|goes|gets?|runs?|looks?|sounds?|lies|stands?|comes?|keeps?|thinks?|asks?|likes?|hates?|loves?|"
    r"speaks?|reads|insists?|tells?|understands?|works|means?|\w{3,}ed"
)
"""Words that a sentence with a subject is built on."""
SUBJECTS = (
    r"the|an?|our|my|your|his|her|their|its|this|that|these|those|both|all|some|one|two|three|every\w*|no\w*|it|he|she|"
    r"they|we|i|you|there|some\w+|gran\w+|m[ou]m|dad|aunt\w*|uncle"
)
STATES = regex(
    rf"^(?:(?:it|that|this|there|they|we|he|she|you|i)['’](?:s|re|ve|m)|(?:(?:{SUBJECTS})\b|(?-i:[A-Z])\w+\b)"
    rf"(?: [\w'’-]+){{0,6}}? (?:{FINITE})"
    r"|[a-z]+ (?:sent|gave|left|wrote|handed|e?mailed|posted|forwarded|brought) (?:me|us|this|these|in))\b",
    re.I,
)
"""How what is told is built: 'the archive sent us a scan'."""
ANYONE = r"(?:(?:some|every|no)(?:one|body)|no one)"
WHO = rf"(?:i|we|you|he|she|they|{ANYONE}|(?:my|our|his|her|their) [\w-]+(?: [\w-]+)?)"
GOING_ON = (
    rf"(?:(?:since|because|cos|cause|as|so(?: that)?|but)\s+(?:(?:{WHO}|it|this|that|there|the \w+)\b)"
    rf"|for\s+(?:i|we|they|he|she)\b"
    rf"|(?!you\b){WHO}(?:['’](?:m|s|re|ve|ll|d)\b|\s+(?:{FINITE}|can['’]?t|don['’]?t|just|only|forgot)\b)"
    rf"|{ANYONE}\s+[a-z]+\b|[a-z]{{3,}}s (?:are|were|have|like|want|need|love|hate|think|say|know|expect|prefer)\b"
    r"|(?!(?:it|that|this|which|what|who|there|where|when|how|one)\b)[a-z]+ "
    r"(?:wants|needs|is (?:hardly|so|too|very|not|always|never|still|quite|a bit|asking|waiting|going)|was)\b"
    r"|(?:it['’]?s|it is|this is|that['’]s|they['’]re) (?:for|going|due|only for|meant|needed)\b)"
)
"""How a sentence goes on that has asked already, and now tells why: ', I'm on the phone', ', since it is blurred'."""
ONLY_IF = regex(r"\bif,? and only if\b,?", re.I)
SENTENCE = regex(
    r"(?<=[.?!;…])\s+(?=\S)|\n+|"
    r"\s*[,;]?\s+(?:and|but),?\s+"
    r"(?=(?:(?:only )?if|only (?:when|once|where(?! you))|otherwise|unless|should (?:it|that|they))\b"
    r"|should (?!i\b|we\b|you\b)[^?,;.]{3,80},)"
    r"|,\s+(?=(?:if so|if not|otherwise)\b)",
    re.I,
)
SPLIT = regex(
    r"\s*[,;]?\s+(?P<then>(?:and\s+|but\s+)?(?:then|than(?<=, than)|after\s+(?:that|this)|afterwards))\b,?\s+"
    rf"(?={STARTER}|(?:{VERBS})\b)"
    r"|(?:\s*,?\s+(?P<next>and then)|\s*[,;]\s+(?P<more>then|and afterwards))\s+(?=(?:an?|the|one|another|\d+)\s)"
    rf"|\s*[,;–-]\s+so\b\s*[:,]?\s+(?:please\s+)?(?={STARTER}|{ASKS_YOU})|(?<=\w)\s+so\s+(?={ASKS_YOU})"
    r"|\s+[–-]+\s+(?=the [a-z]+ (?:is|are|was|were) (?:just|only|merely|my|our)\b)"
    rf"|\s+so\s+(?:please\s+)?(?=(?:{VERBS})\s+(?:it|this|them|me|us|the|my|our|all|both|each|every|⟦))"
    rf"|(?P<head>:)\s+(?={STARTER})|\s*[,;]\s+and\s+(?={STARTER})|\s+and\s+(?:also\s+)?(?={STARTER})"
    rf"|\s*[,;–-]\s+(?:(?:so|but)\s+)?(?=(?:beforehand|before that)\b|{STARTER}|{GOING_ON})",
    re.I,
)
TAG = regex(r",\s*(?:please,?\s+)?(?:would|could|can|will) you(?: please| kindly| for me)?\s*\?+\s*$", re.I)
"""What makes an order sound like a question: 'Ring the shop, would you?'"""
RELATIVE = regex(r"(?:which|who|whom|whose|where|when)\b", re.I)
TELLING = regex(
    r"\b(?:tell|say|find out|explain|show me|check|know|ask|wonder|see|list|and|or|write down|note)\b[^,]*$", re.I
)
"""Before a question word that asks for something: 'tell me the date, when …'."""
QUESTION_WORD = regex(rf"{ASKING}", re.I)
LEAD = regex(
    r"(?:in|from|for|with|about|on|of|regarding|according to|using|given)\s+(?:\S+\s*){1,5}"
    r"|(?:under|within|inside|below)\s+(?:\S+\s*){1,9}"
    r"|[\w'’-]+(?:,\s+[\w'’-]+){0,8},?\s+or\s+[\w'’-]+"
    r"|(?:taken |looked at |viewed )?together|overall|all in all|altogether|on the whole"
    r"|(?:if|when(?! (?:is|are|was|were|do|does|did|can|will|must|may)\b)|once|while|before|after)\s+"
    r"(?:[^\s:]+\s*){2,12}",
    re.I,
)
"""Words before a question that only say what it is about: 'In sales.csv, which …'."""
ALONE = regex(rf"{ASKING}\W*", re.I)
"""A question word whose question comes behind 'and': 'when and where was it taken?'"""
HEADING = regex(
    r"(?:before|after|since|because|as|now that|while|background|[\w+-]+ (?:job|task|test|draft|idea|question))\b",
    re.I,
)
"""How something starts that stands over an order, before a colon."""
SAID_BY = regex(
    r"\b(?:insists?|asks?|asked|says?|said|wants?|wanted|demands?|requests?|requires?|reminds?|writes?|wrote|told|tells?|"
    r"wishes|orders?)(?: (?:me|us|that|it|this|you|again|as follows)){0,2}$",
    re.I,
)
"""How what is said before a colon ends, where somebody else wants what comes behind it."""
TOLD_HOW = regex(
    r"(?:please )?(?:describe|tell|say|explain|write(?: down)?|list|note|show|report|state|name|answer|"
    r"let (?:me|us) know|give|summari[sz]e)(?:(?: for| to)? (?:me|us|everyone|everybody))?"
    r"(?:[\s,]+(?:please|briefly|quickly|roughly|simply|just|"
    r"exactly|if you (?:can|could|would)|(?:word|step|scene|second) (?:by|for) \w+|"
    r"(?:in|with|as) (?:a |an |one |your )?(?:[\w-]+ ){0,3}[\w-]+)){0,3}\W*",
    re.I,
)
"""An order that says to whom or how, before what: 'describe for me, in a few sentences, what …'."""
LOOKING = regex(
    r"(?:please )?(?:go (?:through|over)|(?:have|take) a (?:look|listen)(?: at| to| into| through)?|"
    r"look (?:at|into|through|over)|watch|listen to|open"
    r"|(?:looking|going|judging|listening|watching)(?: (?:at|by|to))?)\s+(?:\S+\s*){1,7}",
    re.I,
)
WITH_IT = regex(
    r"(?:please )?(?:use|take|with|using)\s+\S+\s+as\s+(?:(?:the|a|an|its|your) )?"
    r"(?:mask|background|backdrop|style|outlines?|prompt|sound ?(?:track)?|template)\W*"
    r"|(?:please )?(?:follow|keep(?: to)?|stick to|trace|copy|borrow|take|use|take over|reuse) (?:only )?the "
    r"(?:outlines?|edges|contours?|lines|line work|composition|layout|shapes?|pose|style|palette|colou?rs|look) "
    r"(?:of|in|from) (?:(?:the|my|our) (?:\w+ )?)?\S+\W*|(?:please )?(?:follow|trace(?: over)?|draw over) ⟦F\d+⟧\W*",
    re.I,
)
"""What only says which file goes beside what is worked on: 'use mask.png as the mask and paint …'."""
"""What only says where to look for what comes behind it: 'go through the video and say whether …'."""
THEN = regex(r"^(?:and |but )?(?:then|next|after (?:that|this)|afterwards|finally|lastly)\b", re.I)
TAKEN_OUT = regex(
    r"(?:please )?(?:remove|erase|delete|get rid of|take (?:out|away|down)|paint out|wipe (?:out|away)|lose)\b", re.I
)
PUT_THERE = regex(
    r"(?:then |please |just )*(?:paint|put|draw|place|set|add)\b.{2,80}? (?:there|instead|in (?:its|his|her"
    r"|their) place)\W*"
    r"|(?:then |please |just )*(?:fill|close) (?:it|(?:in )?the (?:gap|hole|space|spot|place)) (?:in )?with\b.{2,60}",
    re.I,
)
"""What is painted where something is taken out: 'remove the bin and put a flowerpot there'."""
FILE_ALONE = regex(r"(?:\W*⟦F\d+⟧(?:\s*(?:,|and|&|\+))?)+\W*")
"""A file named before what is to be done with it: 'photo.jpg - make it winter'."""
FILE_IS = regex(
    r"\W*(?:⟦F\d+⟧ (?:is|was) (?:an?|the|my|our|one|what)\b"
    r"|(?:here|this|that|attached)(?:['’]s| is)\b[^:]*⟦F\d+⟧)[^:]*",
    re.I,
)
"""What a file is, told before what is asked about it: 'bill.jpg is a scan of the gas bill: what do I owe?'"""
REMARK = regex(
    rf"^(?!\w+ (?:what|which|who)|{WITH_THAT}|{THINGS_WANTED})(?:in|with|by|using|for|from|at|within|"
    r"keep\b(?![^.]*⟦F)(?! (?:it|that|this|them) (?:from|between|up to|until|till)\b|.*\bvoice\b)|"
    r"no more|at most|at least|only|max(?:imum)?|under|over|briefly|short|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+)\b"
    r"(?!.* (?:of|for|from) (?:it|the|this|that|its|my|our)\b))\b",
    re.I,
)
"""How a remark on the piece before it starts: 'Three sentences, please.'"""
NOUN_ORDER = regex(
    rf"(?!(?:{VERBS})\b)(?:(?:some|a few|an?|the|more) )?(?:[\w-]+ )?"
    r"(?:[\w-]+,? (?:please|pls|needed|wanted|required|time)[.!]*|[\w-]+!+)",
    re.I,
)
"""An order that is a noun: 'Stills please!'"""
NOUN_DETAIL = regex(
    rf"(?:{NUMBER} (?:of (?:them|these|those|each)\b|(?:seconds?|words?|sentences?|lines?|frames?|pages?|columns?)\b)"
    rf"|(?:seconds?|pages?|frames?|minutes?) {NUMBER}\b|(?:of|from|for|in|into|at|with) (?!(?:{ASKING}|case\b))"
    r"|(?-i:[A-Z])[a-z]+(?:, | to | into | for | of | from ))(?!.*\?\W*$)",
    re.I,
)
"""What is told of it: '6 of them, evenly spaced, from the clip you just made.'"""
WHERE_TOO = regex(
    r"(?:(?:on|in|at|from|by) )?(?:what|which|whose|when|where|why|how(?: (?:often|long|many|much|sure|far))?)"
    r"(?: (?:pages?|lines?|sections?|paragraphs?|file|document|time|minute|second|"
    r"colou?rs?|colou?r mode|format|resolution|of (?:them|these|those)))?"
    r"(?: (?:is|was) (?:it|that|this)(?: (?:stated|found|said|written))?)?\W*",
    re.I,
)
"""What is asked of the answer to the question before: '…, and on which page?'"""
"""Numbers that are told before what is to be done with them: 'My numbers are 3, 5, 8, 9. …'"""
NUMBERED = regex(r"\b(?:seeds?|pages?|frames?|at|seconds?|steps?|sizes?|over|for)\W*$", re.I)
"""Before numbers that say which or when, and are no series."""
BORROWING = regex(r"\b(?:clone|imitate|copy|borrow|take|use)\b.*\bvoice\b", re.I)
SAYING = regex(r"(?:say|speak|read)\b", re.I)
"""What is to be done with a borrowed voice: 'Clone the voice in talk.wav and say "hello".'"""
IMPERATIVE = regex(rf"^(?:(?:{ACTIONS})\b|(?:{ALSO_ACTIONS})\s+(?:{OBJECT}|{NUMBER}\b))", re.I)

COUNTED = r"(?: (?:two|three|four|five|six|seven|eight|nine|ten|\d+))?"
EACH = regex(
    rf"^(?:for|with|from|in) (?:each|every|all|both)\b(?: (?:single )?one)?{COUNTED}(?: of)?"
    rf"(?: (?:the|these|those|my|our))?{COUNTED}"
    rf"(?P<noun>(?: [\w.-]+){{0,2}})(?:(?: [\w.'’-]+){{0,9}}?\s*:\s*"
    rf"|(?: (?:that|which|who|i|we|you|they|he|she)\b(?!['’]d| (?:need|want|would|like|love)\b)"
    rf"(?: [\w.'’-]+){{1,12}}?)?\s*,\s*|\s+(?=(?:{ACTIONS})\b))",
    re.I,
)
REFRAIN = regex(r"(?:do not|don['’]?t|never|skip|leave (?:it|them|that))\b", re.I)
"""What is not to be done on a condition: only the condition is left, for what is to be done otherwise."""
IF_BEHIND = regex(
    rf"^(?P<main>(?!(?:tell|let|check|see|find out|say|judge|decide|determine|verify|test|explain)\b)(?:{ACTIONS})\b"
    r"(?:(?!\b(?:what|how|when|which|who|whether|why|tell|see|know|check|say|reject|discard|again)\b).)+?)"
    r",?\s+(?:but )?(?:only )?(?<!as )(?<!even )(?P<word>if|unless|(?<=only )(?:when|once|where(?! you))|as long as|"
    r"provided(?: that)?|on condition(?: that)?)\s+(?P<said>.+)$",
    re.I | re.S,
)
OTHERWISE = regex(
    r"^(?:(?:otherwise|if not|else)\b|if (?:it|they|that|this) (?:is|are|does|do)(?:n['’]?t| not)(?=\s*[,:]))[\s,:]*",
    re.I,
)
IF_SO = regex(
    r"^(?:(?:and )?if (?:so|yes|that['’]?s the case|"
    r"(?:it|they|there|he|she) (?:is|does|are|do|was|were)(?=\s*[,:]))|in that case)\b[\s,]*",
    re.I,
)
TROUBLE = r"too (?:much (?:trouble|bother|work|hassle|to ask)|busy)"
YOU_WOULD = (
    r"you (?:(?:can|could|would|will|may|might)(?: (?:manage|do|spare)(?: (?:it|that|this|the time|a \w+))?)?|"
    r"please|wish|(?:do not|don['’]?t|would not|wouldn['’]?t) mind|(?:would |['’]d )?(?:like|want)|"
    r"get (?:a|the) (?:chance|moment)|have (?:(?:the|a) )?(?:time|moment|minute|second|chance))"
)
BE_KIND = r"you(?:['’]?d| would| could|['’]ll)? be (?:(?:so|very|that|as) )?(?:kind|good|nice|sweet|a dear)"
COURTESY = regex(
    rf"(?:^|,?\s)if (?:(?:at all )?(?:possible|need(?:ed| be)|necessary|feasible)|{YOU_WOULD}|{BE_KIND}(?: as to)?|"
    rf"(?:it|that|this)(?: is|['’]?s)? ?(?:not|n['’]t) {TROUBLE}|(?:it|that|this) would ?(?:not|n['’]t) be {TROUBLE}|"
    r"(?:it|that|this)(?: is|['’]?s) (?:ok|okay|fine|all ?right|possible|no (?:trouble|bother)|convenient)"
    r"(?: (?:with|by|for) you)?|i may(?: ask)?|i might(?: ask)?)(?: please)?"
    r"(?:[\s,.!]*$|(?<= as to)\s|\s*(?=\?\W*$)|\s*,\s*)"
    r"|,\s*(?:would|could|can|will|won['’]t) you(?: please| kindly)?\s*\?+\s*$",
    re.I,
)
"""What is said for politeness alone: 'if possible', ', would you?'"""
THE_ONES = regex(
    rf"^(?P<main>(?:{ACTIONS})\b.*?)\b(?:the ones|those|all|any)(?: \w+)? (?:that|which) "
    r"(?P<said>(?:is|are|isn|aren).+)$",
    re.I,
)
"""A condition on each file: 'translate the ones that are in French'."""
