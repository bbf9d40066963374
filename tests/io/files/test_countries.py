"""The names of countries in all languages of CLDR (by babel, where it is installed): never garbled, never read as Chinese."""

import pytest

from ii_index.io.files.text import original
from tests.io.files.test_encodings import encodable, read, table
from tests.io.tables.demo import codes

babel = pytest.importorskip("babel", reason="names of countries in all languages come from babel")
LANGUAGES = [one for one in babel.localedata.locale_identifiers() if "_" not in one]


def countries(language):
    """The names of the territories of ISO 3166 in a language, as CLDR spells them."""
    names = babel.Locale.parse(language).territories
    own = {name.strip(" \u200b") for code, name in names.items() if len(code) == 2}
    return sorted(name for name in own if "," not in name)


def test_no_name_of_a_country_in_any_language_is_taken_for_garbled():
    names = {name for language in LANGUAGES for name in countries(language)}

    assert len(names) > 20_000
    assert [name for name in names if original(name)] == []


def test_the_countries_of_the_world_are_read_in_every_language():
    for language in LANGUAGES:
        names = countries(language)
        if names:
            reading = read(table(names).encode())
            assert reading.panel is not None, (language, reading.findings[:3])
            assert [*reading.panel.units] == names, language


OF_ONE_BYTE = [
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1257",
    "cp1258",
    "koi8-r",
    "iso8859-2",
    "iso8859-7",
]


@pytest.mark.parametrize("encoding", OF_ONE_BYTE)
def test_countries_in_an_encoding_of_one_byte_are_never_read_as_chinese(encoding):
    tried = 0
    for language in LANGUAGES:
        names = [name for name in countries(language) if not name.isascii() and encodable(name, encoding)]
        if len(names) >= 10:
            tried += 1
            assert codes(read(table(names).encode(encoding)))[:1] == ["E_ENCODING"], (language, names[:5])

    assert tried >= 3
