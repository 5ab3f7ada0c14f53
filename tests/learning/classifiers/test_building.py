import pytest

from folkhue.errors import ParamsError
from folkhue.learning.classifiers import KINDS, build


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_built_unfitted_and_with_its_defaults(kind: str) -> None:
    """Parameters are checked by a fit without examples, which leaves no trace."""
    from sklearn.utils.validation import check_is_fitted

    estimator = build(kind, {}, seed=7)[-1]
    fresh = KINDS[kind].estimator(**KINDS[kind].defaults)
    assert type(estimator) is type(fresh)
    assert {*vars(estimator)} == {*vars(fresh)}
    assert estimator.get_params() == fresh.get_params() | (
        {"random_state": 7} if "random_state" in fresh.get_params() else {}
    )
    with pytest.raises(Exception, match=r"not fitted|missing|Call 'fit'"):
        check_is_fitted(estimator)


@pytest.mark.parametrize(
    ("name", "options", "complaint"),
    [
        ("logistik", {}, "train.classifiers.logistik: .*did you mean 'logistic'"),
        ("mine", {"kind": "foret"}, "did you mean 'forest'"),
        ("logistic", {"CC": 1}, r"logistic.CC: unknown parameter 'CC'; did you mean 'C'"),
        ("tree", {"max_dept": 1}, "did you mean 'max_depth'"),
        ("tree", {"spac": "lab"}, "did you mean 'space'"),
        ("logistic", {"C": -1}, "train.classifiers.logistic.C: expected a number from"),
        ("logistic", {"C": "big"}, "train.classifiers.logistic: .*'C' parameter"),
        ("tree", {"max_depth": "deep"}, "train.classifiers.tree: .*'max_depth' parameter"),
        ("svm", {"max_pixels": -5}, "svm.max_pixels: expected a whole number from 1"),
        ("tree", {"space": ["lab"]}, "tree.space: unknown color space"),
        ("tree", {"space": "labb"}, "tree.space: .*did you mean 'lab'"),
        ("quadratik", {}, "did you mean 'quadratic'"),
        ("quadratic", {"degree": 3}, r"quadratic.degree: unknown parameter 'degree'"),
        ("blent", {}, "did you mean 'blend'"),
        ("blend", {}, "train.classifiers.blend.of: list the classifiers to average"),
        ("blend", {"of": {}}, "blend.of: list the classifiers"),
        ("blend", {"of": ["mlp", "tree"]}, "blend.of: list the classifiers"),
        ("blend", {"off": {"mlp": {}}}, "blend.off: .*did you mean 'of'"),
        ("blend", {"of": {"mlp": {}}, "space": "lab"}, "blend.space: unknown parameter"),
        ("blend", {"of": {"mlp": {}}, "max_pixels": 0}, "blend.max_pixels: expected a whole"),
        ("mine", {"kind": "blend", "of": {"mlp": None}}, "mine.of.mlp: expected its parameters"),
        ("blend", {"of": {"tree": {}, "mlpp": {}}}, "blend.of.mlpp: .*did you mean 'mlp'"),
        ("blend", {"of": {"mlp": {"alfa": 1}}}, "blend.of.mlp.alfa: .*did you mean 'alpha'"),
        ("blend", {"of": {"two": {"kind": "mlp", "space": "lap"}}}, "blend.of.two.space: .*'lab'"),
        ("blend", {"of": {"blend": {"of": {"tre": {}}}}}, "blend.of.blend.of.tre: .*'tree'"),
        (
            "blend",
            {"of": {"knn": {"max_pixels": 9}}},
            "blend.of.knn.max_pixels: .*blend.max_pixels",
        ),
        ("blend", {"of": {"my__tree": {"kind": "tree"}}}, "blend.of: .*my__tree"),
        ("blend", {"of": {"voting": {"kind": "tree"}}}, "blend.of: .*voting"),
        ("blend", {"of": {"svm": {}}}, "blend.of.svm: has no probabilities to average"),
        ("blend", {"of": {"sgd": {}}}, "blend.of.sgd: has no probabilities to average"),
    ],
)
def test_an_impossible_option_is_named_with_the_nearest_possible_one(
    name: str, options: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ParamsError, match=complaint):
        build(name, options, seed=0)


@pytest.mark.parametrize(
    ("name", "options", "range_"),
    [
        ("forest", {"n_estimators": 100_000_000_000}, "1 to 100,000"),
        ("forest", {"n_estimators": 10**5_000}, "1 to 100,000, got a number of 5,001 digits"),
        ("forest", {"n_estimators": True}, "1 to 100,000, got True"),
        ("forest", {"n_jobs": 10**6}, "-1,024 to 1,024"),
        ("forest", {"class_weight": {"0": 1e308}}, "-1,000,000,000 to 1,000,000,000"),
        ("mlp", {"hidden_layer_sizes": [100_000, 100_000]}, "1 to 1,000, got 100000"),
        ("mlp", {"hidden_layer_sizes": 100_000}, "1 to 1,000"),
        ("mlp", {"max_iter": 10**9}, "1 to 100,000"),
        ("mlp", {"tol": 1e-300}, "-1,000,000,000 to 1,000,000,000, got 1e-300"),
        ("mlp", {"alpha": 1e308}, "0 to 1,000,000"),
        ("logistic", {"C": float("inf")}, "1e-09 to 1,000,000,000, got inf"),
        ("logistic", {"C": float("nan")}, "1e-09 to 1,000,000,000, got nan"),
        ("logistic", {"C": 1e-300}, "1e-09 to"),
        ("logistic", {"C": 1e308}, "1e-09 to"),
        ("svm", {"gamma": 1e308}, "1e-09 to"),
        ("svm", {"cache_size": 1e12}, "1 to 10,000"),
        ("knn", {"n_neighbors": 10**12}, "1 to 1,000,000"),
        ("density", {"bins": 65}, "2 to 64"),
        ("density", {"blur": 1e308}, "0.01 to 64"),
        ("boosting", {"l2_regularization": float("inf")}, "-1,000,000,000 to"),
        ("tree", {"max_depth": 10**9}, "1 to 1,000"),
        ("tree", {"max_pixels": 10**12}, "1 to 100,000,000"),
        ("blend", {"of": {"mlp": {}}, "max_pixels": 10**12}, "1 to 100,000,000"),
    ],
)
def test_numbers_must_be_in_their_range(name: str, options: dict[str, object], range_: str) -> None:
    key = [*options][-1]
    with pytest.raises(ParamsError, match=f"^train.classifiers.{name}.{key}: .* from {range_}"):
        build(name, options, seed=0)
    member = {"kind": "blend", "of": {name: options}}
    with pytest.raises(ParamsError, match=rf"^train.classifiers.two.of.{name}.{key}: "):
        build("two", member, seed=0)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"hidden_layer_sizes": [9] * 11}, "expected at most 10 layers, got 11"),
        ({"solver": "x" * 10_000}, "solver"),
        ({"x" * 10_000: 1}, "unknown parameter"),
        ({"kind": "x" * 10_000}, "unknown classifier"),
        ({"kind": [1] * 10_000}, "unknown classifier"),
        ({"space": "x" * 10_000}, "unknown color space"),
        ({"max_pixels": "x" * 10_000}, "max_pixels: expected a whole number"),
        ({"max_pixels": True}, "max_pixels: expected a whole number"),
        ({"random_state": [1] * 10_000}, "expected at most 100 items, got 10000"),
    ],
)
def test_messages_are_short(options: dict[str, object], complaint: str) -> None:
    with pytest.raises(ParamsError, match=complaint) as caught:
        build("mlp", options, seed=0)
    assert len(str(caught.value)) < 1_000


def test_a_kind_can_have_another_name() -> None:
    assert build("shallow", {"kind": "tree", "max_depth": 2}, 0)[-1].max_depth == 2
