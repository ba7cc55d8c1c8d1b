#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/slice.h"

#include "../../support/test.h"

#include <stdlib.h>
#include <string.h>

static struct slice_index *x;
static uint64_t seq;
static const char *about = "";

/* Texts are set by their place in the schema's own text form. */
static uint64_t add(const char *type, const char *const (*fields)[2], size_t count)
{
    static struct event e;
    memset(&e, 0, sizeof e);
    e.desc = schema_event_named(type, strlen(type));
    for (size_t k = 0; k < count; k++)
        for (int i = 0; i < e.desc->fields_count; i++)
            if (strcmp(e.desc->fields[i].name, fields[k][0]) == 0)
                CHECK(codec_field_parse(&e.desc->fields[i], fields[k][1], &e.body));
    slice_index_add(x, ++seq, &e, about);
    return seq;
}
#define ADD(type, ...)                                                                                                 \
    add(type, (const char *const[][2]){__VA_ARGS__},                                                                   \
        sizeof((const char *const[][2]){__VA_ARGS__}) / sizeof(const char *[2]))

static bool has(const char *member, uint64_t wanted)
{
    char members[1][12] = {""};
    size_t count;
    bool found = false;
    memcpy(members[0], member, strlen(member));
    uint64_t *seqs = slice_of(x, (const char(*)[12])members, 1, seq, &count);
    for (size_t i = 0; i < count; i++)
        found = found || seqs[i] == wanted;
    free(seqs);
    return found;
}

static void begin(void)
{
    slice_index_free(x);
    x = slice_index_new();
    seq = 0;
}

void test_a_case_tells_its_member(void)
{
    char member[12];
    CHECK(slice_case_member("C-004411-1", member));
    CHECK_TEXT(member, "004411");
    CHECK(slice_case_member("C-TH-44-12", member));
    CHECK_TEXT(member, "TH-44");
    CHECK(!slice_case_member("C-000001", member) && !slice_case_member("C--1", member) &&
          !slice_case_member("X-1-1", member));
    CHECK(!slice_case_member("C-012345678901-1", member));
}

void test_loans_and_cases_of_a_member_are_found_from_his_number(void)
{
    begin();
    uint64_t joined = ADD("member.registered", {"member_no", "M1"}, {"unit_code", "U1"});
    uint64_t filed = ADD("loan.application_filed", {"member_no", "M1"}, {"application_no", "A1"});
    uint64_t decided = ADD("loan.committee_decided", {"application_no", "A1"});
    uint64_t paid_out = ADD("loan.disbursed", {"application_no", "A1"}, {"contract_no", "S1"});
    uint64_t paid = ADD("loan.payment_received", {"contract_no", "S1"});
    uint64_t met = ADD("employer.meeting_held", {"case_id", "C-M1-1"});
    uint64_t other = ADD("loan.payment_received", {"contract_no", "S2"});
    uint64_t other_case = ADD("employer.meeting_held", {"case_id", "C-M2-1"});
    slice_index_finish(x);
    CHECK(has("M1", joined) && has("M1", filed) && has("M1", decided) && has("M1", paid_out) && has("M1", paid) &&
          has("M1", met));
    CHECK(!has("M1", other) && !has("M1", other_case));
}

void test_the_months_of_his_units_are_whole_and_those_of_others_only_where_they_name_him(void)
{
    begin();
    uint64_t unit1 = ADD("unit.registered", {"unit_code", "U1"});
    uint64_t unit2 = ADD("unit.registered", {"unit_code", "U2"});
    uint64_t unit3 = ADD("unit.registered", {"unit_code", "U3"});
    ADD("member.registered", {"member_no", "M1"}, {"unit_code", "U1"});
    uint64_t neighbour = ADD("member.registered", {"member_no", "M2"}, {"unit_code", "U1"});
    uint64_t line = ADD("payroll.deduction_result", {"unit_code", "U1"}, {"period", "2024-01"}, {"member_no", "M2"});
    uint64_t closed = ADD("payroll.result_file_closed", {"unit_code", "U1"}, {"period", "2024-02"});
    uint64_t strange = ADD("payroll.deduction_result", {"unit_code", "U2"}, {"period", "2024-01"}, {"member_no", "M1"});
    uint64_t with_it = ADD("payroll.result_file_closed", {"unit_code", "U2"}, {"period", "2024-01"});
    uint64_t later = ADD("payroll.result_file_closed", {"unit_code", "U2"}, {"period", "2024-02"});
    slice_index_finish(x);
    CHECK(has("M1", unit1) && has("M1", unit2) && !has("M1", unit3));
    CHECK(has("M1", line) && has("M1", closed) && !has("M1", neighbour));
    CHECK(has("M1", strange) && has("M1", with_it) && !has("M1", later));
}

void test_who_pays_for_him_is_taken_whole_and_guarantors_are_only_there(void)
{
    begin();
    ADD("member.registered", {"member_no", "M1"}, {"unit_code", "U1"});
    ADD("loan.application_filed", {"member_no", "M1"}, {"application_no", "A1"});
    ADD("loan.disbursed", {"application_no", "A1"}, {"contract_no", "S1"});
    ADD("loan.payer_assigned", {"contract_no", "S1"}, {"payer_no", "M2"});
    ADD("loan.guarantor_substituted", {"contract_no", "S1"}, {"old_ref", "M3"}, {"ref", "M4"});
    uint64_t payer = ADD("member.registered", {"member_no", "M2"}, {"unit_code", "U2"});
    uint64_t payers_loan = ADD("loan.application_filed", {"member_no", "M2"}, {"application_no", "A2"});
    uint64_t guarantor = ADD("member.registered", {"member_no", "M4"}, {"unit_code", "U3"});
    uint64_t guarantors_unit = ADD("unit.registered", {"unit_code", "U3"});
    uint64_t guarantors_loan = ADD("loan.application_filed", {"member_no", "M4"}, {"application_no", "A4"});
    uint64_t guarantors_month = ADD("payroll.result_file_closed", {"unit_code", "U3"}, {"period", "2024-01"});
    slice_index_finish(x);
    CHECK(has("M1", payer) && has("M1", payers_loan));
    CHECK(has("M1", guarantor) && has("M1", guarantors_unit) && !has("M1", guarantors_loan) &&
          !has("M1", guarantors_month));
    CHECK(has("M4", guarantors_loan) && has("M4", guarantors_month));
    CHECK(has("M2", payers_loan));
}

void test_an_event_that_names_a_followup_belongs_to_the_member_whom_that_is_about(void)
{
    begin();
    about = "M1";
    uint64_t his = ADD("loan.rate_changed", {"product", "ordinary"});
    about = "";
    slice_index_finish(x);
    CHECK(has("M1", his) && !has("M2", his));
}

void test_what_concerns_everybody_is_in_every_slice_and_the_daemons_own_events_in_none(void)
{
    begin();
    uint64_t policy = ADD("policy.published", {"version", "1"});
    uint64_t cycle = ADD("payroll.cycle_opened", {"period", "2024-01"}, {"unit_group", "monthly"});
    uint64_t day = ADD("clock.day_closed", {"date", "2024-01-31"});
    uint64_t rate = ADD("loan.rate_changed", {"product", "ordinary"}, {"rate_bp", "575"});
    uint64_t seats = ADD("committee.seated", {"quorum", "3"});
    uint64_t work = ADD("clock.work_continued", {"slice", "64"});
    uint64_t split = ADD("suspense.split", {"suspense_no", "7"});
    slice_index_finish(x);
    CHECK(has("M1", policy) && has("M1", cycle) && has("M1", day) && has("M1", rate) && has("M1", seats));
    CHECK(!has("M1", work) && !has("M1", split));
}
