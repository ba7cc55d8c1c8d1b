#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/notice_template.h"
#include "../../support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct notice_about about = {{"Krabi", "กระบี่"}, "11111111-2222-8333-8444-555555555555"};

static struct notice_row arrears(void)
{
    struct notice_row n = {.position = 42, .amount_satang = 593699};
    n.effective_date = value_day(2024, 3, 1);
    n.due_date = value_day(2024, 2, 29);
    snprintf(n.template, sizeof n.template, "arrears_notice");
    snprintf(n.recipient_ref, sizeof n.recipient_ref, "004411");
    snprintf(n.subject_ref, sizeof n.subject_ref, "S-2567-0007");
    return n;
}

/* A copy of the shipped words, in which a test may spoil one. */
static const char *copied(const char *name)
{
    static char dir[256];
    char command[600];
    snprintf(dir, sizeof dir, "%s/%s", test_directory(), name);
    snprintf(command, sizeof command, "cp -r tools/templates %s", dir);
    CHECK_INT(system(command), 0);
    return dir;
}

static void spoil(const char *dir, const char *template, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s.txt", dir, template);
    FILE *f = fopen(path, "w");
    CHECK(f && fputs(text, f) >= 0);
    fclose(f);
}

/* What is said about the directory, on stderr. */
static const char *said_of(const char *dir)
{
    static char said[4096];
    char path[512];
    snprintf(path, sizeof path, "%s.said", dir);
    fflush(stderr);
    int kept = dup(2);
    CHECK(freopen(path, "w", stderr) != NULL);
    struct notice_templates *t = notice_templates_read(dir);
    fflush(stderr);
    dup2(kept, 2);
    close(kept);
    CHECK(t == NULL);
    notice_templates_free(t);
    FILE *f = fopen(path, "r");
    said[f ? fread(said, 1, sizeof said - 1, f) : 0] = '\0';
    fclose(f);
    return said;
}

static void words_of(const struct notice_row *n, bool thai, const char *subject, const char *part)
{
    struct notice_templates *t = notice_templates_read("tools/templates");
    struct buffer s = {0}, text = {0};
    if (!CHECK(t != NULL))
        return;
    CHECK(notice_template_words(t, n, &about, thai, &s, &text));
    CHECK_TEXT((const char *)s.at, subject);
    if (!CHECK(strstr((const char *)text.at, part) != NULL))
        printf("# %s\n", (const char *)text.at);
    buffer_free(&s);
    buffer_free(&text);
    notice_templates_free(t);
}

void test_every_template_has_words_in_both_languages(void)
{
    struct notice_templates *t = notice_templates_read("tools/templates");
    const struct enum_desc *d = schema_enum_named("template");
    if (!CHECK(t != NULL))
        return;
    for (int i = 1; d->words[i]; i++)
        for (int thai = 0; thai < 2; thai++) {
            struct buffer s = {0}, text = {0};
            struct notice_row n = arrears();
            snprintf(n.template, sizeof n.template, "%s", d->words[i]);
            snprintf(n.guarantor_ref, sizeof n.guarantor_ref, "004412");
            bool month = strcmp(n.template, "bill_ready") == 0 || strcmp(n.template, "payment_short") == 0 ||
                         strcmp(n.template, "remittance_overdue") == 0 || strcmp(n.template, "unit_head") == 0;
            if (month)
                snprintf(n.subject_ref, sizeof n.subject_ref, "2024-02");
            if (strcmp(n.template, "patronage_to_pay") == 0)
                snprintf(n.subject_ref, sizeof n.subject_ref, "2024");
            if (!CHECK(notice_template_words(t, &n, &about, thai, &s, &text)))
                printf("# %s\n", n.template);
            CHECK(strstr((const char *)text.at, "{{") == NULL);
            buffer_free(&s);
            buffer_free(&text);
        }
    notice_templates_free(t);
}

void test_amounts_are_baht_and_dates_of_the_readers_era(void)
{
    struct notice_row n = arrears();
    words_of(&n, false, "Loan S-2567-0007 is in arrears", "Amount: 5,936.99 baht.\nIt was due on 29 February 2024.");
    words_of(&n, true, "สัญญาเงินกู้ S-2567-0007 ค้างชำระ", "5,936.99 บาท\nครบกำหนดเมื่อวันที่ 29 กุมภาพันธ์ 2567");
}

void test_a_line_with_a_question_mark_is_left_out_without_its_field(void)
{
    struct notice_row n = arrears();
    n.due_date = 0;
    words_of(&n, false, "Loan S-2567-0007 is in arrears", "Amount: 5,936.99 baht.\nPlease pay");
}

void test_without_what_the_words_name_there_are_none(void)
{
    struct notice_templates *t = notice_templates_read("tools/templates");
    struct buffer s = {0}, text = {0};
    struct notice_row n = arrears();
    n.subject_ref[0] = '\0';
    CHECK(t && !notice_template_words(t, &n, &about, false, &s, &text));
    snprintf(n.template, sizeof n.template, "of_another_release");
    CHECK(t && !notice_template_words(t, &n, &about, false, &s, &text));
    buffer_free(&s);
    buffer_free(&text);
    notice_templates_free(t);
}

void test_a_field_that_is_not_known_is_refused_with_its_line_and_the_list(void)
{
    const char *dir = copied("unknown");
    spoil(dir, "arrears_notice",
          "[en]\nsubject: x {{subject_ref}}\n\n{{amuont}}\n[th]\nsubject: x {{subject_ref}}\n\ny {{guarantor_ref}}\n");
    const char *said = said_of(dir);
    CHECK(strstr(said,
                 "arrears_notice.txt: line 4: {{amuont}} is not known; the fields of this notice are: recipient_ref, "
                 "effective_date, cooperative, notice_id, subject_ref, amount, due_date\n") != NULL);
    CHECK(strstr(said, "line 8: {{guarantor_ref}} is not known of a notice of this kind") != NULL);
}

void test_a_field_that_must_be_named_or_may_be_absent_is_refused(void)
{
    const char *dir = copied("missing");
    spoil(dir, "arrears_notice", "[en]\nsubject: x\n\ny\n[th]\nsubject: x {{subject_ref}}\n\n{{amount}}\n");
    spoil(dir, "loan_decided", "[en]\nsubject: x {{subject_ref}}\n\ny\n");
    const char *said = said_of(dir);
    CHECK(strstr(said, "arrears_notice.txt: line 1: {{subject_ref}} is missing: these words must name it") != NULL);
    CHECK(strstr(said, "arrears_notice.txt: line 8: {{amount}} is not there in every notice; begin the line with ?") !=
          NULL);
    CHECK(strstr(said, "loan_decided.txt: line 1: the Thai words are missing") != NULL);
}
