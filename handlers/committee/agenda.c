#include "agenda.h"

#include "../emit.h"
#include "../rules/working_week.h"

int32_t agenda_add(struct txn *t, const char *application_no, const struct application *a, int32_t date,
                   const struct policy_in_force *p)
{
    struct committee_agenda_item_added item = {0};
    struct cause why = cause_of("committee_day", p->version);
    value_code_set(item.application_no, sizeof item.application_no, application_no);
    item.meeting_date =
        a->kind == loan_kind_special ? week_next(date, (int)p->terms.committee_weekday) : week_next_working_day(date);
    cause_add_position(&why, a->screened_position);
    emit_committee_agenda_item_added(t, date, &item, &why);
    return item.meeting_date;
}
