"""Bad policy files: a good one, broken in one place or several.

    for name, text, [(line, english, thai), ...] in cases(): ...

Every mistake must be named by its line, in both languages, and nothing else may be; but without its era (era-...) no date of a
file is right, and of an empty one everything is missing. Line 0 is about the whole file.
"""

GOOD = """\
# นโยบายตัวอย่าง a policy without a flaw
[policy]
name = ตัวอย่าง
calendar = be
effective = 2567-01-01
[take_home]
take_home_min = 30 %
take_home_min = 1,000.00
[interest]
rounding = half_up
year_divisor = 365
rounding_step = 0.25
[collection]
months_method = due_dates
employer_contact_days = 14
mediation_days = 30
mediation_venue = office
no_show_limit = 2
ladder = employer, mediation, legal
[committee]
committee_weekday = thursday
calendar_until = 2567-12-31
return_monday = friday
return_tuesday = 1
return_wednesday = tuesday
return_thursday = wednesday
return_friday = thursday
[payroll]
look_alike = 90 %
[clinic]
satisfaction_min = 4.00
[product ordinary]
kind = ordinary
max_instalments = 150
rate = 6.00 %
rate_kind = table
rate_from = 2567-07-01 5.75 %
guarantors = 0.00-500,000.00: 1 ; 500,000.01-1,000,000.00: 2;   # a comment
    1,000,000.01-: 3
collateral = share 90 %; real_estate 80 %
reborrow_rule = percent
reborrow_min = 25.50 %
purposes = 136
income_max = 4000 %
[programme relief]
starts_on = 2567-01-01
ends_on = 2567-03-29
budget = 200,000,000.00
take_home_min = 30 %
take_home_min = 1,000.00
emergency_instalments = 12
ordinary_instalments = 150
special_instalments = 360
[classes]
substandard = over 3; 20 %; npl
doubtful = over 6; 50 %; npl
doubtful_of_loss = over 12; 100 %; npl
[deduction]
refund = 1 credit
share = 2
emergency = 3
ordinary = 4
special = 5
[shares]
bands = 0.00-14,999.99: 500.00
bands = 15,000.00-: 700.00
[holidays]
2567-01-01 = วันขึ้นปีใหม่
2567-04-15 = วันสงกรานต์
2567-05-01 = วันแรงงาน
2567-08-12 = วันแม่
2567-10-23 = วันปิยมหาราช
2567-12-05 = วันพ่อ
2567-12-10 = วันรัฐธรรมนูญ
2567-12-31 = วันสิ้นปี
[cycle monthly]
due_day = 25
cut_off_day = 5
[relief]
12 = 3 times; 25 %; 50,000.00
[ladder]
letter = member_short; 1 month; 15 days; notice guarantor; months_below; next_rung
employer = member_short; 3 months; 14 days; employer_meeting employer
mediation = member_short; behind; 30 days; mediation member; alert
demand = member_short; behind; 30 days; demand lawyer; next_rung
suit = member_short; behind; 60 days; suit lawyer
unit = unit_late; behind; 20 days; chase officer
[chart]
bank = 1102 เงินฝากธนาคารกรุงไทย
interest_income = 4101
[contact]
contact_from_hour = 8
contact_until_hour = 20
contact_holiday_until_hour = 18
"""

# name, what stands there, what is put there, (what stands on the line, English, Thai); None: the whole file
SINGLE = [
    # lines and sections
    ("no-equals", "[payroll]\n", "[payroll]\nhello\n", ("hello", "is no setting; write `name = value`", "ไม่ใช่ค่ากำหนด")),
    ("bracket", "[payroll]", "[payroll", ("[payroll", "written in brackets", "วงเล็บเหลี่ยม"),
     ("look_alike", "look_alike is no key of [committee]; it belongs into [payroll]", "อยู่ในหมวด [payroll]")),
    ("indented", "[payroll]\n", "[payroll]\n  7\n", ("  7", "there is none", "ไม่มีบรรทัดนั้น")),
    ("long-name", "[payroll]\n", "[payroll]\n" + "a" * 60 + " = 1\n", ("aaa", "too long", "ยาวเกินไป")),
    ("long-line", "purposes = 136", "purposes = " + "1" * 200, ("purposes", "longer than 198 bytes", "ยาวเกิน 198 ไบต์")),
    ("semicolon", "\n    1,000,000.01-: 3", "\n    ; 1,000,000.01-: 3", ("    ; 1", "cannot begin with a semicolon", "ขึ้นต้นด้วย ;")),
    ("section", "[clinic]", "[clinik]", ("[clinik]", "did you mean [clinic]?", "หมายถึง [clinic]")),
    ("section-far", "[clinic]", "[whatever]", ("[whatever]", "tools/policies/README.md", "tools/policies/README.md")),
    ("no-name", "[cycle monthly]", "[cycle]", ("[cycle]", "needs a name", "ต้องมีชื่อ")),
    ("bad-name", "[cycle monthly]", "[cycle two words]", ("[cycle two", "is no code", "ไม่ใช่รหัส")),
    # keys
    ("key", "look_alike", "look_alik", ("look_alik ", "did you mean look_alike?", "หมายถึง look_alike")),
    ("key-far", "look_alike", "zzzzzz", ("zzzzzz", "tools/policies/README.md lists them", "ดูรายการใน")),
    ("key-elsewhere", "look_alike = 90 %", "no_show_limit = 3", ("no_show_limit = 3", "belongs into [collection]", "อยู่ในหมวด [collection]")),
    ("key-suffix", "rate = 6.00 %", "rate_bp = 6.00 %", ("rate_bp", "did you mean rate?", "หมายถึง rate"),
     ("[product ordinary]", "rate = ... % is missing in ordinary", "ขาด rate = ... %")),
    ("key-twice", "year_divisor = 365\n", "year_divisor = 365\nyear_divisor = 365\n", None),
    ("key-goes-on", "rounding = half_up\n", "rounding = half_up\n  truncate\n", ("  truncate", "has one value", "มีค่าเดียว")),
    ("policy-key", "name = ตัวอย่าง", "title = x", ("title", "write name, effective or calendar", "ใช้ name")),
    # values
    ("rate-bare", "rate = 6.00 %", "rate = 6.00", ("rate = 6.00", "write it with %, like 6.00 %", "เขียนพร้อม %")),
    ("rate-decimals", "rate = 6.00 %", "rate = 6.005 %", ("rate = 6.005", "more than 2 decimals", "ทศนิยมเกิน 2")),
    ("money", "budget = 200,000,000.00", "budget = lots", ("budget", "is no amount; write baht like 1,000.00", "ไม่ใช่จำนวนเงิน")),
    ("money-comma", "budget = 200,000,000.00", "budget = 2,00.00", ("budget", "comma in the wrong place", "จุลภาคผิดที่")),
    ("money-negative", "budget = 200,000,000.00", "budget = -5.00", ("budget", "is no amount", "ไม่ใช่จำนวนเงิน")),
    ("money-nothing", "budget = 200,000,000.00", "budget = 0.00", ("budget", "must be more than nothing", "ต้องมากกว่าศูนย์")),
    ("count", "mediation_days = 30", "mediation_days = 30 days", ("mediation_days", "is no whole number", "ไม่ใช่จำนวนเต็ม")),
    ("count-bound", "mediation_days = 30", "mediation_days = 367", ("mediation_days", "write a value from 1 to 366", "ตั้งแต่ 1 ถึง 366")),
    ("rate-bound", "look_alike = 90 %", "look_alike = 101 %", ("look_alike", "from 0.01 % to 100.00 %", "0.01 % ถึง 100.00 %")),
    ("hundredths", "satisfaction_min = 4.00", "satisfaction_min = 5.01", ("satisfaction", "from 1.00 to 5.00", "1.00 ถึง 5.00")),
    ("zero", "look_alike = 90 %", "look_alike = 0 %", ("look_alike", "leave the key out", "ตัดบรรทัดนี้ออก")),
    ("zero-of-product", "income_max = 4000 %", "max_amount = 0.00", ("max_amount", "leave the key out", "ตัดบรรทัดนี้ออก")),
    ("whole-percent", "income_max = 4000 %", "income_max = 40.50 %", ("income_max", "no whole percentage", "จำนวนเต็ม")),
    ("weekday", "committee_weekday = thursday", "committee_weekday = thurday", ("committee_weekday", "did you mean thursday?", "thursday")),
    ("weekday-free", "return_monday = friday", "return_monday = sunday", ("return_monday", "from monday to friday", "monday ถึง friday")),
    ("word", "rounding = half_up", "rounding = half_down", ("rounding = ", "none of half_up, truncate", "half_up, truncate")),
    ("flag", "[payroll]\n", "[members]\nleave_debt_free = true\n[payroll]\n", ("leave_debt_free", "none of no, yes", "no, yes")),
    ("date", "ends_on = 2567-03-29", "ends_on = 2567-02-30", ("ends_on", "is a day that does not exist", "ไม่มีวันที่นี้")),
    ("date-none", "ends_on = 2567-03-29", "ends_on = soon", ("ends_on", "write it like 2024-01-31", "2024-01-31")),
    ("date-common", "ends_on = 2567-03-29", "ends_on = 2024-03-29", ("ends_on", "the file says calendar = be", "calendar = be")),
    ("era-late", "calendar = be\neffective = 2567-01-01", "effective = 2567-01-01\ncalendar = be", ("effective", "year of the Buddhist era", "ปี พ.ศ."),
     ("calendar = be", "stands behind a date", "ก่อนวันที่")),
    ("era", "calendar = be", "calendar = thai", None),
    ("rounding-step", "rounding_step = 0.25", "rounding_step = 0.07", ("rounding_step", "rounding_step_satang is missing or contradicts itself", "ขัดกันเอง")),
    ("divisor", "year_divisor = 365", "year_divisor = 360", ("year_divisor", "year_divisor is 360", "year_divisor เป็น 360")),
    # rows
    ("band-shape", "bands = 15,000.00-: 700.00", "bands = 15,000.00: 700.00", ("bands = 15", "write it like 0.00-14,999.99: 500.00", "เขียนเช่น")),
    ("band-money", "bands = 15,000.00-: 700.00", "bands = x-: 700.00", ("bands = x", "is no amount", "ไม่ใช่จำนวนเงิน")),
    ("bands-none", "bands = 15,000.00-: 700.00", "bands =", None),
    ("persons", "1,000,000.01-: 3", "1,000,000.01-: three", ("three", "is no whole number", "ไม่ใช่จำนวนเต็ม")),
    ("collateral-word", "real_estate 80 %", "realestate 80 %", ("realestate", "did you mean real_estate?", "real_estate")),
    ("collateral-bare", "real_estate 80 %", "real_estate", ("collateral", "write it like real_estate 80 %", "เขียนเช่น real_estate 80 %")),
    ("collateral-much", "real_estate 80 %", "real_estate 180 %", ("collateral", "more than 100 %", "เกิน 100 %")),
    ("rate-date", "rate_from = 2567-07-01 5.75 %", "rate_from = 2567-13-01 5.75 %", ("rate_from", "is a day that does not exist", "ไม่มีวันที่นี้")),
    ("class-shape", "doubtful = over 6; 50 %; npl", "doubtful = 6; 50 %; npl", ("doubtful", "substandard = over 3; 20 %; npl", "over 3")),
    ("class-word", "doubtful = over 6", "doubtfull = over 6", ("doubtfull", "did you mean doubtful?", "doubtful")),
    ("class-goes-on", "doubtful = over 6; 50 %; npl", "doubtful = over 6; 50 %; npl\n  more", ("  more", "on one line", "บรรทัดเดียว")),
    ("item-word", "refund = 1 credit", "refunds = 1 credit", ("refunds", "did you mean refund?", "refund")),
    ("item-shape", "refund = 1 credit", "refund = 1 debit", ("refund", "refund = 1 credit", "refund = 1 credit")),
    ("item-zero", "share = 2", "share = 0", ("share = 0", "share = 1", "share = 1")),
    ("holiday-date", "2567-12-10 =", "2567-12-99 =", ("2567-12-99", "is a day that does not exist", "ไม่มีวันที่นี้")),
    ("relief-shape", "3 times; 25 %; 50,000.00", "3; 25 %; 50,000.00", ("12 = 3;", "3 times; 25 %; 50,000.00", "3 times")),
    # the whole
    ("ladder", "employer, mediation, legal", "mediation, employer, legal", ("ladder", "Local government 2566, cl. 1.7, 1.8", "ข้อ 1.7, 1.8")),
    ("ladder-short", "employer, mediation, legal", "employer, legal", ("ladder", "is not the order that is law here", "ไม่ใช่ลำดับ")),
    ("missing-term", "no_show_limit = 2\n", "", (None, "no_show_limit is missing in [collection]", "ขาด no_show_limit")),
    ("missing-share", "take_home_min = 30 %\n", "", None),
    ("missing-of-product", "max_instalments = 150\n", "", ("[product ordinary]", "max_instalments is missing in ordinary", "ขาด max_instalments")),
    ("missing-of-programme", "budget = 200,000,000.00\n", "", ("[programme", "budget is missing in relief", "ขาด budget")),
    ("missing-of-cycle", "cut_off_day = 5\n", "", ("[cycle", "cut_off_day is missing in monthly", "ขาด cut_off_day")),
    ("missing-day", "effective = 2567-01-01\n", "", (None, "effective is missing in [policy]", "ขาด effective")),
    ("week", "return_wednesday = tuesday\n", "", ("return_friday", "return_wednesday is missing", "ขาด return_wednesday")),
    ("measure", "reborrow_min = 25.50 %", "reborrow_min = 6", ("reborrow_min", "does not measure what reborrow_rule = percent asks", "ไม่ตรงกับ")),
    ("measure-alone", "reborrow_rule = percent\n", "", ("reborrow_min", "one was stated without the other", "ระบุเพียงอย่างเดียว")),
    # the daemon's own proof, by the lines of the file
    ("gap", "0.00-14,999.99: 500.00\nbands = 15,000.00-", "0.00-14,999.00: 500.00\nbands = 15,001.00-",
     ("bands = 15,001", "say nothing about 14,999.01 to 15,000.99 baht", "14,999.01 ถึง 15,000.99 บาท")),
    ("overlap", "bands = 15,000.00-", "bands = 14,999.99-", ("bands = 14,9", "overlap from 14,999.99 to 14,999.99", "ซ้อนกัน")),
    ("first", "500,000.00: 1 ;", "500,000.00: 1 ;".replace("500", "400"), ("guarantors", "400,000.01 to 500,000.00", "400,000.01")),
    ("not-from-0", "bands = 0.00-", "bands = 1.00-", ("bands = 1.00", "say nothing about 0.00 to 0.99", "0.00 ถึง 0.99")),
    ("last", "1,000,000.01-: 3", "1,000,000.01-2,000,000.00: 3", ("    1,0", "leave its end open", "เปิดปลายช่วงสุดท้าย")),
    ("open", "500,000.01-1,000,000.00: 2", "500,000.01-: 2", ("guarantors", "only the last band is open", "เฉพาะช่วงสุดท้าย")),
    ("backwards", "500,000.01-1,000,000.00: 2", "500,000.01-100.00: 2", ("guarantors", "exchange the two amounts", "สลับจำนวน")),
    ("guarantors", "1,000,000.01-: 3", "1,000,000.01-: 9", ("    1,0", "more than the 8", "8 คน")),
    ("rate-early", "rate_from = 2567-07-01", "rate_from = 2566-07-01", ("rate_from", "is not after 2024-01-01", "ไม่อยู่หลัง")),
    ("rate-twice", "rate_from = 2567-07-01 5.75 %", "rate_from = 2567-07-01 5.75 %; 2567-07-01 5.50 %", ("rate_from", "listed twice", "ปรากฏซ้ำ")),
    ("collateral-twice", "share 90 %;", "real_estate 90 %;", ("collateral", "real_estate is listed twice", "ปรากฏซ้ำ")),
    ("product-twice", "[programme relief]", "[product ordinary]\nkind = ordinary\nmax_instalments = 1\nrate = 1 %\n[programme relief]", None),
    ("holiday-twice", "2567-12-10 =", "2567-12-05 =", None),
    ("holiday-behind", "2567-12-10 =", "2568-01-01 =", ("2568-01-01", "move calendar_until", "calendar_until")),
    ("programme-days", "ends_on = 2567-03-29", "ends_on = 2566-12-31", ("ends_on", "put the dates in order", "เรียง")),
    ("programme-cap", "special_instalments = 360", "special_instalments = 481", ("special_inst", "outside the bound 480", "480")),
    ("cut-off", "cut_off_day = 5", "cut_off_day = 29", ("cut_off_day", "outside the bound 28", "28")),
    ("due-day", "due_day = 25", "due_day = 32", ("due_day", "outside the bound 31", "31")),
    ("purposes", "purposes = 136", "purposes = 117", ("purposes", "is not a list of purposes", "ไม่ใช่รายการวัตถุประสงค์")),
    ("nobody", "purposes = 136", "no_salary = yes\nno_wage = yes\nno_pension = yes", ("no_pension", "nobody could borrow ordinary", "ไม่มีใครกู้")),
    ("share-min", "purposes = 136", "share_min_above = 1.00", ("share_min_above", "state both, or neither", "ต้องระบุทั้งคู่")),
    ("classes", "doubtful = over 6", "doubtful = over 3", ("[classes]", "class doubtful is missing or contradicts itself", "class doubtful")),
    ("classes-none", "[classes]\nsubstandard = over 3; 20 %; npl\ndoubtful = over 6; 50 %; npl\ndoubtful_of_loss = over 12; 100 %; npl\n", "",
     (None, "class substandard is missing", "class substandard"), (None, "class doubtful is missing", "class doubtful"),
     (None, "class doubtful_of_loss is missing", "class doubtful_of_loss")),
    ("ladder-shape", "letter = member_short; 1 month; 15 days; notice guarantor; months_below; next_rung", "letter = member_short; 1 month",
     ("letter = ", "is no row of this kind", "ไม่ใช่แถวแบบที่ใช้ได้")),
    ("ladder-word", "notice guarantor", "letter guarantor", ("letter = ", "employer_meeting", "employer_meeting")),
    ("ladder-audience", "mediation member", "mediation", ("mediation = ", "guarantor", "guarantor"),
     ("suit = ", "rung suit is out of turn", "ขั้น suit ผิดลำดับ")),
    ("ladder-order", "mediation = member_short; behind; 30 days; mediation member; alert\n", "",
     ("suit = ", "rung suit is out of turn", "ขั้น suit ผิดลำดับ")),
    ("chart-role", "interest_income = 4101", "intrest_income = 4101", ("intrest", "did you mean interest_income?", "หมายถึง interest_income")),
    ("chart-twice", "interest_income = 4101\n", "interest_income = 4101\ninterest_income = 4102\n", ("interest_income = 4102", "interest_income is listed twice", "interest_income ปรากฏซ้ำ")),
    ("chart-code-twice", "interest_income = 4101", "interest_income = 1102", ("interest_income", "code 1102 is that of another account too", "รหัส 1102 เป็นของบัญชีอื่น")),
    ("chart-code-of-a-role", "interest_income = 4101", "interest_income = cash", ("interest_income", "code cash is that of another account too", "รหัส cash เป็นของบัญชีอื่น")),
    ("chart-code", "interest_income = 4101", "interest_income = ดอกเบี้ย 4101", ("interest_income", "write it like interest_income = 4101 Interest on loans", "เขียนเช่น interest_income")),
    ("ladder-last", "suit = member_short; behind; 60 days; suit lawyer\n", "", ("[ladder]", "no rung with the act suit", "ไม่มีขั้น suit"),
     ("demand = ", "rung demand cannot be passed over", "ขั้น demand ข้ามไม่ได้")),
    ("ladder-months", "employer = member_short; 3 months", "employer = member_short; 1 month",
     ("employer = ", "rung employer begins at 1 months", "ขั้น employer เริ่มที่ค้าง 1 เดือน")),
    ("hours", "contact_until_hour = 20", "contact_until_hour = 8", ("contact_until_hour", "contact_until_hour", "contact_until_hour")),
    ("class-missing", "substandard = over 3; 20 %; npl\n", "", ("[classes]", "class substandard is missing", "class substandard")),
    ("place-twice", "special = 5", "special = 4", ("special = 4", "special has place 4 in the order of deduction, which another item has too", "ลำดับการหักที่ 4 ซ้ำ")),
    ("credit", "share = 2", "share = 2 credit", ("[deduction]", "item share", "item share")),
    ("relief-twice", "12 = 3 times; 25 %; 50,000.00", "12 = 3 times; 25 %; 50,000.00\n12 = 4 times; 25 %; 50,000.00", None),
]

# What is wrong on the last line with this text.
LATER = {
    "missing-share": ("", "take_home_min = ... % is missing in [take_home]", "ขาด take_home_min = ... %"),
    "bands-none": ("bands =", "has no value", "ไม่มีค่า"),
    "key-twice": ("year_divisor", "stands on line 11 already", "บรรทัดที่ 11"),
    "era": ("calendar = thai", "write be or ce", "ใช้ be หรือ ce"),
    "product-twice": ("[product ordinary]", "ordinary is listed twice", "ordinary ปรากฏซ้ำ"),
    "holiday-twice": ("2567-12-05 =", "2024-12-05 is listed twice", "ปรากฏซ้ำ"),
    "relief-twice": ("12 = 4", "12 is listed twice", "12 ปรากฏซ้ำ"),
}


def last_line(text, needle):
    return max(n for n, line in enumerate(text.split("\n"), 1) if needle in line)


def first_line(text, needle):
    return min(n for n, line in enumerate(text.split("\n"), 1) if needle.rstrip("\n") in line)


def cases():
    for name, old, new, *wrong in SINGLE:
        assert GOOD.count(old) >= 1, (name, old)
        text = GOOD.replace(old, new, 1)
        if wrong == [None]:
            needle, english, thai = LATER[name]
            yield name, text, [(last_line(text, needle) if needle else 0, english, thai)]
        else:
            yield name, text, [(first_line(text, needle) if needle else 0, english, thai) for needle, english, thai in wrong]
    many = GOOD.replace("half_up", "half", 1).replace("rate = 6.00 %", "rate = 6", 1).replace("over 3", "3", 1) \
        .replace("[clinic]", "[klinic]", 1).replace("due_day = 25", "due_day = 40", 1)
    yield "many", many, [(first_line(many, needle), english, thai) for needle, english, thai in (
        ("rounding = half", "none of half_up", "half_up"), ("rate = 6", "is no percentage", "ไม่ใช่ร้อยละ"),
        ("substandard", "is no row of this kind", "ไม่ใช่แถว"), ("[klinic]", "did you mean [clinic]?", "[clinic]"),
        ("due_day", "outside the bound 31", "31"))]
    yield "empty", "", [(0, "effective is missing", "ขาด effective")]
    yield "before", "x = 1\n" + GOOD, [(1, "stands before any section", "ก่อนหมวดแรก")]
    yield "bytes", GOOD.encode().replace("ตัวอย่าง\ncal".encode(), b"\xa1\xa2\ncal"), [(3, "save the file as UTF-8", "UTF-8")]
    yield "nul", GOOD.encode().replace("ตัวอย่าง\ncal".encode(), b"a\0b\ncal"), [(3, "save the file as UTF-8", "UTF-8")]
    full = GOOD.replace("[programme relief]", "".join(f"[product p{n}]\nkind = special\nmax_instalments = 1\nrate = 1 %\n"
                                                      for n in range(12)) + "[programme relief]")
    yield "full", full, [(first_line(full, "[product p11]"), "more than 12 of these", "12")]
