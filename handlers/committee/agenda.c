#include "agenda.h"

#include "../emit.h"
#include "../policy/calendar.h"

int32_t agenda_add(struct txn *t, const char *application_no, struct application *a, int32_t date,
                   const struct policy_in_force *p)
{
    struct committee_agenda_item_added item = {0};
    struct cause why = cause_of("committee_day", p->version);
    value_code_set(item.application_no, sizeof item.application_no, application_no);
    bool today = p->terms.agenda_same_day && a->contract_on == date && a->meeting_on != date;
    a->meeting_on = calendar_meeting(t, p, (enum loan_queue)a->queue, today ? date - 1 : date);
    item.meeting_date = a->meeting_on;
    cause_add_position(&why, a->screened_position);
    emit_committee_agenda_item_added(t, date, &item, &why);
    return item.meeting_date;
}
