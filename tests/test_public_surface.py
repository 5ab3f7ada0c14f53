import subprocess
import sys
import tomllib

from conftest import ROOT


def test_importing_folkhue_loads_nothing_heavy() -> None:
    code = "import folkhue, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not {"numpy", "sklearn", "cv2", "pandas", "PIL"} & set(loaded.stdout.split())


def test_the_table_needs_none_of_the_training_libraries() -> None:
    """A designer installs folkhue alone, without the extra [train]."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extra = {line.split()[0] for line in project["optional-dependencies"]["train"]}
    modules = {"scikit-learn": "sklearn", "ruamel.yaml": "ruamel"}
    code = (
        "import sys, folkhue, numpy;"
        f"blocked = {sorted(modules.get(name, name) for name in extra)!r};"
        "sys.modules.update(dict.fromkeys(blocked));"
        "import folkhue.cli, folkhue.images.photo, folkhue.render.legend;"
        "folkhue.load().shares(numpy.zeros((2, 2, 3), 'u1'))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
