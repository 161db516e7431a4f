"""What languages are called: ISO 639, FLORES-200 (NLLB), mBART-50 and M2M100, a line for each language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    """ISO 639-1, or 639-3 where that has none; with a script or region where it is not the usual one."""
    iso3: str
    """ISO 639-2/T: the macrolanguage, where FLORES names one of its members."""
    flores: str
    """As NLLB has it: `fra_Latn`; empty where it does not know the language, here and below."""
    mbart: str
    m2m: str
    name: str
    """In English."""


LINES = """
ace      ace ace_Latn -     -   Acehnese
ace-arab ace ace_Arab -     -   Acehnese (Arabic script)
af       afr afr_Latn af_ZA af  Afrikaans
ak       aka aka_Latn -     -   Akan
am       amh amh_Ethi -     am  Amharic
ar       ara arb_Arab ar_AR ar  Arabic
acm      acm acm_Arab -     -   Mesopotamian Arabic
acq      acq acq_Arab -     -   Ta'izzi-Adeni Arabic
aeb      aeb aeb_Arab -     -   Tunisian Arabic
ajp      ajp ajp_Arab -     -   South Levantine Arabic
apc      apc apc_Arab -     -   North Levantine Arabic
ars      ars ars_Arab -     -   Najdi Arabic
ary      ary ary_Arab -     -   Moroccan Arabic
arz      arz arz_Arab -     -   Egyptian Arabic
as       asm asm_Beng -     -   Assamese
ast      ast ast_Latn -     ast Asturian
awa      awa awa_Deva -     -   Awadhi
ay       aym ayr_Latn -     -   Aymara
az       aze azj_Latn az_AZ az  Azerbaijani
azb      azb azb_Arab -     -   South Azerbaijani
ba       bak bak_Cyrl -     ba  Bashkir
ban      ban ban_Latn -     -   Balinese
be       bel bel_Cyrl -     be  Belarusian
bem      bem bem_Latn -     -   Bemba
bg       bul bul_Cyrl -     bg  Bulgarian
bho      bho bho_Deva -     -   Bhojpuri
bjn      bjn bjn_Latn -     -   Banjar
bjn-arab bjn bjn_Arab -     -   Banjar (Arabic script)
bm       bam bam_Latn -     -   Bambara
bn       ben ben_Beng bn_IN bn  Bengali
bo       bod bod_Tibt -     -   Tibetan
br       bre -        -     br  Breton
bs       bos bos_Latn -     bs  Bosnian
bug      bug bug_Latn -     -   Buginese
ca       cat cat_Latn -     ca  Catalan
ceb      ceb ceb_Latn -     ceb Cebuano
cjk      cjk cjk_Latn -     -   Chokwe
ckb      ckb ckb_Arab -     -   Central Kurdish
crh      crh crh_Latn -     -   Crimean Tatar
cs       ces ces_Latn cs_CZ cs  Czech
cy       cym cym_Latn -     cy  Welsh
da       dan dan_Latn -     da  Danish
de       deu deu_Latn de_DE de  German
dik      dik dik_Latn -     -   Southwestern Dinka
dyu      dyu dyu_Latn -     -   Dyula
dz       dzo dzo_Tibt -     -   Dzongkha
ee       ewe ewe_Latn -     -   Ewe
el       ell ell_Grek -     el  Greek
en       eng eng_Latn en_XX en  English
eo       epo epo_Latn -     -   Esperanto
es       spa spa_Latn es_XX es  Spanish
et       est est_Latn et_EE et  Estonian
eu       eus eus_Latn -     -   Basque
fa       fas pes_Arab fa_IR fa  Persian
ff       ful fuv_Latn -     ff  Fulah
fi       fin fin_Latn fi_FI fi  Finnish
fj       fij fij_Latn -     -   Fijian
fo       fao fao_Latn -     -   Faroese
fon      fon fon_Latn -     -   Fon
fr       fra fra_Latn fr_XX fr  French
fur      fur fur_Latn -     -   Friulian
fy       fry -        -     fy  Western Frisian
ga       gle gle_Latn -     ga  Irish
gd       gla gla_Latn -     gd  Scottish Gaelic
gl       glg glg_Latn gl_ES gl  Galician
gn       grn grn_Latn -     -   Guarani
gu       guj guj_Gujr gu_IN gu  Gujarati
ha       hau hau_Latn -     ha  Hausa
he       heb heb_Hebr he_IL he  Hebrew
hi       hin hin_Deva hi_IN hi  Hindi
hne      hne hne_Deva -     -   Chhattisgarhi
hr       hrv hrv_Latn hr_HR hr  Croatian
ht       hat hat_Latn -     ht  Haitian Creole
hu       hun hun_Latn -     hu  Hungarian
hy       hye hye_Armn -     hy  Armenian
id       ind ind_Latn id_ID id  Indonesian
ig       ibo ibo_Latn -     ig  Igbo
ilo      ilo ilo_Latn -     ilo Ilocano
is       isl isl_Latn -     is  Icelandic
it       ita ita_Latn it_IT it  Italian
ja       jpn jpn_Jpan ja_XX ja  Japanese
jv       jav jav_Latn -     jv  Javanese
ka       kat kat_Geor ka_GE ka  Georgian
kab      kab kab_Latn -     -   Kabyle
kac      kac kac_Latn -     -   Jingpho
kam      kam kam_Latn -     -   Kamba
kbp      kbp kbp_Latn -     -   Kabiyè
kea      kea kea_Latn -     -   Kabuverdianu
kg       kon kon_Latn -     -   Kongo
ki       kik kik_Latn -     -   Kikuyu
kk       kaz kaz_Cyrl kk_KZ kk  Kazakh
km       khm khm_Khmr km_KH km  Khmer
kmb      kmb kmb_Latn -     -   Kimbundu
kn       kan kan_Knda -     kn  Kannada
ko       kor kor_Hang ko_KR ko  Korean
kr       kau knc_Latn -     -   Kanuri
kr-arab  kau knc_Arab -     -   Kanuri (Arabic script)
ks       kas kas_Arab -     -   Kashmiri
ks-deva  kas kas_Deva -     -   Kashmiri (Devanagari script)
ku       kur kmr_Latn -     -   Northern Kurdish
ky       kir kir_Cyrl -     -   Kyrgyz
la       lat -        -     -   Latin
lb       ltz ltz_Latn -     lb  Luxembourgish
lg       lug lug_Latn -     lg  Ganda
li       lim lim_Latn -     -   Limburgish
lij      lij lij_Latn -     -   Ligurian
lmo      lmo lmo_Latn -     -   Lombard
ln       lin lin_Latn -     ln  Lingala
lo       lao lao_Laoo -     lo  Lao
lt       lit lit_Latn lt_LT lt  Lithuanian
ltg      ltg ltg_Latn -     -   Latgalian
lua      lua lua_Latn -     -   Luba-Kasai
luo      luo luo_Latn -     -   Luo
lus      lus lus_Latn -     -   Mizo
lv       lav lvs_Latn lv_LV lv  Latvian
mag      mag mag_Deva -     -   Magahi
mai      mai mai_Deva -     -   Maithili
mg       mlg plt_Latn -     mg  Malagasy
mi       mri mri_Latn -     -   Maori
min      min min_Latn -     -   Minangkabau
mk       mkd mkd_Cyrl mk_MK mk  Macedonian
ml       mal mal_Mlym ml_IN ml  Malayalam
mn       mon khk_Cyrl mn_MN mn  Mongolian
mni      mni mni_Beng -     -   Meitei
mos      mos mos_Latn -     -   Mossi
mr       mar mar_Deva mr_IN mr  Marathi
ms       msa zsm_Latn -     ms  Malay
mt       mlt mlt_Latn -     -   Maltese
my       mya mya_Mymr my_MM my  Burmese
nb       nob nob_Latn -     no  Norwegian Bokmål
ne       nep npi_Deva ne_NP ne  Nepali
nl       nld nld_Latn nl_XX nl  Dutch
nn       nno nno_Latn -     -   Norwegian Nynorsk
no       nor nob_Latn -     no  Norwegian
nso      nso nso_Latn -     ns  Northern Sotho
nus      nus nus_Latn -     -   Nuer
ny       nya nya_Latn -     -   Nyanja
oc       oci oci_Latn -     oc  Occitan
om       orm gaz_Latn -     -   Oromo
or       ori ory_Orya -     or  Odia
pa       pan pan_Guru -     pa  Punjabi
pag      pag pag_Latn -     -   Pangasinan
pap      pap pap_Latn -     -   Papiamento
pl       pol pol_Latn pl_PL pl  Polish
prs      prs prs_Arab -     -   Dari
ps       pus pbt_Arab ps_AF ps  Pashto
pt       por por_Latn pt_XX pt  Portuguese
qu       que quy_Latn -     -   Quechua
rn       run run_Latn -     -   Rundi
ro       ron ron_Latn ro_RO ro  Romanian
ru       rus rus_Cyrl ru_RU ru  Russian
rw       kin kin_Latn -     -   Kinyarwanda
sa       san san_Deva -     -   Sanskrit
sat      sat sat_Beng -     -   Santali
sc       srd srd_Latn -     -   Sardinian
scn      scn scn_Latn -     -   Sicilian
sd       snd snd_Arab -     sd  Sindhi
sg       sag sag_Latn -     -   Sango
shn      shn shn_Mymr -     -   Shan
si       sin sin_Sinh si_LK si  Sinhala
sk       slk slk_Latn -     sk  Slovak
sl       slv slv_Latn sl_SI sl  Slovenian
sm       smo smo_Latn -     -   Samoan
sn       sna sna_Latn -     -   Shona
so       som som_Latn -     so  Somali
sq       sqi als_Latn -     sq  Albanian
sr       srp srp_Cyrl -     sr  Serbian
ss       ssw ssw_Latn -     ss  Swati
st       sot sot_Latn -     -   Southern Sotho
su       sun sun_Latn -     su  Sundanese
sv       swe swe_Latn sv_SE sv  Swedish
sw       swa swh_Latn sw_KE sw  Swahili
szl      szl szl_Latn -     -   Silesian
ta       tam tam_Taml ta_IN ta  Tamil
taq      taq taq_Latn -     -   Tamasheq
taq-tfng taq taq_Tfng -     -   Tamasheq (Tifinagh script)
te       tel tel_Telu te_IN -   Telugu
tg       tgk tgk_Cyrl -     -   Tajik
th       tha tha_Thai th_TH th  Thai
ti       tir tir_Ethi -     -   Tigrinya
tk       tuk tuk_Latn -     -   Turkmen
tl       tgl tgl_Latn tl_XX tl  Tagalog
tn       tsn tsn_Latn -     tn  Tswana
tpi      tpi tpi_Latn -     -   Tok Pisin
tr       tur tur_Latn tr_TR tr  Turkish
ts       tso tso_Latn -     -   Tsonga
tt       tat tat_Cyrl -     -   Tatar
tum      tum tum_Latn -     -   Tumbuka
tw       twi twi_Latn -     -   Twi
tzm      tzm tzm_Tfng -     -   Central Atlas Tamazight
ug       uig uig_Arab -     -   Uyghur
uk       ukr ukr_Cyrl uk_UA uk  Ukrainian
umb      umb umb_Latn -     -   Umbundu
ur       urd urd_Arab ur_PK ur  Urdu
uz       uzb uzn_Latn -     uz  Uzbek
vec      vec vec_Latn -     -   Venetian
vi       vie vie_Latn vi_VN vi  Vietnamese
war      war war_Latn -     -   Waray
wo       wol wol_Latn -     wo  Wolof
xh       xho xho_Latn xh_ZA xh  Xhosa
yi       yid ydd_Hebr -     yi  Yiddish
yo       yor yor_Latn -     yo  Yoruba
yue      yue yue_Hant -     -   Cantonese
zh       zho zho_Hans zh_CN zh  Chinese
zh-tw    zho zho_Hant -     -   Chinese (Traditional)
zu       zul zul_Latn -     zu  Zulu
"""
ALIASES = {
    "cmn": "zh", "cmn-hant": "zh-tw", "zh-hans": "zh", "zh-hant": "zh-tw", "zh-hk": "zh-tw", "iw": "he", "in": "id",
    "ji": "yi", "jw": "jv", "mo": "ro", "fil": "tl", "farsi": "fa", "filipino": "tl", "mandarin": "zh", "nob": "nb",
}  # fmt: skip
"""Other names of some, withdrawn codes among them."""
UNSPACED = frozenset("bo dz ja km lo my shn th yue zh zh-tw".split())
"""Written without spaces between sentences, or even words."""


@cache
def known_languages() -> tuple[Language, ...]:
    return tuple(_languages())


def _languages() -> Iterator[Language]:
    for line in LINES.strip().splitlines():
        code, iso3, *codes, name = line.split(maxsplit=5)
        flores, mbart, m2m = ("" if code == "-" else code for code in codes)
        yield Language(code, iso3, flores, mbart, m2m, name)


@cache
def _spoken_of() -> dict[str, Language]:
    """Every language by everything it is called; a name that several have is that of the first whose code it is."""
    every = known_languages()
    claims = [(one.code, one) for one in every]
    claims += [(name, one) for one in every for name in (one.iso3, one.name, one.flores, one.mbart)]
    claims += [(one.flores.partition("_")[0], one) for one in every]
    found: dict[str, Language] = {}
    for name, one in claims:
        if name:
            found.setdefault(_plain(name), one)
    return found | {other: found[code] for other, code in ALIASES.items()}


def _plain(word: str) -> str:
    return word.strip().casefold().replace("_", "-")


def language(word: str) -> Language | None:
    """The language called `word`: a code of any of the standards, with or without a region, or its English name.

    >>> [language(word).code for word in ("fr", "FRA", "fra_Latn", "fr_XX", "fr-CA", "French")]
    ['fr', 'fr', 'fr', 'fr', 'fr', 'fr']
    >>> language("zh-cn").flores, language("zh-Hant").flores, language("arb").code, language("klingon")
    ('zho_Hans', 'zho_Hant', 'ar', None)
    """
    named = _spoken_of()
    return named.get(_plain(word)) or named.get(_plain(word).partition("-")[0])
