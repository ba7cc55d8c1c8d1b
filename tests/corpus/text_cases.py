"""Bad text files as units send them, and odd ones that are right all the same. The same bytes every time.

    for name, data, expected in cases(): ...

expected is a Refused or a Taken. Where something is wrong stands once (row and column, line and byte), how to mend it in English and
in Thai; both must be said. data may also be the name of something that is no file ("directory", "missing").
"""
import dataclasses
import re

HEAD = "member_no,amount,reason,date,period\n"
A, B, C = "004411", "004412", "004413"
FIXED = ("--profile", "fixed-cp874")
CSV = ("--profile", "csv", "--calendar", "be")
PLAIN = ("--calendar", "be")


@dataclasses.dataclass
class Refused:
    """The import must end with this status, and say all of this."""
    english: tuple
    thai: tuple
    arguments: tuple = PLAIN
    status: int = 65
    unit: bool = True    # name --unit and --period


@dataclasses.dataclass
class Taken:
    """The daemon must have these lines: (member, satang)."""
    lines: list
    arguments: tuple = PLAIN
    unit: bool = True


def in_thai(place):
    """'row 4, column 2 (collected)' as it is said in Thai."""
    place = re.sub(r"^row (\d+), ", r"แถว \1 ", place)
    place = re.sub(r"^row (\d+)", r"แถว \1", place)
    place = re.sub(r"^line (\d+), byte (\d+)", r"บรรทัด \1 ไบต์ที่ \2", place)
    place = re.sub(r"^line (\d+)", r"บรรทัด \1", place)
    return place.replace("column ", "คอลัมน์ ").replace("bytes ", "ไบต์ ")


def refused(place, english, thai, *arguments, **more):
    """place: where, in English; "" if it is about the whole file."""
    return Refused(tuple(t for t in (place, english) if t), tuple(t for t in (in_thai(place), thai) if t),
                   tuple(arguments) or PLAIN, **more)


def one_line(member=A, amount="100.00", reason="", date="", period="", head=HEAD, total=None):
    """A file with one line, each cell as given."""
    text = head + ",".join((member, amount, reason, date, period)) + "\n"
    return text if total is None else text + f"total,{total},,,\n"


# ---- one cell that is wrong

AMOUNTS = [  # cell, English, Thai
    ("three-decimals", "12.345", "has more than 2 decimals; round it", "มีทศนิยมเกิน 2 ตำแหน่ง"),
    ("noise-in-text", "3577.82000000000000006", "has more than 2 decimals", "มีทศนิยมเกิน 2 ตำแหน่ง"),
    ("letter-o", "1O0.00", "has a letter where a digit is expected; write 0 and 1", "มีตัวอักษรแทนตัวเลข"),
    ("letter-l", "l00.00", "has a letter where a digit is expected", "มีตัวอักษรแทนตัวเลข"),
    ("letter-I", "I50", "has a letter where a digit is expected", "มีตัวอักษรแทนตัวเลข"),
    ("scientific", "1.23E+05", "what a spreadsheet makes of a long number; format the column", "โปรแกรมตารางย่อเลขยาว"),
    ("scientific-small", "5E-01", "what a spreadsheet makes of a long number", "โปรแกรมตารางย่อเลขยาว"),
    ("trailing-minus", "1500-", "is negative; a file says what was deducted", "เป็นจำนวนติดลบ"),
    ("leading-minus", "-1500", "sign = minus", "sign = minus"),
    ("true-minus", "−15.00", "is negative", "เป็นจำนวนติดลบ"),
    ("parentheses", "(500.00)", "is negative", "เป็นจำนวนติดลบ"),
    ("minus-twice", "-500-", "is no amount", "ไม่ใช่จำนวนเงิน"),
    ("minus-in-parentheses", "(-500)", "is no amount", "ไม่ใช่จำนวนเงิน"),
    ("dash-after-point", "500.-", "may mean whole baht or a minus; write it like", "อาจหมายถึงบาทถ้วนหรือติดลบ"),
    ("formula", "=SUM(B2:B9)", "begins with =, like a formula; write the value itself", "ขึ้นต้นด้วย = เหมือนสูตร"),
    ("formula-plus", "+500", "begins with +, like a formula", "ขึ้นต้นด้วย + เหมือนสูตร"),
    ("formula-at", "@A1", "begins with @, like a formula", "ขึ้นต้นด้วย @ เหมือนสูตร"),
    ("spreadsheet-error", "#REF!", "is no amount; write it like", "ไม่ใช่จำนวนเงิน"),
    ("hashes", "########", "is no amount", "ไม่ใช่จำนวนเงิน"),
    ("words", "หนึ่งร้อยบาท", "is no amount", "ไม่ใช่จำนวนเงิน"),
    ("only-unit", "บาท", "is no amount", "ไม่ใช่จำนวนเงิน"),
    ("dollar", "$100", "is no amount", "ไม่ใช่จำนวนเงิน"),
    ("two-points", "1.500.00", "is no amount", "ไม่ใช่จำนวนเงิน"),
    ("only-point", ".", "is no amount", "ไม่ใช่จำนวนเงิน"),
    ("point-first", ".50", "is no amount", "ไม่ใช่จำนวนเงิน"),
    ("thai-digits-three-decimals", "๑๒.๓๔๕", "has more than 2 decimals", "มีทศนิยมเกิน 2 ตำแหน่ง"),
    ("thai-digits-minus", "๑๐๐-", "is negative", "เป็นจำนวนติดลบ"),
    ("true-or-false", "TRUE", "is no amount", "ไม่ใช่จำนวนเงิน"),
    ("too-large", "1000000000000000", "is larger than any account can hold", "เกินกว่าที่บัญชีรับได้"),
    ("forty-digits", "9" * 40, "is larger than any account can hold", "เกินกว่าที่บัญชีรับได้"),
    ("hundreds-of-digits", "1" * 300, "is longer than any number or date", "ยาวเกินกว่าจะเป็นตัวเลข"),
    ("hexadecimal", "0x10", "is no amount", "ไม่ใช่จำนวนเงิน"),
    ("infinity", "inf", "is no amount", "ไม่ใช่จำนวนเงิน"),
    ("percent", "10%", "is no amount", "ไม่ใช่จำนวนเงิน"),
    ("date-as-amount", "31/01/2567", "is no amount", "ไม่ใช่จำนวนเงิน"),
    ("question-marks", "??????", "is no amount", "ไม่ใช่จำนวนเงิน"),
]
QUOTED_AMOUNTS = [
    ("comma-wrong", "1,23.45", "has a comma in the wrong place; write it like", "เครื่องหมายจุลภาคผิดที่"),
    ("comma-two-digits", "12,34", "has a comma in the wrong place", "เครื่องหมายจุลภาคผิดที่"),
    ("comma-first", ",500.00", "has a comma in the wrong place", "เครื่องหมายจุลภาคผิดที่"),
    ("comma-as-point", "500,00", "has a comma in the wrong place", "เครื่องหมายจุลภาคผิดที่"),
    ("comma-german", "1.234,50", "has a comma in the wrong place", "เครื่องหมายจุลภาคผิดที่"),
    ("comma-in-some-groups", "1,234567.00", "has a comma in the wrong place", "เครื่องหมายจุลภาคผิดที่"),
    ("lakh", "1,23,456.00", "has a comma in the wrong place", "เครื่องหมายจุลภาคผิดที่"),
    ("line-break-inside", "12\n,3", "has a comma in the wrong place", "เครื่องหมายจุลภาคผิดที่"),
]
MEMBERS = [
    ("blank", "", "is blank; every row needs a member number", "ต้องมีเลขทะเบียนสมาชิก"),
    ("only-nbsp", "\u00a0\u200b", "is blank", "ว่างเปล่า"),
    ("point-zero", "4411.0", "looks like a number that a spreadsheet changed; format the column as text", "โปรแกรมตารางแก้ไป"),
    ("scientific", "4.411E+03", "looks like a number that a spreadsheet changed", "โปรแกรมตารางแก้ไป"),
    ("blank-inside", "00 4411", "has a blank inside; write the number without it", "มีช่องว่างตรงกลาง"),
    ("national-id", "1234567890123", "is longer than the 11 characters", "ยาวเกิน 11 ตัวอักษร"),
    ("name", "สมชาย", "is not a member number", "ไม่ใช่เลขทะเบียนสมาชิก"),
    ("thai-letter", "ก04411", "may hold only letters, digits", "ใช้ได้เฉพาะอักษรอังกฤษ"),
    ("question-mark", "00?411", "may hold only letters, digits", "ใช้ได้เฉพาะอักษรอังกฤษ"),
    ("formula", "=A1", "begins with =, like a formula", "ขึ้นต้นด้วย = เหมือนสูตร"),
    ("quote-kept", "'004411", "may hold only letters, digits", "ใช้ได้เฉพาะอักษรอังกฤษ"),
    ("replacement-character", "00\ufffd411", "may hold only letters, digits", "ใช้ได้เฉพาะอักษรอังกฤษ"),
]
DATES = [
    ("common-era", "25/01/2024", "has a year of the common era, but --calendar says be", "เป็นปี ค.ศ. แต่ --calendar ระบุ be"),
    ("iso-common-era", "2024-01-25", "has a year of the common era", "เป็นปี ค.ศ."),
    ("two-digit-year", "25/01/67", "has a year that is not of four digits; write 2567", "ปีต้องเป็นเลขสี่หลัก"),
    ("thai-two-digit-year", "๒๕/๐๑/๖๗", "has a year that is not of four digits", "ปีต้องเป็นเลขสี่หลัก"),
    ("no-such-day", "31/02/2567", "is a day that does not exist", "ไม่มีวันที่นี้ในปฏิทิน"),
    ("no-leap-day", "29/02/2566", "is a day that does not exist", "ไม่มีวันที่นี้ในปฏิทิน"),
    ("american", "01/25/2567", "is a day that does not exist", "ไม่มีวันที่นี้ในปฏิทิน"),
    ("month-name", "25 ม.ค. 2567", "is no date; write it like 31/01/2567", "ไม่ใช่วันที่ เขียนเช่น 31/01/2567"),
    ("serial-number", "45316", "is no date", "ไม่ใช่วันที่"),
    ("mixed-separators", "25/01-2567", "is no date", "ไม่ใช่วันที่"),
    ("six-digits", "250167", "is no date", "ไม่ใช่วันที่"),
    ("other-year", "25/01/2565", "is more than a year away from the month of the file", "ห่างจากงวดของแฟ้มเกินหนึ่งปี"),
    ("three-thousand", "25/01/3567", "is a day that does not exist", "ไม่มีวันที่นี้ในปฏิทิน"),
]
PERIODS = [
    ("other-month", "2567-02", "is another month than --period; is this the right file?", "ไม่ใช่งวดตาม --period"),
    ("common-era", "2024-01", "has a year of the common era, but --calendar says be", "เป็นปี ค.ศ. แต่ --calendar ระบุ be"),
    ("two-digit-year", "01/67", "is no month with a year of four digits", "ไม่ใช่งวดที่มีปีสี่หลัก"),
    ("month-13", "256713", "is a month that does not exist", "ไม่มีงวดนี้"),
    ("month-0", "2567-00", "is a month that does not exist", "ไม่มีงวดนี้"),
    ("name", "ม.ค. 67", "is no month", "ไม่ใช่งวด"),
    ("reversed", "012567", "is no month with a year of four digits", "ไม่ใช่งวดที่มีปีสี่หลัก"),
]
REASONS = [
    ("unknown", "xx", "is no reason that is known; leave it blank", "ไม่ใช่เหตุผลที่รู้จัก"),
    ("number", "01", "is no reason that is known", "ไม่ใช่เหตุผลที่รู้จัก"),
    ("sentence", "ไม่มีเงินให้หักในเดือนนี้", "[reasons]", "[reasons]"),
    ("formula", "=VLOOKUP(A1;B:C;2)", "begins with =, like a formula", "ขึ้นต้นด้วย = เหมือนสูตร"),
]


def cell_cases():
    for name, cell, english, thai in AMOUNTS:
        yield f"amount-{name}", one_line(amount=cell), refused("row 2, column 2 (collected)", english, thai)
    for name, cell, english, thai in QUOTED_AMOUNTS:
        yield f"amount-{name}", one_line(amount=f'"{cell}"'), refused("row 2, column 2 (collected)", english, thai)
    for name, cell, english, thai in MEMBERS:
        yield f"member-{name}", one_line(member=cell), refused("row 2, column 1 (member_no)", english, thai)
    for name, cell, english, thai in DATES:
        yield f"date-{name}", one_line(date=cell), refused("row 2, column 4 (date)", english, thai)
    for name, cell, english, thai in PERIODS:
        yield f"period-{name}", one_line(period=cell), refused("row 2, column 5 (period)", english, thai)
    for name, cell, english, thai in REASONS:
        yield f"reason-{name}", one_line(reason=cell), refused("row 2, column 3 (reason)", english, thai)
    yield "date-buddhist-for-ce", one_line(date="25/01/2567"), refused(
        "row 2, column 4 (date)", "has a year of the Buddhist era, but --calendar says ce", "เป็นปี พ.ศ. แต่ --calendar ระบุ ce", "--calendar", "ce")
    yield "date-without-calendar", one_line(date="25/01/2567"), refused(
        "row 2, column 4 (date)", "say of which era with --calendar be or ce", "โปรดระบุศักราชด้วย --calendar", "--date", "2024-01-31")
    yield "period-without-calendar", one_line(period="2567-01"), refused(
        "row 2, column 5 (period)", "say of which era with --calendar be or ce", "โปรดระบุศักราชด้วย --calendar", "--date", "2024-01-31")
    yield "period-changes-inside", HEAD + f"{A},1,,,2567-01\n{B},2,,,2567-01\n{C},3,,,2567-02\n", refused(
        "row 4, column 5 (period)", "is another month than --period", "ไม่ใช่งวดตาม --period")
    yield "sum-too-large", HEAD + f"{A},999999999999999.99,,,\n{B},999999999999999.98,,,\n", refused(
        "row 3, column 2 (collected)", "makes the sum larger than any account can hold", "ทำให้ยอดรวมเกิน")


# ---- rows and totals

def row_cases():
    yield "row-short", HEAD + f"{A}\n", refused("row 2", "the row ends before its member number or amount", "แถวสั้นเกินไป")
    yield "row-shifted", HEAD + f"{A},1,500.00,,,\n", refused("row 2", "is there a comma in an amount or name without quotes?", "มีเครื่องหมายจุลภาคในยอดเงิน")
    yield "name-with-comma", f"member_no,name,amount\n{A},นาย ก, ข,500.00\n", refused("row 2", "the row has 4 columns but the heading has 3", "แถวมี 4 คอลัมน์")
    yield "row-shifted-left", f"member_no,name,amount,date\n{A},500.00,31/01/2567,\n", refused(
        "row 2, column 3 (collected)", "is no amount", "ไม่ใช่จำนวนเงิน")
    yield "row-behind-total", HEAD + f"{A},5,,,\ntotal,5,,,\n{B},5,,,\n", refused("row 4", "put the totals last", "โปรดย้ายยอดรวมไปไว้ท้ายสุด")
    yield "two-totals", HEAD + f"{A},5,,,\ntotal,5,,,\n{B},5,,,\ntotal,10,,,\n", refused("row 4", "a line stands behind the line of totals", "มีรายการอยู่หลังบรรทัดยอดรวม")
    yield "total-without-amount", HEAD + f"{A},5,,,\nรวม,,,,\n", refused("line 3", "is a line of totals but has no amount in column 2; mend it", "เป็นบรรทัดยอดรวมแต่ไม่มีจำนวนเงิน")
    yield "total-one-satang-more", one_line(total="100.01"), refused("", "a difference of -0.01; correct the rows or the total", "ต่างกัน -0.01")
    yield "total-one-satang-less", one_line(total="99.99"), refused("", "says 99.99 baht but the rows add up to 100.00", "ระบุ 99.99 บาท แต่รวมได้ 100.00")
    yield "total-count", HEAD + f"{A},5,,,\n{B},6,,,\nรวม 3 ราย,11,,,\n", refused("", "says 3 rows but there are 2; find the missing", "ระบุ 3 แถว แต่มี 2 แถว")
    yield "total-row-too-many", HEAD + f"{A},500,,,\n{B},70.25,,,\n{C},20,,,\ntotal,520,,,\n", refused(
        "", "look at row 3: member 004412 with 70.25 baht is the difference", "โปรดดูแถว 3")
    yield "total-digits-exchanged", HEAD + f"{A},540,,,\n{B},70,,,\ntotal,520,,,\n", refused(
        "", "look at row 2: member 004411 with 540.00 baht; are two digits exchanged? 450.00", "สลับตัวเลขสองหลักหรือไม่")
    yield "total-negative", HEAD + f"{A},5,,,\ntotal,-5,,,\n", refused("line 3", "is a line of totals but has no amount", "เป็นบรรทัดยอดรวมแต่ไม่มีจำนวนเงิน")
    yield "expect-count", one_line(), refused("", "--expect-count says 2 rows but there are 1", "--expect-count ระบุ 2 แถว", "--expect-count", "2")
    yield "expect-total", one_line(), refused("", "--expect-total says 99.00 baht", "--expect-total ระบุ 99.00 บาท", "--expect-total", "99")
    yield "duplicate-row", HEAD + f"{A},5,,,\n{B},6,,,\n{A},5.00,,,\n", refused(
        "row 4", "is the same as row 2: member 004411 with 5.00 baht; delete one of the two", "เหมือนแถว 2", *CSV)
    yield "all-rows-twice", HEAD + f"{A},5,,,\n{B},6,,,\n" * 1 + f"{A},5,,,\n{B},6,,,\n", refused(
        "row 5", "is the same as row 3", "เหมือนแถว 3", *CSV)
    yield "heading-missing", f"{A},100.00\n", refused("", "no row names the member and the amount; use headings", "ไม่พบหัวตาราง")
    yield "heading-without-amount", f"member_no,name\n{A},x\n", refused("", "--columns member_no=1,collected=5", "ไม่พบหัวตาราง")
    yield "heading-doubled", f"member_no,amount,amount\n{A},1,2\n", refused("row 1", "columns 2 and 3 both look like collected; say which with --columns", "ดูเป็น collected ทั้งคู่")
    yield "heading-doubled-thai", f"เลขทะเบียน,ยอดหัก,เลขสมาชิก\n{A},1,2\n", refused("row 1", "columns 1 and 3 both look like member_no", "ดูเป็น member_no ทั้งคู่")
    yield "heading-again-inside", HEAD + f"{A},5,,,\n" + HEAD + f"{B},6,,,\n", refused("row 3, column 2 (collected)", "is no amount", "ไม่ใช่จำนวนเงิน")
    yield "heading-only", HEAD, refused("", "there are no rows below the heading", "ไม่มีรายการใต้หัวตาราง")
    yield "heading-and-total-only", HEAD + "total,0,,,\n", refused("", "there are no rows below the heading", "ไม่มีรายการใต้หัวตาราง")
    yield "headings-in-unknown-words", "รหัส,จำนวน\n" + f"{A},5\n" * 30, refused("", "no row names the member and the amount", "ไม่พบหัวตาราง")
    yield "semicolons", f"member_no;amount\n{A};5\n", refused("", "no row names the member and the amount", "ไม่พบหัวตาราง")
    yield "tabs", f"member_no\tamount\n{A}\t5\n", refused("", "no row names the member and the amount", "ไม่พบหัวตาราง")
    yield "empty", "", refused("", "the file is empty; is it the right one?", "แฟ้มว่างเปล่า")
    yield "only-bom", b"\xef\xbb\xbf", refused("", "the file is empty", "แฟ้มว่างเปล่า")
    yield "only-blank-lines", "\n\n  \n,,,\n", refused("", "the file is empty", "แฟ้มว่างเปล่า")
    yield "cut-off-in-a-row", HEAD + f"{A},5,,,\n{B},6", refused("row 3", "the file ends in the middle of this row (2 of 5 columns, no end of line); it was cut off", "แฟ้มจบกลางแถวนี้")
    yield "cut-off-in-an-amount", HEAD + f"{A},5.00,,,\n{B},6,", refused("row 3", "get the whole file again", "โปรดขอแฟ้มเต็มใหม่")
    yield "columns-beyond-the-row", f"a,b\n{A},5\n", refused("row 2", "the row ends before its member number or amount", "แถวสั้นเกินไป",
                                                             "--columns", "member_no=1,collected=7")
    yield "all-wrong-at-once", HEAD + f",x,y,z,w\n{A},5,,,\n", Refused(
        ("row 2, column 1 (member_no)", "row 2, column 2 (collected)", "row 2, column 3 (reason)", "row 2, column 4 (date)", "row 2, column 5 (period)",
         "nothing was sent; mend 5 cells", "1 rows that were not taken stand in"),
        ("แถว 2 คอลัมน์ 1 (member_no)", "แถว 2 คอลัมน์ 5 (period)", "โปรดแก้ 5 จุด", "1 แถวที่ไม่ได้รับอยู่ใน"))
    yield "hundred-wrong-rows", HEAD + "x y,1,,,\n" * 100, refused("row 51, column 1 (member_no)", "... and 50 more", "... และอีก 50 จุด")
    yield "unit-other", f"member_no,amount,unit_code\n{A},5,0418\n", refused("row 2, column 3 (unit)", "is another unit than --unit", "ไม่ใช่หน่วยงานตาม --unit", *CSV)
    yield "unit-blank", f"member_no,amount,unit_code\n{A},5,0417\n{B},5,\n", refused(
        "row 3, column 3 (unit)", "every row of a file of many units names its unit", "ต้องมีรหัสหน่วยงานทุกแถว", *CSV, "--period", "2567-01", unit=False)
    yield "unit-no-code", f"member_no,amount,unit_code\n{A},5,โรงเรียน\n", refused(
        "row 2, column 3 (unit)", "is no unit's code: at most 11 letters and digits", "ไม่ใช่รหัสหน่วยงาน", *CSV, "--period", "2567-01", unit=False)
    yield "unit-not-told", f"member_no,amount\n{A},5\n", refused("", "the file does not tell its unit; add --unit", "โปรดระบุ --unit", *CSV, "--period", "2567-01", unit=False)
    yield "zeros-lost", f"member_no,amount\n4411,5\n", refused("row 2", "member 4411 is unknown, 004411 exists; were leading zeros lost?", "เลขศูนย์นำหน้าหายหรือไม่")


# ---- bytes

def thai(text, encoding="utf-8"):
    return ("เลขทะเบียน,ชื่อ,ยอดหัก\n" + text).encode(encoding)


GOOD = f"{A},สมชาย ใจดี,5.00\n{B},สมหญิง,6.00\n"


def byte_cases():
    yield "cp874-as-utf8", thai(GOOD, "cp874"), refused("line 1, byte 1", "this byte is not UTF-8; if an old Windows program wrote the file, add --encoding cp874", "ไบต์นี้ไม่ใช่ UTF-8")
    yield "cp874-name-as-utf8", b"member_no,name,amount\n004411,x,1\n004412,\xca\xc1\xaa\xd2\xc2,2\n", refused("line 3, byte 8", "--encoding cp874", "--encoding cp874")
    yield "utf8-as-cp874", thai(GOOD), refused("line 1, byte 1", "this is Thai in UTF-8, but the file is said to be CP874; add --encoding utf-8", "เป็นภาษาไทยแบบ UTF-8", "--encoding", "cp874")
    yield "utf8-as-tis620", thai(GOOD), refused("line 1, byte 1", "this is Thai in UTF-8", "เป็นภาษาไทยแบบ UTF-8", "--encoding", "TIS-620")
    yield "utf8-names-as-cp874", b"member_no,amount,name\n004411,5," + "สมชาย".encode() + b"\n", refused("line 2, byte 10", "add --encoding utf-8", "--encoding utf-8", "--encoding", "windows-874")
    yield "utf8-fixed-as-cp874", fixed(name="สมชาย ใจดี").decode("cp874").encode(), refused("line 2, byte 16", "this is Thai in UTF-8", "เป็นภาษาไทยแบบ UTF-8", *FIXED)
    yield "cp874-undefined-byte", b"member_no,amount,name\n004411,5,\xdb\n", refused("line 2, byte 10", "this byte is not CP874; try --encoding utf-8", "ไบต์นี้ไม่ใช่ CP874", "--encoding", "cp874")
    yield "latin1-as-utf8", b"member_no,amount,name\n004411,5,caf\xe9\n", refused("line 2, byte 13", "this byte is not UTF-8", "ไบต์นี้ไม่ใช่ UTF-8")
    yield "utf8-overlong", b"member_no,amount,name\n004411,5,\xc0\xaf\n", refused("line 2, byte 10", "this byte is not UTF-8", "ไบต์นี้ไม่ใช่ UTF-8")
    yield "utf8-surrogate", b"member_no,amount,name\n004411,5,\xed\xa0\x80\n", refused("line 2, byte 10", "this byte is not UTF-8", "ไบต์นี้ไม่ใช่ UTF-8")
    yield "utf8-cut-character", "เลขทะเบียน,ยอดหัก,ชื่อ\n004411,5,สม".encode()[:-1], refused("line 2, byte 13", "this byte is not UTF-8", "ไบต์นี้ไม่ใช่ UTF-8")
    yield "utf16le-as-utf8", thai(GOOD, "utf-16"), refused("line 1, byte 1", "UTF-16; add --encoding utf-16le", "ใช้ --encoding utf-16le")
    yield "utf16le-without-bom-as-utf8", HEAD.encode("utf-16-le"), refused("line 1, byte 2", "a NUL byte stands here", "มีไบต์ NUL")
    yield "utf16be", b"\xfe\xff" + thai(GOOD).decode().encode("utf-16-be"), refused("line 1, byte 1", "UTF-16 with its bytes swapped (BE)", "UTF-16 แบบสลับไบต์", "--encoding", "utf-16le")
    yield "utf16-odd-bytes", (HEAD + f"{A},5,,,\n").encode("utf-16-le") + b"0", refused("line 3, byte 1", "one is missing here; the file was cut off", "ขาดไปหนึ่งไบต์", "--encoding", "utf-16le")
    yield "utf16-lone-surrogate", HEAD.encode("utf-16-le") + f"{A},5,".encode("utf-16-le") + b"\x00\xd8,\x00,\x00\n\x00", refused("line 2, byte 19", "half a character of UTF-16 stands alone", "อักขระ UTF-16 เพียงครึ่งเดียว", "--encoding", "utf-16le")
    yield "utf16-nul", (HEAD + f"{A},5\0,,,\n").encode("utf-16-le"), refused("line 2, byte 17", "a NUL byte stands here", "มีไบต์ NUL", "--encoding", "utf-16le")
    yield "utf8-as-utf16le", (HEAD + f"{A},5,,,\n").encode(), refused("line 1, byte 1", "this is not UTF-16; try --encoding utf-8", "ไม่ใช่ UTF-16", "--encoding", "utf-16le")
    yield "utf8-bom-as-utf16le", b"\xef\xbb\xbf" + HEAD.encode(), refused("line 1, byte 1", "this is not UTF-16", "ไม่ใช่ UTF-16", "--encoding", "utf-16le")
    yield "utf8-bom-thai-as-cp874", b"\xef\xbb\xbf" + thai(GOOD), refused("line 1, byte 1", "this is Thai in UTF-8", "เป็นภาษาไทยแบบ UTF-8", "--encoding", "cp874")
    yield "nul-byte", HEAD.encode() + b"004411,5\0,,,\n", refused("line 2, byte 9", "a NUL byte stands here", "มีไบต์ NUL")
    yield "nul-bytes-at-end", HEAD.encode() + b"004411,5,,,\n" + bytes(512), refused("line 3, byte 1", "damaged; get the file again", "แฟ้มเสียหาย")
    yield "nul-byte-fixed", fixed().replace(b"31/01/2567", b"31/01/2\0\0\0"), refused("line 2, byte 65", "a NUL byte stands here", "มีไบต์ NUL", *FIXED)
    yield "ten-megabytes-in-a-line", HEAD.encode() + b"004411," + b"5" * (10 << 20), refused("line 2, byte 1048577", "this line is too long", "บรรทัดยาวเกินไป")
    yield "ten-megabytes-of-nothing", b"\xff" * (10 << 20), refused("line 1, byte 1048577", "this line is too long", "บรรทัดยาวเกินไป")
    yield "quote-never-closed", HEAD + f'{A},"5.00,,,\n{B},6,,,\n', refused("line 2, byte 1", "a quotation mark that opens in this row is never closed", "ไม่มีตัวปิด")
    yield "quote-never-closed-long", HEAD + f'{A},"5.00,,,\n' + f"{B},6,,,\n" * 200000, refused("line 2, byte 1", "is never closed", "ไม่มีตัวปิด")
    yield "quote-inside", HEAD + f'{A},5"0,,,\n', refused("line 2, byte 9", "a quotation mark stands where none may be", "เครื่องหมายคำพูดอยู่ผิดที่")
    yield "quote-and-more", HEAD + f'{A},"5"0,,,\n', refused("line 2, byte 11", "a quotation mark stands where none may be", "เครื่องหมายคำพูดอยู่ผิดที่")
    yield "cell-of-forty-kilobytes", HEAD + f'{A},"' + "x" * 40000 + '",,,\n', refused("line 2, byte 1", "longer than 32,768 bytes", "ยาวเกิน 32,768 ไบต์")
    yield "three-hundred-columns", "a," * 300 + "\n", refused("line 1, byte 1", "more than 256 columns", "เกิน 256 คอลัมน์")
    yield "spreadsheet-as-csv", b"PK\x03\x04" + bytes(30), refused("line 1, byte 1", "this is no plain text but a spreadsheet", "เป็นแฟ้มตาราง")
    yield "old-spreadsheet-as-csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(30), refused("line 1, byte 1", "but a spreadsheet", "เป็นแฟ้มตาราง")
    yield "directory", "directory", refused("", "give a file, not a directory or a pipe", "ต้องเป็นแฟ้ม ไม่ใช่ไดเรกทอรี", status=74)
    yield "missing", "missing", refused("", "No such file", "No such file", status=74)
    yield "web-page", "<html><body>Session expired</body></html>\n", refused("", "no row names the member and the amount", "ไม่พบหัวตาราง")


# ---- fixed width

def detail(number=1, member="00004411", name="นายสมชาย", amount="000000050000", date="31/01/2567", reason="  "):
    return f"D{number:06}{member:8}{name:30}{amount:>12}{date:10}{reason:2}".encode("cp874")


def fixed(*lines, head=b"H256701000417", total=None, end=b"\r\n", **one):
    """A file in the layout of tools/profiles/fixed-cp874.ini."""
    lines = lines or (detail(**one),)
    if total is None:
        total = f"T{len(lines):06}{50000 * len(lines):015}".encode()
    return b"".join(line + end for line in (head, *lines, total) if line)


def fixed_case(place, english, thai_, data, **more):
    return data, refused(place, english, thai_, *FIXED, unit=False, **more)


def fixed_cases():
    for name, case in {
        "line-longer": fixed_case("line 2, byte 70", "the line has 70 bytes but the layout says 69", "บรรทัดยาว 70 ไบต์", fixed(detail() + b"x")),
        "line-shorter": fixed_case("line 2, byte 69", "the line has 68 bytes but the layout says 69", "บรรทัดยาว 68 ไบต์", fixed(detail()[:-1])),
        "blanks-cut": fixed_case("line 2, byte 68", "was the file edited or converted", "แฟ้มถูกแก้ไข", fixed(detail().rstrip())),
        "cut-off": fixed_case("line 3, byte 51", "the file ends here in the middle of a record of 69 bytes; it was cut off", "แฟ้มจบกลางระเบียน",
                              fixed(detail(), detail(2, "00004412"), total=b"")[:-21]),
        "cut-off-between-lines": fixed_case("", "the file ends without its line of totals, which the profile requires", "แฟ้มจบโดยไม่มีบรรทัดยอดรวม",
                                            fixed(detail(), detail(2, "00004412"), total=b"")),
        "shifted": fixed_case("row 2, bytes 8-15 (member_no)", "has a blank inside", "มีช่องว่างตรงกลาง",
                              fixed(detail()[:7] + b"0 0044110" + detail()[16:])),
        "unknown-record": fixed_case("line 3, byte 1", 'begins with "X", which is no record of this layout; the profile knows D, H, T', "ไม่ใช่ระเบียนของรูปแบบนี้",
                                     fixed(detail(), b"X" + detail()[1:])),
        "csv-instead": fixed_case("line 1, byte 1", "is it the right file and profile?", "แฟ้มและโปรไฟล์ถูกต้องหรือไม่", (HEAD + f"{A},5,,,\n").encode()),
        "amount-letter": fixed_case("row 2, bytes 46-57 (collected)", "has a letter where a digit is expected", "มีตัวอักษรแทนตัวเลข", fixed(amount="0000000500O0")),
        "amount-minus": fixed_case("row 2, bytes 46-57 (collected)", "is negative", "เป็นจำนวนติดลบ", fixed(amount="00000050000-")),
        "amount-comma-without-point": fixed_case("row 2, bytes 46-57 (collected)", "amounts = satang", "amounts = satang", fixed(amount="1,500")),
        "amount-three-decimals": fixed_case("row 2, bytes 46-57 (collected)", "has more than 2 decimals", "มีทศนิยมเกิน", fixed(amount="500.001")),
        "date-common-era": fixed_case("row 2, bytes 58-67 (date)", "has a year of the common era", "เป็นปี ค.ศ.", fixed(date="31/01/2024")),
        "reason-unknown": fixed_case("row 2, bytes 68-69 (reason)", "is no reason that is known", "ไม่ใช่เหตุผลที่รู้จัก", fixed(reason="77")),
        "member-blank": fixed_case("row 2, bytes 8-15 (member_no)", "is blank", "ว่างเปล่า", fixed(member="")),
        "duplicate": fixed_case("row 3", "is the same as row 2", "เหมือนแถว 2", fixed(detail(), detail(2))),
        "total-one-satang": fixed_case("", "a difference of -0.01", "ต่างกัน -0.01", fixed(total=b"T000001000000000050001")),
        "total-count": fixed_case("", "says 2 rows but there are 1", "ระบุ 2 แถว แต่มี 1 แถว", fixed(total=b"T000002000000000050000")),
        "total-letters": fixed_case("line 3", "has no amount", "ไม่มีจำนวนเงิน", fixed(total=b"T00000100000000005000O")),
        "total-count-blank": fixed_case("line 3", "(total_count); mend it", "(total_count)", fixed(total=b"T      000000000050000")),
        "header-common-era": fixed_case("row 1", 'header_period: "202401" has a year of the common era', "เป็นปี ค.ศ.", fixed(head=b"H202401000417")),
        "header-unit-other": (fixed(), Refused(("row 1, header_unit", "is another unit than --unit"), ("ไม่ใช่หน่วยงานตาม --unit",), FIXED)),
        "header-period-other": (fixed(head=b"H256702000417"), Refused(("row 1, header_period", "is another month than --period"), ("ไม่ใช่งวดตาม --period",),
                                                                     FIXED + ("--period", "2567-01"), unit=False)),
        "behind-total": fixed_case("row 4", "put the totals last", "โปรดย้ายยอดรวม", fixed() + detail(2) + b"\r\n"),
        "only-header": fixed_case("", "there are no rows below the heading", "ไม่มีรายการใต้หัวตาราง", fixed(b"", total=b"")),
        "only-one-long-line": fixed_case("line 1, byte 14", "but the layout says 13", "แต่รูปแบบกำหนด 13", fixed(end=b"")),
        "cut-in-a-character": (fixed(name="x").replace(b"x ", "ก".encode()[:2]), refused(
            "line 2, byte 16", "this byte is not UTF-8", "ไบต์นี้ไม่ใช่ UTF-8", *FIXED, "--encoding", "utf-8", unit=False)),
    }.items():
        yield f"fixed-{name}", *case


# ---- monthly layouts

def monthly(member=A, period="256701", date="31/01/2567", unit="0417", share="500.00", deposit="", loans=(), total=None, columns=31):
    """A row of the monthly collection file. loans: three tuples of type, contract, instalment, principal, interest, balance."""
    loans = list(loans) + [("", "", "", "", "", "")] * (3 - len(loans))
    head = [member, "R1", period, date, "นาย", "สมชาย", "ใจดี", unit, "โรงเรียน"] if columns == 31 else [member, "R1", period, date, "นายสมชาย ใจดี", "0417 โรงเรียน"]
    cells = head + ["12", share, deposit] + [c for loan in loans for c in loan]
    return ",".join(cells + ([total if total is not None else share] if columns == 31 else []))


def monthly_file(*rows):
    return ("\r\n".join(rows) + "\r\n").encode("cp874")


ORDINARY = ("", "", "", "", "", ""), ("10", "S-1", "3", "1000.00", "250.50", "90000")
M31 = ("--profile", "monthly-31")
M27 = ("--profile", "monthly-27")


def monthly_cases():
    yield "monthly-31-less-than-items", monthly_file(monthly(loans=ORDINARY, total="1000.00")), refused(
        "row 1, column 31 (collected)", "its items add up to 1,750.50 baht, more than its total of 1,000.00", "รายการย่อยรวมได้ 1,750.50", *M31, unit=False)
    yield "monthly-31-cut-column", monthly_file(monthly()[:-7]), refused("row 1", "the row ends before", "แถวสั้นเกินไป", *M31, unit=False)
    yield "monthly-31-common-era-period", monthly_file(monthly(period="202401")), refused(
        "row 1, column 3 (period)", "has a year of the common era", "เป็นปี ค.ศ.", *M31, unit=False)
    yield "monthly-31-two-months", monthly_file(monthly(), monthly(B, period="256702")), refused(
        "row 2, column 3 (period)", "is another month than the rows above it", "ไม่ใช่งวดเดียวกับแถวก่อนหน้า", *M31, unit=False)
    yield "monthly-31-interest-negative", monthly_file(monthly(loans=(("10", "S", "1", "100", "-5", "0"),))), refused(
        "row 1, column 17 (emergency.interest)", "is negative", "เป็นจำนวนติดลบ", *M31, unit=False)
    yield "monthly-31-as-27", monthly_file(monthly(loans=ORDINARY, total="1750.50")), refused(
        "row 1, column 9 (deposit)", "is no amount", "ไม่ใช่จำนวนเงิน", *M27)
    yield "monthly-27-item-words", monthly_file(monthly(share="ห้าร้อย", columns=27)), refused(
        "row 1, column 8 (share)", "is no amount", "ไม่ใช่จำนวนเงิน", *M27)
    yield "monthly-27-without-unit", monthly_file(monthly(columns=27)), refused("", "--unit is required", "ต้องระบุ --unit", *M27, status=64, unit=False)


# ---- odd, but right

def good_cases():
    yield "plain", HEAD + f"{A},100.00,,25/01/2567,01/2567\n{B},0.01,,,\n", Taken([(A, 10000), (B, 1)])
    yield "amount-shapes", HEAD + f'{A},"1,234.50",,,\n{B},๑๒๓.๔๕,,,\n{C},฿7,,,\n004414,9.5 บาท,,,\n004415,-,,,\n004416,,,,\n004417,"1,000,000",,,\n', Taken(
        [(A, 123450), (B, 12345), (C, 700), ("004414", 950), ("004415", 0), ("004416", 0), ("004417", 100000000)])
    yield "members-with-invisible-characters", "\ufeffmember_no,amount\n\u00a0004411\u200b,1\n\u200f๐๐๔๔๑๒\u00a0,2\n  004413  ,3\n", Taken([(A, 100), (B, 200), (C, 300)])
    yield "heading-with-split-am", f"เลขทะเบียน,จํานวนเงิน\n{A},5\n", Taken([(A, 500)])
    yield "heading-below-titles", f"สหกรณ์ออมทรัพย์,\nงวด ๐๑/๒๕๖๗,\n,\nเลขทะเบียน,ยอดหัก (บาท)\n{A},5\nรวมเงิน,5\nผู้จัดทำ,\n", Taken([(A, 500)])
    yield "cp874", thai(GOOD, "cp874"), Taken([(A, 500), (B, 600)], ("--encoding", "tis-620"))
    yield "cp874-nbsp-and-quotes", "เลขทะเบียน,ชื่อ,ยอดหัก\n".encode("cp874") + b"\xa0004411\xa0,\x93x\x94,5\n", Taken([(A, 500)], ("--encoding", "cp874"))
    yield "utf16le-with-bom", thai(GOOD, "utf-16"), Taken([(A, 500), (B, 600)], ("--encoding", "utf-16le"))
    yield "utf16le-without-bom", thai(GOOD).decode().encode("utf-16-le"), Taken([(A, 500), (B, 600)], ("--encoding", "utf-16le"))
    yield "mixed-line-ends", f"member_no,amount\r\n{A},1\n{B},2\r{C},3\r\n", Taken([(A, 100), (B, 200), (C, 300)])
    yield "no-last-line-end", f"member_no,amount\n{A},1\n{B},2", Taken([(A, 100), (B, 200)])
    yield "old-mac", f"member_no,amount\r{A},1\r{B},2\r", Taken([(A, 100), (B, 200)])
    yield "line-break-in-a-name", f'member_no,name,amount\n{A},"สมชาย\nใจดี",1\n{B},x,2\n', Taken([(A, 100), (B, 200)])
    yield "quotes-in-a-name", f'member_no,name,amount\n{A},"สมชาย ""ต้น""",1\n', Taken([(A, 100)])
    yield "member-with-two-amounts", HEAD + f"{A},1,,,\n{A},2,,,\n", Taken([(A, 100), (A, 200)], CSV)
    yield "same-row-twice-noted", HEAD + f"{A},1,,,\n{A},1,,,\n", Taken([(A, 100), (A, 100)])
    yield "trailing-empty-columns", f"member_no,amount,,\n{A},1,,,,,\n", Taken([(A, 100)])
    yield "large-amount", HEAD + f"{A},99999999.99,,,\n", Taken([(A, 9999999999)])
    yield "count-in-thai-digits", HEAD + f"{A},1,,,\nรวม ๑ ราย,1.00,,,\n", Taken([(A, 100)])
    yield "fixed", fixed(detail(), detail(2, "00004412", amount="500.00", reason="01")), Taken([("00004411", 50000), ("00004412", 50000)], FIXED, unit=False)
    yield "fixed-no-last-line-end", fixed()[:-2], Taken([("00004411", 50000)], FIXED, unit=False)
    yield "fixed-old-end-of-file-mark", fixed() + b"\x1a", Taken([("00004411", 50000)], FIXED, unit=False)
    yield "fixed-thai-name-full", fixed(name="กี่" * 10), Taken([("00004411", 50000)], FIXED, unit=False)
    yield "monthly-31", monthly_file(monthly(loans=ORDINARY, total="1750.50"), monthly(B, total="620.00"), "รวม" + "," * 30 + "2370.50"), Taken(
        [(A, 175050), (B, 62000)], M31, unit=False)
    yield "monthly-31-with-heading", monthly_file(",".join(f"c{i}" for i in range(31)).replace("c0,", "เลข,").replace("c30", "รวมรับ"), monthly()), Taken([(A, 50000)], M31, unit=False)
    yield "monthly-27", monthly_file(monthly(loans=ORDINARY, columns=27), monthly(B, deposit="20", columns=27)), Taken([(A, 175050), (B, 52000)], M27)


def cases():
    for group in (cell_cases, row_cases, byte_cases, fixed_cases, monthly_cases, good_cases):
        for name, data, expected in group():
            yield name, data if isinstance(data, bytes) or data in ("directory", "missing") else data.encode(), expected
