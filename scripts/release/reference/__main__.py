"""Write what the reference takes from the code: parameters, commands and routes.

    make reference

`--check` writes nothing, and fails if a page is out of date.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from release.imports import ROOT
from release.marks import fill, update
from release.reference import commands, parameters, routes
from stages.harmonies import params as harmony_params
from stages.networks import params as network_params
from stages.params import Params
from stages.pictures import params as picture_params

FOLDER = ROOT / "docs/reference"


def pages() -> Mapping[Path, Mapping[str, str]]:
    """Make the generated parts of all pages."""
    params = (ROOT / "params.yaml").read_text("utf-8")
    of_pictures = (ROOT / "pictures/params.yaml").read_text("utf-8")
    of_networks = (ROOT / "networks/params.yaml").read_text("utf-8")
    of_harmonies = (ROOT / "harmonies/params.yaml").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return {
        FOLDER / "parameters.md": {
            "keys": parameters.describe(params, Params),
            "kinds": parameters.kinds(),
        },
        FOLDER / "picture-parameters.md": {
            "keys": parameters.describe(of_pictures, picture_params.Params)
        },
        FOLDER / "network-parameters.md": {
            "keys": parameters.describe(of_networks, network_params.Params)
        },
        FOLDER / "harmony-parameters.md": {
            "keys": parameters.describe(of_harmonies, harmony_params.Params)
        },
        FOLDER / "commands.md": {
            "folkhue": commands.of_folkhue(),
            "make": commands.of_make(makefile),
            "golden": commands.of_golden(),
            "scripts": commands.of_scripts(ROOT / "scripts"),
        },
        FOLDER / "http.md": {"routes": routes.describe(), "answers": routes.answers()},
    }


def main() -> None:
    """Write the pages, or check them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true", help="write nothing; fail if out of date")
    made = {path: fill(path.read_text("utf-8"), parts) for path, parts in pages().items()}
    update(made, "make reference", check=options.parse_args().check)


if __name__ == "__main__":
    main()
