"""Spreadsheets as units send them: what a true number, a true date, or a cell that cannot be used means in a unit's file. Whether the
workbook can be read at all is the matter of xlsx_cases.py.

    for name, data, expected in cases(): ...        expected as in text_cases.py
"""
from text_cases import A, B, C, Taken, refused
from xlsx_cases import book, c, inline, row, styles

XLSX = ("--profile", "xlsx")
HEADINGS = ("เลขทะเบียน", "ยอดหัก", "เหตุผล", "วันที่หัก", "งวด", "รหัสหน่วยงาน")
STYLE = styles("d/mm/yyyy")


def unit_file(*rows, headings=HEADINGS):
    """Each row is a tuple of cells: a text, ("n", digits), ("d", serial number), or ("t", type, value)."""
    def cell(name, value):
        if isinstance(value, str):
            return inline(name, value) if value else ""
        if value[0] == "t":
            return c(name, value[2], value[1])
        return c(name, value[1], s=1 if value[0] == "d" else None)
    all_rows = [headings, *rows]
    return book("".join(row(i, *(cell(f"{chr(65 + k)}{i}", v) for k, v in enumerate(cells))) for i, cells in enumerate(all_rows, 1)), style=STYLE)


def n(digits):
    return "n", digits


def d(serial):
    return "d", serial


def bad(name, place, english, thai, *rows):
    return name, unit_file(*rows), refused(place, english, thai, *XLSX)


def cases():
    amount, member, date = "row 2, column 2 (collected)", "row 2, column 1 (member_no)", "row 2, column 4 (date)"
    yield bad("book-three-decimals", amount, "has more than 2 decimals; round it", "มีทศนิยมเกิน 2 ตำแหน่ง", (A, n("12.345")))
    yield bad("book-noise-too-large", amount, "has more than 2 decimals", "มีทศนิยมเกิน 2 ตำแหน่ง", (A, n("3577.82000001")))
    yield bad("book-half-satang", amount, "has more than 2 decimals", "มีทศนิยมเกิน 2 ตำแหน่ง", (A, n("0.005")))
    yield bad("book-negative", amount, "is negative", "เป็นจำนวนติดลบ", (A, n("-1500")))
    yield bad("book-huge", amount, "is larger than any account can hold", "เกินกว่าที่บัญชีรับได้", (A, n("1E20")))
    yield bad("book-beyond", amount, "is larger than any account can hold", "เกินกว่าที่บัญชีรับได้", (A, n("1E300")))
    yield bad("book-date-as-amount", amount, "is a date, not an amount", "เป็นวันที่ ไม่ใช่จำนวนเงิน", (A, d("45322")))
    yield bad("book-text-noise", amount, "has more than 2 decimals", "มีทศนิยมเกิน 2 ตำแหน่ง", (A, "3577.82000000000000006"))
    yield bad("book-date-as-member", member, "is a date; a spreadsheet took the number for one", "เป็นวันที่", (d("45322"), n("5")))
    yield bad("book-fraction-as-member", member, "looks like a number that a spreadsheet changed", "โปรแกรมตารางแก้ไป", (n("4411.5"), n("5")))
    yield bad("book-national-id", member, "is longer than the 11 characters", "ยาวเกิน 11 ตัวอักษร", (n("1.234567890123E12"), n("5")))
    yield bad("book-buddhist-date", date, "is a date of the year 2569 of the common era: a Buddhist year was typed", "เป็นวันที่ปี ค.ศ. 2569", (A, n("5"), "", d("244673")))
    yield bad("book-text-date-common", date, "has a year of the common era", "เป็นปี ค.ศ.", (A, n("5"), "", "20/11/2024"))
    yield bad("book-guessed-date", date, "is more than a year away from the month of the file", "ห่างจากงวดของแฟ้มเกินหนึ่งปี", (A, n("5"), "", d("25477")))
    yield bad("book-number-as-date", date, "is no date", "ไม่ใช่วันที่", (A, n("5"), "", n("45322")))
    yield bad("book-period-buddhist-date", "row 2, column 5 (period)", "is a date of the year 2567", "เป็นวันที่ปี ค.ศ. 2567", (A, n("5"), "", "", d("243646")))
    yield bad("book-zeros-lost", "row 2", "member 4411 is unknown, 004411 exists; were leading zeros lost?", "เลขศูนย์นำหน้าหายหรือไม่", (n("4411"), n("5")))
    yield bad("book-doubled-row", "row 3", "is the same as row 2", "เหมือนแถว 2", (A, n("5")), (A, n("5.00")))
    yield bad("book-total", "", "a difference of 0.01", "ต่างกัน 0.01", (A, n("5")), (B, n("0.01")), ("รวม", n("5")))
    yield "book-no-heading", unit_file((A, n("5")), headings=("ก", "ข")), refused("", "no row names the member and the amount", "ไม่พบหัวตาราง", *XLSX)
    yield "book-as-csv", unit_file((A, n("5"))), refused("line 1, byte 1", "but a spreadsheet; use a profile with format = xlsx", "เป็นแฟ้มตาราง")

    yield "book-numbers", unit_file((A, n("3577.82000000000000006")), (B, n("3577.8199999999999")), (C, n("1.5E3")), ("004414", n("0.07000000000000001")),
                                    ("004415", n("99999.999999999999")), ("004416", n("-0")), ("004417", "1,234.50")), Taken(
        [(A, 357782), (B, 357782), (C, 150000), ("004414", 7), ("004415", 10000000), ("004416", 0), ("004417", 123450)], XLSX)
    yield "book-dates", unit_file((A, n("5"), "", d("45316"), d("45292")), (B, n("6"), "", "25/01/2567", "01/2567"), (C, n("7"), "", "", n("256701"))), Taken(
        [(A, 500), (B, 600), (C, 700)], XLSX)
    yield "book-of-its-unit", unit_file((A, n("5"), "", "", n("256701"), "0417"), (B, n("6"), "เงินเดือนไม่พอจ่าย", "", n("256701"), "0417"), ("รวม", n("11"))), Taken(
        [(A, 500), (B, 600)], XLSX, unit=False)
