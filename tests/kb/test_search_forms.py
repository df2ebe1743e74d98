"""Forms of a word meet in one stem, in the languages whose endings are in tables of our own."""

import pytest

from kb.search.analysis import analyser

FORMS = {
    "sk": (
        "rada rady rade radu radou rád radám",
        "člen člena členovi členom členovia členov členmi členoch",
        "majetok majetku majetkom majetky",
        "register registra registri registrov",
        "organizácia organizácie organizáciu organizácií organizáciou organizáciám",
        "rozhodnutie rozhodnutia rozhodnutím rozhodnutí",
        "družstvo družstva družstvom družstiev",
        "príjem príjmu príjmy príjmov",
    ),
    "cs": ("příjem příjmu příjmy", "zájem zájmu zájmy", "pravidlo pravidla pravidel", "družstvo družstva družstev"),
    "sr": (
        "члан члана члану чланом чланови чланова члановима",
        "орган органа органу органи органима",
        "поступак поступка поступком поступци",
        "упис уписа упису",
        "задруга задруге задрузи задругу",
        "средство средства средстава средствима",
        "посао посла послови послова",
        "делатност делатности делатношћу",
    ),
    "lv": (
        "akts akta aktu akti aktiem aktos",
        "pārstāvis pārstāvja pārstāvju pārstāvjiem",
        "līgums līguma līgumam līgumiem",
        "termiņš termiņa termiņu",
    ),
    "bg": (
        "център центъра центърът центрове центровете",
        "защитен защитена защитени защитената защитените",
        "орган органи органа органът органите",
        "регистър регистъра регистри",
        "дейност дейности дейността дейностите",
        "лице лица лицето лицата",
        "увреждане увреждания уврежданията увреждането",
    ),
    "el": ("υπηρεσία υπηρεσίας υπηρεσίες υπηρεσιών", "προϊόν προϊόντος προϊόντα", "φορέας φορέα φορείς φορέων"),
    "ro": (
        "participant participanți participanții participanților",
        "cheltuială cheltuieli cheltuielile cheltuielilor",
        "raport raportul rapoarte rapoartele",
        "dobândă dobânda dobânzi dobânzile",
    ),
    "ca": (
        "membre membres",
        "llibre llibres",
        "administratiu administrativa administratius administratives",
        "fundació fundacions",
        "dada dades",
        "voluntari voluntària voluntaris voluntàries",
    ),
    "pt": ("lei leis", "fim fins", "bem bens"),
    "es": ("juez jueces", "vez veces"),
    "fr": ("travail travaux",),
    "it": ("beneficio benefici",),
}
APART = {
    "sk": ("rada riaditeľ", "člen čln"),
    "sr": ("орган оснивач", "члан циљ"),
    "bg": ("член център", "право правило", "лице лист"),
    "lv": ("akts akcija", "līgums lēmums"),
}


@pytest.mark.parametrize(("language", "forms"), [(name, row) for name, rows in FORMS.items() for row in rows])
def test_the_forms_of_a_word_have_one_stem(language: str, forms: str) -> None:
    assert len({tuple(analyser(language).stems(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(("language", "words"), [(name, row) for name, rows in APART.items() for row in rows])
def test_other_words_keep_stems_of_their_own(language: str, words: str) -> None:
    assert len({tuple(analyser(language).stems(word)) for word in words.split()}) == 2
