"""Words that name nothing, by language: where one stands, a phrase ends."""

from __future__ import annotations

STOP_WORDS = {
    "en": """a about above across actually after again against ago all almost along already also although always am
    among an and another any anyone anything are around as asked at away back be became because become been before
    began behind being below between both but by call called came can cannot come comes could did do does doing done
    down during each either else enough even ever every everyone everything far few find first for found from
    further gave get gets getting give given gives go goes going gone got had has have having he held her here hers
    herself him himself his how however i if in include included includes including instead into is it its itself
    just keep kept kind know known last later least less let lets like likely long look made mainly make makes
    making many may me mean means might more most much must my myself near need needed needs neither never new next
    no nobody none nor not nothing now of off often old on once one only onto or other others our ours ourselves out
    over own part per perhaps put quite rather really said same saw say says see seem seemed seems seen set several
    shall she should show shown shows since small so some someone something soon still such take taken takes than
    that the their theirs them themselves then there therefore these they thing things this those though through
    thus to today together told too took toward towards tried two three under until up upon us use used uses using
    usually very want wanted was way we well went were what whatever when where whether which while who whom whose
    why will with within without would yes yet you your yours yourself""",
    "de": """aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf
    aus bei beim bereits bin bis bist da dabei dadurch dafür dagegen daher damit danach dann daran darauf das dass
    davon dazu dein deine dem den denn der deren des dessen die dies diese diesem diesen dieser dieses doch dort du
    durch ein eine einem einen einer eines einige einigen einmal er erst es etwa etwas euch euer für gegen gibt hab
    habe haben hat hatte hatten hier hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in indem ins ist
    jede jedem jeden jeder jedes jedoch jene jetzt kann kein keine keinem keinen keiner können könnte machen macht
    man manche mehr mein meine mich mir mit muss müssen nach neu neue neuen nicht nichts noch nun nur ob oder ohne
    schon sehr sein seine seinem seinen seiner seit selbst sich sie sind so solche soll sollen sollte sondern sonst
    sowie über um und uns unser unsere unter viel viele vom von vor wann war waren warum was weg weil weiter welche
    welcher wenn wer werde werden wie wieder will wir wird wirst wo wollen wurde wurden während zu zum zur zwar zwei
    zwischen""",
    "fr": """à afin ai aient ainsi alors après as au aucun aucune aussi autre autres aux avait avant avec avez avoir
    ayant beaucoup bien c ça car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez comme
    comment contre d dans de depuis des deux devant dit doit donc dont du elle elles en encore entre est et étaient
    était été être eu eux fait faire fois font fut il ils j je jusqu l la là le les leur leurs lorsque lui m ma mais
    me même mêmes mes mon n ne ni non nos notre nous on ont ou où par parce pas pendant peu peut peuvent plus
    plusieurs pour pourquoi puis qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses si son sont
    sous sur t ta tandis te tes toi ton toujours tous tout toute toutes très trop tu un une vers voici voilà vos
    votre vous y""",
    "es": """a además al algo alguna algunas alguno algunos allí ante antes aquel aquella aquellos aquí así aun
    aunque bajo bien cada casi como con contra cual cuales cuando de del desde después donde dos durante e el él
    ella ellas ellos en entre era eran es esa esas ese eso esos esta está estaba estaban están estar estas este esto
    estos fue fueron ha había habían han hasta hay hizo la las le les lo los luego más me mi mientras mis mismo
    mucho muchos muy nada ni no nos nosotros nuestra nuestro o os otra otras otro otros para pero poco por porque
    pues que qué quien quienes se sea según ser si sí sido siempre sin sino sobre son su sus también tan tanto te
    tiene tienen toda todas todo todos tras tu tus un una unas uno unos usted ustedes y ya yo""",
    "it": """a abbiamo ad ai al alcuni alla alle allo anche ancora avere aveva c che chi ci ciò cioè col come con
    contro così cui da dagli dai dal dalla dalle dallo dei degli del della delle dello di dopo dove due durante e è
    ed egli era erano essere fa fatto fino fra gli ha hai hanno ho i il in io l la là le lei li lo loro lui ma me
    mentre mi mia mie molti molto ne né negli nei nel nella nelle nello no noi non nostra nostro o ogni oltre ora
    per perché però più poi possono prima proprio può quale quali quando quanto quella quelle quelli quello questa
    queste questi questo qui se sei sempre senza si sia siamo solo sono sopra sotto sta stata stati stato su sua sue
    sugli sui sul sulla suo suoi tra tu tuo tutta tutte tutti tutto un una uno vi voi""",
    "pt": """a à ainda algum alguma ao aos apenas após aquela aquele aquilo as às assim até bem cada com como contra
    da das de dela dele deles depois desde desta deste do dois dos durante e é ela elas ele eles em entre era eram
    essa essas esse esses esta está estão estas estava este estes eu foi foram for há isso isto já la lhe lo mais
    mas me mesmo meu minha muito muitos na nas não nem no nos nós nossa nosso num numa o onde os ou outra outras
    outro outros para pela pelas pelo pelos pode por porque qual quando que quem são se seja sem sempre ser seu seus
    si sido só sob sobre sua suas também tem têm tinha toda todas todo todos três tu tua tudo um uma umas uns
    você""",
    "nl": """aan al alle alleen als altijd andere ben bij binnen daar daarom dan dat de deze die dit doen door dus
    een eens elk en er geen geweest haar had hadden hebben heeft hem hen het hier hij hoe hun iets ik in is ja je
    kan komen kon kunnen maar me meer men met mij mijn moet moeten na naar nadat net niet niets nog nu of om omdat
    onder ons onze ook op over te tegen tijdens toch toen tot tussen twee u uit uw van vanaf veel voor waar waarom
    wanneer waren was wat we wel werd werden wie wij wil worden wordt zal ze zei zelf zich zij zijn zo zonder zou
    zouden""",
}
"""By ISO 639-1 code. Written for this list."""


def stop_words(language: str) -> frozenset[str]:
    """Those of a language; none where we have no list for it."""
    return frozenset(STOP_WORDS.get(language, "").split())
