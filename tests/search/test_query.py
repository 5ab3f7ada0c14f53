from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkhue.errors import QueryError
from folkhue.search.amounts import AMOUNTS
from folkhue.search.parser import parse
from folkhue.search.query import Clause

BASIC8 = ("red", "orange", "yellow", "green", "blue", "purple", "black", "white")

MEANINGS = {
    "mostly red, some white": "red ≥ 75 %, white 10–40 %",
    "RED & White; a bit of green": "red ≥ 25 %, white ≥ 25 %, green accent 0.3–8 %",
    "without red but lots of blue": "red ≤ 2 %, blue ≥ 50 %",
    "mostly red or orange": "red or orange ≥ 75 %",
    "only red and white": "red or white ≥ 95 %, red ≥ 5 %, white ≥ 5 %",
    "only red or white": "red or white ≥ 95 %",
    "only red and no blue": "red ≥ 95 %, blue ≤ 2 %",
    "nothing but red and mostly red": "red ≥ 95 %, red ≥ 75 %",
    "30% blue": "blue 25–35 %",
    "about 30 percent of blue": "blue 25–35 %",
    "half blue and a third white": "blue 45–55 %, white 28.3–38.3 %",
    "20-40 % blue": "blue 20–40 %",
    "between 20 and 40 % blue and some red": "blue 20–40 %, red 10–40 %",
    ">40% green": "green ≥ 40 %",
    "at least 2.5 % green": "green ≥ 2.5 %",
    "over half red, less than 5% black": "red ≥ 50 %, black ≤ 5 %",
    "more red than blue": "red > blue",
    "less red or orange than blue": "blue > red or orange",
    "mostly unnamed": "unnamed ≥ 75 %",
    # Colors that are not names of the table.
    "dark blue": "dark blue ≥ 50 %",
    "some vivid red, much pale green": "vivid red 10–40 %, pale green ≥ 50 %",
    "teal": "teal ≥ 50 %",
    "hot pink": "hot pink ≥ 50 %",
    "navy blue": "navy blue ≥ 50 %",
    "orange red": "orange red ≥ 50 %",
    "darkblue": "darkblue ≥ 50 %",
    "#F00": "#ff0000 ≥ 50 %",
    "#ff0000 > 5 %": "#ff0000 ≥ 5 %",
    "rgb(1 2 3) or hsl(0, 50%, 50%)": "#010203 or #bf4040 ≥ 50 %",
    "only dark blue and white": "dark blue or white ≥ 95 %, dark blue ≥ 5 %, white ≥ 5 %",
    # Colors of whole pictures.
    "picture:blue": "picture:blue",
    "Picture: Grey, some white": "picture:gray, white 10–40 %",
    "picture:blue and white": "picture:blue, white ≥ 50 %",
    "picture:red or picture:pink > 60 %": "picture:red or picture:pink ≥ 60 %",
    "no picture:black, black": "picture:black ≤ 2 %, black ≥ 50 %",
    "more picture:red than picture:blue": "picture:red > picture:blue",
    # Colors that share an amount.
    "black and white": "black ≥ 25 %, white ≥ 25 %",
    "red, white and blue": "red ≥ 16.7 %, white ≥ 16.7 %, blue ≥ 16.7 %",
    "red, some white, blue": "red ≥ 25 %, white 10–40 %, blue ≥ 25 %",
    "mostly red and white": "red or white ≥ 75 %, red ≥ 5 %, white ≥ 5 %",
    "some red and white": "red 10–40 %, white 10–40 %",
    "no red and blue": "red ≤ 2 %, blue ≤ 2 %",
    "half red and half blue": "red 45–55 %, blue 45–55 %",
    "60 % red and blue": "red or blue 55–65 %, red ≥ 5 %, blue ≥ 5 %",
    # Conditions after a color.
    "red > 20%": "red ≥ 20 %",
    "red ≥ 20 %, white ≤ 5 %": "red ≥ 20 %, white ≤ 5 %",
    "red more than 20 %": "red ≥ 20 %",
    "red is at least half": "red ≥ 50 %",
    "red: 20-40 %": "red 20–40 %",
    "red = 20 percent": "red 15–25 %",
    "red and blue > 30 %": "red ≥ 30 %, blue ≥ 30 %",
    "red or blue < 30 %": "red or blue ≤ 30 %",
    "20 % < red < 40 %": "red 20–40 %",
    "40 % ≥ red": "red ≤ 40 %",
    "red > blue": "red > blue",
    "dark blue < teal": "teal > dark blue",
    "red 30 % blue": "red ≥ 50 %, blue 25–35 %",
    "red over 20 % blue": "red ≥ 50 %, blue ≥ 20 %",
    "¼ red": "red 20–30 %",
    "teal ~ 20%": "teal 15–25 %",
    "blue and (red or yellow)": "blue ≥ 25 %, red or yellow ≥ 25 %",
    "(red or yellow) > 20 %": "red or yellow ≥ 20 %",
    # Small things.
    "a little red": "red accent 0.3–8 %",
    "small flourishes of red": "red accent 0.3–8 %",
    "a pop of red": "red accent 0.3–8 %",
    "a small amount of red": "red accent 0.3–8 %",
    "hint of red or orange": "red or orange accent 0.3–8 %",
    "a red detail": "red accent 0.3–8 %",
    "some small red details": "red accent 0.3–8 %",
    "white with red and blue accents": "white ≥ 50 %, red accent 0.3–8 %, blue accent 0.3–8 %",
    "blue, red as an accent": "blue ≥ 50 %, red accent 0.3–8 %",
    "red accent 1-5 %, blue": "red accent 1–5 %, blue ≥ 50 %",
    "red accents 30 % blue": "red accent 0.3–8 %, blue 25–35 %",
    "accent: #f00": "#ff0000 accent 0.3–8 %",
    "red, a touch of blue": "red ≥ 50 %, blue accent 0.3–8 %",
    "red a touch of blue": "red ≥ 50 %, blue accent 0.3–8 %",
    # What should not be there.
    "blue, not red": "blue ≥ 50 %, red ≤ 2 %",
    "blue but not red": "blue ≥ 50 %, red ≤ 2 %",
    "without any red": "red ≤ 2 %",
    "no hint of red": "red ≤ 2 %",
    "no red accents": "red ≤ 2 %",
    "not much white": "white ≤ 10 %",
    "not mostly red": "red 2–30 %",
    "red but not dominant": "red 2–30 %",
    "red, but not dominant, blue": "red 2–30 %, blue ≥ 50 %",
    "red is dominant": "red ≥ 75 %",
    # Colors of any hue, and words around colors.
    "dark": "dark ≥ 50 %",
    "dark, blue": "dark ≥ 25 %, blue ≥ 25 %",
    "colorful and no dark blue": "colorful ≥ 50 %, dark blue ≤ 2 %",
    "photos with muted colors, some red": "muted ≥ 50 %, red 10–40 %",
    "black-and-white": "black-and-white ≥ 95 %",
    "black-and-white with a red accent": "black-and-white ≥ 95 %, red accent 0.3–8 %",
    "dark teal": "dark teal ≥ 50 %",
    "dark turquoise": "dark turquoise ≥ 50 %",
    "dark-blue": "dark blue ≥ 50 %",
    "orange-red": "orange red ≥ 50 %",
    "shades of blue": "blue ≥ 50 %",
    "blue tones": "blue ≥ 50 %",
}

MISTAKES = {
    "": "the query is empty",
    " , ": "the query is empty",
    "mostly rad": 'did you mean "red"',
    "somme red": 'did you mean "some"',
    "picture:mauve": 'expected a name after "picture:" before "mauve": black, blue',
    "picture:": 'expected a name after "picture:" at the end',
    "picture:unnamed": "expected a name",
    "picture blue": "neither an amount nor a color",
    "red or picture:blue": "red and picture:blue: .* cannot be counted with shares; use a comma",
    "picture:red > blue": "cannot be counted with shares",
    "xyzzy": "there are red, orange, yellow",
    "mostly grey": "not a color of this table .*basic11 has it",
    "mostly": "expected a color at the end",
    "red or": "expected a color at the end",
    "30 blue": '"30" of what',
    "120 % red": "more than everything",
    "40-20 % red": "40 % to 20 % is not a range",
    "more red": 'expected "than"',
    "> red": 'such as "30 %" before "red"',
    "red > 20": 'Write "20 %"',
    "red is": 'such as "30 %" at the end',
    "deep": 'expected a color after "deep", as in "deep red"',
    "bluish teal": 'expected a color after "bluish", as in "bluish red"',
    "yelow": 'did you mean "yellow"',
    "light blue sky": '"sky" is neither',
    "red acent": 'did you mean "accent"',
    "red or a little blue": 'expected a color before "little"; .* other amounts after a comma',
    "blue and (red or yellow": r'expected "\)" at the end',
    "(red and yellow) or blue": 'parentheses hold colors and "or"',
    "a little picture:red": "a whole picture is no accent",
    "darkk blue": 'did you mean "dark"',
    "turqoise": 'did you mean "turquoise"',
    "#ff000": "not a color as CSS writes it",
    "rgb(1)": "not a color as CSS writes it",
}


@pytest.mark.parametrize(("text", "meaning"), MEANINGS.items())
def test_a_query_means(text: str, meaning: str) -> None:
    assert str(parse(text, BASIC8)) == meaning


@pytest.mark.parametrize("text", MEANINGS)
def test_a_printed_query_means_the_same(text: str) -> None:
    printed = str(parse(text, BASIC8))
    assert str(parse(printed, BASIC8)) == printed


@pytest.mark.parametrize(("text", "reason"), MISTAKES.items())
def test_a_query_that_means_nothing_is_refused(text: str, reason: str) -> None:
    with pytest.raises(QueryError, match=reason):
        parse(text, BASIC8)


def test_a_long_query_is_refused_in_a_short_message() -> None:
    with pytest.raises(QueryError, match=r"^the query has 50,000 characters, more than 1,000$"):
        parse("(" * 50_000, BASIC8)


def test_colors_are_those_of_the_table_in_any_spelling() -> None:
    terms = ("gray", "sky blue", "blue", "Blaugrün", "teal-ish")
    named = [clause.names for clause in parse("GREY, sky blue, blaugrün, teal-ish", terms).clauses]
    assert named == [("gray",), ("sky blue",), ("Blaugrün",), ("teal-ish",)]


@pytest.mark.parametrize("text", ["teal", "no navy", "hint of teal", "dark teal"])
def test_a_name_of_the_table_goes_before_one_of_css(text: str) -> None:
    assert all(region.rgb for region in parse(text, BASIC8).regions)
    assert not any(region.rgb for region in parse(text, ("red", "teal", "navy")).regions)


@given(
    st.lists(
        st.tuples(st.sampled_from([*AMOUNTS]), st.sampled_from(BASIC8)), min_size=1, max_size=20
    ),
    st.sampled_from([", ", " ; ", ", and ", " but "]),
)
def test_every_amount_goes_with_every_color(parts: list[tuple[str, str]], between: str) -> None:
    query = parse(between.join(f"{amount} {name}" for amount, name in parts), BASIC8)
    assert query.clauses == tuple(Clause((name,), AMOUNTS[amount]) for amount, name in parts)


words = st.lists(
    st.sampled_from(
        [
            *(*AMOUNTS, *BASIC8, "%", "30", "or", ">", "<", "than", "and", ",", "is", "to"),
            *("dark", "teal", "hot", "#f00", "about", "more", "only", "half", "30 %"),
            *("(", ")", "a", "little", "touch", "accents", "not dominant", "in", "color"),
        ]
    )
)


@given(st.text() | words.map(" ".join))
def test_any_other_text_is_read_or_refused(text: str) -> None:
    with suppress(QueryError):
        assert parse(text, BASIC8).clauses
