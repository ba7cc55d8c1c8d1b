/* coopctl schedule: the instalments of a loan that might be, or those that are still to come of a contract. */
#include "arguments.h"
#include "ask.h"
#include "cell.h"
#include "dates.h"
#include "desk.h"
#include "schedule.h"
#include "table.h"
#include "words.h"

#include "../handlers/rules/money.h"
#include "../handlers/state/records.h"
#include "../proto/codec.h"

#include <string.h>
#include <time.h>

static const char command[] = "schedule";

struct planned {
    const struct schedule_options *options;
    struct schedule schedule;
    struct ask ask;
    struct loan loan; /* of a contract; a loan that might be has amount and payout day in it too */
    const char *contract_no;
};

/* ---- options */

static bool number_read(const char *option, const char *text, int64_t least, int64_t most, int64_t *ret)
{
    if (value_integer_parse(text, strlen(text), ret) && *ret >= least && *ret <= most)
        return true;
    arguments_wrong(command, "--%s %s: say a whole number from %lld to %lld", "--%s %s: ใช้จำนวนเต็มตั้งแต่ %lld ถึง %lld",
                    option, text, (long long)least, (long long)most);
    return false;
}

/* What a loan could be: baht of at least so many satang, and no more than one event may move. */
static bool baht_read(const char *option, const char *text, int64_t least, int64_t *ret_satang)
{
    struct row_cell cell = cell_of_text(text);
    char from[VALUE_TEXT_MAX], to[VALUE_TEXT_MAX];
    if (!cell_amount(&cell, CELL_BAHT, ret_satang) && *ret_satang >= least && *ret_satang <= MONEY_EVENT_MAX)
        return true;
    value_baht_print(least, from);
    value_baht_print(MONEY_EVENT_MAX, to);
    arguments_wrong(command, "--%s %s: say baht from %s to %s, with at most 2 decimals, like 300,000 or 1,234.50",
                    "--%s %s: ใช้จำนวนบาทตั้งแต่ %s ถึง %s ทศนิยมไม่เกิน 2 ตำแหน่ง เช่น 300,000 หรือ 1,234.50", option, text, from,
                    to);
    return false;
}

/* Percent have two decimals, like baht: "6.25" or "6.25%". */
static bool rate_read(const char *text, int32_t *ret_bp)
{
    enum { RATE_TEXT = 32, RATE_MAX_BP = 10000 };
    char digits[RATE_TEXT];
    int64_t bp = 0;
    size_t len = strlen(text);
    len -= len > 0 && text[len - 1] == '%';
    snprintf(digits, sizeof digits, "%.*s", (int)len, text);
    struct row_cell cell = cell_of_text(digits);
    if (len < sizeof digits && !cell_amount(&cell, CELL_BAHT, &bp) && bp >= 0 && bp <= RATE_MAX_BP) {
        *ret_bp = (int32_t)bp;
        return true;
    }
    arguments_wrong(command, "--rate %s: say percent a year from 0 to 100, with at most 2 decimals, like 6.25",
                    "--rate %s: ใช้ร้อยละต่อปีตั้งแต่ 0 ถึง 100 ทศนิยมไม่เกิน 2 ตำแหน่ง เช่น 6.25", text);
    return false;
}

static bool payout_day_read(const char *text, int32_t *ret)
{
    time_t now = time(NULL);
    struct tm local;
    if (!text && localtime_r(&now, &local)) {
        *ret = value_day(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
        return true;
    }
    return dates_day_read(command, "--from", text ? text : "", ret);
}

static bool due_day_read(struct planned *p)
{
    int64_t day = SCHEDULE_DAY_MAX;
    if (p->options->day && !number_read("day", p->options->day, 1, SCHEDULE_DAY_MAX, &day))
        return false;
    p->schedule.due_day = (uint32_t)day;
    return true;
}

/* How interest is computed, where no policy of the daemon says it. */
static bool terms_read(const struct schedule_options *o, struct interest_terms *ret)
{
    enum { DIVISOR = 365, STEP_MAX = 25 };
    int64_t step = 0;
    uint8_t rounding = rounding_half_up;
    bool real = o->year_divisor && strcmp(o->year_divisor, "real") == 0;
    if (o->year_divisor && !real && strcmp(o->year_divisor, "365") != 0) {
        arguments_wrong(command, "--year-divisor %s: say 365, or real for the length of each year",
                        "--year-divisor %s: ใช้ 365 หรือ real ตามจำนวนวันจริงของปี", o->year_divisor);
        return false;
    }
    if (o->rounding && !desk_word(command, "rounding", "rounding", o->rounding, &rounding))
        return false;
    if (o->step && !number_read("step", o->step, 0, STEP_MAX, &step))
        return false;
    if (step != 0 && step != 5 && step != 10 && step != STEP_MAX) {
        arguments_wrong(command, "--step %s: say 5, 10 or 25 satang, or 0 for none",
                        "--step %s: ใช้ 5, 10 หรือ 25 สตางค์ หรือ 0 คือไม่ปัด", o->step);
        return false;
    }
    *ret =
        (struct interest_terms){real ? 0 : DIVISOR, (enum rounding)rounding, (uint32_t)step, (enum rounding)rounding};
    return true;
}

/* Dates behind the last year that dates have are none. */
static int end_check(const struct planned *p)
{
    const struct schedule *s = &p->schedule;
    uint32_t left = s->instalments > s->billed ? s->instalments - s->billed : 1;
    if (s->next_period + left <= value_period(VALUE_YEAR_MAX, 12) + 1)
        return 0;
    words_complain("the last instalment would fall due after the year %d: name an earlier day or fewer instalments",
                   "งวดสุดท้ายจะครบกำหนดหลังปี ค.ศ. %d ระบุวันที่เร็วกว่านี้หรือจำนวนงวดน้อยกว่านี้", VALUE_YEAR_MAX);
    return EXIT_REJECTED;
}

/* ---- what the daemon knows */

static void row_keep(void *context, const struct ask_row *row)
{
    struct ask_row *kept = context;
    if (!kept->table)
        *kept = *row;
}

/* The row of a policy: of its version, and of one product where the table has such. */
static int policy_row(struct planned *p, enum table table, uint32_t version, const char *product, struct ask_row *ret)
{
    struct buffer key = {0};
    codec_put_map(&key, product ? 2 : 1);
    codec_put_text(&key, "version");
    codec_put_integer(&key, version);
    if (product) {
        codec_put_text(&key, "product");
        codec_put_text(&key, product);
    }
    ret->table = NULL;
    int status = ask_rows(&p->ask, table, buffer_bytes(&key), row_keep, ret);
    buffer_free(&key);
    return status;
}

struct in_force {
    int32_t day;
    uint32_t version;
};

static void in_force_note(void *context, const struct ask_row *row)
{
    struct in_force *f = context;
    const struct policy *policy = (const void *)row->value;
    if (policy->from <= f->day && f->day <= ((const struct policy_key *)(const void *)row->key)->until)
        f->version = policy->version;
}

static void rate_note(void *context, const struct ask_row *row)
{
    struct schedule *s = context;
    int32_t rate_bp = ((const struct product_step *)(const void *)row->value)->rate_bp;
    int32_t from = ((const struct product_step_key *)(const void *)row->key)->from_day;
    if (from <= s->counted_to) /* only what holds from the next day on matters */
        s->rates[0].rate_bp = rate_bp;
    else if (s->rates_count < SCHEDULE_RATES_MAX)
        s->rates[s->rates_count++] = (struct rate_step){from, rate_bp};
}

/* Rates of a product whose contracts follow its table. */
static int rates_read(struct planned *p, const char *product)
{
    struct buffer key = {0};
    codec_put_map(&key, 1);
    codec_put_text(&key, "product");
    codec_put_text(&key, product);
    int status = ask_rows(&p->ask, TABLE_product_step, buffer_bytes(&key), rate_note, &p->schedule);
    buffer_free(&key);
    return status;
}

/* The policy in force on a day; *ret_product is the product's row, or a table of NULL if the policy has none such. */
static int policy_read(struct planned *p, int32_t day, const char *product, struct policy_terms *ret,
                       struct ask_row *ret_product)
{
    struct in_force f = {.day = day};
    struct ask_row row;
    char text[VALUE_TEXT_MAX];
    int status = ask_rows(&p->ask, TABLE_policy, (struct bytes){0}, in_force_note, &f);
    if (status == 0 && f.version == 0) {
        words_complain("no policy is in force on %s; publish one, or say the terms with options",
                       "ไม่มีนโยบายที่ใช้บังคับในวันที่ %s ประกาศนโยบาย หรือระบุเงื่อนไขด้วยตัวเลือก", dates_day(day, text));
        return EXIT_REJECTED;
    }
    status = status ? status : policy_row(p, TABLE_policy_terms, f.version, NULL, &row);
    if (status != 0)
        return status;
    memcpy(ret, row.value, sizeof *ret);
    p->schedule.terms = (struct interest_terms){ret->year_divisor, (enum rounding)ret->rounding,
                                                ret->rounding_step_satang, (enum rounding)ret->return_rounding};
    return policy_row(p, TABLE_policy_product, f.version, product, ret_product);
}

/* ---- a loan that might be */

static int product_read(struct planned *p, const char *product, int64_t *ret_step)
{
    struct policy_terms terms;
    struct ask_row row;
    char most[VALUE_TEXT_MAX];
    int status = ask_open(&p->options->given, &p->ask);
    if (status != 0)
        return status;
    status = policy_read(p, p->loan.opened_on, product, &terms, &row);
    const struct policy_product *found = (const void *)row.value;
    if (status == 0 && !row.table) {
        words_complain("the policy in force has no product %s; coopctl show policy_product lists them",
                       "นโยบายที่ใช้บังคับไม่มีผลิตภัณฑ์ %s ดูรายการด้วย coopctl show policy_product", product);
        status = EXIT_REJECTED;
    }
    if (status == 0) {
        *ret_step = terms.instalment_step_satang;
        p->loan.rate_bp = p->schedule.rates[0].rate_bp = found->rate_bp;
        if (p->loan.instalments > found->max_instalments)
            words_note("Product %s takes at most %u instalments.", "ผลิตภัณฑ์ %s ผ่อนได้ไม่เกิน %u งวด", product,
                       found->max_instalments);
        value_baht_print(found->max_amount_satang, most);
        if (found->max_amount_satang > 0 && p->loan.disbursed_satang > found->max_amount_satang)
            words_note("Product %s takes at most %s baht.", "ผลิตภัณฑ์ %s กู้ได้ไม่เกิน %s บาท", product, most);
        status = rates_read(p, product);
        p->loan.rate_bp = p->schedule.rates[0].rate_bp;
        if (found->rate_kind != rate_kind_table)
            p->schedule.rates_count = 1; /* the rate of the payout day stays */
    }
    ask_close(&p->ask);
    return status;
}

static int what_if_read(struct planned *p)
{
    const struct schedule_options *o = p->options;
    int64_t amount, instalments, step = 0;
    int32_t opened_on, rate_bp = 0;
    uint8_t method;
    if (!o->amount || !o->instalments || !(o->rate || o->product))
        return arguments_wrong(command,
                               "name a contract, or say --amount, --instalments, --method, and --rate or --product",
                               "ระบุสัญญา หรือ --amount --instalments --method และ --rate หรือ --product");
    if (o->product && (o->rate || o->year_divisor || o->rounding || o->step || o->instalment_step))
        return arguments_wrong(command, "--product has its rate and terms from the policy: leave the other options out",
                               "--product ใช้อัตราและเงื่อนไขจากนโยบาย ไม่ต้องระบุตัวเลือกอื่น");
    if (!baht_read("amount", o->amount, 1, &amount) ||
        !number_read("instalments", o->instalments, 1, INSTALMENTS_MAX, &instalments) ||
        !desk_word(command, "method", "loan_method", o->method, &method) || !payout_day_read(o->from, &opened_on) ||
        (o->rate && !rate_read(o->rate, &rate_bp)) || !terms_read(o, &p->schedule.terms) ||
        (o->instalment_step && !baht_read("instalment-step", o->instalment_step, 0, &step)))
        return EXIT_BAD_USAGE;
    struct schedule *s = &p->schedule;
    p->loan.disbursed_satang = s->unbilled_satang = amount;
    p->loan.opened_on = s->counted_to = opened_on;
    p->loan.rate_bp = s->rates[0].rate_bp = rate_bp;
    p->loan.instalments = s->instalments = (uint32_t)instalments;
    p->loan.method = method;
    s->method = (enum loan_method)method;
    s->rates_count = 1;
    int status = o->product ? product_read(p, o->product, &step) : 0;
    s->fixed_satang = p->loan.fixed_satang =
        instalment_fixed(s->method, s->unbilled_satang, s->instalments, p->loan.rate_bp, step);
    s->next_period = schedule_first_period(s->due_day, s->counted_to);
    return status ? status : end_check(p);
}

/* ---- a contract */

static int contract_find(struct planned *p)
{
    struct ask_row row;
    bool found = false;
    int status = ask_row(&p->ask, TABLE_loan, p->contract_no, &row, &found);
    if (status == 0 && !found) {
        words_complain("there is no loan %s", "ไม่พบสัญญา %s", p->contract_no);
        return EXIT_REJECTED;
    }
    if (status != 0)
        return status;
    memcpy(&p->loan, row.value, sizeof p->loan);
    if (p->loan.state == loan_state_active)
        return 0;
    const char *state = schema_word_text(schema_enum_named("loan_state"), p->loan.state);
    words_complain("contract %s is not open, so nothing of it will be billed: %s",
                   "สัญญา %s ไม่มีหนี้ค้างแล้ว จึงไม่มีงวดที่จะเรียกเก็บ: %s", p->contract_no, state);
    return EXIT_REJECTED;
}

static int contract_read(struct planned *p)
{
    struct schedule *s = &p->schedule;
    struct policy_terms terms;
    struct ask_row product;
    int status = ask_open(&p->options->given, &p->ask);
    if (status != 0)
        return status;
    status = contract_find(p);
    const struct loan *loan = &p->loan;
    if (status == 0) {
        s->method = (enum loan_method)loan->method;
        s->unbilled_satang = money_sub(loan->principal_satang, loan->billed_principal_satang);
        s->fixed_satang = loan->fixed_satang;
        s->billed = loan->billed_instalments;
        s->instalments = loan->instalments;
        s->counted_to = loan->counted_to;
        s->next_period =
            loan->billed_until ? loan->billed_until + 1 : schedule_first_period(s->due_day, loan->opened_on);
        s->rates[0].rate_bp = loan->rate_bp;
        s->rates_count = 1;
        s->pause_from = loan->pause_from;
        s->pause_until = loan->pause_until;
        s->pause_kind = (enum pause_kind)loan->pause_kind;
        status = end_check(p);
    }
    if (status == 0) {
        status = policy_read(p, value_period_last_day(s->next_period), loan->product, &terms, &product);
    }
    if (status == 0 && loan->rate_kind == rate_kind_table)
        status = rates_read(p, loan->product);
    ask_close(&p->ask);
    return status;
}

/* ---- printing */

static void head_print(const struct planned *p)
{
    const struct schedule *s = &p->schedule;
    char amount[VALUE_TEXT_MAX], fixed[VALUE_TEXT_MAX], rate[VALUE_TEXT_MAX], day[VALUE_TEXT_MAX];
    value_baht_print(p->loan.disbursed_satang, amount);
    value_baht_print(s->fixed_satang, fixed);
    value_baht_print(s->rates[0].rate_bp, rate);
    dates_day(p->loan.opened_on, day);
    if (p->contract_no)
        printf(words_pick("Contract %s: ", "สัญญา %s: "), p->contract_no);
    if (s->method == loan_method_equal_principal)
        printf(words_pick(
                   "%s baht paid out on %s, %u instalments of %s principal and the interest by the day, %s %% a year\n",
                   "เงินกู้ %s บาท จ่ายวันที่ %s ผ่อน %u งวด ต้นเงินงวดละ %s บวกดอกเบี้ยรายวัน ร้อยละ %s ต่อปี\n"),
               amount, day, s->instalments, fixed, rate);
    else
        printf(
            words_pick("%s baht paid out on %s, %u instalments of %s in all, interest by the day first, %s %% a year\n",
                       "เงินกู้ %s บาท จ่ายวันที่ %s ผ่อน %u งวด งวดละ %s รวมดอกเบี้ยรายวัน ร้อยละ %s ต่อปี\n"),
            amount, day, s->instalments, fixed, rate);
    for (size_t i = 1; i < s->rates_count; i++) {
        value_baht_print(s->rates[i].rate_bp, rate);
        printf(words_pick("from %s on at %s %%\n", "ตั้งแต่ %s ร้อยละ %s\n"), dates_day(s->rates[i].from_day, day), rate);
    }
    if (p->contract_no && p->loan.billed_interest_satang + p->loan.billed_principal_satang > 0) {
        value_baht_print(p->loan.billed_interest_satang + p->loan.billed_principal_satang, amount);
        printf(words_pick("billed and unpaid, and not in this list: %s\n", "เรียกเก็บแล้วยังไม่ชำระ ไม่อยู่ในรายการนี้: %s\n"),
               amount);
    }
}

static void line_add(struct table_page *t, const struct schedule_line *l)
{
    char text[VALUE_TEXT_MAX];
    if (l->no > 0)
        table_cell_number(t, l->no);
    else
        table_cell(t, words_pick("pause", "พักชำระ"));
    table_cell(t, dates_day(l->due_date, text));
    table_cell_number(t, l->days);
    table_cell_baht(t, l->interest_satang);
    table_cell_baht(t, l->principal_satang);
    table_cell_baht(t, money_add(l->interest_satang, l->principal_satang));
    table_cell_baht(t, l->balance_satang);
}

static void line_json(const struct schedule_line *l)
{
    char day[VALUE_TEXT_MAX];
    value_day_print(l->due_date, day);
    printf("{\"no\":%u,\"due_date\":\"%s\",\"days\":%d,\"interest_satang\":%lld,\"principal_satang\":%lld,"
           "\"total_satang\":%lld,\"balance_satang\":%lld}\n",
           l->no, day, l->days, (long long)l->interest_satang, (long long)l->principal_satang,
           (long long)money_add(l->interest_satang, l->principal_satang), (long long)l->balance_satang);
}

static void page_begin(struct table_page *t)
{
    enum { COLUMNS = 7 };
    const char *const heads[COLUMNS] = {words_pick("no", "งวดที่"),         words_pick("due", "ครบกำหนด"),
                                        words_pick("days", "วัน"),         words_pick("interest", "ดอกเบี้ย"),
                                        words_pick("principal", "ต้นเงิน"), words_pick("total", "รวม"),
                                        words_pick("balance", "คงเหลือ")};
    table_begin(t, COLUMNS);
    for (uint32_t i = 0; i < COLUMNS; i++) {
        table_cell(t, heads[i]);
        if (i != 1)
            table_align_right(t, i);
    }
}

/* Why the first and the last line differ from those between. */
static void ends_explain(const struct planned *p, const struct schedule_line *first, const struct schedule_line *last)
{
    char part[VALUE_TEXT_MAX], day[VALUE_TEXT_MAX];
    int64_t usual = p->schedule.fixed_satang, is = last->principal_satang;
    dates_day(first->due_date - first->days, day);
    printf(words_pick("No. %u: %d days of interest, from the end of %s to the end of its due date.\n",
                      "งวดที่ %u: ดอกเบี้ย %d วัน ตั้งแต่สิ้นวันที่ %s ถึงสิ้นวันครบกำหนด\n"),
           first->no, first->days, day);
    if (p->schedule.method == loan_method_equal_total)
        is = money_add(is, last->interest_satang);
    value_baht_print(usual, part);
    if (is != usual)
        printf(words_pick("No. %u takes all that is left, instead of %s.\n", "งวดที่ %u ชำระต้นเงินที่เหลือทั้งหมด แทน %s\n"),
               last->no, part);
}

static void totals_print(struct table_page *t, const struct schedule_line *sum)
{
    table_cell(t, words_pick("total", "รวม"));
    table_cell(t, "");
    table_cell_number(t, sum->days);
    table_cell_baht(t, sum->interest_satang);
    table_cell_baht(t, sum->principal_satang);
    table_cell_baht(t, money_add(sum->interest_satang, sum->principal_satang));
    table_cell(t, "");
    table_end(t, stdout);
}

static int lines_print(struct planned *p)
{
    struct schedule_line line, first = {0}, last = {0}, sum = {0};
    struct table_page page;
    bool json = p->options->given.json;
    if (!json) {
        head_print(p);
        page_begin(&page);
    }
    while (schedule_next(&p->schedule, &line)) {
        if (first.no == 0)
            first = line; /* the first that is no month of a pause */
        last = line;
        sum.days += line.days;
        sum.interest_satang = money_add(sum.interest_satang, line.interest_satang);
        sum.principal_satang = money_add(sum.principal_satang, line.principal_satang);
        if (json)
            line_json(&line);
        else
            line_add(&page, &line);
    }
    if (json) {
        printf("{\"total\":{\"days\":%d,\"interest_satang\":%lld,\"principal_satang\":%lld}}\n", sum.days,
               (long long)sum.interest_satang, (long long)sum.principal_satang);
        return EXIT_DONE;
    }
    totals_print(&page, &sum);
    if (first.no > 0)
        ends_explain(p, &first, &last);
    else
        puts(words_pick("Nothing is left to be billed.", "ไม่มีงวดที่ต้องเรียกเก็บอีก"));
    return EXIT_DONE;
}

int cmd_schedule(const struct schedule_options *o)
{
    struct planned p = {.options = o};
    bool possible = o->amount || o->instalments || o->method || o->rate || o->product || o->from || o->year_divisor ||
                    o->rounding || o->step || o->instalment_step;
    if (o->given.operands_count > 1 || (o->given.operands_count == 1 && possible))
        return arguments_wrong(command, "name one contract (with --day at most), or a loan that might be, not both",
                               "ระบุสัญญาเดียว (ใช้ได้เฉพาะ --day) หรือเงินกู้ที่จะคำนวณ อย่างใดอย่างหนึ่ง");
    if (!due_day_read(&p))
        return EXIT_BAD_USAGE;
    if (o->given.operands_count == 1)
        p.contract_no = o->given.operands[0];
    int status = p.contract_no ? contract_read(&p) : what_if_read(&p);
    return status ? status : lines_print(&p);
}
