"""Openings of statutes as the gazettes of many countries print them: what they tell, and nothing that they do not.

The acts are made up; their heads follow the usage of the gazette.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.extract.worker import Allowance, read
from ingest.language import languages_of, name_blocks
from ingest.structure import structure
from ingest.tag.metadata import metadata

# fmt: off
OPENINGS: list[tuple[str, str, dict[str, str | None]]] = [
    ("nl",
     "Staatsblad van het Koninkrijk der Nederlanden\n\n"
     "Jaargang 2019\n\n"
     "112\n\n"
     "Wet van 6 maart 2019 tot wijziging van de Wet op de buurtfondsen\n\n"
     "Wij Willem-Alexander, bij de gratie Gods, Koning der Nederlanden, Prins van "
     "Oranje-Nassau, enz. enz. enz.\nAllen, die deze zullen zien of horen lezen, saluut! doen te weten:\n\n"
     "Artikel 1\n\n"
     "Deze wet verstaat onder coöperatie een vereniging die voor haar leden een bedrijf uitoefent.\n\n"
     "Artikel 2\n\n"
     "De vereniging houdt een register van haar leden bij.\n\n"
     "Gegeven te Wassenaar, 6 maart 2019\n",
     {"number": None,
      "date_adopted": "2019-03-06",
      "instrument": "sector-law",
      "jurisdiction": "NL",
      "title": "Wet van 6 maart 2019"}),
    ("nl",
     "BELGISCH STAATSBLAD\n\n"
     "12 MEI 2014. - Wet betreffende de buurtcoöperaties (1)\n\n"
     "FILIP, Koning der Belgen,\nAan allen die nu zijn en hierna wezen zullen, Onze Groet.\n\n"
     "Artikel 1. Deze wet regelt een aangelegenheid als bedoeld in artikel 74 van de Grondwet.\n\n"
     "Art. 2. De vennootschap houdt een register van haar leden bij.\n\n"
     "Gegeven te Brussel, 12 mei 2014.\n",
     {"date_adopted": "2014-05-12",
      "instrument": "sector-law",
      "jurisdiction": "BE",
      "title": "12 MEI 2014. - Wet betreffende"}),
    ("pl",
     "DZIENNIK USTAW RZECZYPOSPOLITEJ POLSKIEJ\n\n"
     "Warszawa, dnia 20 września 2022 r.\n\n"
     "Poz. 1812\n\n"
     "USTAWA\n\n"
     "z dnia 5 sierpnia 2022 r.\n\n"
     "o funduszach sąsiedzkich\n\n"
     "Art. 1. Ustawa określa zasady tworzenia funduszy i organizację spółdzielni.\n\n"
     "Art. 2. Ilekroć w ustawie jest mowa o członku – należy przez to rozumieć osobę przyjętą.\n",
     {"date_adopted": "2022-08-05",
      "date_published": "2022-09-20",
      "instrument": "sector-law",
      "jurisdiction": "PL",
      "title": "USTAWA z dnia 5 sierpnia 2022 r. o funduszach sąsiedzkich",
      "number": None}),
    ("hu",
     "MAGYAR KÖZLÖNY\n\n"
     "2006. évi X. törvény\n\n"
     "a szövetkezetekről\n\n"
     "Az Országgyűlés a szövetkezés szabadságának érvényesülése érdekében a következő törvényt alkotja:\n\n"
     "1. § A szövetkezet a tagok által létrehozott jogi személy.\n\n"
     "2. § A tag köteles a vagyoni hozzájárulást teljesíteni.\n",
     {"number": "2006. évi X",
      "instrument": "sector-law",
      "jurisdiction": "HU",
      "title": "2006. évi X. törvény"}),
    ("tr",
     "KOOPERATİFLER KANUNU\n\n"
     "Kanun Numarası : 1163\nKabul Tarihi : 24/4/1969\nYayımlandığı Resmî Gazete : Tarih : "
     "10/5/1969 Sayı : 13195\n\n"
     "Madde 1 – Tüzel kişiliği haiz olmak üzere kurulan ortaklıklara kooperatif denir.\n\n"
     "Madde 2 – Bir kooperatif en az 7 ortak tarafından kurulur.\n",
     {"number": "1163",
      "date_adopted": "1969-04-24",
      "date_published": "1969-05-10",
      "instrument": "sector-law",
      "jurisdiction": "TR",
      "title": "KOOPERATİFLER KANUNU"}),
    ("it",
     "GAZZETTA UFFICIALE DELLA REPUBBLICA ITALIANA\n\n"
     "LEGGE 8 novembre 1991, n. 381\n\n"
     "Disciplina dei fondi di quartiere.\n\n"
     "La Camera dei deputati ed il Senato della Repubblica hanno approvato;\nIL PRESIDENTE DELLA "
     "REPUBBLICA\nPROMULGA\nla seguente legge:\n\n"
     "Art. 1.\n1. Le cooperative hanno lo scopo di perseguire l'interesse generale della comunità.\n\n"
     "Art. 2.\n1. I soci sono iscritti nel libro.\n\n"
     "Data a Roma, addì 8 novembre 1991\n",
     {"number": "381",
      "date_adopted": "1991-11-08",
      "instrument": "sector-law",
      "jurisdiction": "IT",
      "title": "LEGGE 8 novembre 1991, n. 381"}),
    ("it",
     "DECRETO LEGISLATIVO 3 luglio 2017, n. 112\n\n"
     "Revisione della disciplina in materia di impresa di quartiere. (17G00124)\n\n"
     "IL PRESIDENTE DELLA REPUBBLICA\nVisti gli articoli 76 e 87 della Costituzione;\n\n"
     "Art. 1.\n1. Possono acquisire la qualifica tutti gli enti privati.\n\n"
     "Art. 2.\n1. Il decreto si applica dal giorno della pubblicazione.\n",
     {"number": "112",
      "date_adopted": "2017-07-03",
      "instrument": "decree",
      "title": "DECRETO LEGISLATIVO 3 luglio 2017, n. 112"}),
    ("de",
     "Bundesgesetzblatt Jahrgang 2006 Teil I Nr. 39, ausgegeben zu Bonn am 17. August 2006\n\n"
     "Gesetz zur Einführung der Nachbarschaftsgenossenschaft\n\n"
     "Vom 14. August 2006\n\n"
     "Der Bundestag hat das folgende Gesetz beschlossen:\n\n"
     "§ 1 Zweck\nGenossenschaften sind Gesellschaften mit nicht geschlossener Mitgliederzahl.\n\n"
     "§ 2 Haftung\nFür die Verbindlichkeiten haftet das Vermögen.\n",
     {"date_adopted": "2006-08-14",
      "date_published": "2006-08-17",
      "instrument": "sector-law",
      "jurisdiction": "DE",
      "title": "Gesetz zur Einführung"}),
    ("de",
     "BUNDESGESETZBLATT FÜR DIE REPUBLIK ÖSTERREICH\n\n"
     "Jahrgang 2018 Ausgegeben am 3. Mai 2018 Teil I\n\n"
     "25. Bundesgesetz: Nachbarschaftsgenossenschaftsgesetz\n\n"
     "Bundesgesetz über die Revision von Nachbarschaftsgenossenschaften\n\n"
     "Der Nationalrat hat beschlossen:\n\n"
     "§ 1. Genossenschaften sind zu prüfen.\n\n"
     "§ 2. Der Prüfer ist zu bestellen.\n",
     {"date_published": "2018-05-03",
      "instrument": "sector-law",
      "jurisdiction": "AT",
      "title": "25. Bundesgesetz: Nachbarschaft"}),
    ("pt",
     "Diário da República, 1.ª série — N.º 88 — 8 de maio de 2013\n\n"
     "ASSEMBLEIA DA REPÚBLICA\n\n"
     "Lei n.º 30/2013\n\n"
     "de 8 de maio\n\n"
     "Lei de Bases dos Fundos de Vizinhança\n\n"
     "A Assembleia da República decreta, nos termos da alínea c) do artigo 161.º da "
     "Constituição, o seguinte:\n\n"
     "Artigo 1.º\nObjeto\nA presente lei estabelece as bases gerais.\n\n"
     "Artigo 2.º\nDefinição\nEntende-se por fundo o conjunto de bens.\n",
     {"number": "30/2013",
      "date_adopted": "2013-05-08",
      "instrument": "sector-law",
      "jurisdiction": "PT",
      "title": "Lei n.º 30/2013"}),
    ("sv",
     "Svensk författningssamling\n\n"
     "Lag om grannskapsföreningar\n\n"
     "SFS 2018:672\n\n"
     "Publicerad den 5 juni 2018\n\n"
     "Utfärdad den 31 maj 2018\n\n"
     "Enligt riksdagens beslut föreskrivs följande.\n\n"
     "1 kap. Inledande bestämmelser\n\n"
     "1 § En ekonomisk förening har till ändamål att främja medlemmarnas ekonomiska intressen.\n\n"
     "2 § Föreningen skall ha minst tre medlemmar.\n",
     {"number": "2018:672",
      "date_adopted": "2018-05-31",
      "date_published": "2018-06-05",
      "instrument": "sector-law",
      "jurisdiction": "SE",
      "title": "Lag om grannskapsföreningar"}),
    ("da",
     "Lovtidende A\n\n"
     "Lov nr. 711 af 25. juni 2014\n\n"
     "Lov om registrerede nabovirksomheder\n\n"
     "VI MARGRETHE DEN ANDEN, af Guds Nåde Danmarks Dronning, gør vitterligt:\nFolketinget har "
     "vedtaget og Vi ved Vort samtykke stadfæstet følgende lov:\n\n"
     "§ 1. Lovens formål er at skabe grundlag for en registrering.\n\n"
     "§ 2. Virksomheden skal have vedtægter.\n",
     {"number": "711",
      "date_adopted": "2014-06-25",
      "instrument": "sector-law",
      "jurisdiction": "DK",
      "title": "Lov"}),
    ("no",
     "Lov om nabosamvirke\n\n"
     "Dato LOV-2007-06-29-81\nDepartement Nærings- og fiskeridepartementet\nIkrafttredelse 01.01.2008\n\n"
     "Kapittel 1. Innledende bestemmelser\n\n"
     "§ 1. Lovens virkeområde\nLoven gjelder for samvirkeforetak.\n\n"
     "§ 2. Ansvar\nMedlemmene hefter ikke for forpliktelsene.\n",
     {"instrument": "sector-law",
      "title": "Lov om nabosamvirke",
      "date_adopted": "2007-06-29",
      "number": "81"}),
    ("fi",
     "Suomen säädöskokoelma\n\n"
     "421/2013\n\n"
     "Naapuruusosuuskuntalaki\n\n"
     "Annettu Helsingissä 14 päivänä kesäkuuta 2013\n\n"
     "Eduskunnan päätöksen mukaisesti säädetään:\n\n"
     "1 § Soveltamisala\nTätä lakia sovelletaan osuuskuntaan.\n\n"
     "2 § Jäsenet\nOsuuskunnassa on oltava jäsen.\n",
     {"number": "421/2013",
      "date_adopted": "2013-06-14",
      "jurisdiction": "FI",
      "title": "Naapuruusosuuskuntalaki",
      "instrument": "sector-law"}),
    ("et",
     "Riigi Teataja I 2002, 3, 6\n\n"
     "Naabruskonnaühistu seadus\n\n"
     "Vastu võetud 19.12.2001\n\n"
     "jõustumine 01.02.2002\n\n"
     "§ 1. Mõiste\n(1) Ühistu on äriühing.\n\n"
     "§ 2. Liikmed\n(1) Ühistul on vähemalt kaks liiget.\n",
     {"date_adopted": "2001-12-19",
      "date_in_force": "2002-02-01",
      "instrument": "sector-law",
      "jurisdiction": "EE",
      "title": "Naabruskonnaühistu seadus"}),
    ("ro",
     "MONITORUL OFICIAL AL ROMÂNIEI, PARTEA I, Nr. 561/28.VII.2015\n\n"
     "PARLAMENTUL ROMÂNIEI\n\n"
     "CAMERA DEPUTAȚILOR SENATUL\n\n"
     "LEGE nr. 219 din 23 iulie 2015\n\n"
     "privind fondurile de vecinătate\n\n"
     "Parlamentul României adoptă prezenta lege.\n\n"
     "Art. 1. - Prezenta lege reglementează domeniul.\n\n"
     "Art. 2. - Fondul este o persoană juridică.\n",
     {"number": "219",
      "date_adopted": "2015-07-23",
      "instrument": "sector-law",
      "jurisdiction": "RO",
      "title": "LEGE nr. 219 din 23 iulie 2015"}),
    ("cs",
     "SBÍRKA ZÁKONŮ ČESKÁ REPUBLIKA\n\n"
     "Částka 52\n\n"
     "134\n\n"
     "ZÁKON\n\n"
     "ze dne 19. dubna 2016\n\n"
     "o sousedských fondech\n\n"
     "Parlament se usnesl na tomto zákoně České republiky:\n\n"
     "§ 1\nPředmět úpravy\nTento zákon upravuje fondy.\n\n"
     "§ 2\nČlenem se rozumí osoba přijatá do fondu.\n",
     {"date_adopted": "2016-04-19",
      "instrument": "sector-law",
      "jurisdiction": "CZ",
      "title": "ZÁKON ze dne 19. dubna 2016"}),
    ("ja",
     "近隣協同組合法\n\n"
     "（令和二年法律第七十八号）\n\n"
     "第一条 この法律は、協同組合に関し必要な事項を定めることを目的とする。\n\n"
     "第二条 組合は、組合員が出資し、その意見を反映して事業を行う。\n",
     {"title": "近隣協同組合法",
      "jurisdiction": None,
      "date_adopted": None}),
    ("fr",
     "ROYAUME DU MAROC\n\n"
     "BULLETIN OFFICIEL\n\n"
     "SOMMAIRE\n\n"
     "Dahir n° 1-14-189 du 27 moharrem 1436 (21 novembre 2014) portant promulgation de la loi "
     "n° 112-12 .......... 4\nDécret n° 2-15-617 du 24 mars 2016 relatif au registre .......... "
     "12\nArrêté n° 3450-13 du 5 juin 2014 fixant la liste .......... 15\n\n"
     "TEXTES GENERAUX\n\n"
     "Dahir n° 1-14-189 du 27 moharrem 1436 (21 novembre 2014) portant promulgation de la loi "
     "n° 112-12 relative aux fonds de voisinage.\n\n"
     "LOUANGE A DIEU SEUL !\n\n"
     "Article premier\nLe fonds est un groupement de personnes.\n\n"
     "Article 2\nLe fonds est soumis à la présente loi.\n",
     {"number": "112-12",
      "date_adopted": "2014-11-21",
      "jurisdiction": "MA",
      "title": "Dahir n° 1-14-189"}),
    ("es",
     "REGISTRO OFICIAL\n\n"
     "SUMARIO:\n\n"
     "LEY 12 de fondos vecinales .......... 2\nDECRETO 45 que nombra director .......... 9\n\n"
     "Poder Legislativo\n\n"
     "LEY ORGÁNICA DE FONDOS VECINALES\n\n"
     "EL PLENO DE LA ASAMBLEA NACIONAL DEL ECUADOR\n\n"
     "Considerando:\n\n"
     "Que la Constitución reconoce los fondos;\n\n"
     "Artículo 1.- La presente ley regula los fondos vecinales.\n\n"
     "Artículo 2.- Los fondos son personas jurídicas.\n",
     {"title": "LEY ORGÁNICA DE FONDOS VECINALES",
      "jurisdiction": "EC",
      "instrument": "sector-law",
      "number": None}),
    ("en",
     "REPUBLIC OF KENYA\n\n"
     "KENYA GAZETTE SUPPLEMENT\n\n"
     "THE NEIGHBOURHOOD FUNDS ACT\n\n"
     "No. 14 of 2021\n\n"
     "Date of Assent: 7th July, 2021\n\n"
     "Date of Commencement: 1st January, 2022\n\n"
     "ENACTED by the Parliament of Kenya, as follows—\n\n"
     "1. Short title\nThis Act may be cited as the Neighbourhood Funds Act, 2021.\n\n"
     "2. Interpretation\nIn this Act, unless the context otherwise requires, “fund” means a fund "
     "registered under this Act.\n",
     {"number": "14 of 2021",
      "date_adopted": "2021-07-07",
      "date_in_force": "2022-01-01",
      "jurisdiction": "KE",
      "instrument": "sector-law",
      "title": "THE NEIGHBOURHOOD FUNDS ACT"}),
    ("el",
     "ΕΦΗΜΕΡΙΔΑ ΤΗΣ ΚΥΒΕΡΝΗΣΕΩΣ ΤΗΣ ΕΛΛΗΝΙΚΗΣ ΔΗΜΟΚΡΑΤΙΑΣ\n\n"
     "NOMOΣ ΥΠ’ ΑΡΙΘΜ. 4673\nΣυνεταιρισμοί γειτονιάς και άλλες διατάξεις.\n\n"
     "Ο ΠΡΟΕΔΡΟΣ\nΤΗΣ ΕΛΛΗΝΙΚΗΣ ΔΗΜΟΚΡΑΤΙΑΣ\nΕκδίδομε τον ακόλουθο νόμο που ψήφισε η Βουλή:\n\n"
     "Άρθρο 1\nΟι συνεταιρισμοί είναι ενώσεις προσώπων.\n\n"
     "Άρθρο 2\nΟ νόμος ισχύει από τη δημοσίευσή του.\n\n"
     "Αθήνα, 11 Μαρτίου 2020\n",
     {"number": "4673",
      "date_adopted": "2020-03-11",
      "jurisdiction": "GR",
      "instrument": "sector-law",
      "title": "NOMOΣ ΥΠ’ ΑΡΙΘΜ. 4673"}),
    ("es",
     "CONGRESO DE LA REPÚBLICA\n\n"
     "LEY 454 DE 1998\n(agosto 4)\n\n"
     "por la cual se crea el registro de fondos vecinales.\n\n"
     "El Congreso de Colombia\nDECRETA:\n\n"
     "ARTÍCULO 1. Objeto. El objeto de la presente ley es el registro.\n\n"
     "ARTÍCULO 2. Definición. Se entiende por fondo el conjunto de bienes.\n",
     {"number": "454 DE 1998",
      "date_adopted": "1998-08-04",
      "jurisdiction": "CO",
      "instrument": "sector-law",
      "title": "LEY 454 DE 1998"}),
    ("sk",
     "ZBIERKA ZÁKONOV SLOVENSKEJ REPUBLIKY\n\n"
     "112\n\n"
     "ZÁKON\n\n"
     "z 13. marca 2018\n\n"
     "o susedských fondoch\n\n"
     "Národná rada Slovenskej republiky sa uzniesla na tomto zákone:\n\n"
     "§ 1\nTento zákon upravuje fondy.\n\n"
     "§ 2\nFond je právnická osoba.\n",
     {"date_adopted": "2018-03-13",
      "instrument": "sector-law",
      "jurisdiction": "SK",
      "title": "ZÁKON z 13. marca 2018"}),
    ("hr",
     "NARODNE NOVINE\n\n"
     "HRVATSKI SABOR\n\n"
     "ODLUKU O PROGLAŠENJU ZAKONA O SUSJEDSKIM FONDOVIMA\n\n"
     "ZAKON O SUSJEDSKIM FONDOVIMA\n\n"
     "Članak 1.\nOvim Zakonom uređuje se osnivanje fonda.\n\n"
     "Članak 2.\nFond je pravna osoba.\n\n"
     "Zagreb, 11. ožujka 2011.\n",
     {"date_adopted": "2011-03-11",
      "jurisdiction": "HR",
      "title": "ZAKON O SUSJEDSKIM FONDOVIMA",
      "instrument": "sector-law"}),
]
# fmt: on


@pytest.mark.parametrize(("language", "words", "told"), OPENINGS, ids=[f"{o[0]}{n}" for n, o in enumerate(OPENINGS)])
def test_what_the_head_of_a_statute_tells(
    language: str, words: str, told: dict[str, str | None], tmp_path: Path
) -> None:
    path = tmp_path / "act.txt"
    path.write_text(words, encoding="utf-8")
    extraction = read(path, "text/plain", Allowance(100, 0))
    languages = languages_of(extraction.blocks)
    text = structure(replace(extraction, blocks=name_blocks(extraction.blocks, languages), languages=languages))[0]
    found = metadata(text, extraction.front)
    assert text.language == language
    known = {field: found.get(field) for field in told if field != "title"}
    assert known == {field: value for field, value in told.items() if field != "title"}
    # A title may go on with the subject under it; what is seen stands in the text.
    assert (found.get("title") or "").startswith(told["title"] or "")
    seen = found.fields["title"].evidence
    assert seen is None or " ".join(text.text[seen.start : seen.end].split()) == found.get("title")
