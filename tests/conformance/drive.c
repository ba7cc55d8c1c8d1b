/* Does with libcoop what it is told, a line of words at a time, and prints one line of JSON for each: drive.py does the
 * same with the Python module. Knows coop.h and nothing else of the tree.
 *
 *   publish json|msgpack EVENT...    events as JSON objects, tabs between; msgpack: in hex
 *   follow AFTER TYPES COUNT         follow-ups, and where it stands then
 *   rows TABLE [KEY]
 *   acknowledge CURSOR TYPES POSITION COUNT DEBIT CREDIT
 *   json HEX, msgpack JSON           between the two forms */
#include <coop.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 70, LINE_MAX_BYTES = 1 << 20 };

static struct coop *coop;

/* ---- hex */

static size_t unhex(const char *text, unsigned char *out)
{
    size_t n = 0;
    char pair[3] = "";
    for (; text[0] && text[1]; text += 2) {
        memcpy(pair, text, 2);
        out[n++] = (unsigned char)strtoul(pair, NULL, 16);
    }
    return n;
}

static void hex_print(struct coop_bytes b)
{
    for (size_t i = 0; i < b.len; i++)
        printf("%02x", ((const unsigned char *)b.at)[i]);
}

/* ---- what is told */

static void failure_print(enum coop_result result)
{
    static const char *const names[] = {"done", "nothing", "unreachable", "stopped", "declined", "unfit"};
    printf("{\"result\":\"%s\"}\n", names[result]);
}

static void answer_print(const struct coop_answer *a)
{
    static const char *const names[] = {"", "applied", "repeated", "conflict", "parked", "refused"};
    printf("{\"status\":\"%s\",\"seq\":%llu,\"first\":%llu,\"count\":%llu,\"code\":\"%s\",\"field\":\"%s\"",
           names[a->status], (unsigned long long)a->seq, (unsigned long long)a->first, (unsigned long long)a->count,
           a->code, a->field);
}

static void publish(int count, char **words)
{
    static struct coop_event events[WORDS_MAX];
    static struct coop_answer answers[WORDS_MAX];
    int msgpack = strcmp(words[1], "msgpack") == 0;
    for (int i = 2; i < count; i++) {
        size_t len = msgpack ? unhex(words[i], (unsigned char *)words[i]) : strlen(words[i]);
        events[i - 2] = (struct coop_event){msgpack ? COOP_MSGPACK : COOP_JSON, {words[i], len}};
    }
    enum coop_result result = coop_publish(coop, events, (size_t)count - 2, answers);
    if (result != COOP_DONE) {
        failure_print(result);
        return;
    }
    printf("[");
    for (int i = 2; i < count; i++) {
        printf("%s", i > 2 ? "," : "");
        answer_print(&answers[i - 2]);
        printf("}");
    }
    printf("]\n");
}

static void follow(char **words)
{
    struct coop_filter f = {.after = strtoull(words[1], NULL, 10), .types = words[2]};
    struct coop_stream *s = coop_subscribe(coop, &f);
    struct coop_followup one;
    enum coop_result result = s ? COOP_DONE : COOP_UNFIT;
    long wanted = strtol(words[3], NULL, 10), n = 0;
    printf("{\"followups\":[");
    while (n < wanted && (result = coop_next(s, 0, &one)) == COOP_DONE)
        printf("%s%s", n++ ? "," : "", coop_json(coop, one.raw));
    printf("],\"position\":%llu}\n", s ? (unsigned long long)coop_position(s) : 0);
    coop_unsubscribe(s);
}

static int row_print(void *context, struct coop_bytes key, struct coop_bytes value)
{
    int *n = context;
    printf("%s[%s,", (*n)++ ? "," : "", coop_json(coop, key));
    printf("%s]", coop_json(coop, value));
    return 0;
}

static void rows(char **words)
{
    int n = 0;
    printf("{\"rows\":[");
    enum coop_result result = coop_rows(coop, words[1], words[2], row_print, &n);
    printf("],\"result\":%d}\n", result);
}

static void acknowledge(char **words)
{
    struct coop_acknowledgement a = {.consumer = words[1],
                                     .types = words[2],
                                     .position = strtoull(words[3], NULL, 10),
                                     .count = strtoull(words[4], NULL, 10),
                                     .debit_satang = strtoll(words[5], NULL, 10),
                                     .credit_satang = strtoll(words[6], NULL, 10)};
    struct coop_acknowledged k;
    enum coop_result result = coop_acknowledge(coop, &a, &k);
    if (result != COOP_DONE) {
        failure_print(result);
        return;
    }
    answer_print(&k.answer);
    printf(",\"diverged\":[");
    for (unsigned i = 0; i < k.divergences_count; i++) {
        const struct coop_divergence *d = &k.divergences[i];
        printf("%s[\"%s\",%lld,%lld,%llu,%llu]", i ? "," : "", d->figure, (long long)d->expected, (long long)d->given,
               (unsigned long long)d->agreed_position, (unsigned long long)d->position);
    }
    printf("]}\n");
}

static void convert(char **words)
{
    struct coop_bytes b = {words[1], 0};
    if (strcmp(words[0], "json") == 0) {
        b.len = unhex(words[1], (unsigned char *)words[1]);
        const char *json = coop_json(coop, b);
        printf("%s\n", json ? json : "null");
        return;
    }
    enum coop_result result = coop_msgpack(coop, words[1], &b);
    if (result != COOP_DONE) {
        failure_print(result);
        return;
    }
    printf("\"");
    hex_print(b);
    printf("\"\n");
}

int main(int argc, char **argv)
{
    static char line[LINE_MAX_BYTES];
    char error[700];
    coop = argc == 3 ? coop_open(argv[1], argv[2], error, sizeof error) : NULL;
    while (coop && fgets(line, sizeof line, stdin)) {
        char *words[WORDS_MAX] = {NULL};
        int count = 0;
        for (char *w = strtok(line, "\t\n"); w && count < WORDS_MAX; w = strtok(NULL, "\t\n"))
            words[count++] = strcmp(w, "-") == 0 ? NULL : w;
        if (strcmp(words[0], "publish") == 0)
            publish(count, words);
        else if (strcmp(words[0], "follow") == 0)
            follow(words);
        else if (strcmp(words[0], "rows") == 0)
            rows(words);
        else if (strcmp(words[0], "acknowledge") == 0)
            acknowledge(words);
        else
            convert(words);
        fflush(stdout);
    }
    coop_close(coop);
    return coop ? 0 : 1;
}
