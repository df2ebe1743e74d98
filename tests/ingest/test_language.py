"""Languages are told from words; what is no language is told as none, and the same text is always told the same."""
# ruff: noqa: E501

from __future__ import annotations

import json
import random
import string

import pytest

from ingest.language import languages_of, name_blocks
from ingest.natural import is_running_text
from kb.model.layout import Block

COOPERATIVE = {
    "nl": "De coöperatie is een bij notariële akte opgerichte vereniging die zich ten doel stelt in bepaalde stoffelijke behoeften van haar leden te voorzien. Zij mag winst onder haar leden verdelen, tenzij de statuten anders bepalen.",
    "pl": "Spółdzielnia jest dobrowolnym zrzeszeniem nieograniczonej liczby osób, o zmiennym składzie osobowym i zmiennym funduszu udziałowym, które w interesie swoich członków prowadzi wspólną działalność gospodarczą.",
    "tr": "Kooperatif, ortaklarının belirli ekonomik menfaatlerini ve özellikle meslek veya geçimlerine ait ihtiyaçlarını karşılıklı yardım ve dayanışma yoluyla sağlamak amacıyla kurulan bir teşekküldür.",
    "hi": "सहकारी समिति व्यक्तियों का एक स्वैच्छिक संगठन है जो अपने सदस्यों की सामान्य आर्थिक आवश्यकताओं को पूरा करने के लिए बनाया गया है।",
    "zh": "合作社是由自愿联合起来的人们组成的经济组织，其目的是通过共同所有和民主管理的企业满足社员的经济和社会需要。",
    "ja": "協同組合は、組合員の相互扶助を目的とする法人であり、組合員の経済的な利益を増進するために必要な事業を行う。",
    "ru": "Кооператив является добровольным объединением граждан, созданным для совместной хозяйственной деятельности и удовлетворения потребностей своих членов.",
    "uk": "Кооператив є добровільним об'єднанням громадян, створеним для спільної господарської діяльності та задоволення потреб своїх членів.",
    "sw": "Chama cha ushirika ni muungano wa watu waliojiunga kwa hiari ili kutimiza mahitaji yao ya kiuchumi na kijamii kupitia biashara inayomilikiwa kwa pamoja na kusimamiwa kidemokrasia.",
    "vi": "Hợp tác xã là tổ chức kinh tế tập thể do ít nhất bảy thành viên tự nguyện thành lập và hợp tác tương trợ lẫn nhau trong hoạt động sản xuất, kinh doanh nhằm đáp ứng nhu cầu chung của các thành viên.",
    "hu": "A szövetkezet olyan jogi személyiséggel rendelkező szervezet, amelynek célja a tagok gazdasági, társadalmi és kulturális szükségleteinek kielégítése.",
    "sv": "En ekonomisk förening har till ändamål att främja medlemmarnas ekonomiska intressen genom ekonomisk verksamhet som medlemmarna deltar i.",
    "da": "Et andelsselskab er en virksomhed, som har til formål at fremme deltagernes fælles interesser gennem deres deltagelse i virksomheden som aftagere eller leverandører.",
    "no": "Et samvirkeforetak er en sammenslutning som har til hovedformål å fremme medlemmenes økonomiske interesser gjennom deres deltakelse i virksomheten som avtakere eller leverandører.",
    "fi": "Osuuskunta on jäsenistään erillinen oikeushenkilö, jonka tarkoituksena on jäsenten taloudenpidon tai elinkeinon tukemiseksi harjoittaa taloudellista toimintaa.",
    "et": "Ühistu on äriühing, mille eesmärgiks on toetada ja soodustada oma liikmete majanduslikke huve läbi ühise majandustegevuse.",
    "lv": "Kooperatīvā sabiedrība ir brīvprātīga personu apvienība, kuras mērķis ir sniegt pakalpojumus biedru saimnieciskās darbības efektivitātes paaugstināšanai.",
    "lt": "Kooperatinė bendrovė yra savanoriškas asmenų susivienijimas, kurio tikslas tenkinti narių ūkinius, socialinius ir kultūrinius poreikius.",
    "cs": "Družstvo je společenství neuzavřeného počtu osob, které je založeno za účelem vzájemné podpory svých členů nebo třetích osob.",
    "sk": "Družstvo je spoločenstvom neuzavretého počtu osôb založeným za účelom podnikania alebo zabezpečovania hospodárskych, sociálnych alebo iných potrieb svojich členov.",
    "sl": "Zadruga je organizacija vnaprej nedoločenega števila članov, ki ima namen pospeševati gospodarske koristi in razvijati gospodarske dejavnosti svojih članov.",
    "hr": "Zadruga je dragovoljno, otvoreno, samostalno i neovisno društvo kojim upravljaju njezini članovi radi ostvarivanja svojih zajedničkih potreba.",
    "ro": "Societatea cooperativă este o asociație autonomă de persoane fizice sau juridice, constituită în scopul promovării intereselor economice ale membrilor.",
    "it": "La società cooperativa è una società a capitale variabile con scopo mutualistico che svolge la propria attività in favore dei soci consumatori o utenti.",
    "pt": "A cooperativa é uma pessoa coletiva autónoma de livre constituição, que visa, sem fins lucrativos, a satisfação das necessidades dos seus membros.",
    "gl": "A cooperativa é unha sociedade constituída por persoas que se asocian, en réxime de libre adhesión e baixa voluntaria, para a realización de actividades empresariais.",
    "eu": "Kooperatiba-sozietatea enpresa bat da, eta haren xede nagusia bazkideen jarduera ekonomikoak eta sozialak sustatzea eta haien beharrak asetzea da.",
    "ca": "La cooperativa és una societat que associa persones que, amb la voluntat de millorar les seves condicions econòmiques i socials, exerceixen una activitat en comú.",
    "de": "Die Genossenschaft ist eine Gesellschaft von nicht geschlossener Mitgliederzahl, deren Zweck darauf gerichtet ist, den Erwerb oder die Wirtschaft ihrer Mitglieder zu fördern.",
    "fr": "La coopérative est une société constituée par plusieurs personnes volontairement réunies en vue de satisfaire à leurs besoins économiques ou sociaux par leur effort commun.",
    "es": "La cooperativa es una sociedad constituida por personas que se asocian, en régimen de libre adhesión y baja voluntaria, para la realización de actividades empresariales.",
    "en": "A cooperative society is an autonomous association of persons united voluntarily to meet their common economic and social needs through a jointly owned enterprise.",
    "el": "Ο συνεταιρισμός είναι αυτόνομη ένωση προσώπων που συγκροτείται εθελοντικά για την αντιμετώπιση των κοινών οικονομικών αναγκών των μελών της.",
    "bg": "Кооперацията е доброволно сдружение на физически лица с променлив капитал и с променлив брой членове, които чрез взаимопомощ осъществяват дейност.",
    "sr": "Задруга представља посебан облик организовања физичких лица која пословањем на задружним принципима остварују своје економске и социјалне интересе.",
    "mk": "Задругата е доброволно здружение на физички лица кои преку заедничко работење ги остваруваат своите економски и социјални интереси.",
    "sq": "Shoqëria e bashkëpunimit është një bashkim vullnetar i personave që synojnë të plotësojnë nevojat e tyre të përbashkëta ekonomike dhe shoqërore.",
    "ar": "الجمعية التعاونية هي اتحاد مستقل من الأشخاص الذين يجتمعون طواعية لتلبية احتياجاتهم الاقتصادية والاجتماعية المشتركة من خلال مشروع مملوك ملكية جماعية.",
    "fa": "شرکت تعاونی اتحادیه مستقلی از اشخاص است که به طور داوطلبانه برای تامین نیازهای مشترک اقتصادی و اجتماعی خود گرد هم می آیند.",
    "ur": "کوآپریٹو سوسائٹی افراد کی ایک خود مختار انجمن ہے جو اپنی مشترکہ معاشی اور سماجی ضروریات کو پورا کرنے کے لیے رضاکارانہ طور پر متحد ہوتے ہیں۔",
    "he": "אגודה שיתופית היא התאגדות עצמאית של אנשים שהתאחדו מרצון כדי לענות על צרכיהם הכלכליים והחברתיים המשותפים.",
    "ko": "협동조합이란 재화 또는 용역의 구매ㆍ생산ㆍ판매ㆍ제공 등을 협동으로 영위함으로써 조합원의 권익을 향상하고 지역 사회에 공헌하고자 하는 사업조직을 말한다.",
    "th": "สหกรณ์หมายความว่าคณะบุคคลซึ่งร่วมกันดำเนินกิจการเพื่อประโยชน์ทางเศรษฐกิจและสังคมโดยช่วยตนเองและช่วยเหลือซึ่งกันและกัน",
    "ka": "კოოპერატივი არის შრომით საქმიანობაზე დაფუძნებული ან წევრთა მეურნეობის განვითარების მიზნით შექმნილი საზოგადოება.",
    "hy": "Կոոպերատիվը անձանց կամավոր միավորում է, որը ստեղծվում է անդամների տնտեսական և սոցիալական կարիքները բավարարելու նպատակով։",
    "am": "የኅብረት ሥራ ማህበር ማለት ሰዎች በፈቃደኝነት ተሰባስበው የጋራ የኢኮኖሚና የማህበራዊ ፍላጎቶቻቸውን ለማሟላት የሚያቋቁሙት ድርጅት ነው።",
    "bn": "সমবায় সমিতি হল এমন একটি স্বেচ্ছামূলক সংগঠন যা সদস্যদের সাধারণ অর্থনৈতিক ও সামাজিক চাহিদা পূরণের জন্য গঠিত হয়।",
    "ta": "கூட்டுறவு சங்கம் என்பது பொதுவான பொருளாதார மற்றும் சமூகத் தேவைகளை நிறைவேற்றுவதற்காக தன்னார்வமாக இணைந்த நபர்களின் அமைப்பாகும்.",
    "si": "සමුපකාර සමිතියක් යනු තම පොදු ආර්ථික හා සමාජීය අවශ්‍යතා සපුරා ගැනීම සඳහා ස්වේච්ඡාවෙන් එක් වූ පුද්ගලයන්ගේ ස්වාධීන සංවිධානයකි.",
    "km": "សហគមន៍កសិកម្មគឺជាសហគ្រាសដែលបង្កើតឡើងដោយស្ម័គ្រចិត្តពីរូបវន្តបុគ្គលដើម្បីបម្រើផលប្រយោជន៍សេដ្ឋកិច្ចរបស់សមាជិក",
    "lo": "ສະຫະກອນ ແມ່ນການຈັດຕັ້ງເສດຖະກິດລວມໝູ່ ທີ່ສ້າງຕັ້ງຂຶ້ນດ້ວຍຄວາມສະໝັກໃຈ ເພື່ອຜົນປະໂຫຍດຂອງສະມາຊິກ",
    "my": "သမဝါယမအသင်းဆိုသည်မှာ မိမိတို့၏ စီးပွားရေးနှင့် လူမှုရေးလိုအပ်ချက်များကို ဖြည့်ဆည်းရန် ဆန္ဒအလျောက် စုပေါင်းထားသော အဖွဲ့ဖြစ်သည်။",
    "id": "Koperasi adalah badan usaha yang beranggotakan orang-seorang atau badan hukum koperasi dengan melandaskan kegiatannya berdasarkan prinsip koperasi sekaligus sebagai gerakan ekonomi rakyat.",
    "tl": "Ang kooperatiba ay isang nagsasariling samahan ng mga taong kusang-loob na nagsama-sama upang matugunan ang kanilang mga pangangailangang panlipunan at pangkabuhayan.",
    "mt": "Soċjetà kooperattiva hija assoċjazzjoni awtonoma ta' persuni magħquda volontarjament biex jilħqu l-bżonnijiet ekonomiċi u soċjali komuni tagħhom.",
    "ga": "Is éard is comharchumann ann comhlachas neamhspleách daoine atá tagtha le chéile go deonach chun a gcomhriachtanais eacnamaíocha agus shóisialta a chomhlíonadh.",
    "cy": "Cymdeithas annibynnol o bobl sydd wedi uno yn wirfoddol i ddiwallu eu hanghenion economaidd a chymdeithasol cyffredin yw cwmni cydweithredol.",
    "rw": "Koperative ni ishyirahamwe ry'abantu bishyize hamwe ku bushake kugira ngo bagere ku ntego zabo z'ubukungu n'imibereho myiza binyuze mu kigo bafatanyije.",
    "mg": "Ny koperativa dia fikambanan'olona mitambatra an-tsitrapo mba hanatanterahana ny filany ara-toekarena sy ara-tsosialy iombonana.",
    "so": "Iskaashatadu waa urur madax bannaan oo dad si ikhtiyaari ah isugu yimid si ay u daboolaan baahiyahooda dhaqaale iyo bulsho ee ay wadaagaan.",
    "is": "Samvinnufélag er félag sem stofnað er á samvinnugrundvelli með því markmiði að efla hag félagsmanna eftir viðskiptalegri þátttöku þeirra í félagsstarfinu.",
    "ht": "Yon koperativ se yon asosyasyon otonòm moun ki mete tèt yo ansanm volontèman pou yo satisfè bezwen ekonomik ak sosyal yo.",
    "uz": "Kooperativ fuqarolarning umumiy iqtisodiy va ijtimoiy ehtiyojlarini qondirish uchun ixtiyoriy ravishda tuzilgan birlashmasidir.",
    "kk": "Кооператив — азаматтардың ортақ экономикалық және әлеуметтік қажеттіліктерін қанағаттандыру үшін ерікті түрде құрылған бірлестігі.",
    "mn": "Хоршоо гэж хэд хэдэн хүн нийтлэг эдийн засаг, нийгмийн хэрэгцээгээ хангах зорилгоор сайн дураараа нэгдсэн байгууллагыг хэлнэ.",
    "az": "Kooperativ birgə iqtisadi və sosial ehtiyaclarını ödəmək üçün könüllü şəkildə birləşmiş şəxslərin müstəqil ittifaqıdır.",
    "lb": "D'Genossenschaft ass eng Gesellschaft, déi gegrënnt gëtt fir d'wirtschaftlech Interessie vun hire Memberen ze fërderen.",
}  # fmt: skip
"""What a co-operative is, a sentence a language."""

_RANDOM = random.Random(7)
_LETTERS = string.ascii_lowercase
NO_LANGUAGE = {
    "accounts": "".join(
        f"{name}:x:{n}:{n}:{name}:/var/lib/{name}:/usr/sbin/nologin\n"
        for n, name in enumerate(("daemon", "bin", "games", "mail", "news", "proxy", "backup", "list", "sshd", "sync"))
    ),
    "program": """
def total(values, start=0):
    result = start
    for index, value in enumerate(values):
        if value is None or index % 2 == 0:
            continue
        result += value["amount"] * self.rates[value["code"]]
    return result if result > 0 else -1
""" * 4,
    "style": "body{margin:0;padding:0}\n.head>ul li a:hover{color:#f00;text-decoration:none}\n" * 8,
    "query": "SELECT a.id, b.name FROM a LEFT JOIN b ON a.b_id = b.id WHERE a.n > 3 GROUP BY a.id HAVING COUNT(*) > 1;" * 6,
    "data": json.dumps([{"id": n, "name": "abc", "items": [n, 2], "ok": True, "none": None} for n in range(12)]),
    "figures": "\n".join(" ".join(str(_RANDOM.randint(0, 99999)) for _ in range(12)) for _ in range(60)),
    "table": "\n".join(f"{row} | {_RANDOM.random():.3f} | {_RANDOM.randint(1, 9999)}" for row in ("Nord", "Sud") * 40),
    "letters": " ".join("".join(_RANDOM.choices(_LETTERS, k=_RANDOM.randint(2, 9))) for _ in range(300)),
    "base64": "\n".join("".join(_RANDOM.choices(string.ascii_letters + string.digits, k=76)) for _ in range(20)),
    "words": " ".join(
        _RANDOM.choices(
            "cooperative window gravel seventeen umbrella regulate purple assembly yesterday magnet fraction obey tulip "
            "sandwich beyond quickly horse minister table green under notice paper triangle banana".split(),
            k=200,
        )
    ),
    "legacy font": "iuqmldr iñ;shla hkq ;u fmdÿ wd¾Ól yd iudÔh wjYH;d imqrd .ekSu i|yd tla jQ mqoa.,hkaf.a ixúOdkhls. " * 5,
}  # fmt: skip


@pytest.mark.parametrize("language", sorted(COOPERATIVE))
def test_one_sentence_tells_its_language(language: str) -> None:
    """Also where langdetect lacks the language or its script."""
    assert languages_of([Block(COOPERATIVE[language])]) == (language,)


@pytest.mark.parametrize("name", sorted(NO_LANGUAGE))
def test_what_is_no_language_is_told_as_none(name: str) -> None:
    """Program code, accounts, data, figures and loose words are in no language, and no block is given one."""
    blocks = [Block(NO_LANGUAGE[name])]
    assert languages_of(blocks) == ()
    assert name_blocks(blocks, ())[0].language is None


def test_figures_beside_a_law_do_not_hide_its_language() -> None:
    """A schedule of rates after the articles."""
    law = [Block(COOPERATIVE["pl"]) for _ in range(6)]
    assert languages_of([*law, Block(NO_LANGUAGE["figures"])]) == ("pl",)


def test_passages_are_named_within_the_voted_set() -> None:
    """Two languages share a gazette: each passage has one of the two, a word alone none."""
    halves = [COOPERATIVE[language] for _ in range(4) for language in ("nl", "fr")]
    blocks = [*map(Block, halves), Block("Art. 5")]
    found = languages_of(blocks)
    assert set(found) == {"nl", "fr"}
    assert [block.language for block in name_blocks(blocks, found)] == ["nl", "fr"] * 4 + [None]


def test_a_quotation_is_no_language_of_the_law() -> None:
    """Eight in a hundred of the letters are needed."""
    blocks = [*(Block(COOPERATIVE["it"]) for _ in range(20)), Block("affectio societatis inter partes manet")]
    assert languages_of(blocks) == ("it",)


def test_the_answer_does_not_depend_on_what_was_asked_before() -> None:
    """The same text in another order of questions."""
    first = {language: languages_of([Block(text)]) for language, text in COOPERATIVE.items()}
    again = {language: languages_of([Block(COOPERATIVE[language])]) for language in reversed(COOPERATIVE)}
    assert first == again


def test_laws_that_look_unusual_are_still_running_text() -> None:
    """Capitals, forms to be filled in, tables of marks, a short title."""
    assert is_running_text("ΑΡΘΡΟ 1 ΣΚΟΠΟΣ")
    assert is_running_text(COOPERATIVE["fr"].upper() + " Nom : ____________ Prénom : ____________ | a | b |")
    assert is_running_text(
        "제1조(목적) 이 법은 협동조합의 설립ㆍ운영 등에 관한 기본적인 사항을 규정함을 목적으로 한다. " * 5
    )
    assert is_running_text(
        "Art. L. 123-1. – L'association, au sens de l'article 1er, est régie par l'art. R*. 12-3 (V). " * 4
    )
