/* year - the dividend and the patronage refund of 300,000 members, whose shares of thirteen days each and whose
 * interest are in the books; see README.md.
 *
 *   year COOPD [--members N] [--keep] */
#include "parts/figures.h"
#include "parts/place.h"
#include "parts/producer.h"

#include "../../daemon/digest.h"
#include "../../daemon/engine.h"
#include "../../handlers/journal/posting.h"
#include "../../handlers/member/year.h"
#include "../../handlers/share/shares.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MEMBERS = 300000,
    YEAR = 2024,
    DIVIDEND_BP = 570,
    PATRONAGE_BP = 1300,
    ROUND = 4096, /* members between two looks at the size of the transaction */
    START_TIMEOUT_MS = 60000,
};

#define MAP_BYTES (UINT64_C(64) << 30)
#define SEGMENT_BYTES (UINT64_C(64) << 20)

static struct {
    const char *coopd;
    uint32_t members;
    bool keep;
    char place[PLACE_PATH], dir[PLACE_PATH], endpoint[PLACE_PATH];
    struct engine *engine;
    uint64_t number;
    int64_t shares_satang, dividend_satang, interest_satang, patronage_satang;
} bench = {.members = MEMBERS};

static _Noreturn void stop(const char *what, const char *why)
{
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(1);
}

static void clean_up(void)
{
    if (!bench.keep)
        place_remove(bench.place);
}

/* ---- set-up */

static struct event event_new(enum event_id id, int32_t date)
{
    struct event e = {.desc = schema_event((uint16_t)id), .envelope = {.effective_date = date}};
    snprintf(e.envelope.type, sizeof e.envelope.type, "%s", e.desc->name);
    snprintf(e.envelope.key, sizeof e.envelope.key, "year/%llu", (unsigned long long)++bench.number);
    return e;
}

static void durable(void)
{
    if (!engine_make_durable(bench.engine) || (engine_checkpoint_due(bench.engine) && !engine_checkpoint(bench.engine)))
        stop("set-up", engine_failure(bench.engine));
}

static void submit(struct event *e)
{
    static struct answer answer;
    struct buffer bytes = {0};
    codec_encode_event(e, &bytes);
    engine_submit(bench.engine, "registry", buffer_bytes(&bytes), WORKLOAD_NOW_MS, &answer);
    buffer_free(&bytes);
    if (answer.status != STATUS_APPLIED)
        stop(e->desc->name, refusal_name(answer.refusal.code));
    if (bench.number % ROUND == 0)
        durable();
}

static void publish_policy(void)
{
    struct event e = event_new(EVENT_policy_published, value_day(YEAR, 1, 1));
    e.body.policy_published = (struct policy_published){
        .version = 1,
        .take_home_min_bp = 3000,
        .take_home_min_satang = 100000,
        .year_divisor = 365,
        .rounding = rounding_half_up,
        .months_method = months_method_due_dates,
        .employer_contact_days = 14,
        .mediation_days = 30,
        .mediation_venue = venue_office,
        .no_show_limit = 2,
        .committee_weekday = 4,
        .league_fee_max_satang = VALUE_MONEY_MAX,
        .products_count = 1,
        .products = {{.product = "ordinary", .kind = loan_kind_ordinary, .max_instalments = 150, .rate_bp = 600}},
        .classes_count = 3,
        .classes = {{loan_class_substandard, 3, 2000, true},
                    {loan_class_doubtful, 6, 5000, true},
                    {loan_class_doubtful_of_loss, 12, 10000, true}},
        .items_count = 4,
        .items = {{bill_item_share, 1}, {bill_item_emergency, 2}, {bill_item_ordinary, 3}, {bill_item_special, 4}},
    };
    submit(&e);
}

static void register_member(uint32_t member)
{
    struct event e = event_new(EVENT_member_registered, value_day(YEAR, 1, 1));
    struct member_registered *m = &e.body.member_registered;
    snprintf(m->member_no, sizeof m->member_no, "%06u", member + 1);
    snprintf(m->unit_code, sizeof m->unit_code, "0417");
    m->kind = member_kind_ordinary;
    m->income_satang = 3000000;
    submit(&e);
}

static int64_t half_up(int64_t numerator, int64_t denominator)
{
    return (2 * numerator + denominator) / (2 * denominator);
}

/* The rows that a year of payroll leaves of a member: brought forward, twelve months, and interest; put there directly,
 * for they are not what is measured. */
static void member_year_write(struct txn *t, uint32_t member)
{
    char member_no[12];
    int64_t before = 10000 * (1 + (int64_t)member % 977), month = 50000 + 1000 * ((int64_t)member % 150);
    int64_t interest = 100 * ((int64_t)member % 50021);
    snprintf(member_no, sizeof member_no, "%06u", member + 1);
    shares_add(t, member_no, value_day(YEAR - 1, 12, 31), before);
    for (int m = 1; m <= 12; m++)
        shares_add(t, member_no, value_period_last_day(value_period(YEAR, m)), month);
    year_interest(t, member_no, value_day(YEAR, 12, 31), interest);
    bench.shares_satang += before + 12 * month;
    bench.interest_satang += interest;
    bench.dividend_satang += half_up((before * 12 + month * 66) * DIVIDEND_BP, 120000);
    bench.patronage_satang += half_up(interest * PATRONAGE_BP, 10000);
}

static void sums_book(struct txn *t)
{
    struct cause booked = cause_of("double_entry", 0);
    struct posting p;
    posting_begin(&p, NULL);
    posting_debit(&p, account_bank, bench.shares_satang + bench.interest_satang, NULL);
    posting_credit(&p, account_share_capital, bench.shares_satang, NULL);
    posting_credit(&p, account_interest_income, bench.interest_satang, NULL);
    posting_emit(t, value_day(YEAR, 12, 31), &p, &booked);
}

static void years_write(void)
{
    struct store *s = engine_store(bench.engine);
    for (uint32_t member = 0; member < bench.members; member++) {
        member_year_write(store_txn(s), member);
        if (member % ROUND == 0 || member + 1 == bench.members) {
            store_settle(s);
            durable();
        }
    }
    sums_book(store_txn(s));
    store_settle(s);
}

static void set_up(void)
{
    char error[ENGINE_ERROR_MAX] = "";
    struct datadir d;
    struct engine_config config = {.map_bytes = MAP_BYTES, .segment_bytes = SEGMENT_BYTES, .checkpoint_events = 65536};
    struct event unit = event_new(EVENT_unit_registered, value_day(YEAR, 1, 1)), close;
    digest_init();
    if (!datadir_create(bench.dir, "bench", SEGMENT_BYTES, error) || !datadir_open(bench.dir, true, &d, error))
        stop(bench.dir, error);
    bench.engine = engine_open(&d, &config, error);
    if (!bench.engine)
        stop(bench.dir, error);
    publish_policy();
    snprintf(unit.body.unit_registered.unit_code, 12, "0417");
    snprintf(unit.body.unit_registered.unit_group, 12, "monthly");
    submit(&unit);
    for (uint32_t member = 0; member < bench.members; member++)
        register_member(member);
    years_write();
    close = event_new(EVENT_clock_day_closed, value_day(YEAR, 12, 31));
    close.body.clock_day_closed.date = value_day(YEAR, 12, 31);
    submit(&close);
    while (engine_work(bench.engine, 0))
        durable();
    durable();
    if (!engine_checkpoint(bench.engine))
        stop("set-up", engine_failure(bench.engine));
    engine_close(bench.engine);
    datadir_close(&d);
}

/* ---- what is measured */

static struct event allocation(void)
{
    struct event e = event_new(EVENT_profit_allocation_approved, value_day(YEAR + 1, 3, 20));
    struct profit_allocation_approved *a = &e.body.profit_allocation_approved;
    a->year = YEAR;
    snprintf(a->document_no, sizeof a->document_no, "AGM-1");
    a->lines_count = 3;
    a->lines[0] = (struct allocation_line){
        .item = allocation_item_dividend, .amount_satang = bench.dividend_satang, .rate_bp = DIVIDEND_BP};
    a->lines[1] = (struct allocation_line){
        .item = allocation_item_patronage, .amount_satang = bench.patronage_satang, .rate_bp = PATRONAGE_BP};
    a->lines[2] = (struct allocation_line){.item = allocation_item_reserve,
                                           .amount_satang = bench.dividend_satang + bench.patronage_satang};
    a->net_profit_satang = 2 * a->lines[2].amount_satang;
    return e;
}

static struct event approval(enum event_id id)
{
    struct event e = event_new(id, value_day(YEAR + 1, 3, 20));
    if (id == EVENT_dividend_approved)
        e.body.dividend_approved = (struct dividend_approved){YEAR, DIVIDEND_BP, "AGM-1"};
    else
        e.body.patronage_approved = (struct patronage_approved){YEAR, PATRONAGE_BP, "AGM-1"};
    return e;
}

static struct requests request_of(const struct event *e)
{
    struct requests r = {.spans = calloc(1, sizeof *r.spans), .count = 1, .events = 1};
    if (!r.spans)
        abort();
    codec_put_map(&r.bytes, 4);
    codec_put_text(&r.bytes, "op");
    codec_put_text(&r.bytes, "submit");
    codec_put_text(&r.bytes, "producer");
    codec_put_text(&r.bytes, "office");
    codec_put_text(&r.bytes, "id");
    codec_put_integer(&r.bytes, 1);
    codec_put_text(&r.bytes, "events");
    codec_put_array(&r.bytes, 1);
    codec_encode_event(e, &r.bytes);
    r.spans[0] = (struct request_span){.events = 1, .len = (uint32_t)r.bytes.len};
    return r;
}

/* The limit: the disk alone, for as many syncs of as many bytes as the daemon wrote in all, journal and state. */
static void measure(const struct server *server, const char *name, struct event e)
{
    static struct job_result r;
    struct place_syncs alone;
    struct requests requests = request_of(&e);
    const struct job job = {.requests = &requests, .window = 1, .until_done = name != NULL};
    producer_run(server, &job, 1, &r);
    requests_free(&requests);
    if (r.applied != 1)
        stop(e.desc->name, "was not applied");
    if (!name)
        return;
    uint64_t syncs = r.status_after.syncs - r.status_before.syncs;
    uint64_t bytes = r.after.write_bytes - r.before.write_bytes;
    double seconds = (double)(r.done_ns - r.began_ns) / 1e9;
    place_measure_syncs(bench.place, syncs ? (size_t)(bytes / syncs) + 8 : 8, &alone);
    figure_limited(name, "s", seconds, (double)syncs / alone.per_second,
                   syncs ? (double)(r.status_after.seq - r.status_before.seq) / (double)syncs : 0);
    fprintf(stderr, "bench: %s: %.2f s, %.2f s of processor, %llu syncs, %.0f MB written\n", name, seconds,
            (double)(r.after.cpu_ns - r.before.cpu_ns) / 1e9, (unsigned long long)syncs, (double)bytes / 1e6);
}

/* All of it is owed to the members, to the satang of a sum made here, and nothing is left of what was allocated. */
static void check(void)
{
    char error[ENGINE_ERROR_MAX] = "";
    struct datadir d;
    struct dividend_year_key dividend_key = {YEAR};
    struct dividend_year dividend = {0};
    struct patronage_year_key patronage_key = {YEAR};
    struct patronage_year patronage = {0};
    struct ledger_key key = {.account = account_refund_payable};
    struct ledger owed = {0};
    if (!datadir_open(bench.dir, false, &d, error))
        stop(bench.dir, error);
    struct store_config config = {.dir = d.state, .map_bytes = MAP_BYTES, .read_only = true};
    memcpy(config.id, d.id, sizeof config.id);
    struct store *s = store_open(&config, error);
    if (!s)
        stop(bench.dir, error);
    dividend_year_get(store_txn(s), &dividend_key, &dividend);
    patronage_year_get(store_txn(s), &patronage_key, &patronage);
    ledger_get(store_txn(s), &key, &owed);
    store_close(s);
    datadir_close(&d);
    if (dividend.members != bench.members || dividend.amount_satang != bench.dividend_satang ||
        patronage.amount_satang != bench.patronage_satang ||
        owed.credit_satang != bench.dividend_satang + bench.patronage_satang)
        stop("check", "the members are not owed what was computed beside");
}

static void run(void)
{
    char dir[PLACE_PATH + 8];
    struct served_status status;
    snprintf(dir, sizeof dir, "--dir=%s", bench.dir);
    pid_t pid = place_start((const char *const[]){bench.coopd, dir, NULL});
    struct server server = {.endpoint = bench.endpoint, .dir = bench.dir, .pid = pid};
    if (!producer_ask_status(bench.endpoint, START_TIMEOUT_MS, &status))
        stop("start", "no answer from the socket");
    measure(&server, NULL, allocation());
    measure(&server, "year_dividend", approval(EVENT_dividend_approved));
    measure(&server, "year_patronage", approval(EVENT_patronage_approved));
    place_stop(pid, "coopd");
}

int main(int argc, char **argv)
{
    if (argc < 2)
        stop("usage", "year COOPD [--members N] [--keep]");
    bench.coopd = argv[1];
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--members") == 0 && argv[i + 1])
            bench.members = (uint32_t)strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--keep") == 0)
            bench.keep = true;
        else
            stop(argv[i], "is no option; give --members N or --keep");
    }
    if (bench.members < 1 || bench.members > 900000)
        stop("--members", "needs a number from 1 to 900000");
    place_make("build", bench.place);
    atexit(clean_up);
    snprintf(bench.dir, PLACE_PATH, "%.80s/run", bench.place);
    snprintf(bench.endpoint, PLACE_PATH, "ipc://%.80s/run/coopd.sock", bench.place);
    fprintf(stderr, "bench: %u members and their year are set up in %s\n", bench.members, bench.place);
    set_up();
    run();
    check();
    figures_print();
    return 0;
}
