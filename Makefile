# coopd - one file, no recursion. `make help` lists what it can do.
# FLAVOUR: release (default) or asan (address and undefined-behaviour sanitizers); CC: gcc or clang.

FLAVOUR ?= release
CC      ?= cc
PREFIX  ?= /usr/local
VERSION := $(shell sed -n 's/.*COOPD_VERSION "\(.*\)"/\1/p' proto/version.h)
B       := build/$(FLAVOUR)

PACKAGES := build-essential pkg-config libzmq3-dev liblmdb-dev libmsgpack-dev libev-dev libsodium-dev libxxhash-dev \
            libcsv-dev libinih-dev libjansson-dev libutf8proc-dev libzip-dev libexpat1-dev libxlsxwriter-dev libcurl4-openssl-dev \
            python3 python3-zmq python3-msgpack python3-aiosmtpd hledger beancount

WARN   := -Wall -Wextra -Wno-missing-field-initializers -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef \
          $(if $(DEV),-Werror)
HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE \
          $(if $(findstring clang,$(CC)),,-ftrivial-auto-var-init=zero)
ifeq ($(FLAVOUR),asan)
  OPT    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
  LDOPT  := -fsanitize=address,undefined
else
  OPT    := -O2 -g $(HARDEN)
  LDOPT  := -pie -Wl,-z,relro,-z,now
endif
ALL_CFLAGS := -std=c17 -D_GNU_SOURCE $(OPT) $(WARN) -MMD -MP $(CFLAGS)

proto_src    := $(wildcard proto/*.c)
handlers_src := $(wildcard handlers/*.c handlers/*/*.c)
daemon_src   := $(filter-out daemon/main.c,$(wildcard daemon/*.c))
tools_src    := $(wildcard tools/*.c tools/libcoop/*.c)
support_src  := $(filter-out tests/support/main_%.c,$(wildcard tests/support/*.c))
unit_src     := $(wildcard tests/unit/*_test.c tests/unit/*/*_test.c tests/unit/*/*/*_test.c)
program_src  := $(wildcard tests/property/*.c tests/golden/*.c tests/scenarios/*.c tests/fuzz/*.c tests/bench/*.c tests/tools/*.c tests/oracle/*.c tests/year/*.c)

obj = $(patsubst %.c,$(B)/%.o,$(1))
archives := $(B)/libdaemon.a $(B)/libhandlers.a $(B)/libproto.a
# Tests link the same archives and their own support. The daemon's come first: a program that uses the engine gets its store,
# one that uses tests/support/store_mem.c gets that one.
test_archives := $(B)/libdaemon.a $(B)/libsupport.a $(B)/libhandlers.a $(B)/libproto.a
grouped = $(filter %.o %.c,$(1)) -Wl,--start-group $(filter %.a,$(1)) -Wl,--end-group
LIBS := -lzmq -llmdb -lmsgpackc -lev -lsodium -linih
TOOL_LIBS := $(LIBS) -lcsv -ljansson -lutf8proc -lzip -lexpat -lxlsxwriter -lcurl

# Where Debian's Python looks below /usr/local.
PYTHON_PACKAGES = lib/$(shell /usr/bin/python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])')/dist-packages

.PHONY: all
all: $(B)/coopd $(B)/coopctl $(B)/libcoop.a ## build the daemon, coopctl and libcoop (default)

# ---- packages: one stamp; nothing is asked of apt when everything is there
$(B)/.packages: Makefile
	@mkdir -p $(B)
	@sh tools/packages.sh $(PACKAGES)
	@touch $@

$(B)/%.o: %.c | $(B)/.packages
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c $< -o $@

$(B)/libproto.a: $(call obj,$(proto_src))
$(B)/libhandlers.a: $(call obj,$(handlers_src))
$(B)/libdaemon.a: $(call obj,$(daemon_src))
$(B)/libsupport.a: $(call obj,$(support_src))
$(B)/libtools.a: $(call obj,$(filter-out tools/coopctl.c,$(tools_src)))
$(B)/%.a:
	@rm -f $@
	ar rcs $@ $^

$(B)/coopd: $(B)/daemon/main.o $(archives)
	$(CC) $(LDOPT) $(LDFLAGS) $(call grouped,$^) $(LIBS) -o $@
$(B)/coopctl: $(call obj,$(tools_src)) $(archives)
	$(CC) $(LDOPT) $(LDFLAGS) $(call grouped,$^) $(TOOL_LIBS) -o $@

# ---- libcoop: one object, in which only the names of its header can be seen
libcoop_src := $(wildcard tools/libcoop/*.c) $(addprefix tools/,client.c exchange.c reply.c json.c words.c report.c) $(proto_src)
$(B)/libcoop.o: $(call obj,$(libcoop_src))
	ld -r -o $@ $^
	objcopy --wildcard --keep-global-symbol='coop_*' $@
$(B)/libcoop.a: $(B)/libcoop.o

# ---- tests: every function test_* of a unit file is found by nm; nobody edits a list
unit_bin    := $(patsubst %.c,$(B)/%,$(unit_src))
program_bin := $(patsubst %.c,$(B)/%,$(program_src))

$(unit_bin): %: %.o $(test_archives)
	@sh tests/support/main.sh $< > $@_main.c
	$(CC) $(LDOPT) $(LDFLAGS) -std=c17 $@_main.c $(call grouped,$^) $(LIBS) -o $@
$(program_bin): %: %.o $(test_archives)
	$(CC) $(LDOPT) $(LDFLAGS) $(call grouped,$^) $(LIBS) -o $@

# Those that exercise the tools link them too.
tools_bin := $(filter $(B)/tests/unit/tools/% $(B)/tests/tools/% $(B)/tests/fuzz/xlsx $(B)/tests/bench/month,$(unit_bin) $(program_bin))
$(tools_bin): $(B)/libtools.a
$(tools_bin): LIBS := $(TOOL_LIBS)

.PHONY: tests-built
tests-built: all $(unit_bin) $(program_bin)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
.SECONDARY:

# ---- what people call
.PHONY: run serve year oracle test check-all golden docs format fuzz install help clean
run: all ## play a sample cooperative, four months, through the public socket; under a minute
	@bash tools/demo/run.sh $(B)
serve: all ## the same, and leave its daemon running to play with
	@SERVE=1 bash tools/demo/run.sh $(B)

test: tests-built ## every quick test; ends with `N passed, N failed`
	@bash tests/run.sh $(B) quick
check-all: tests-built ## the long tests too, then everything under the sanitizers
	@bash tests/run.sh $(B) all
	@$(MAKE) FLAVOUR=asan tests-built
	@bash tests/run.sh build/asan all

golden: tests-built ## rewrite golden vectors and expected scenario output; review the diff
	UPDATE=1 $(B)/tests/golden/vectors tests/golden
	UPDATE=1 $(B)/tests/scenarios/run $(scenario_files)
year: all $(B)/tests/year/invariants ## a year of 5,000 members, each follow-up of collection proved; YEAR="M --seed 7", or S for a small one
	@/usr/bin/python3 tests/year/year.py $(B) $(or $(YEAR),M)
oracle: $(B)/tests/oracle/play ## compare 100,000 loans with an independent computation, to the satang; ORACLE="--seed 7 --case 41" for one
	@tests/oracle/oracle.py $(B) $(ORACLE)
docs: all ## rewrite the reference proto/EVENTS.md
	$(B)/coopctl schema --markdown > proto/EVENTS.md
format: ## lay out the C sources with clang-format
	clang-format -i $$(git ls-files '*.c' '*.h')

install: all ## into PREFIX (default /usr/local), units into /etc/systemd; honours DESTDIR
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)/etc/systemd/system $(DESTDIR)/usr/lib/sysusers.d $(DESTDIR)/usr/lib/tmpfiles.d
	install -m 755 $(B)/coopd $(B)/coopctl $(DESTDIR)$(PREFIX)/bin
	install -d $(DESTDIR)$(PREFIX)/share/coopd/profiles
	install -m 644 tools/profiles/* $(DESTDIR)$(PREFIX)/share/coopd/profiles
	install -d $(DESTDIR)$(PREFIX)/share/coopd/policies
	install -m 644 tools/policies/* $(DESTDIR)$(PREFIX)/share/coopd/policies
	install -d $(DESTDIR)$(PREFIX)/share/coopd/templates $(DESTDIR)$(PREFIX)/share/coopd/webhooks
	install -m 644 tools/templates/* $(DESTDIR)$(PREFIX)/share/coopd/templates
	install -m 644 tools/webhooks/* $(DESTDIR)$(PREFIX)/share/coopd/webhooks
	install -m 644 tools/notify.ini $(DESTDIR)$(PREFIX)/share/coopd
	install -d $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -m 644 tools/libcoop/coop.h $(DESTDIR)$(PREFIX)/include
	install -m 644 $(B)/libcoop.a $(DESTDIR)$(PREFIX)/lib
	install -d $(DESTDIR)$(PREFIX)/$(PYTHON_PACKAGES)
	install -m 644 tools/python/coop.py $(DESTDIR)$(PREFIX)/$(PYTHON_PACKAGES)
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' tools/libcoop/libcoop.pc.in > $(DESTDIR)$(PREFIX)/lib/pkgconfig/libcoop.pc
	for unit in coopd coopd-ledger coopd-notify; do sed 's|/usr/local/bin|$(PREFIX)/bin|' "systemd/$$unit@.service" > "$(DESTDIR)/etc/systemd/system/$$unit@.service"; done
	install -m 644 systemd/coopd.sysusers $(DESTDIR)/usr/lib/sysusers.d/coopd.conf
	install -m 644 systemd/coopd.tmpfiles $(DESTDIR)/usr/lib/tmpfiles.d/coopd.conf

clean: ## remove what was built
	rm -rf build run
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 16

# ---- bench
$(B)/tests/bench/bench: $(call obj,$(wildcard tests/bench/parts/*.c))
$(B)/tests/bench/trace: LDFLAGS += -Wl,--wrap=mdb_dbi_open,--wrap=mdb_cursor_put,--wrap=mdb_cursor_del,--wrap=mdb_put,--wrap=mdb_del

$(B)/tests/bench/month: $(call obj,$(wildcard tests/bench/play/*.c) $(addprefix tests/bench/parts/,figures.c place.c producer.c))

$(B)/tests/bench/day: $(call obj,$(wildcard tests/bench/parts/*.c))
$(B)/tests/bench/year: $(call obj,$(wildcard tests/bench/parts/*.c))

.PHONY: bench bench-day bench-month bench-year
bench: $(B)/coopd $(B)/tests/bench/bench $(B)/tests/bench/limit $(B)/tests/bench/trace bench-day ## measure coopd beside the limit; options in BENCH
	$(B)/tests/bench/bench $(B)/coopd $(BENCH)
bench-day: $(B)/coopd $(B)/tests/bench/day ## close business days over 330,000 loans, and screen applications; part of bench; options in BENCH_DAY
	$(B)/tests/bench/day $(B)/coopd $(BENCH_DAY)
bench-year: $(B)/coopd $(B)/tests/bench/year ## the dividend and patronage refund of 300,000 members; options in BENCH_YEAR
	$(B)/tests/bench/year $(B)/coopd $(BENCH_YEAR)
bench-month: $(B)/coopd $(B)/tests/bench/month ## play a month of 300,000 members; BENCH="--profile M" for a small one
	$(B)/tests/bench/month $(B)/coopd $(BENCH)
# ---- bench end

# ---- fuzz and crash
T       ?= event
SECONDS ?= 60
FUZZED  := $(wildcard proto/*.c) $(addprefix daemon/,config.c digest.c journal.c journal_open.c segment.c) \
           $(addprefix tests/support/,fuzz.c test.c logbook.c) $(wildcard tools/xlsx*.c) tools/words.c

fuzz: ## let libFuzzer (clang) look for inputs: make fuzz T=event SECONDS=60; T: request event packed journal config xlsx
	@mkdir -p build/fuzz/$(T)
	clang -std=c17 -D_GNU_SOURCE -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
	    tests/fuzz/$(T).c $(FUZZED) -lsodium -linih -lmsgpackc -lzip -lexpat -o build/fuzz/fuzz-$(T)
	cd build/fuzz && TMPDIR=/dev/shm ./fuzz-$(T) -max_total_time=$(SECONDS) -max_len=4096 $(T) ../../tests/fuzz/corpus/$(T)

tests-built: $(B)/tests/crash/shim.so
$(B)/tests/crash/shim.so: tests/crash/shim.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE -O2 -g $(WARN) -fPIC -shared $< -o $@
# ---- fuzz and crash end
