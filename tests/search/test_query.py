from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkhue.errors import QueryError
from folkhue.search.parser import parse
from folkhue.search.query import AMOUNTS, Clause

BASIC8 = ("red", "orange", "yellow", "green", "blue", "purple", "black", "white")

MEANINGS = {
    "mostly red, some white": "red ≥ 75 %, white 10–40 %",
    "RED & White; a bit of green": "red ≥ 25 %, white ≥ 25 %, green 2–10 %",
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
    "dark": 'expected a color after "dark", as in "dark red"',
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
        ]
    )
)


@given(st.text() | words.map(" ".join))
def test_any_other_text_is_read_or_refused(text: str) -> None:
    with suppress(QueryError):
        assert parse(text, BASIC8).clauses
