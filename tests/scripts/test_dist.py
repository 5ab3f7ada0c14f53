"""The sdist and the wheel: what they contain, and that the wheel works without the repository."""

from __future__ import annotations

import email
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from importlib.metadata import distribution, version
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PIL import Image
from support.shared import made_once

pytestmark = pytest.mark.slow

ADDRESS = "https://example.org/someone/folkhue"


@dataclass(frozen=True)
class Installed:
    """A fresh environment with nothing but a wheel and what it says that it requires."""

    folder: Path

    def run(self, *command: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment, which knows nothing of the repository."""
        environment = {"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            [self.folder / "bin" / command[0], *command[1:]],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


def build(*arguments: str) -> None:
    command = [sys.executable, "-m", "build", "--no-isolation", *arguments]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build as `make dist` does; return the folder."""

    def make(folder: Path) -> None:
        script = [ROOT / "scripts/python", "scripts/release/dist.py", ADDRESS, folder]
        subprocess.run(script, cwd=ROOT, check=True, capture_output=True)

    return made_once(tmp_path_factory, "dist", make)


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def sdist(built: Path) -> Path:
    (path,) = built.glob("*.tar.gz")
    return path


@pytest.fixture(scope="session")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


def sources() -> set[str]:
    files = (path for path in (ROOT / "src/folkhue").rglob("*") if path.is_file())
    names = (path.relative_to(ROOT / "src").as_posix() for path in files)
    return {name for name in names if "__pycache__" not in name}


def test_the_wheel_contains_the_package_and_its_license(wheel: Path) -> None:
    info = f"folkhue-{version('folkhue')}.dist-info"
    about = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert names == sources() | {f"{info}/{name}" for name in about}
    for needed in ("py.typed", "data/basic11.npz", "data/basic11.md", "server/site/index.html"):
        assert f"folkhue/{needed}" in names
    assert any(name.startswith("folkhue/render/report/templates/") for name in names)
    assert wheel.stat().st_size < 3_000_000


def test_the_sdist_contains_no_more_than_it_needs(sdist: Path) -> None:
    top = sdist.name.removesuffix(".tar.gz")
    beside = {"LICENSE", "PKG-INFO", "README.md", "pyproject.toml"}
    with tarfile.open(sdist) as archive:
        names = {member.name for member in archive if member.isfile()}
    expected = beside | {f"src/{name}" for name in sources()}
    assert names == {f"{top}/{name}" for name in expected}


def test_the_same_wheel_is_built_of_the_sdist(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    build("--wheel", "--outdir", str(tmp_path), str(tmp_path / sdist.name.removesuffix(".tar.gz")))
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_links_lead_to_the_repository(metadata: Message) -> None:
    urls = dict(line.split(", ") for line in metadata.get_all("Project-URL", []))
    assert sorted(urls) == ["Changelog", "Documentation", "Homepage", "Issues", "Source"]
    assert all(url.startswith(ADDRESS) for url in urls.values())
    targets = re.findall(r"\]\(([^)]+)\)", metadata.get_payload())
    assert len(targets) > 10
    assert [target for target in targets if not target.startswith(("https://", "#"))] == []
    tag = f"v{version('folkhue')}"
    ours = re.findall(rf"{ADDRESS}/(?:blob|raw)/{tag}/([^)#]+)", metadata.get_payload())
    assert [name for name in ours if not (ROOT / name).exists()] == []


def closure(requirements: list[str], extra: str) -> set[str]:
    """Collect the distributions that requirements need, by what each says that it requires."""
    wanted = [(Requirement(line), each) for line in requirements for each in {"", extra}]
    seen: set[tuple[str, str]] = set()
    while wanted:
        requirement, of_extra = wanted.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": of_extra}):
            continue
        found = distribution(requirement.name).version
        assert requirement.specifier.contains(found, prereleases=True), f"{requirement}: {found}"
        for asked in {"", *requirement.extras}:
            if (key := (canonicalize_name(requirement.name), asked)) not in seen:
                seen.add(key)
                needs = distribution(requirement.name).requires or ()
                wanted += [(Requirement(line), asked) for line in needs]
    return {name for name, _ in seen}


def link(name: str, site: Path) -> None:
    """Make an installed distribution visible in another environment."""
    found = distribution(name)
    assert found.files
    tops = {file.parts[0] for file in found.files} - {"..", "__pycache__"}
    for top in tops:
        (site / top).symlink_to(Path(str(found.locate_file(top))).resolve())


def environment(metadata: Message, folder: Path, extra: str) -> Path:
    """Make an environment with what the wheel requires and nothing else; return its packages."""
    venv.create(folder, symlinks=True)
    (site,) = folder.glob("lib/python3*/site-packages")
    for name in closure(metadata.get_all("Requires-Dist", []), extra):
        link(name, site)
    return site


def install(wheel: Path, metadata: Message, folder: Path) -> None:
    """Install a wheel where nothing else is but what it requires."""
    environment(metadata, folder, "")
    pip = [sys.executable, "-m", "pip", "--python", folder / "bin/python", "--quiet"]
    # Resolves all that the wheel requires, and what that requires, among what is there.
    subprocess.run([*pip, "install", "--no-index", wheel], check=True)


def add_extra(base: Path, metadata: Message, folder: Path, extra: str) -> None:
    """Make the environment of an extra with what was installed in that with none."""
    site = environment(metadata, folder, extra)
    for installed in (base / site.relative_to(folder)).glob("folkhue*"):
        (site / installed.name).symlink_to(installed)
    command = (base / "bin/folkhue").read_text("utf-8").replace(str(base), str(folder))
    (folder / "bin/folkhue").write_text(command, "utf-8")
    (folder / "bin/folkhue").chmod(0o755)


@pytest.fixture(scope="session")
def install_with(
    wheel: Path, metadata: Message, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Installed]:
    """Return the environment with an extra, or with none: "". It is to be read."""

    def with_extra(extra: str) -> Installed:
        def make(folder: Path) -> None:
            if extra:
                add_extra(with_extra("").folder, metadata, folder, extra)
            else:
                install(wheel, metadata, folder)

        return Installed(made_once(tmp_path_factory, f"environment-{extra}", make))

    return with_extra


@pytest.fixture(scope="session")
def installed(install_with: Callable[[str], Installed]) -> Installed:
    return install_with("")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:, 30:] = (200, 30, 40)
    folder = tmp_path / "photos"
    folder.mkdir()
    Image.fromarray(pixels).save(folder / "photo.png")
    return folder


COMMANDS = [
    ("--version", version("folkhue")),
    ("--help", "classify"),
    ("classify photo.png --out named", "50 %  red"),
    ("classify . --out shares.csv", "1 photograph, 0 left out"),
    ("palette photo.png -k 2 --out photo.ase --out card.png --out cube.html", "#c81e28"),
    ("name teal", "#008080"),
    ("encode photo.png --smooth --out maps", "maps"),
    ("find red . --sheet ../found.jpg", "photo.png"),
    ("page --out site", "site"),
]


@pytest.mark.parametrize("command, told", COMMANDS)
def test_commands_work_without_the_repository(
    command: str, told: str, installed: Installed, photo: Path
) -> None:
    done = installed.run("folkhue", *command.split(), folder=photo)
    assert done.returncode == 0, done.stderr
    assert told in done.stdout + done.stderr
    outputs = re.findall(r"--(?:out|sheet) (\S+)", command)
    assert [name for name in outputs if not (photo / name).exists()] == []


@pytest.mark.parametrize(
    "command, extra",
    [
        ("serve", "server"),
        ("palette photo.png --by region", "palettes"),
        ("compare photo.png photo.png", "palettes"),
        ("classify photo.png --out shares.parquet", "train"),
    ],
)
def test_commands_name_the_extra_that_is_not_installed(
    command: str, extra: str, installed: Installed, photo: Path
) -> None:
    done = installed.run("folkhue", *command.split(), folder=photo)
    assert done.returncode == 2
    assert f'pip install "folkhue[{extra}]"' in " ".join(done.stderr.split())


def test_python_works_without_the_repository(installed: Installed, photo: Path) -> None:
    code = (
        "import folkhue;"
        "names = ['basic8', 'basic11', 'fine', 'sampler8', 'sampler11', 'sampler_fine'];"
        "tables = [folkhue.load(name) for name in names];"
        "print(*(len(table.terms) for table in tables));"
        "photo = folkhue.read_photo('photo.png');"
        "shares = folkhue.load('basic11').shares(photo.rgb, photo.opaque);"
        "print(shares['red'], shares['black']);"
        "print(*(color.hex for color in folkhue.palette(photo, 2).colors));"
        "print(folkhue.__file__)"
    )
    done = installed.run("python", "-W", "error", "-c", code, folder=photo)
    assert done.returncode == 0, done.stderr
    numbers, shares, colors, where = done.stdout.splitlines()
    assert (numbers, shares) == ("8 11 19 8 11 19", "0.5 0.5")
    assert sorted(colors.split()) == ["#000000", "#c81e28"]
    assert where.startswith(str(installed.folder))


IMPORT_ALL = """
import importlib, pkgutil, sys
rooms = [each for each in sys.argv[1:] if not each.startswith("-")]
left_out = tuple(each[1:] for each in sys.argv[1:] if each.startswith("-"))
for room in rooms:
    path = importlib.import_module(room).__path__
    for module in pkgutil.walk_packages(path, f"{room}.", lambda name: None):
        if not module.name.startswith(left_out):
            importlib.import_module(module.name)
"""

WITH_MORE = tuple(
    f"-folkhue.learning.{name}"
    for name in ("networks", "harmonies", "jax_on_one_thread", "classifiers.onnx")
)
"""What needs the extras `networks` and `onnx`, too."""


@pytest.mark.parametrize(
    "extra, command",
    [
        ("dask", ["python", "-c", "from distributed import Client, LocalCluster"]),
        ("download", ["python", "-c", IMPORT_ALL, "folkhue.datasets"]),
        ("fast", ["python", "-c", IMPORT_ALL, "folkhue.table"]),
        ("palettes", ["folkhue", "palette", "photo.png", "--by", "contrast"]),
        ("palettes", ["folkhue", "compare", "photo.png", "photo.png"]),
        ("server", ["python", "-c", IMPORT_ALL, "folkhue.server", "folkhue.cli"]),
        ("train", ["python", "-c", IMPORT_ALL, "folkhue.learning", "folkhue.render", *WITH_MORE]),
        ("train", ["folkhue", "classify", "photo.png", "--out", "shares.parquet"]),
    ],
)
def test_an_extra_alone_suffices(
    extra: str, command: list[str], install_with: Callable[[str], Installed], photo: Path
) -> None:
    done = install_with(extra).run(*command, folder=photo)
    assert done.returncode == 0, done.stderr
