# `make` lists the targets. Everything made lies under build/ and the modules' target/ folders.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

JETSTREAM := bin/jetstream
MAVEN := tools/maven
VENV := build/venv
FORMAL := build/formal/venv
BUILT := cli/target/quick/stamp
START := cli/target/quick/start.aot

# Folders too: a file that went away changes its folder's time.
SOURCES := pom.xml $(wildcard .mvn/* cli/pom.xml */*/pom.xml) \
    $(shell find hw host sim cli -name target -prune -o -path '*/src/main*' -print)

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The command then speaks of FILE= and STATIONS=, not of --file and --stations.
demo bitstream figures: export JETSTREAM_CALLER := make

.PHONY: demo
demo: $(BUILT) $(if $(filter verilator,$(ENGINE)),venv) ## send a file across the ring: FILE= STATIONS= ENGINE=jit|verilator OUT=
	@exec $(JETSTREAM) demo $${FILE:+--file "$$FILE"} $${STATIONS:+--stations "$$STATIONS"} \
	    $${ENGINE:+--engine "$$ENGINE"} $${OUT:+--out "$$OUT"}

.PHONY: build
build: $(BUILT) ## compile for bin/jetstream, without tests and lint

# The stamp's time is that of the start, so that an edit made during the build is not missed. Then a first run, from which later ones
# start in two thirds of the time; they can do without. What it would tell of where the time goes stays out: a simulation of millions of clocks
# would be compiled for a run of half a second, with pokes and peeks that take three to six times as long.
$(BUILT): $(SOURCES)
	@tools/find-jdk >/dev/null
	@echo "building the jetstream command (the first time, its libraries are downloaded too) ..."
	@mkdir -p $(@D)
	@rm -rf $(@D)/lib $(@D)/jetstream-cli.jar $(START) $@
	@touch $@.started
	@$(MAVEN) -q -Dquick package >$(@D)/build.log 2>&1 || { cat $(@D)/build.log >&2; exit 1; }
	@JDK_JAVA_OPTIONS='-XX:AOTCacheOutput=$(START) -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining' $(JETSTREAM) clock adapter >>$(@D)/build.log 2>&1 || rm -f $(START)
	@mv $@.started $@

.PHONY: test
test: $(BUILT) venv $(FORMAL)/stamp ## lint, all JUnit tests, short proofs, cocotb benches, ECP5 bitstreams of CRC engine and register port
	$(MAVEN) verify
	@$(MAKE) cocotb
	@$(MAKE) external
	@echo "making bitstreams ..."
	@$(JETSTREAM) bitstream --quick

.PHONY: cocotb
cocotb: $(BUILT) venv ## the Python benches on the emitted Verilog
	@$(VENV)/bin/python -m pytest sim/cocotb

.PHONY: external
external: ## a project of its own that gets the library by its Maven coordinates: examples/external
	@examples/external/run

.PHONY: lint
lint: ## compiler warnings, Error Prone, NullAway, formatting
	@$(MAVEN) -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -DskipTests verify

.PHONY: format
format: ## put all Java sources into their format
	@$(MAVEN) -q spotless:apply

# Everything that a longer search may find; `make test` runs the same for some seconds. Each part prints its seeds. CIRCUITS go through all engines,
# however long that takes, which is an hour or two for 20,000; MODELS are compiled and dropped in one JVM.
.PHONY: regress
regress: $(BUILT) venv ## random circuits on all engines and through proofs, guided fuzzing of scripts, requests and frames, the ring and its model, killed clients, VIA, for longer: SECONDS= CIRCUITS= RUNS= ROTATIONS= FAULTS= KILLS= RTL_FAULTS= PROGRAMS= MODELS= DESCRIPTORS= MESSAGES= MUTANTS= RTL_ROTATIONS=
	@$(MAVEN) -q -pl sim/engine -am test -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dtest='DifferentialTest,GatingTest,OptimisationTest,SeveralClocksTest,SystemVerilogTest,BlackBoxedTest,EquivalenceTest' \
	    -Djetstream.fuzz.seconds=$(or $(SECONDS),3600) -Djetstream.fuzz.circuits=$(or $(CIRCUITS),20000) \
	    -Djetstream.gating.seconds=$(or $(SECONDS),3600) -Djetstream.optimisation.seconds=$(or $(SECONDS),3600) \
	    -Djetstream.equivalence.circuits=200
	@$(MAVEN) -q -pl host/driver -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest=GuidedFuzzTest \
	    -Djetstream.guided.runs=$(or $(RUNS),12000000)
	@$(MAVEN) -q -pl sim/model -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest='AccessBoundTest,FaultTest,KilledClientTest' \
	    -Djetstream.model.rotations=$(or $(ROTATIONS),1000000) -Djetstream.model.faults=$(or $(FAULTS),6250) -Djetstream.model.stations=64 \
	    -Djetstream.kills=$(or $(KILLS),1000)
	@$(MAVEN) -q -pl sim/ring -am test -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dtest='FaultCampaignTest,AnyWordTest,EveryFaultTest,AdapterLockstepTest' -Djetstream.wedge.all=true -Djetstream.faults=$(or $(RTL_FAULTS),334) -Djetstream.faults.stations=8 \
	    -Djetstream.lockstep.programs=$(or $(PROGRAMS),100)
	@$(MAVEN) -q -pl cli -am test -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dtest='SoakBenchmarkTest,ConformanceTest,ViaPromisesTest' -Djetstream.soak.models=$(or $(MODELS),1000) \
	    -Djetstream.via.fuzz=$(or $(DESCRIPTORS),10000000) -Djetstream.via.stream=$(or $(MESSAGES),1000000) \
	    -Djetstream.via.messages=$$(( $(or $(MESSAGES),1000000) / 10 ))
	@$(JETSTREAM) conformance --engine jit
	@$(JETSTREAM) mutants --count $(or $(MUTANTS),100) --prove --benches
	@$(JETSTREAM) access --rotations $(or $(RTL_ROTATIONS),2000)
	@$(JETSTREAM) access --rotations $$(( ($(or $(RTL_ROTATIONS),2000) + 39) / 40 )) --ttrt 25000 --out build/access-1ms

.PHONY: formal
formal: $(BUILT) $(FORMAL)/stamp ## proofs by SymbiYosys, each with faults that it must find: ONLY=<name prefix>
	@$(JETSTREAM) formal $(if $(ONLY),--only '$(ONLY)')

.PHONY: bitstream
bitstream: $(BUILT) venv ## the whole adapter as an ECP5 bitstream
	@$(JETSTREAM) bitstream

.PHONY: figures
figures: $(BUILT) venv ## run the benchmarks and rewrite docs/figures.md, or with ONLY=<name prefix> print some; ROTATIONS= of ring.access_bound_rtl
	@$(if $(ROTATIONS),JETSTREAM_RTL_ROTATIONS=$(ROTATIONS)) $(JETSTREAM) figures $(if $(ONLY),--only '$(ONLY)') $(if $(WRITE),--write)

.PHONY: vipl
vipl: $(BUILT) ## vipl.h and libvipl.so, the VI Provider Library for programs in C, in build/vipl
	@$(JETSTREAM) vipl

.PHONY: venv
venv: $(VENV)/stamp ## the Python tools, pinned by requirements.txt, in build/venv

$(VENV)/stamp: requirements.txt
$(FORMAL)/stamp: requirements-formal.txt
$(VENV)/stamp $(FORMAL)/stamp:
	@echo "installing the Python tools into $(@D) ..."
	@rm -rf $(@D)
	@python3 -m venv $(@D) || { echo "jetstream: Python 3.11 or newer with venv is needed: install python3-venv" >&2; exit 1; }
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --retries 10 --timeout 60 --require-hashes -r $<
	@touch $@

.PHONY: clean
clean: ## remove what was built, but not build/venv
	@find build -mindepth 1 -maxdepth 1 ! -name venv -exec rm -rf {} + 2>/dev/null || true
	@rm -rf target cli/target hw/*/target host/*/target sim/*/target examples/target examples/external/target
