"""Build the sdist and the wheel: dist.py [ADDRESS [FOLDER]], into dist/ by default.

An index shows the README and the links of a project apart from its repository. So the packages are
built of a copy, to which the address of the repository is added: as [project.urls], and in front of
the relative links of the README. ADDRESS is that of a repository at GitHub, or laid out like one
there; by default it is that of the git remote named origin. Without any, both are left out.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

from release.copying import copy_parts

BUILT_OF = ("pyproject.toml", "README.md", "LICENSE", "src/folkhue")

PAGES = {
    "Homepage": "",
    "Documentation": "/blob/main/docs/index.md",
    "Source": "",
    "Changelog": "/blob/main/CHANGELOG.md",
    "Issues": "/issues",
}
"""Label in [project.urls] → what follows the address."""

_LINK = re.compile(r"(?P<image>!?)(?P<text>\[[^\]]*\])\((?!\w+:|#)(?P<path>[^)\s]+)\)")
_REMOTE = re.compile(r"(?:https://|ssh://git@|git@)([\w.-]+)[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?")


def main() -> None:
    """Build from a copy; build checks that a wheel can be made of the sdist alone."""
    address, *folders = sys.argv[1:] or [origin()]
    with TemporaryDirectory() as folder:
        source = Path(folder)
        copy_to(source)
        if address:
            add_address(source, address.rstrip("/"))
        else:
            print("no address of the repository is known: the packages will link to none")
        target = folders[0] if folders else "dist"
        build = ["-m", "build", "--no-isolation", "--outdir", target, folder]
        sys.exit(subprocess.run([sys.executable, *build], check=False).returncode)


def origin() -> str:
    """Return the address of a web page of the git remote named origin; empty if it has none."""
    command = ["git", "remote", "get-url", "origin"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:  # git is not installed
        return ""
    return web_address(done.stdout.strip())


def web_address(remote: str) -> str:
    """Turn the address of a git remote into that of its web page; empty if there is none.

    Examples
    --------
    >>> web_address("git@example.org:someone/folkhue.git")
    'https://example.org/someone/folkhue'
    >>> web_address("/home/me/folkhue")
    ''
    """
    found = _REMOTE.fullmatch(remote)
    return f"https://{found[1]}/{found[2]}" if found else ""


def copy_to(folder: Path) -> None:
    """Copy the files that packages are built of."""
    copy_parts(Path(), folder, BUILT_OF, shutil.ignore_patterns("__pycache__", ".*"))


def add_address(folder: Path, address: str) -> None:
    """Add the address of the repository to the copied pyproject.toml and README.md."""
    project, readme = folder / "pyproject.toml", folder / "README.md"
    text = project.read_text("utf-8")
    version = tomllib.loads(text)["project"]["version"]
    urls = "".join(f'{label} = "{address}{page}"\n' for label, page in PAGES.items())
    project.write_text(f"{text}\n[project.urls]\n{urls}", "utf-8")
    readme.write_text(absolute(readme.read_text("utf-8"), address, f"v{version}"), "utf-8")


def absolute(markdown: str, address: str, tag: str) -> str:
    """Make the relative links and pictures of a page absolute.

    Examples
    --------
    >>> absolute("![a](b.png) [c](d.md) [e](#f)", "https://example.org", "v1")
    '![a](https://example.org/raw/v1/b.png) [c](https://example.org/blob/v1/d.md) [e](#f)'
    """

    def to_absolute(link: re.Match[str]) -> str:
        kind = "raw" if link["image"] else "blob"
        return f"{link['image']}{link['text']}({address}/{kind}/{tag}/{link['path']})"

    return _LINK.sub(to_absolute, markdown)


if __name__ == "__main__":
    main()
