"""How pages are read, followed and compared with what they print."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from release.documents import DocumentError, Example, compare, examples, follow

PAGE = """# A page

```sh
echo "1  2"
```

```text
1  2
```

- In a list:

  ```yaml
  seed: 5
  download: {source: folder, folder: {path: mine}}
  ```

```python
x = 3
print(x)
```

```text
3
```

```python
>>> x + 1
4
>>> list(range(100))
[0, 1, …, 99]
```

```sh
cat params.yaml
```

A paragraph.

```text
Not what it prints.
```
"""

PARAMS = """# A comment.
seed: 0
download:
  source: sampler  # another
  folder:
    path: data
    other: 1
  pack: 0
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "params.yaml").write_text(PARAMS, "utf-8")
    return tmp_path


def test_a_page_is_followed_in_order(project: Path) -> None:
    found = examples(Path("page.md"), PAGE)
    assert [each.language for each in found] == ["sh", "yaml", "python", "python", "sh"]
    assert [each.output for each in found] == ["1  2\n", None, "3\n", None, None]
    assert [str(each) for each in found] == [f"page.md:{line}" for line in (3, 13, 18, 27, 34)]
    printed: list[str] = []
    follow(found, project, watch=lambda example, text: printed.append(text))
    assert [text.strip() for text in printed[:-1]] == ["1  2", "", "3", ""]
    assert YAML().load(printed[-1]) == {
        "seed": 5,
        "download": {"source": "folder", "folder": {"path": "mine"}, "pack": 0},
    }
    assert printed[-1].startswith("# A comment.\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1  2\n```\n\n-", "1 2\n```\n\n-"),
        ("```text\n3", "```text\n4"),
        ("\n4\n", "\n5\n"),
        ("cat ", "false "),
    ],
)
def test_a_page_that_is_wrong_is_an_error(old: str, new: str, project: Path) -> None:
    assert old in PAGE
    with pytest.raises(DocumentError, match=r"^page\.md:"):
        follow(examples(Path("page.md"), PAGE.replace(old, new)), project)


@pytest.mark.parametrize(
    ("quoted", "printed", "tolerance", "same"),
    [
        ("a 1.5 %", "a 1.5 %  \n", 0, True),
        ("a 1.5 %", "a  1.5 %", 0, False),
        ("a 1.5 %", "a 1.6 %", 0, False),
        ("a 1.5 %", "a  1.6 %", 0.2, True),
        ("a 99.5 %", "a 100 %", 1, True),
        ("a 1.5 %", "a 1.8 %", 0.2, False),
        ("a 1.5 %", "b 1.5 %", 0.2, False),
        ("…\n1.5 a\n…", "x 7\ny\n1.6 a\nb", 0.2, True),
        ("…\n1.5 a\n…", "x 7\ny 1.6 a\nb", 0.2, False),
        ("…\na 1 …", "x 7\ny\na 1 b 5", 0, True),
        ("…\na 1 …", "x 7\ny\na 2 b 5", 0, False),
        ("", "", 0, True),
        ("", "a", 0, False),
    ],
)
def test_outputs_are_compared(quoted: str, printed: str, tolerance: float, same: bool) -> None:
    example = Example("page.md:1", "sh", "", quoted)
    if same:
        compare(example, printed, tolerance)
    else:
        with pytest.raises(DocumentError, match="but this is printed"):
            compare(example, printed, tolerance)
