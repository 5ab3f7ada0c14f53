import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from folkhue.errors import ParamsError
from stages.classifier_file import trusted
from stages.params import Params, read_params

TEXT = (ROOT / "params.yaml").read_text("utf-8")


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def read(folder: Path, *changes: tuple[str, str]) -> Params:
    text = re.sub("(?m)^  caps: .*", "  caps: {}", TEXT)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "params.yaml").write_text(text, "utf-8")
    return read_params(folder / "params.yaml")


def test_the_shipped_file_is_valid() -> None:
    params = read_params(ROOT / "params.yaml")
    assert params.terms.names[0] == "red"
    assert set(params.caps) == set(params.terms.names)


def options_of(section: CommentedMap, name: str = "") -> Iterator[tuple[str, int]]:
    """Every key that holds a value and no section, and its line."""
    for key, value in section.items():
        is_section = isinstance(value, CommentedMap) and value
        if is_section and key not in ("caps", "classifiers"):  # below that, names are one's own
            yield from options_of(value, f"{name}{key}.")
        else:
            yield f"{name}{key}", section.lc.key(key)[0]


def test_every_key_has_a_comment() -> None:
    lines = TEXT.splitlines()
    options = dict(options_of(YAML().load(TEXT)))
    assert {"seed", "download.flickr.sort", "sample.caps", "train.classifiers"} < set(options)
    uncommented = [key for key, line in options.items() if lines[line - 1].strip()[:1] != "#"]
    assert uncommented == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("\nseed:", "\nsed:"), r"unknown key sed; did you mean 'seed'\?"),
        (("  cap: null", "  capp: 10000"), r"unknown key sample.capp; did you mean 'cap'\?"),
        (("  min_lift:", "  minlift:"), r"unknown key denoise.minlift; did you mean 'min_lift'\?"),
        (
            ("    path: data", "    paht: data"),
            r"unknown key download.manifest.paht; did you mean 'path'\?",
        ),
        (("  cap: null\n", ""), "the key sample.cap is missing"),
        (
            ("  cap: null", "  cap: -1"),
            "sample.cap: expected a whole number from 1 to .*, got -1",
        ),
        (("  cap: null", "  cap: many"), "sample.cap: expected a whole number .* got 'many'"),
        (
            ("method: color_posterior", "method: kmean"),
            r"denoise.method: .* got 'kmean'; did you mean 'kmeans'",
        ),
        (
            ("source: sampler", "source: flicker"),
            r"download.source: expected 'sampler', .* did you mean 'flickr'\?",
        ),
        (("    fields: [tags]", "    fields: []"), "download.flickr.fields: list should have at"),
        (
            ("    fields: [tags]", "    fields: [titel]"),
            r"download.flickr.fields.0: expected 'tags'",
        ),
        (("safe_search: safe", "safe_search: save"), r"safe_search: .* did you mean 'safe'\?"),
        (
            ("over_fetch: 1.5", "over_fetch: 0.5"),
            "over_fetch: expected a number from 1 to 100",
        ),
        (('from: "2004-02-10"', "from: 2004-02-10"), "uploaded_from: write the day in quotes"),
        (
            ('from: "2004-02-10"', 'from: "10.2.2004"'),
            "uploaded_from: input should be a valid date",
        ),
        (("url: https://api.flickr.com", "url: file:///"), "flickr.url: expected an address such"),
        (("url: https://api.openverse.org/v1/", 'url: "http://"'), "openverse.url: expected an"),
        (("url: https://api.openverse.org", "url: https://a b"), "openverse.url: expected an"),
        (("url: https://api.openverse.org", "url: http://[::1"), "openverse.url: expected an"),
        (("licenses: [by,", "licenses: [bye,"), r"openverse.licenses.0: .* did you mean 'by'\?"),
        (("source: sampler", "source: artik"), r"download.source: .* did you mean 'artic'\?"),
        (("    connections: 1\n", "    connection: 1\n"), "unknown key download.artic.connection;"),
        (("url: https://api.smk.dk/", "url: smk.dk/"), "download.smk.url: expected an address"),
        (
            ("    connections: 8", "    connections: 0"),
            "web.connections: expected a whole number from",
        ),
        (("min_color: 0.005", "min_color: 5"), "checks.min_color: expected a number from 0 to 1"),
        (
            ("    path: data/sampler/photos\n", "    path: x\n"),
            "download.folder.path: no such fo",
        ),
        (("vocabulary: basic8", "vocabulary: basic9"), "vocabulary: .*basic8 or basic11"),
        (("vocabulary: basic8", "vocabulary: [red]"), "vocabulary: .*2 to 254 terms"),
        (("classifier: best", "classifier: forrest"), "did you mean 'forest'"),
        (("sharpness: 1.0", "sharpness: -1"), "denoise.sharpness: expected a number from 0"),
        (("  folds: 0", "  folds: 1"), "evaluate.folds: expected 0, or 2 to 20, got 1"),
        (("unshade: true", "unshade: much"), "denoise.unshade: .* got 'much'"),
        (("  unshade: true\n", ""), "the key denoise.unshade is missing"),
        *(
            (("exposures: [1.0, 1.5]", f"exposures: {wrong}"), f"sample.exposures{complaint}")
            for wrong, complaint in {
                "[]": ": list should have at least 1 item",
                "[1, 2, 3, 4, 5, 6, 7, 8, 9]": ": list should have at most 8 items",
                "[0]": ".0: expected a number from 0.1 to 10, got 0",
                "[1.0, 10.1]": ".1: expected a number from 0.1 to 10, got 10.1",
                "[1.0, .nan]": ".1: expected a number from 0.1 to 10, got nan",
                "1.5": ": input should be a valid list",
            }.items()
        ),
        (("iterations: 30", "iterations: 0"), "denoise.iterations: expected a whole number from 1"),
        (("below: 0.0", "below: 1.0"), "compile.unnamed_below: expected a number from 0 to 0.999"),
        (("below: 0.0", "below: -0.1"), "compile.unnamed_below: expected a number from 0"),
        (("trusted: []", "trusted: [Booster]"), "train.trusted.0: string should match pattern"),
        (("trusted: []", "trusted: xgboost.core.Booster"), "train.trusted: input should be a val"),
        (("seed: 0", "seed: ["), "not YAML"),
        (("n_jobs: -1", "n_jobs: 0"), "compute.n_jobs: expected a number of workers"),
        (("exclude: []", "exclude: [svmm]"), r"compile.exclude: 'svmm' .* did you mean 'svm'\?"),
        (("    tree: {", "    my tree: {"), "'my tree' cannot be a classifier's name"),
        (("    tree: {", "    final: {"), "'final' cannot be a classifier's name"),
        (("vocabulary: basic8", "vocabulary: [red, true]"), "vocabulary: .*put it in quotes"),
        (("path: data/", "path: date/"), "download.manifest.path: no such file: date/"),
        (
            ("golden: golden", "golden: mine"),
            r"evaluate.golden: no such file: mine/labels/\*.js",
        ),
    ],
)
def test_a_wrong_key_or_value_is_named(
    change: tuple[str, str], complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(ParamsError, match=complaint) as caught:
        read(tmp_path, change)
    assert "params.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        *(
            (("  cap: null", f"  cap: {value}"), f"sample.cap: expected a whole number .* {got}")
            for value, got in {
                ".inf": "inf",
                ".nan": "nan",
                "1e308": "1e.308",
                "1e-300": "1e-300",
                "true": "True",
                "1.5": "1.5",
                "0x" + "f" * 9_000: "a number of 10,838 digits",
                "10_000_001": "10000001",
                "[1]": r"\[1\]",
                "2004-02-10": "datetime.date",
            }.items()
        ),
        *(
            (("test_share: 0.2", f"test_share: {value}"), "sample.test_share: .* 0.01 to 0.99")
            for value in (".inf", "-.inf", ".nan", "1e-300", "0.999", "true", "x")
        ),
        (("n_jobs: -1", "n_jobs: 1000000"), "compute.n_jobs: expected .* from -1,024 to 1,024"),
        (("seed: 0", "seed: true"), "seed: expected a whole number from 0 to 4,294,967,295"),
        (("caps: {}", "caps: {white: 1e308}"), "sample.caps.white: expected a whole number"),
        (("caps: {}", "caps: {5: 5}"), "sample.caps: the key 5 is not text: quote it"),
        (("caps: {}", "caps: [[[[[[[[[[[[[]]]]]]]]]]]]]"), "nested more than 12 times"),
        (("caps: {}", "caps: " + "[" * 9_000), "nested more than 12 times"),
        (("caps: {}", "caps: " + "{a: " * 8_000), "nested more than 12 times"),
        (("caps: {}", "caps: &a [*a]"), "nested more than 12 times"),
        (("caps: {}", f"caps: [{'1,' * 6_000}]"), "more than 5,000 keys and values"),
        (("caps: {}", f"caps: [&a [{'1,' * 99}], {'*a,' * 99}]"), "more than 5,000 keys and val"),
        (("caps: {}", "caps: !!binary aGk="), "sample.caps: expected text, .* got b'hi'"),
        (("caps: {}", "caps: !!set {a, b}"), "sample.caps: expected text, a number"),
        (("caps: {}", "caps: !!python/object:os.system x"), "not YAML: line .*constructor"),
        (("caps: {}", "caps: {}\n  caps: {}"), "not YAML: line .*found duplicate key"),
        (("  cap: null", "\tcap: 10000"), "not YAML: line "),
        (("  cap: null", f"  cap: {'9' * 5_000}"), "not YAML: Exceeds the limit"),
        (("  cap: null", f"  cap: {'9' * 10_000_000}"), "bytes, more than the 50,000"),
        (("seed: 0", "seed: 2001-99-99"), "not YAML: month must be"),
        (("vocabulary: basic8", "vocabulary: [red, unnamed]"), "vocabulary: 'unnamed' is what"),
        (("vocabulary: basic8", f"vocabulary: [{'a' * 99}, b]"), "vocabulary: .*at most 64"),
        (("vocabulary: basic8", f"vocabulary: {'a' * 999}"), "vocabulary: unknown vocabulary"),
        (("vocabulary: basic8", f"vocabulary: {'a' * 1_001}"), "longer than 1,000 characters"),
        (("vocabulary: basic8", "vocabulary: [red, [1, 2]]"), "vocabulary: .*got list"),
        (("vocabulary: basic8", "vocabulary: 7"), "vocabulary: input should be a valid"),
        (("    tree: {", f"    {'t' * 99}: {{"), "cannot be a classifier's name: use at most 64"),
        (
            ("    tree: {", "".join(f"    t{i}: {{}}\n" for i in range(99)) + "    tree: {"),
            "train.classifiers: expected at most 100 classifiers, found 115",
        ),
        *(
            (("  golden: golden", f"  golden: {path}"), "evaluate.golden: no such file: ")
            for path in (r'"a\0b"', r'"\ud800"', "a" * 999, "a/" * 499, "/dev/null")
        ),
        (("    path: data/sampler/photos.csv", f"    path: {'a' * 999}"), "path: no such file: "),
        (("    path: data/sampler/photos\n", '    path: "a\\0b"\n'), "path: no such folder: "),
        (("method: color_posterior", "method: 1e5"), "denoise.method: expected 'none'"),
        *(
            (("against: null", f"against: {value}"), "report.against: expected a revision of git")
            for value in ('""', '"--all"', '"a b"', r'"a\0"', "a" * 999)
        ),
        (("    tree: {", "    tree: 5\n    oak: {"), "train.classifiers.tree: input should be"),
    ],
)
def test_a_hostile_value_is_refused_in_a_short_message(
    change: tuple[str, str], complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(ParamsError, match=complaint) as caught:
        read(tmp_path, change)
    assert str(caught.value).startswith(f"{tmp_path / 'params.yaml'}: ")
    assert len(str(caught.value)) < 1_000


@pytest.mark.parametrize(
    ("contents", "complaint"),
    [
        (b"[1, 2]", r"expected keys, such as `seed: 0`, got \[1, 2\]"),
        (b"seed", "expected keys, such as `seed: 0`, got 'seed'"),
        (b"seed: \xff", "not UTF-8"),
        (TEXT.encode("utf-16"), "not UTF-8"),
        (b"a: 1\n---\nb: 2\n", "not YAML: line 2: but found another document"),
        (b"download: 5", "(?s)download: expected keys and values, got 5"),
        (b"".join(b"k%d: 1\n" % i for i in range(4_000)), "unknown key k0; .*\n.* more problems"),
    ],
)
def test_what_is_no_params_file_is_refused(contents: bytes, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_bytes(contents)
    with pytest.raises(ParamsError, match=complaint) as caught:
        read_params(tmp_path / "params.yaml")
    assert len(str(caught.value)) < 3_000


def test_a_damaged_file_is_read_or_refused(tmp_path: Path) -> None:
    rng, refused, longest = np.random.default_rng(0), 0, 0
    whole = "\n".join(line for line in TEXT.splitlines() if "#" not in line).encode()
    for _ in range(40):
        damaged = bytearray(whole)
        for place in rng.integers(len(whole), size=rng.integers(1, 4)):
            damaged[place] = rng.choice(list(b"[]{}:&*!|>'\"%@`,-.0x\t\n\0\xff"))
        (tmp_path / "params.yaml").write_bytes(damaged)
        try:
            read_params(tmp_path / "params.yaml")
        except ParamsError as error:
            longest, refused = max(longest, len(str(error))), refused + 1
    assert refused
    assert longest < 3_000


def test_aliases_may_repeat_options(tmp_path: Path) -> None:
    params = read(
        tmp_path, ("    tree: {", "    tree: &tree {"), ("    mlp: {", "    oak: *tree\n    mlp: {")
    )
    assert params.train.classifiers["oak"] == params.train.classifiers["tree"]


def test_all_wrong_keys_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match=r"(?s)sample.capp.*denoise.clusterz|clusterz.*capp"):
        read(tmp_path, ("  cap: null", "  capp: 10000"), ("  clusters:", "  clusterz:"))


def test_numbers_are_read_as_dvc_reads_them(tmp_path: Path) -> None:
    params = read(tmp_path, ("alpha: 0.0001", "alpha: 1e-05"))
    assert params.train.classifiers["sgd"]["alpha"] == 1e-05


def test_an_empty_file_lacks_every_key(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text("")
    with pytest.raises(ParamsError, match="the key seed is missing"):
        read_params(tmp_path / "params.yaml")


def test_a_kind_is_excluded_whatever_its_name(tmp_path: Path) -> None:
    params = read(
        tmp_path, ("    svm: {", "    slow: {kind: svm, "), ("exclude: []", "exclude: [svm]")
    )
    assert "slow" not in params.compilable
    assert "knn" in params.compilable


def test_kinds_are_trusted_and_what_is_listed(tmp_path: Path) -> None:
    params = read(
        tmp_path,
        ("    tree: {", "    mine: {kind: my.Forest}\n    tree: {"),
        ("trusted: []", "trusted: [xgboost.core.Booster]"),
    )
    assert {"my.Forest", "xgboost.core.Booster", "density"} < {*trusted(params)}


def test_a_class_with_a_cap_of_its_own_is_a_term(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match=r"caps.whit is not a term; did you mean 'white'\?"):
        read(tmp_path, ("caps: {}", "caps: {whit: 5}"))


@pytest.mark.parametrize(
    ("cap", "caps", "capped", "white", "red"),
    [
        ("null", "{}", False, 10_000, 10_000),
        ("null", "{white: null, brown: null}", False, 10_000, 10_000),
        ("null", "{white: 300}", True, 300, 10_000),
        ("500", "{white: 300, brown: null}", True, 300, 500),
        ("500", "{}", True, 500, 500),
    ],
)
def test_a_cap_of_one_class_overrides_that_of_all(
    cap: str, caps: str, capped: bool, white: int, red: int, tmp_path: Path
) -> None:
    """Without any, all pixels are for training; names outside of the vocabulary have none."""
    params = read(tmp_path, ("cap: null", f"cap: {cap}"), ("caps: {}", f"caps: {caps}"))
    assert (params.sample.cap is not None) is capped
    assert (params.caps["white"], params.caps["red"]) == (white, red)
    assert [*params.caps] == [*params.terms.names]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (("golden: golden", "golden: mine"), "mine"),
        (("path: data/sampler/photos.csv", "path: mine.csv"), "mine.csv"),
        (("path: data/sampler/photos\n", "path: mine\n"), "mine"),
        (("survey: null", "survey: mine.csv"), "mine.csv"),
    ],
)
def test_a_queued_experiment_says_why_a_file_is_missing(
    change: tuple[str, str], path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DVC runs it in a copy of the repository, without what git does not track."""
    copy = tmp_path / ".dvc/tmp/exps/tmp1"
    copy.mkdir(parents=True)
    for name in ("data", "golden"):
        (copy / name).symlink_to(ROOT / name)
    monkeypatch.chdir(copy)
    with pytest.raises(ParamsError, match=f"`git add {path}`, queue .* `--copy-paths {path}`"):
        read(copy, change)
    with pytest.raises(ParamsError) as caught:
        read(copy, (change[0], change[1].replace(path, f"/none/{path}")))
    assert "git add" not in str(caught.value)


def test_any_names_can_be_the_vocabulary(tmp_path: Path) -> None:
    params = read(tmp_path, ("vocabulary: basic8", "vocabulary: [red, teal]"))
    assert params.terms.names == ("red", "teal")
