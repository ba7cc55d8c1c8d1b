#include "evidence_parts.h"

#include "dates.h"
#include "told.h"
#include "words.h"

#include "../proto/codec.h"

#include <string.h>
#include <time.h>

static void heading(FILE *out, const char *english, const char *thai)
{
    fprintf(out, "\n== %s\n", words_pick(english, thai));
}

static void line_put(FILE *out, const char *before, struct buffer *line)
{
    fprintf(out, "%s%.*s\n", before, (int)line->len, line->len ? (const char *)line->at : "");
    buffer_free(line);
}

static void row_put(FILE *out, const char *before, enum table table, const void *value)
{
    struct buffer line = {0};
    told_body(&table_desc(table)->value, value, &line);
    line_put(out, before, &line);
}

/* ---- who, and what about */

static void parties_write(struct evidence *e, FILE *out)
{
    struct txn *t = store_txn(e->state);
    struct member_key member_key = {0};
    struct member member;
    struct application_guarantor_key key = {0};
    struct application_guarantor guarantor;
    struct buffer kind = {0};
    memcpy(member_key.member_no, e->case_row.member_no, sizeof member_key.member_no);
    heading(out, "Parties", "คู่กรณี");
    fprintf(out, words_pick("The cooperative: %s\n", "สหกรณ์: %s\n"), e->dir.coop);
    if (member_get(t, &member_key, &member))
        fprintf(out, words_pick("The borrower: member %s of unit %s\n", "ผู้กู้: สมาชิก %s หน่วยงาน %s\n"),
                member_key.member_no, member.unit_code);
    memcpy(key.application_no, e->loan.application_no, sizeof key.application_no);
    while (application_guarantor_seek(t, &key, true, &guarantor) &&
           strcmp(key.application_no, e->loan.application_no) == 0) {
        kind.len = 0;
        told_name(schema_word_text(schema_enum_named("guarantor_kind"), guarantor.kind), &kind);
        fprintf(out, words_pick("A guarantor: %s (%.*s)\n", "ผู้ค้ำประกัน: %s (%.*s)\n"), key.ref, (int)kind.len,
                (const char *)kind.at);
    }
    buffer_free(&kind);
}

static void standing_write(struct evidence *e, FILE *out)
{
    heading(out, "The contract as it stands", "สัญญา ณ ปัจจุบัน");
    fprintf(out, "%s: ", e->case_row.contract_no);
    row_put(out, "", TABLE_loan, &e->loan);
    heading(out, "The case as it stands", "เรื่องติดตาม ณ ปัจจุบัน");
    fprintf(out, "%s: ", e->case_id);
    row_put(out, "", TABLE_collection_case, &e->case_row);
}

/* ---- the file of the case */

static void file_rows_write(struct evidence *e, FILE *out, enum table table, const char *before)
{
    const struct table_desc *d = table_desc(table);
    uint8_t key[TABLE_KEY_MAX] = {0};
    _Alignas(8) uint8_t value[TABLE_VALUE_MAX], of[TABLE_KEY_MAX * 2] = {0};
    struct txn *t = store_txn(e->state);
    memcpy(of, e->case_id, sizeof e->case_id); /* the first field of the key */
    d->encode_key(of, key);
    for (bool more = txn_seek(t, table, key, false, value); more; more = txn_seek(t, table, key, true, value)) {
        d->decode_key(key, of);
        if (memcmp(of, e->case_id, sizeof e->case_id) != 0)
            return;
        row_put(out, before, table, value);
    }
}

static void file_write(struct evidence *e, FILE *out)
{
    if (e->case_row.sessions + e->case_row.promises + e->case_row.payments + e->case_row.documents == 0)
        return;
    heading(out, "The file of the mediation", "แฟ้มการไกล่เกลี่ย");
    file_rows_write(e, out, TABLE_mediation_session, words_pick("session: ", "นัดไกล่เกลี่ย: "));
    file_rows_write(e, out, TABLE_offer, words_pick("offer: ", "ข้อเสนอ: "));
    file_rows_write(e, out, TABLE_promise, words_pick("promise to pay: ", "สัญญาว่าจะชำระ: "));
    file_rows_write(e, out, TABLE_agreement, words_pick("agreed payment: ", "งวดตามข้อตกลง: "));
    file_rows_write(e, out, TABLE_enforcement, words_pick("time to enforce: ", "กำหนดขอบังคับ: "));
    file_rows_write(e, out, TABLE_case_document, words_pick("document: ", "เอกสาร: "));
}

/* ---- what came of it, and why */

static void cause_write(FILE *out, const struct store_followup *f)
{
    struct buffer line = {0};
    told_rule(&f->cause, &line);
    line_put(out, words_pick("    because: ", "    เหตุ: "), &line);
    for (uint32_t i = 0; i < f->cause.facts_count; i++) {
        told_fact(&f->cause.facts[i], &line);
        line_put(out, words_pick("    compared: ", "    เปรียบเทียบ: "), &line);
    }
    fprintf(out, words_pick("    made by event %llu", "    เกิดจากเหตุการณ์ %llu"), (unsigned long long)f->seq);
    for (uint32_t i = 0; i < f->cause.because_count; i++) {
        const struct reference *r = &f->cause.because[i];
        fprintf(out,
                r->position ? words_pick(", after [%llu]", " ต่อจาก [%llu]")
                            : words_pick(", after event %llu", " ต่อจากเหตุการณ์ %llu"),
                (unsigned long long)(r->position ? r->position : r->seq));
    }
    putc('\n', out);
}

static void decisions_write(struct evidence *e, FILE *out)
{
    static struct store_followup f;
    char day[VALUE_TEXT_MAX];
    struct buffer line = {0};
    heading(out, "What came of it, and why", "ผลที่เกิดขึ้นและเหตุผล");
    for (uint64_t at = 1; at <= e->last; at++) {
        if (!e->decision[at] || !store_followup(e->state, at, &f))
            continue;
        told_name(schema_event((uint16_t)f.id)->name, &line);
        buffer_add_text(&line, ": ");
        told_body(schema_event((uint16_t)f.id), &f.body, &line);
        fprintf(out, "[%llu] %s  ", (unsigned long long)at, dates_day(f.effective_date, day));
        line_put(out, "", &line);
        cause_write(out, &f);
    }
}

/* ---- what it rests on */

static void hash_write(FILE *out, const uint8_t hash[JOURNAL_HASH])
{
    for (int i = 0; i < JOURNAL_HASH; i++)
        fprintf(out, "%02x", hash[i]);
}

static void input_write(FILE *out, const struct event *e, const struct journal_record *r,
                        const uint8_t hash[JOURNAL_HASH])
{
    char day[VALUE_TEXT_MAX], taken[32];
    struct buffer line = {0};
    time_t seconds = (time_t)(r->recorded_ms / 1000);
    struct tm utc;
    strftime(taken, sizeof taken, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &utc));
    told_name(e->desc->name, &line);
    if (e->desc->id != EVENT_policy_published && e->desc->direction != INTERNAL) { /* the policy stands below */
        buffer_add_text(&line, ": ");
        told_body(e->desc, &e->body, &line);
    }
    fprintf(out, words_pick("event %llu  %s  ", "เหตุการณ์ %llu  %s  "), (unsigned long long)r->seq,
            dates_day(e->envelope.effective_date, day));
    line_put(out, "", &line);
    fprintf(out, words_pick("    sent by %.*s under key %s", "    ส่งโดย %.*s คีย์ %s"), (int)r->producer.len,
            (const char *)r->producer.at, e->envelope.key);
    if (e->envelope.source_ref[0])
        fprintf(out, words_pick(", from %s", " จาก %s"), e->envelope.source_ref);
    if (e->envelope.actor[0])
        fprintf(out, words_pick(", answered for by %s", " ผู้รับผิดชอบ %s"), e->envelope.actor);
    fprintf(out, words_pick("; taken at %s\n    hash ", "; รับเมื่อ %s\n    ค่าแฮช "), taken);
    hash_write(out, hash);
    putc('\n', out);
}

static int inputs_write(struct evidence *e, FILE *out)
{
    static struct event event;
    char error[JOURNAL_ERROR_MAX] = "";
    struct journal_record record;
    struct refusal why;
    heading(out, "The events behind it", "เหตุการณ์ที่เป็นที่มา");
    for (uint64_t seq = 1; seq <= e->head; seq++) {
        if (!e->input[seq])
            continue;
        if (!journal_read(e->journal, seq, &record, error) || !codec_decode_event(record.body, &event, &why)) {
            words_complain("event %llu cannot be read: %s", "อ่านเหตุการณ์ %llu ไม่ได้: %s", (unsigned long long)seq, error);
            return EXIT_IO;
        }
        input_write(out, &event, &record, e->hash[seq]);
    }
    return 0;
}

/* ---- by which rules */

static void policy_write(struct evidence *e, FILE *out, uint32_t version)
{
    struct txn *t = store_txn(e->state);
    struct policy_terms_key terms_key = {version};
    struct policy_terms terms;
    struct policy_class_key key = {.version = version};
    struct policy_class class;
    char before[64];
    snprintf(before, sizeof before, words_pick("Policy version %u: ", "นโยบายฉบับที่ %u: "), version);
    if (policy_terms_get(t, &terms_key, &terms))
        row_put(out, before, TABLE_policy_terms, &terms);
    for (bool more = policy_class_seek(t, &key, false, &class); more && key.version == version;
         more = policy_class_seek(t, &key, true, &class))
        row_put(out, words_pick("    a quality class: ", "    ชั้นหนี้: "), TABLE_policy_class, &class);
}

static void rules_write(struct evidence *e, FILE *out)
{
    heading(out, "The rules that were applied", "กฎที่ใช้");
    for (uint32_t i = 0; i < e->rules_count; i++) {
        const struct rule_desc *rule = schema_rule(e->rules[i]);
        fprintf(out, "%s: %s\n", rule->document, words_pick(rule->english, rule->thai));
    }
    for (uint32_t i = 0; i < e->policies_count; i++)
        policy_write(e, out, e->policies[i]);
}

static void verify_write(struct evidence *e, FILE *out)
{
    heading(out, "How to check this", "วิธีตรวจสอบ");
    fprintf(out, words_pick("The journal's digest after event %llu: ", "ค่าแฮชของสมุดรายวันเหตุการณ์หลังเหตุการณ์ %llu: "),
            (unsigned long long)e->head);
    hash_write(out, e->hash[e->head]);
    fputs(words_pick("\nEach hash is BLAKE2b-256 over the hash before it and the whole record, with zeros in place of "
                     "its checksum and "
                     "hash (of the first: over 32 zeros): whoever knows the digest knows that no event before it was "
                     "changed, added or "
                     "left out. Keep it where the cooperative cannot write.\n",
                     "\nค่าแฮชแต่ละค่าคือ BLAKE2b-256 ของค่าแฮชก่อนหน้าและรายการทั้งหมด โดยให้ช่อง checksum และ hash เป็นศูนย์ "
                     "(รายการแรกใช้ศูนย์ 32 ไบต์) ผู้ที่รู้ค่าแฮชจึงรู้ว่าไม่มีเหตุการณ์ก่อนหน้าถูกแก้ เพิ่ม หรือตัดออก ควรเก็บค่านี้ไว้นอกสหกรณ์\n"),
          out);
    fprintf(out,
            words_pick("coopctl verify %s\n    folds the whole journal anew and compares it with the state\n",
                       "coopctl verify %s\n    คำนวณสมุดรายวันเหตุการณ์ใหม่ทั้งหมดแล้วเทียบกับสถานะ\n"),
            e->dir.path);
    fprintf(
        out,
        words_pick(
            "coopctl why --prove case %s --dir %s\n    proves each step of this case from the events that decide it\n",
            "coopctl why --prove case %s --dir %s\n    พิสูจน์แต่ละขั้นของเรื่องนี้จากเหตุการณ์ที่เกี่ยวข้อง\n"),
        e->case_id, e->dir.path);
}

int evidence_write(struct evidence *e, FILE *out)
{
    fprintf(out, words_pick("Evidence in collection case %s\n", "พยานหลักฐานในเรื่องติดตาม %s\n"), e->case_id);
    parties_write(e, out);
    standing_write(e, out);
    file_write(e, out);
    decisions_write(e, out);
    int status = inputs_write(e, out);
    rules_write(e, out);
    verify_write(e, out);
    if (status == 0 && fflush(out) != 0) {
        words_complain("the evidence cannot be written", "เขียนพยานหลักฐานไม่ได้");
        return EXIT_IO;
    }
    return status;
}
