/* Adds up what coopd asks to be booked, and acknowledges each page with count and sums. The sums stand in FILE together
 * with the position reached, so that whenever it is stopped it goes on where it was.
 *
 *     cc consumer.c $(pkg-config --cflags --libs libcoop) -o consumer
 *     consumer /var/lib/coopd/krabi FILE CURSOR */
#include <coop.h>

#include <stdio.h>
#include <string.h>

struct sums {
    unsigned long long position, count;
    long long debit, credit;
};

/* Sums and position together, or neither. */
static int keep(const char *path, const struct sums *s)
{
    char new_path[4096];
    snprintf(new_path, sizeof new_path, "%s.new", path);
    FILE *f = fopen(new_path, "w");
    if (!f)
        return 0;
    fprintf(f, "%llu %llu %lld %lld\n", s->position, s->count, s->debit, s->credit);
    return fclose(f) == 0 && rename(new_path, path) == 0;
}

static void add(struct sums *s, const struct coop_followup *f)
{
    struct coop_list lines = coop_list(f->data, "lines");
    struct coop_bytes line;
    s->count++;
    while (coop_element(&lines, &line)) {
        s->debit += coop_integer(line, "debit_satang");
        s->credit += coop_integer(line, "credit_satang");
    }
}

static enum coop_result acknowledge(struct coop *c, const char *cursor, const struct sums *s)
{
    struct coop_acknowledgement a = {cursor, "journal.", s->position, s->count, s->debit, s->credit};
    struct coop_acknowledged k;
    enum coop_result result = coop_acknowledge(c, &a, &k);
    for (uint32_t i = 0; result == COOP_DONE && i < k.divergences_count; i++)
        fprintf(stderr, "%s is %lld and should be %lld\n", k.divergences[i].figure, (long long)k.divergences[i].given,
                (long long)k.divergences[i].expected);
    return result;
}

int main(int argc, char **argv)
{
    struct sums s = {0, 0, 0, 0};
    struct coop_followup f;
    enum coop_result result = COOP_DONE;
    FILE *kept = argc == 4 ? fopen(argv[2], "r") : NULL;
    struct coop *c = argc == 4 ? coop_open(argv[1], argv[3], NULL, 0) : NULL;
    if (kept && (fscanf(kept, "%llu %llu %lld %lld", &s.position, &s.count, &s.debit, &s.credit) != 4 || fclose(kept)))
        return 1;
    struct coop_filter filter = {s.position, "journal.", NULL};
    struct coop_stream *stream = c ? coop_subscribe(c, &filter) : NULL;
    while (stream && (result == COOP_DONE || result == COOP_NOTHING)) {
        result = coop_next(stream, 10000, &f);
        if (result == COOP_DONE)
            add(&s, &f);
        if (result != COOP_DONE || !coop_page_ended(stream) || coop_position(stream) == s.position)
            continue;
        s.position = coop_position(stream);
        result = keep(argv[2], &s) ? acknowledge(c, argv[3], &s) : COOP_UNFIT;
    }
    fprintf(stderr, "%s\n", c ? coop_error(c) : "usage: consumer DIRECTORY FILE CURSOR");
    coop_unsubscribe(stream);
    coop_close(c);
    return 1;
}
