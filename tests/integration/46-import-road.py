#!/usr/bin/python3
"""The whole road of a unit's file through `coopctl import`: profiles, many units in one, rows that come back and go in again, a
second file of a month, a file that is sent again or changed, totals that somebody answers for. Against a real daemon.

    46-import-road.py BUILD
"""
import csv
import io
import os
import re
import subprocess
import sys
import zipfile

from coopd import PATIENCE, TOP, Daemon, cycle, expect, member, policy, run, unit

sys.path.insert(0, os.path.join(TOP, "tests/corpus"))
import book_cases  # noqa: the path comes first

MEMBERS = [f"00441{n}" for n in range(1, 10)]
JANUARY = ("--unit", "0417", "--period", "2567-01")
HEAD = "ลำดับ,เลขทะเบียน,ชื่อ,ยอดหัก,เหตุผล\n"


class Road:
    """A cooperative that has billed January, and a directory with files."""

    def __init__(self, build, units=("0417",), members=(), **terms):
        self.daemon = Daemon(build, map_size="256M").start()
        self.client = self.daemon.client().__enter__()
        self.client.applied("test", policy(**terms), *(unit(code) for code in units), *(member(number) for number in [*MEMBERS, *members]), cycle())
        self.client.settled()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.__exit__()
        self.daemon.__exit__()

    def write(self, name, data):
        with open(os.path.join(self.daemon.dir, name), "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode())
        return name

    def read(self, name):
        with open(os.path.join(self.daemon.dir, name), "rb") as f:
            return f.read()

    def coopctl(self, *arguments, language="C", status=0):
        environment = {**os.environ, "LC_ALL": language + ".UTF-8", "COOPD_SOCKET": self.daemon.endpoint, "TMPDIR": self.daemon.dir}
        done = subprocess.run([os.path.join(os.path.abspath(self.daemon.build), "coopctl"), *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=environment, timeout=PATIENCE, check=False, text=True, cwd=self.daemon.dir)
        if done.returncode != status:
            raise AssertionError(f"coopctl {' '.join(arguments)} ended with {done.returncode}, expected {status}: {done.stdout}")
        return done.stdout

    def imported(self, name, *arguments, **more):
        return self.coopctl("import", name, *arguments, **more)

    def lines(self):
        """{(unit, part, line): (member, satang)}"""
        return {(k["unit_code"], k.get("file_ref", ""), k["line_no"]): (k["member_no"], v.get("collected_satang", 0)) for k, v in self.client.query("result_line")}

    def files(self):
        """{(unit, part): (state, lines, satang)}"""
        return {(k["unit_code"], k.get("file_ref", "")): (v["state"], v.get("lines", 0), v.get("lines_satang", 0)) for k, v in self.client.query("result_file")}


def has(text, *wanted):
    for one in wanted:
        if one not in text:
            raise AssertionError(f"{one!r} is not in {text}")


def rows_of(data):
    """Of a file of rejects in CSV."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def csv_of(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return "\ufeff" + out.getvalue()


def plain_file(*rows, total=None):
    """(member, amount) as a unit writes it."""
    text = HEAD + "".join(f'{i},{number},ก,"{amount}",\n' for i, (number, amount) in enumerate(rows, 1))
    return text + (f'รวม,,,"{total}",\n' if total else "")


def test_a_file_again_changes_nothing_whatever_its_name(build):
    with Road(build) as road:
        data = plain_file(("004411", "900"), ("004412", "1,000.50"), total="1,900.50")
        has(road.imported(road.write("a.csv", data), *JANUARY), "3 events: 3 applied; the file is closed and will be settled")
        before = road.client.settled()["seq"]
        has(road.imported(road.write("b.csv", data), *JANUARY), "already imported: nothing was changed")
        has(road.imported("b.csv", *JANUARY, language="th_TH"), "นำเข้าแล้วก่อนหน้านี้ ไม่มีการเปลี่ยนแปลง")
        expect(road.client.status()["seq"], before, "the journal")


def test_a_file_that_was_taken_back_is_not_called_imported(build):
    with Road(build) as road:
        road.write("a.csv", plain_file(("004411", "900"), ("004412", "1,000.50"), total="1,900.50"))
        road.imported("a.csv", *JANUARY)
        road.client.settled()
        road.coopctl("revoke", "0417", "2567-01", "--reason", "own_error", "--actor", "officer-07", "--yes")
        has(road.imported("a.csv", *JANUARY), "taken back since: it does not count", "--part")
        has(road.imported("a.csv", *JANUARY, "--part", "2"), "3 events: 3 applied; the file is closed and will be settled")


def test_another_file_behind_one_that_was_taken_back_goes_in_as_a_part(build):
    with Road(build) as road:
        road.imported(road.write("a.csv", plain_file(("004411", "900"), ("004412", "1,000.50"))), *JANUARY)
        road.client.settled()
        road.coopctl("revoke", "0417", "2567-01", "--reason", "own_error", "--actor", "officer-07", "--yes")
        said = road.imported(road.write("b.csv", plain_file(("004411", "800"), ("004412", "950"), ("004413", "5"))), *JANUARY, status=1)
        has(said, "The file of unit 0417 for 2024-01 that was imported before was taken back and counts no more. Import this one as a further file: add --part 2")
        expect("three ways" in said, False, said)
        has(road.imported("b.csv", *JANUARY, "--part", "2"), "4 events: 4 applied; the file is closed")


def test_the_same_file_of_another_producer_is_called_that(build):
    with Road(build) as road:
        road.imported(road.write("a.csv", plain_file(("004411", "900"), ("004412", "1,000.50"))), *JANUARY)
        road.client.settled()
        said = road.imported("a.csv", *JANUARY, "--producer", "office", status=1)
        has(said, "2 rows were imported before, just as they are, by producer coopctl", "always import with --producer coopctl; there is nothing to do")
        expect(("not in the file" in said, "three ways" in said), (False, False), said)
        road.write("b.csv", plain_file(("004411", "900"), ("004412", "950")))
        said = road.imported("b.csv", *JANUARY, "--producer", "office", status=1, language="th_TH")
        has(said, "1 แถวนำเข้าแล้วตรงกันทุกประการโดยผู้ส่ง coopctl", "แถว 3: ครั้งก่อนสมาชิก 004412 ยอด 1,000.50 บาท ครั้งนี้สมาชิก 004412 ยอด 950.00 บาท", "มีสามทาง")


def test_a_changed_file_is_told_row_by_row_with_the_ways_on(build):
    with Road(build) as road:
        road.imported(road.write("a.csv", plain_file(("004411", "900"), ("004412", "1000"))), *JANUARY)
        before, state = road.client.settled()["seq"], road.files()
        said = road.imported(road.write("b.csv", plain_file(("004411", "900"), ("004412", "950"), ("004413", "5"))), *JANUARY, status=1)
        has(said, "row 3: before member 004412 with 1,000.00 baht, now member 004412 with 950.00 baht",
            "row 4: not in the file that was imported before; now member 004413 with 5.00 baht",
            "coopctl revoke 0417 2024-01 --reason unit_error --actor STAFF, then import this one with --part 2", "import it with --part 2", "nothing to do")
        has(road.imported("b.csv", *JANUARY, status=1, language="th_TH"), "ครั้งก่อนสมาชิก 004412 ยอด 1,000.00 บาท ครั้งนี้สมาชิก 004412 ยอด 950.00 บาท", "มีสามทาง")
        expect((road.client.status()["seq"], road.files()), (before, state))


def test_the_file_of_another_unit_is_not_taken(build):
    with Road(build, units=("0417", "0418")) as road:
        road.client.applied("test", *(member(number, "0418") for number in ("005001", "005002", "005003")))
        road.client.applied("test", cycle("2024-02", "2024-02-29", "2024-03-05"))
        before = road.client.settled()["seq"]
        where = ("--unit", "0417", "--period", "2567-02")
        road.write("a.csv", plain_file(("005001", "900"), ("005002", "900"), ("004411", "900")))
        has(road.imported("a.csv", *where, status=65), "2 of 3 rows are of members who are not billed to unit 0417 for 2024-02, and 2 rows are of members billed to unit 0418",
            "Nothing was sent; add --not-billed")
        has(road.imported("a.csv", *where, "--dry-run", status=65, language="th_TH"), "2 จาก 3 แถว", "เป็นแฟ้มของหน่วยงาน 0418 หรือไม่")
        road.write("b.csv", plain_file(("777777", "900")))
        has(road.imported("b.csv", *where, status=65), "1 of 1 rows are of members who are not billed to unit 0417 for 2024-02, first row 2, member 777777: is it the right file?")
        # the unit's column speaks for itself, also without a profile
        road.write("c.csv", "unit_code,member_no,amount\n0418,005001,900\n0418,005002,900\n0418,005003,900\n")
        has(road.imported("c.csv", *where, status=65), 'row 2, column 1 (unit): "0418" is another unit than --unit')
        expect(road.client.status()["seq"], before)
        has(road.imported("a.csv", *where, "--not-billed"), "row 2  005001  900.00  parked not_billed", "4 events: 2 applied, 2 parked")
        has(road.imported("c.csv", "--period", "2567-02"), "4 events: 4 applied; the file is closed")


def test_billed_members_without_a_row_are_told(build):
    with Road(build) as road:
        road.write("a.csv", plain_file(("004411", "900"), ("004412", "900")))
        has(road.imported("a.csv", *JANUARY, "--dry-run"), "7 billed members have no row: 004413, 004414, 004415, 004416, 004417 and 2 more. With the file closed, nothing was deducted")
        has(road.imported("a.csv", *JANUARY, "--dry-run", "-o", "json"), '"billed_without_row":7,')
        has(road.imported("a.csv", *JANUARY, "--partial"), "7 billed members have no row: ", "They wait for the further files of the month.")
        road.write("b.csv", plain_file(*((m, "900") for m in MEMBERS[2:8])))
        has(road.imported("b.csv", *JANUARY, "--part", "2", language="th_TH"), "สมาชิกที่เรียกเก็บ 1 รายไม่มีแถว: 004419 เมื่อปิดแฟ้ม ถือว่าหักเงินไม่ได้")
        said = road.imported("b.csv", *JANUARY, "--part", "2")
        expect("have no row" in said, False, said)


def test_a_further_file_of_the_month(build):
    with Road(build) as road:
        road.imported(road.write("a.csv", plain_file(("004411", "900"))), *JANUARY, "--partial")
        said = road.imported(road.write("b.csv", plain_file(("004412", "1000"), ("004413", "70"))), *JANUARY, "--part", "2")
        has(said, "the file is closed and will be settled")
        expect(road.files(), {("0417", ""): ("closed", 1, 90000), ("0417", "2"): ("closed", 2, 107000)})
        expect(road.lines()["0417", "2", 1], ("004412", 100000))
        events = [road.client.event(seq)["event"] for seq in range(1, road.client.settled()["seq"] + 1)]
        keys = [e["key"] for e in events if e["type"].startswith("payroll.") and "line_no" in e["data"]]
        expect(keys, ["2024-01/0417/1", "2024-01/0417/2/1", "2024-01/0417/2/2"])
        has(road.imported(road.write("c.csv", plain_file(("004411", "900"))), *JANUARY, "--part", "a/b", status=64), "--part: a name")
        has(road.imported("c.csv", *JANUARY, "--part", "main", status=64), "--part: a name")


def test_a_file_that_looks_like_another_is_told_with_the_command_that_decides(build):
    with Road(build) as road:
        rows = [(number, "900") for number in MEMBERS]
        road.imported(road.write("a.csv", plain_file(*rows)), *JANUARY)
        road.client.settled()
        said = road.imported(road.write("b.csv", plain_file(*rows)), *JANUARY, "--part", "2")
        has(said, "the file is held until somebody decides", "coopctl files count 0417 2024-01 2 --actor STAFF", "coopctl files discard 0417 2024-01 2 --actor STAFF")
        expect(road.files()["0417", "2"][0], "held")


def test_totals_that_somebody_answers_for(build):
    with Road(build) as road:
        road.write("a.csv", plain_file(("004411", "900"), ("004412", "1000"), total="1,900.25"))
        accept = ("--accept-reason", "rounding", "--accept-limit", "1.00", "--actor", "officer-07")
        has(road.imported("a.csv", *JANUARY, status=65), "a difference of -0.25; correct the rows or the total")
        has(road.imported("a.csv", *JANUARY, *accept[:4], status=64), "--accept-reason, --accept-limit and --actor go together")
        has(road.imported("a.csv", *JANUARY, "--accept-reason", "rounding", "--accept-limit", "0.10", "--actor", "officer-07", status=65), "a difference of -0.25")
        has(road.imported("a.csv", *JANUARY, *accept), "officer-07 answers for a difference of 0.25 baht (rounding)", "the file is closed")
        road.client.settled()
        expect([(v["reason"], v["amount_satang"]) for _, v in road.client.query("suspense")], [("total_mismatch", 25)])


CONTINUE = "format = csv\non_reject = continue\nduplicate_rows = refuse\n[headings]\nหน่วย = unit\n"


def mend(road, name, changes):
    """Writes what a user would type into the file of rejects: {row: {column: text}}."""
    rows = rows_of(road.read(name))
    at = rows[0].index("row")
    for cells in rows[1:]:
        for column, text in changes.get(cells[at], {}).items():
            cells[column] = text
    return road.write(name, csv_of(rows))


def test_rows_come_back_and_go_in_again(build):
    with Road(build) as road:
        road.write("p.ini", CONTINUE)
        profile = (*JANUARY, "--profile", "./p.ini")
        road.write("a.csv", "สหกรณ์\n" + plain_file(("004411", "900"), ("00441x2", "1O00"), ("004413", "5.001"), ("004414", "70"), total="1,975.00"))
        said = road.imported("a.csv", *profile, status=1)
        has(said, "2 events: 2 applied", "the file stays open until the other rows are mended", "2 rows that were not taken stand in a.csv.rejects.xlsx and a.csv.rejects.csv")
        expect(road.files()["0417", ""], ("open", 2, 97000))
        rows = rows_of(road.read("a.csv.rejects.csv"))
        expect(rows[0], ["ลำดับ", "เลขทะเบียน", "ชื่อ", "ยอดหัก", "เหตุผล", "row", "line", "code", "reason_en", "reason_th"])
        expect([r[:3] + r[3:8] for r in rows[1:4]],
               [["2", "00441x2", "ก", "1O00", "", "4", "2", "amount_letter"], ["3", "004413", "ก", "5.001", "", "5", "3", "amount_decimals"],
                ["รวม", "", "", "1,975.00", "", "", "", "total"]])
        has(rows[1][8], "column 4 (collected)", "write 0 and 1 as digits")
        has(rows[1][9], "คอลัมน์ 4 (collected)", "มีตัวอักษรแทนตัวเลข")
        expect([r[5:8] for r in rows[4:]], [["0417", "", "unit"], ["", "4", "file"]])
        # one is mended, the other is still wrong
        mend(road, "a.csv.rejects.csv", {"4": {1: "004412", 3: "1,000.00"}})
        has(road.imported("a.csv.rejects.csv", *profile, status=1), "1 rows that were not taken stand in a.csv.rejects-2.xlsx")
        expect(road.lines()["0417", "", 2], ("004412", 100000))
        expect([r[5:8] for r in rows_of(road.read("a.csv.rejects-2.csv"))[1:2]], [["5", "3", "amount_decimals"]])
        # an amount that does not meet the line of totals leaves it open
        mend(road, "a.csv.rejects-2.csv", {"5": {3: "5.00"}})
        has(road.imported("a.csv.rejects-2.csv", *profile), "the file is closed and will be settled")
        expect(road.files()["0417", ""], ("closed", 4, 197500))
        road.imported(road.write("late.csv", plain_file(("004415", "1"), ("004416", "2"), ("004417", "3"), ("004418", "4"))), *JANUARY, "--part", "2")
        has(road.imported("a.csv.rejects-2.csv", *profile), "already imported: nothing was changed")
        road.daemon.verify()


def test_mended_rows_that_miss_the_total_leave_the_file_open(build):
    with Road(build) as road:
        road.write("p.ini", CONTINUE)
        profile = (*JANUARY, "--profile", "./p.ini")
        road.write("a.csv", plain_file(("004411", "900"), ("004412", "x"), total="1,900.00"))
        road.imported("a.csv", *profile, status=1)
        mend(road, "a.csv.rejects.csv", {"3": {3: "999"}})
        has(road.imported("a.csv.rejects.csv", *profile, status=1), "add up to 1,899.00 baht, but the total of the file is said to be 1,900.00; it stays open")
        expect(road.files()["0417", ""][0], "open")
        has(road.imported("a.csv.rejects.csv", *profile, "--accept-reason", "confirmed_by_unit", "--accept-limit", "5", "--actor", "officer-07"),
            "officer-07 answers for a difference of 1.00 baht", "the file is closed")


def sheet_texts(data):
    """[[text, ...], ...] of a spreadsheet that has only texts."""
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        sheet = z.read("xl/worksheets/sheet1.xml").decode()
    return [re.findall(r'<c r="([A-Z]+)\d+"[^>]*t="inlineStr"><is><t[^>]*>(.*?)</t>', row) for row in re.findall(r"<row.*?</row>", sheet)]


def test_the_spreadsheet_of_rejects_holds_texts_and_goes_in_again(build):
    with Road(build) as road:
        road.write("p.ini", CONTINUE)
        profile = (*JANUARY, "--profile", "./p.ini")
        road.write("a.csv", plain_file(("004411", "900"), ("000123", "1,5.00"), total="905.00"))
        road.imported("a.csv", *profile, status=1)
        data = road.read("a.csv.rejects.xlsx")
        expect(sheet_texts(data)[1][:4], [("A", "2"), ("B", "000123"), ("C", "ก"), ("D", "1,5.00")])
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name).replace(b"000123", b"004412").replace(b"1,5.00", b"5.00"))
        road.write("mended.xlsx", out.getvalue())
        has(road.imported("mended.xlsx", *profile), "the file is closed and will be settled")
        expect(road.lines(), {("0417", "", 1): ("004411", 90000), ("0417", "", 2): ("004412", 500)})


def test_rejects_of_fixed_width_go_in_again(build):
    with Road(build, units=("000417", "0417")) as road:
        with open(os.path.join(TOP, "tools/profiles/fixed-cp874.ini"), encoding="utf-8") as f:
            road.write("f.ini", f.read().replace("on_reject = stop", "on_reject = continue").replace("8-15", "8-13"))
        detail = "D{:06}{:8}{:30}{:>12}{:10}{:2}\r\n".format
        text = "H256701000417\r\n" + detail(1, "004411", "สมชาย", "000000090000", "31/01/2567", "") + detail(2, "004412", "กี่", "00000000500O", "31/01/2024", "") \
            + "T000002000000000090500\r\n"
        road.write("a.txt", text.encode("cp874"))
        has(road.imported("a.txt", "--profile", "./f.ini", status=1), "a.txt: row 3, bytes 46-57 (collected)", "a.txt: row 3, bytes 58-67 (date)")
        rows = rows_of(road.read("a.txt.rejects.csv"))
        expect(rows[0], ["record", "member_no", "collected", "reason", "date", "name", "row", "line", "code", "reason_en", "reason_th"])
        expect([r[0] for r in rows[1:4]], ["H", "D", "T"])
        expect(rows[2][1:8], ["004412", "00000000500O", "", "31/01/2024", "กี่", "3", "2"])
        mend(road, "a.txt.rejects.csv", {"3": {2: "5.00", 4: "31/01/2567"}})
        has(road.imported("a.txt.rejects.csv", "--profile", "./f.ini"), "the file is closed")
        expect(road.lines(), {("000417", "", 1): ("004411", 90000), ("000417", "", 2): ("004412", 500)})


def test_rejects_of_a_spreadsheet_keep_their_numbers_and_dates(build):
    with Road(build) as road:
        road.write("x.ini", "format = xlsx\ncalendar = be\non_reject = continue\nmember_digits = 6\n")
        data = book_cases.unit_file(("004411", ("n", "5")), (("n", "4412"), ("n", "7.5"), "xx", ("d", "45316")), (("n", "4413"), ("n", "3577.82000000000000006"), "xx", ("d", "244673")),
                                    ("รวม", ("n", "3590.32")))
        road.write("a.xlsx", data)
        road.imported("a.xlsx", *JANUARY, "--profile", "./x.ini", status=1)
        rows = rows_of(road.read("a.xlsx.rejects.csv"))
        expect([r[:4] for r in rows[1:4]], [["4412", "7.50", "xx", "25/01/2567"], ["4413", "3577.82", "xx", "20/11/2569"], ["รวม", "3590.32", "", ""]])
        mend(road, "a.xlsx.rejects.csv", {"3": {2: ""}, "4": {2: "", 3: "20/01/2567"}})
        has(road.imported("a.xlsx.rejects.csv", *JANUARY, "--profile", "./x.ini"), "the file is closed")
        expect(road.lines(), {("0417", "", 1): ("004411", 500), ("0417", "", 2): ("004412", 750), ("0417", "", 3): ("004413", 357782)})


def test_nothing_is_sent_when_the_profile_stops(build):
    with Road(build) as road:
        before = road.client.status()["seq"]
        road.write("a.csv", plain_file(("004411", "900"), ("004412", "x")))
        has(road.imported("a.csv", *JANUARY, status=65), "nothing was sent; mend 1 cells", "a.csv.rejects.xlsx")
        mend(road, "a.csv.rejects.csv", {"3": {3: "5"}})
        has(road.imported("a.csv.rejects.csv", *JANUARY, status=65), "nothing was sent of the file that these rows belong to; mend them there")
        # what the user wrote into the file is not overwritten
        mended = road.read("a.csv.rejects.csv")
        has(road.imported("a.csv", *JANUARY, status=65), "a.csv.rejects-2.xlsx")
        expect(road.read("a.csv.rejects.csv"), mended)
        expect(road.client.status()["seq"], before)


def test_rows_that_the_daemon_refuses_come_back_too(build):
    with Road(build, units=("0417", "0418")) as road:
        road.write("p.ini", CONTINUE)
        text = "เลขทะเบียน,ยอดหัก,หน่วย\n004411,900,0417\n004412,50,0499\n004413,60,0418\n004414,70,0417\n"
        said = road.imported(road.write("a.csv", text), "--profile", "./p.ini", "--period", "2567-01", status=1)
        has(said, "row 3  004412  50.00  refused data.unit_code: unit 0499 is not registered")
        rows = rows_of(road.read("a.csv.rejects.csv"))
        expect(rows[1][:6], ["004412", "50", "0499", "3", "2", "unit_unknown"])
        has(rows[1][6], "unit 0499 is not registered")
        has(rows[1][7], "ไม่พบหน่วยงาน 0499")
        expect(road.files(), {("0417", ""): ("open", 2, 97000), ("0418", ""): ("open", 1, 6000)})
        mend(road, "a.csv.rejects.csv", {"3": {2: "0418"}})
        has(road.imported("a.csv.rejects.csv", "--profile", "./p.ini", "--period", "2567-01"), "the file is closed")
        expect(road.files(), {("0417", ""): ("closed", 2, 97000), ("0418", ""): ("closed", 2, 11000)})


def test_many_units_in_one_file_also_when_they_are_mixed(build):
    units = [f"U{n:02}" for n in range(40)]
    with Road(build, units=("0417", *units)) as road:
        rows = [(units[i % 40], MEMBERS[i % 9], 100 + i) for i in range(400)]
        text = "เลขทะเบียน,ยอดหัก,รหัสหน่วยงาน\n" + "".join(f"{m},{a}.25,{u}\n" for u, m, a in rows) + f'รวม,"{sum(a for _, _, a in rows) + 100}.00",\n'
        arguments = (road.write("a.csv", text), "--profile", "csv", "--period", "2567-01")
        before = road.client.status()["seq"]
        has(road.imported(*arguments, "--dry-run"), "; 440 events: ", "payroll.unit_settled", "dry run: nothing was kept")
        expect(road.client.status()["seq"], before)
        has(road.imported(*arguments), "400 rows", "; 440 events: ", "the file is closed")
        expect({u: (state, n, s) for (u, _), (state, n, s) in road.files().items()},
               {u: ("closed", 10, sum(a * 100 + 25 for v, _, a in rows if v == u)) for u in units})
        # a unit's rows alone, under its own name, are the same file only if they stand at the same lines
        has(road.imported(*arguments), "already imported: nothing was changed")


def test_items_go_with_the_line(build):
    terms = dict(items=[dict(item=i, priority=n) for n, i in enumerate(("share", "emergency", "ordinary", "special", "deposit", "welfare"), 1)])
    with Road(build, **terms) as road:
        row = ["004411", "R1", "256701", "31/01/2567", "นาย", "ก", "ข", "0417", "ร.ร.", "12", "900.00", "50.00"] + [""] * 18
        exact, more = row + ["950.00"], ["004412"] + row[1:] + ["1,000.00"]
        data = ",".join(exact) + "\r\n" + ",".join(f'"{c}"' for c in more) + "\r\n"
        road.imported(road.write("m.csv", data.encode("cp874")), "--profile", "monthly-31")
        items = [(k["member_no"], v["item"], v["amount_satang"], v.get("contract_no", "")) for k, v in road.client.query("result_item")]
        expect(items, [("004411", "share", 90000, ""), ("004411", "deposit", 5000, "")], "items; the row whose total is more has none")
        expect(road.lines(), {("0417", "", 1): ("004411", 95000), ("0417", "", 2): ("004412", 100000)})


def test_what_a_profile_can_say(build):
    with Road(build) as road:
        road.write("p.ini", "format = csv\nseparator = semicolon\nencoding = utf-16le\nskip_rows = 2\nsign = minus\nmember_digits = 6\nperiod = 2567-01\n"
                            "total_line = ผลรวม\ntotal_sum = E\ntotal_count = 2\n[columns]\nrow_key = 1\nmember_no = B\ncollected = 4\nreason = 3\n[reasons]\n7 = resigned\n")
        rows = ["0031;4411;7;-1,50", "0007;4412;;(900.00)", "0008;4413;;900.00-"]
        head, total = "x;1;2;3\n1;2;3;4\nn;m;r;a\n", "ผลรวม;3;;;-1,801.50\n"
        road.write("a.csv", (head + "\n".join(rows).replace("-1,50", '"-1.50"') + "\n" + total).encode("utf-16"))
        said = road.imported("a.csv", "--unit", "0417", "--profile", "./p.ini")
        has(said, "its line of totals agrees", "the file is closed")
        expect(road.lines(), {("0417", "", 31): ("004411", 150), ("0417", "", 7): ("004412", 90000), ("0417", "", 8): ("004413", 90000)})
        expect([v["reason"] for _, v in road.client.query("result_line") if v.get("reason")], ["resigned"])
        road.client.settled()
        road.write("b.csv", (head + "\n".join(reversed(rows)).replace("-1,50", '"-1.50"') + "\n" + total).encode("utf-16"))
        has(road.imported("b.csv", "--unit", "0417", "--profile", "./p.ini"), "already imported: nothing was changed")
        road.write("c.csv", (head + rows[1] + "\n" + rows[1].replace("4412", "4413") + "\nx;4414;;-5\n5;4415;;5\n").encode("utf-16"))
        has(road.imported("c.csv", "--unit", "0417", "--profile", "./p.ini", status=65), "row 5: has the same number as row 4", "row 6, column 1 (row_key): \"x\" is no number of a row",
            "row 7, column 4 (collected): \"5\" is not negative")


def test_long_files_are_cut_and_every_bad_row_is_found(build):
    with Road(build, members=[f"L{i:05}" for i in range(200)]) as road:
        rows = [(f"L{i % 200:05}", f"{i}.00") for i in range(9000)]
        text = plain_file(*rows)
        said = road.imported(road.write("a.csv", text), *JANUARY)
        has(said, "9000 rows take 2 envelopes", "9001 events: 9001 applied")
        changed = text.replace(',"10.00"', ',"10.50"').replace(',"8500.00"', ',"8500.50"')
        has(road.imported(road.write("b.csv", changed), *JANUARY, status=1), "row 12: before member L00010 with 10.00 baht, now member L00010 with 10.50 baht",
            "row 8502: before member L00100 with 8,500.00 baht", "2 rows that were not taken")


def test_profiles_are_strict(build):
    with Road(build) as road:
        road.write("a.csv", plain_file(("004411", "900")))
        for text, wanted in (("formt = csv\n", 'line 1: "formt" is no key of a profile'),
                             ("format = csv\nformat = csv\n", 'line 2: "format" stands twice'),
                             ("format = csv\n  calendar = be\n", "line 2: \"...\" is indented"),
                             ("format = cvs\n", 'line 1: format "cvs" is not known; write one of csv|fixed|xlsx'),
                             ("calendar = be # Buddhist\n", 'line 1: calendar "be # Buddhist" is not known'),
                             ("[headings]\nยอด = amount\n", 'line 2: ยอด "amount" is no field'),
                             ("[headings]\nยอด = collected\nยอด = collected\n", "stands twice"),
                             ("[columns]\nmember_no = 0\n", 'member_no "0" is no column'),
                             ("[columns]\nmember_no = 1\n", '"collected" has no place'),
                             ("[columns]\nshare = 3\n", 'columns "share" is an item; write it under [items]'),
                             ("[items]\nmember_no = 3\n", 'items "member_no" is no item'),
                             ("format = fixed\n", "needs [bytes]"),
                             ("format = fixed\n[bytes]\nmember_no = 1\n", "is no range of bytes"),
                             ("[bits]\nx = 1\n", '"bits" is no section'),
                             ("[reasons]\nลา = leave\n", 'ลา "leave" is no reason'),
                             ("format\n", "is not understood"),
                             ("total_line = " + "ก" * 100 + "\n", "is too long"),
                             ("separator = x\n", "write one of comma|semicolon|tab|pipe")):
            road.write("p.ini", text)
            has(road.imported("a.csv", *JANUARY, "--profile", "./p.ini", status=78), "p.ini: ", wanted)
        has(road.imported("a.csv", *JANUARY, "--profile", "nowhere", status=78), "there is no profile nowhere")
        road.write("own.ini", "format = csv\n")
        os.environ["COOPD_PROFILES"] = "/nowhere:" + road.daemon.dir
        try:
            has(road.imported("a.csv", *JANUARY, "--profile", "own"), "the file is closed")
        finally:
            del os.environ["COOPD_PROFILES"]


if __name__ == "__main__":
    sys.exit(run(globals(), *sys.argv[1:]))
