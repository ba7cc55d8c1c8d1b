"""Odd, broken and hostile .xlsx files, made by hand: no library would write them. The same bytes every time.

    for name, data, expected in cases(): ...

expected is a list of rows, (line, [cell, ...]), or a piece of the English sentence that refuses the file. A cell is a text, or
number("1500"), date("2024-01-31"), bad("a piece of its sentence").
"""
import io
import random
import struct
import zipfile
import zlib

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
WORKBOOK, WORKBOOK_RELS, SHEET = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"
DAMAGED = "cut off or damaged"


def number(digits):
    return "number", digits


def date(day):
    return "date", day


def bad(sentence):
    return "bad", sentence


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (2024, 1, 31, 12, 0, 0))
            info.compress_type = method
            z.writestr(info, data)
    return out.getvalue()


class Pipe(io.RawIOBase):
    """A file that cannot go back: so sizes stand behind each part of the zip."""
    def __init__(self):
        self.data = bytearray()

    def write(self, data):
        self.data += data
        return len(data)

    def writable(self):
        return True


def streamed(parts, zip64=False):
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (2024, 1, 31, 12, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            with z.open(info, "w", force_zip64=zip64) as f:
                f.write(data.encode())
    return bytes(pipe.data)


def relations(*entries, family=RELATIONS):
    return f'<Relationships xmlns="{PACKAGE}">' + "".join(
        f'<Relationship Id="{i}" Type="{family}/{kind}" Target="{target}"/>' for i, kind, target in entries) + "</Relationships>"


def worksheet(rows, behind="", main=MAIN):
    return f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{behind}</worksheet>'


def row(line, *cells):
    return f'<row r="{line}">' + "".join(cells) + "</row>"


def c(name, value, t=None, s=None, f=None):
    attributes = f' r="{name}"' + (f' t="{t}"' if t else "") + (f' s="{s}"' if s is not None else "")
    return f"<c{attributes}>" + (f"<f>{f}</f>" if f else "") + (f"<v>{value}</v>" if value is not None else "") + "</c>"


def inline(name, text):
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'


def sst(*items, main=MAIN):
    return f'<sst xmlns="{main}">' + "".join(f"<si>{i}</si>" for i in items) + "</sst>"


def styles(*codes, ids=()):
    """Style 0 is General, then come those codes, then those built-in ids."""
    formats = "".join(f'<numFmt numFmtId="{164 + i}" formatCode="{code}"/>' for i, code in enumerate(codes))
    xfs = "".join(f'<xf numFmtId="{i}"/>' for i in [0] + [164 + i for i in range(len(codes))] + list(ids))
    return (f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
            f"<cellXfs>{xfs}</cellXfs></styleSheet>")


def parts(rows="", behind="", strings=None, style=None, before="", after="", tabs=None, sheets=None):
    """The parts of an ordinary workbook; a test changes what it is about."""
    sheets = sheets or {"ผลการหัก": worksheet(rows, behind)}
    tabs = tabs or "".join(f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"/>' for i, name in enumerate(sheets, 1))
    known = [(f"r{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(sheets) + 1)]
    p = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("r1", "officeDocument", WORKBOOK)),
        WORKBOOK: f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{before}<sheets>{tabs}</sheets>{after}</workbook>',
    }
    for i, sheet in enumerate(sheets.values(), 1):
        p[f"xl/worksheets/sheet{i}.xml"] = sheet
    if strings is not None:
        p["xl/sharedStrings.xml"] = strings
        known.append(("t", "sharedStrings", "sharedStrings.xml"))
    if style is not None:
        p["xl/styles.xml"] = style
        known.append(("s", "styles", "styles.xml"))
    p[WORKBOOK_RELS] = relations(*known)
    return p


def book(rows="", behind="", **more):
    return zipped(parts(rows, behind, **more))


def sheet(xml):
    """An ordinary workbook but for the bytes of its worksheet."""
    p = parts()
    p[SHEET] = xml
    return zipped(p)


def changed(**changes):
    """An ordinary workbook with one cell, some of its parts changed; None takes a part away."""
    p = parts(row(1, inline("A1", "x")))
    for name, data in changes.items():
        name = {"workbook": WORKBOOK, "workbook_rels": WORKBOOK_RELS, "rels": "_rels/.rels"}[name]
        if data is None:
            del p[name]
        else:
            p[name] = data
    return zipped(p)


ORDINARY = book(
    row(1, c("A1", 0, "s"), c("B1", 1, "s"), c("C1", 2, "s")) + row(2, c("A2", 3, "s"), c("B2", "3577.82000000000000006"), c("C2", 45322, s=1)),
    strings=sst("<t>เลขทะเบียนสมาชิก</t>", "<t>ยอดหัก</t>", "<t>วันที่หัก</t>", "<t>000011</t>"), style=styles("d/mm/yyyy"))
ORDINARY_ROWS = [(1, ["เลขทะเบียนสมาชิก", "ยอดหัก", "วันที่หัก"]), (2, ["000011", number("3577.82000000000000006"), date("2024-01-31")])]
ONE = [(1, ["x"])]


# ---- what is read

def parts_cases():
    yield "ordinary", ORDINARY, ORDINARY_ROWS
    strict = {
        "_rels/.rels": relations(("a", "officeDocument", "/odd/book.xml"), family=STRICT_RELATIONS),
        "odd/book.xml": f'<x:workbook xmlns:x="{STRICT_MAIN}" xmlns:q="{STRICT_RELATIONS}" conformance="strict"><x:sheets>'
                        '<x:sheet name="a" sheetId="1" q:id="z"/></x:sheets></x:workbook>',
        "odd/_rels/book.xml.rels": relations(("z", "worksheet", "../else/./one.xml"), ("y", "sharedStrings", "/else/texts.xml"),
                                             family=STRICT_RELATIONS),
        "else/one.xml": f'<m:worksheet xmlns:m="{STRICT_MAIN}"><m:sheetData><m:row r="2"><m:c r="B2" t="s"><m:v>0</m:v></m:c></m:row>'
                        "</m:sheetData></m:worksheet>",
        "else/texts.xml": f'<p:sst xmlns:p="{STRICT_MAIN}"><p:si><p:t>x</p:t></p:si></p:sst>',
    }
    yield "strict-prefixed-elsewhere", zipped(strict), [(2, ["", "x"])]
    p = parts(row(1, inline("A1", "x")))
    yield "stored", zipped(p, zipfile.ZIP_STORED), ONE
    yield "capitals-in-part-names", zipped({k.upper() if k == SHEET else k: v for k, v in p.items()}), ONE
    yield "utf-16-part", sheet(b"\xff\xfe" + ('<?xml version="1.0" encoding="UTF-16"?>' + worksheet(row(1, inline("A1", "ก")))).encode("utf-16-le")), \
        [(1, ["ก"])]
    yield "streamed", streamed(p), ONE
    yield "zip64", streamed(p, True), ONE
    yield "hidden-rows-and-columns", sheet(
        f'<worksheet xmlns="{MAIN}"><cols><col min="1" max="1" hidden="1"/></cols><sheetData><row r="1" hidden="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c></row></sheetData></worksheet>'), [(1, [number("1")]), (2, [number("2")])]
    yield "foreign-elements", sheet(
        f'<worksheet xmlns="{MAIN}" xmlns:o="urn:other"><o:sheetData><o:row r="1"><c r="A1"><v>9</v></c></o:row></o:sheetData><sheetData><row r="1">'
        f'<o:c r="A1"><v>7</v></o:c><c r="A1" t="inlineStr"><is><t>x</t></is><extLst><ext><v>5</v></ext></extLst></c></row></sheetData></worksheet>'), ONE
    yield "no-rows", book(""), []


def cell_cases():
    rich = sst('<r><rPr><b/></rPr><t>นาย</t></r><r><t xml:space="preserve"> ก </t></r><rPh sb="0" eb="1"><t>silent</t></rPh><phoneticPr fontId="1"/>', "<t/>", "")
    yield "rich-text", book(row(1, c("A1", 0, "s"), c("B1", 1, "s"), c("C1", 2, "s"), inline("D1", "x")), strings=rich), [(1, ["นาย ก ", "", "", "x"])]
    yield "rich-inline", book(row(1, '<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh sb="0" eb="1"><t>no</t></rPh></is></c>')), [(1, ["ab"])]
    yield "entities", book(row(1, inline("A1", "&amp;&lt;&#3585;<![CDATA[<v>]]>"))), [(1, ["&<ก<v>"])]
    yield "gaps", book(row(2, inline("B2", "b"), c("C2", None, s=0), inline("E2", "e"), c("F2", None)) + row(5, c("A5", None)) + row(9, inline("A9", "a"))), \
        [(2, ["", "b", "", "", "e"]), (9, ["a"])]
    yield "no-references", book("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c><v>2</v></c></row>"), \
        [(1, [number("1"), "", number("3")]), (3, [number("2")])]
    yield "some-references", book('<row r="4"><c r="C4"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>'), \
        [(4, ["", "", number("1"), number("2")]), (5, [number("3")])]
    yield "numbers", book(row(1, *[c(f"{col}1", v) for col, v in zip(
        "ABCDEFGHIJKLMN", ["1.5E3", "1.5E-3", "-2.50e+1", "0E5", "12E0", "007", ".5", "5.", "+3", " 4 ", "-0", "1E2", "1.0E-2", "123456.789E-4"])])), \
        [(1, [number(n) for n in ("1500", "0.0015", "-25.0", "0", "12", "007", "0.5", "5", "3", "4", "-0", "100", "0.010", "12.3456789")])]
    yield "numbers-of-doubles", book(row(1, c("A1", "1.7976931348623157E308"), c("B1", "4.9406564584124654E-324"))), \
        [(1, [number("17976931348623157" + "0" * 292), number("0." + "0" * 323 + "49406564584124654")])]
    wrong = ["1,000", "1e", "1E999", "INF", "NaN", "--1", "1 2", "0x1", "๑๒", "1E99999999999", "9" * 600, ".", "-"]
    yield "numbers-that-are-none", book("".join(row(i, c(f"A{i}", v)) for i, v in enumerate(wrong, 1))), \
        [(i, [bad("is stored as a number but is none")]) for i in range(1, len(wrong) + 1)]
    yield "booleans-and-errors", book(row(1, c("A1", 1, "b"), c("B1", "#REF!", "e"), c("C1", "#N/A", "e"), c("D1", "#&#x9B;2J!", "e"), c("E1", "FALSE", "b"))), \
        [(1, [bad("TRUE or FALSE"), bad("error #REF!"), bad("error #N/A"), bad("error #?"), bad("TRUE or FALSE")])]
    yield "formulas", book(row(1, c("A1", "12.5", f="B1*2"), c("B1", "ก", "str", f="C1"), c("C1", "", "str", f='""'), c("D1", None, f="1+1"), c("E1", "", f="1+1"),
                               c("F1", "#DIV/0!", "e", f="1/0"), '<c r="G1"><f t="shared" si="0"/><v>3</v></c>', c("H1", 45322, s=1, f="TODAY()")),
                           style=styles("yyyy-mm-dd")), \
        [(1, [number("12.5"), "ก", "", bad("formula without a value"), bad("formula without a value"), bad("#DIV/0!"), number("3"), date("2024-01-31")])]
    yield "formulas-never-calculated", book(row(1, c("A1", "0", f="B1*2"), c("B1", "5")), after='<calcPr calcId="124519" fullCalcOnLoad="1"/>'), \
        [(1, [bad("formula without a value"), number("5")])]
    yield "formula-texts", book(row(1, c("A1", "_x0041_ &amp; ข", "str"), inline("B1", "  two  "))), [(1, ["A & ข", "  two  "])]
    yield "escapes", book(row(1, inline("A1", "_x0041__x000A__x0E01_"), inline("B1", "_x005F_x0041_"), inline("C1", "_x00_ _xZZZZ_ _x0041"),
                              inline("D1", "a_x000D_b"), inline("E1", "_xD83D__xDE00_"))), [(1, ["A\nก", "_x0041_", "_x00_ _xZZZZ_ _x0041", "a\rb", "😀"])]
    yield "control-characters", book(row(1, inline("A1", "a_x0000_b"), inline("B1", "_x001B_[2J"), inline("C1", "_xD83D_"), inline("D1", "_xDE00__xD83D_"), c("E1", 0, "s")),
                                     strings=sst("<t>_x0007_</t>")), [(1, [bad("invisible control character")] * 5)]
    yield "long-texts", book(row(1, inline("A1", "ก" * 10922), inline("B1", "ก" * 11000), c("C1", 0, "s"), inline("D1", "x")), strings=sst("<t>" + "y" * 40000 + "</t>")), \
        [(1, ["ก" * 10922, bad("longer than any cell"), bad("longer than any cell"), "x"])]
    yield "columns-at-the-edge", book(row(1, c("IV1", 7), c("IW1", None, s=0), c("XFD1", None))), [(1, [""] * 255 + [number("7")])]


def date_cases():
    codes = ["[$-D07041E]d/mm/yyyy", "ว/ด/ปปปป", "[$-107041E]d mmm yy;@", "d\\-mmm\\-yyyy", "[Red]yyyy", "ดดด ปป", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "[$-41E]e"]
    yield "date-formats", book(row(1, *[c(f"{chr(65 + i)}1", 45322, s=i + 1) for i in range(len(codes))]), style=styles(*codes)), \
        [(1, [date("2024-01-31")] * len(codes))]
    codes = ["General", "0.00E+00", "#,##0.00;[Red]-#,##0.00", "0.00&quot;d/m/y&quot;", "&quot;yy&quot;0", "\\d0", "[$฿-41E]#,##0.00", "_d0", "0 &quot;วัน&quot;", "@", "0.00 USD", "[yy]0", ""]
    yield "formats-that-are-no-dates", book(row(1, *[c(f"{chr(65 + i)}1", 45322, s=i + 1) for i in range(len(codes))]), style=styles(*codes)), \
        [(1, [number("45322")] * len(codes))]
    ids = [14, 17, 22, 27, 36, 45, 50, 58, 71, 81]
    yield "built-in-dates", book(row(1, *[c(f"{chr(65 + i)}1", 45322, s=i + 1) for i in range(len(ids))]), style=styles(ids=ids)), \
        [(1, [date("2024-01-31")] * len(ids))]
    ids = [0, 1, 4, 11, 13, 23, 37, 44, 48, 49, 59]
    yield "built-in-numbers", book(row(1, *[c(f"{chr(65 + i)}1", 45322, s=i + 1) for i in range(len(ids))]), style=styles(ids=ids)), \
        [(1, [number("45322")] * len(ids))]
    own = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="2"/></cellXfs><numFmts><numFmt numFmtId="14" formatCode="0.00"/>' \
          '<numFmt numFmtId="2" formatCode="yyyy"/></numFmts></styleSheet>'
    yield "built-in-redefined", book(row(1, c("A1", 45322, s=1), c("B1", 45322, s=2)), style=own), [(1, [number("45322"), date("2024-01-31")])]
    serials = {"1": "1900-01-01", "59": "1900-02-28", "61": "1900-03-01", "45322.75": "2024-01-31", "45322.99998": "2024-01-31", "2958465": "9999-12-31",
               "244673": "2569-11-20", "4.5322E4": "2024-01-31"}
    yield "serial-numbers", book("".join(row(i, c(f"A{i}", n, s=1)) for i, n in enumerate(serials, 1)), style=styles("d/m/yyyy")), \
        [(i, [date(day)]) for i, day in enumerate(serials.values(), 1)]
    wrong = {"60": "does not exist", "0": "its number is none", "0.5": "its number is none", "-1": "its number is none", "2958466": "its number is none", "1E300": "its number is none",
             "45322.999999": "before midnight"}
    yield "serial-numbers-that-are-none", book("".join(row(i, c(f"A{i}", n, s=1)) for i, n in enumerate(wrong, 1)), style=styles("d/m/yyyy")), \
        [(i, [bad(why)]) for i, why in enumerate(wrong.values(), 1)]
    yield "since-1904", book(row(1, c("A1", 43860, s=1), c("B1", 1, s=1), c("C1", 2957003, s=1), c("D1", 2957004, s=1)), style=styles("d/m/yyyy"), before='<workbookPr date1904="1"/>'), \
        [(1, [date("2024-01-31"), date("1904-01-02"), date("9999-12-31"), bad("its number is none")])]
    yield "since-1904-false", book(row(1, c("A1", 45322, s=1)), style=styles("d/m/yyyy"), before='<workbookPr date1904="false"/>'), [(1, [date("2024-01-31")])]
    yield "iso-dates", book(row(1, c("A1", "2024-01-31", "d"), c("B1", "2024-02-29T23:59:59.000", "d"), c("C1", "2023-02-29", "d"), c("D1", "T10:30", "d"),
                                c("E1", "2024-01-31T23:00:00Z", "d"), c("F1", "2569-11-20", "d"), c("G1", "2024-1-3", "d"))), \
        [(1, [date("2024-01-31"), date("2024-02-29"), bad("is none"), bad("is none"), bad("time zone"), date("2569-11-20"), bad("is none")])]
    yield "style-unknown", book(row(1, c("A1", 1, s=0), c("B1", 1, s=9), inline("C1", "x"))), [(1, [number("1"), bad("does not define"), "x"])]


def merge_cases():
    merged = '<mergeCells count="2"><mergeCell ref="B3:D3"/><mergeCell ref="A5:A9"/></mergeCells>'
    yield "merged", book(row(3, inline("A3", "a"), inline("B3", "b"), c("C3", None, s=0), c("D3", 7)) + row(4, c("C4", 1)) + row(5, inline("A5", "u")) + row(7, c("A7", "1", "b"), c("B7", 2))
                         + row(9, c("A9", None, f="1"), c("B9", 3)) + row(10, c("A10", 4)), merged), \
        [(3, ["a", "b", "", bad("is hidden under merged cells B3:D3 but has a value")]), (4, ["", "", number("1")]), (5, ["u"]),
         (7, [bad("under merged cells A5:A9"), number("2")]), (9, [bad("under merged"), number("3")]), (10, [number("4")])]
    yield "merged-whole-columns", book(row(1, c("A1", 1)) + row(7, c("A7", 2)), '<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'), \
        [(1, [number("1")]), (7, [bad("under merged cells A2:XFD1048576")])]
    many = "".join(f'<mergeCell ref="B{i}:C{i}"/>' for i in range(2000, 0, -1))
    yield "merged-many", book("".join(row(i, c(f"A{i}", i), c(f"B{i}", i)) for i in range(1, 2001)), f"<mergeCells>{many}</mergeCells>"), \
        [(i, [number(str(i)), number(str(i))]) for i in range(1, 2001)]
    yield "merged-overlap", book(row(4, c("A4", 1)), '<mergeCells><mergeCell ref="A1:B4"/><mergeCell ref="B3:C3"/></mergeCells>'), "two merged cells overlap at B3"
    for name, ref in (("no-range", "here"), ("backwards", "C3:A1"), ("beyond", "A1:XFE1"), ("none", "")):
        yield f"merged-{name}", book(row(1, c("A1", 1)), f'<mergeCells><mergeCell ref="{ref}"/></mergeCells>'), "merged cells is damaged"
    yield "merged-one-cell", book(row(1, c("A1", 1)), '<mergeCells><mergeCell ref="A1"/></mergeCells>'), [(1, [number("1")])]


def tab_cases():
    one, none = worksheet(row(1, inline("A1", "x"))), worksheet(row(1, c("A1", None, s=0)))
    yield "other-sheets-empty", book(sheets={"ก": one, "ข": none, "ค": worksheet("")}), ONE
    yield "first-sheet-empty", book(sheets={"ก": none, "ข": one}), 'several sheets: "ก", "ข"; say which with a line "sheet = NAME"'
    yield "several-sheets", book(sheets={"ก": one, "ข": one, "ค": none}), 'several sheets: "ก", "ข", "ค"; say which'
    yield "several-sheets-long-names", book(sheets={"ก" * 31 + str(i): one for i in range(9)}), "say which with a line"
    yield "hidden-sheets", book(tabs='<sheet name="a" sheetId="1" state="veryHidden" r:id="r2"/><sheet name="b" sheetId="2" state="hidden" r:id="r3"/>'
                                     '<sheet name="c" sheetId="3" state="visible" r:id="r1"/>', sheets={"c": one, "a": one, "b": one}), ONE
    yield "all-hidden", book(tabs='<sheet name="a" sheetId="1" state="hidden" r:id="r1"/>', sheets={"a": one}), "no visible sheet"
    yield "only-a-chart", changed(workbook_rels=relations(("r1", "chartsheet", "worksheets/sheet1.xml"))), "no visible sheet"
    yield "no-sheets", changed(workbook=f'<workbook xmlns="{MAIN}"/>'), "no visible sheet"
    yield "other-sheet-missing", zipped({k: v for k, v in parts(sheets={"a": one, "b": one}).items() if not k.endswith("sheet2.xml")}), "lacks its part xl/worksheets/sheet2.xml"
    yield "sheet-name-with-escape", book(sheets={"a&#x9B;&#10;b": one, "c": one}), "several sheets"


# ---- what is refused

def kind_cases():
    ole = bytes.fromhex("d0cf11e0a1b11ae1")
    yield "empty", b"", "is empty"
    yield "ole", ole + bytes(504), "password-protected or old Excel file"
    yield "ole-short", ole, "password-protected or old Excel file"
    yield "csv", "เลขทะเบียน,ยอดหัก\r\n000011,500.00\r\n".encode(), "text or CSV"
    yield "csv-cp874", "เลขทะเบียน,ยอดหัก\r\n".encode("cp874"), "text or CSV"
    yield "csv-bom", "\ufeffเลขทะเบียน,ยอดหัก\r\n".encode(), "text or CSV"
    yield "csv-utf-16", "เลขทะเบียน\tยอดหัก".encode("utf-16"), "text or CSV"
    yield "html", b"\xef\xbb\xbf\r\n <html><table><tr><td>1</td></tr></table></html>", "web page or XML"
    yield "xml-2003", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "web page or XML"
    yield "old-biff", bytes.fromhex("0900040002001000"), "no .xlsx file"
    yield "zeros", bytes(4096), "no .xlsx file"
    yield "noise", random.Random(7).randbytes(3000), "no .xlsx file"
    yield "ods", zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>", "META-INF/manifest.xml": "<x/>"}), "OpenDocument"
    yield "xlsb", changed(rels=relations(("r1", "officeDocument", "xl/workbook.bin"))), ".xlsb"
    yield "docx", zipped({"_rels/.rels": relations(("r1", "officeDocument", "word/document.xml")),
                          "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>',
                          "word/_rels/document.xml.rels": relations()}), "no Excel workbook"
    yield "zip-of-csv", zipped({"0417.csv": "1,2"}), "zip but no Excel workbook"
    yield "zip-of-nothing", zipped({}), "zip but no Excel workbook"


def zip_cases():
    for share in (1, 2, 3, 5, 8, 9):
        yield f"cut-{share}0-percent", ORDINARY[:len(ORDINARY) * share // 10], DAMAGED
    yield "cut-last-byte", ORDINARY[:-1], DAMAGED
    yield "cut-begin", b"PK\3\4", DAMAGED
    yield "junk-before", b"PK" + ORDINARY, "no .xlsx file"
    yield "csv-that-begins-like-a-zip", b"PK,1\n", "text or CSV"
    at = ORDINARY.index(b"xl/worksheets/sheet1.xml") + 60
    yield "flipped-bit", ORDINARY[:at] + bytes([ORDINARY[at] ^ 0x10]) + ORDINARY[at + 1:], "damaged"
    stored = zipped(parts(row(1, inline("A1", "checksum"))), zipfile.ZIP_STORED)
    yield "wrong-checksum", stored.replace(b"checksum", b"chicksum"), DAMAGED
    central = ORDINARY.index(b"PK\1\2")
    yield "password", every_entry(ORDINARY, flags=1), "zip with a password"
    yield "unknown-method", every_entry(ORDINARY, method=12), "packed in a way that Excel does not use"
    yield "directory-in-zeros", ORDINARY[:central] + bytes(len(ORDINARY) - central - 22) + ORDINARY[-22:], DAMAGED
    yield "more-entries-claimed", ORDINARY[:-22] + ORDINARY[-22:-14] + struct.pack("<HH", 60000, 60000) + ORDINARY[-10:], DAMAGED
    yield "twice-the-same-part", twice(SHEET), "part xl/worksheets/sheet1.xml twice"
    yield "twice-in-capitals", twice("XL/Worksheets/Sheet1.XML"), "twice"
    yield "many-parts", b"PK\3\4" + b"PK\1\2" * 10001, "more than 10000 parts"
    yield "bomb", sheet(worksheet(" " * (12 << 20) + row(1, c("A1", 1)))), "beyond all measure"
    yield "bomb-in-a-text", book(row(1, c("A1", 0, "s")), strings=sst("<t>" + "a" * (12 << 20) + "</t>")), "beyond all measure"
    yield "lying-sizes", every_entry(sheet(worksheet(" " * (12 << 20))), size=100), "beyond all measure"


def every_entry(data, flags=None, method=None, size=None):
    """Changes fields of all entries, in the directory and before each part."""
    out = bytearray(data)
    for mark, at_flags, at_method, at_size in ((b"PK\1\2", 8, 10, 24), (b"PK\3\4", 6, 8, 22)):
        at = out.find(mark)
        while at >= 0:
            for value, place, form in ((flags, at_flags, "<H"), (method, at_method, "<H"), (size, at_size, "<I")):
                if value is not None:
                    struct.pack_into(form, out, at + place, value)
            at = out.find(mark, at + 4)
    return bytes(out)


def twice(name):
    out = io.BytesIO(ORDINARY)
    with zipfile.ZipFile(out, "a") as z:
        # The module would warn: so the second gets another name of the same length, which is changed afterwards.
        z.writestr(zipfile.ZipInfo("@" * len(name), (2024, 1, 31, 12, 0, 0)), worksheet(row(1, c("A1", 666))))
    return out.getvalue().replace(b"@" * len(name), name.encode())


def relation_cases():
    yield "no-workbook-relation", changed(rels=relations()), "no Excel workbook"
    yield "no-rels", changed(rels=None), "zip but no Excel workbook"
    yield "no-workbook", changed(workbook=None), "lacks its part xl/workbook.xml"
    yield "no-workbook-rels", changed(workbook_rels=None), "lacks its part xl/_rels/workbook.xml.rels"
    yield "target-outside", changed(workbook_rels=relations(("r1", "worksheet", "../../../etc/passwd"))), "no part of it"
    yield "target-external", changed(workbook_rels=relations(("r1", "worksheet", 'http://h/x.xml" TargetMode="External'))), "no part of it"
    yield "target-endless", changed(workbook_rels=relations(("r1", "worksheet", "x/" * 3000))), "no part of it"
    yield "target-itself", changed(workbook_rels=relations(("r1", "worksheet", "workbook.xml"))), "no Excel workbook"
    yield "id-endless", changed(workbook_rels=relations(("r" * 5000, "worksheet", "worksheets/sheet1.xml"))), "no part of it"
    yield "sheet-without-name", changed(workbook=f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet r:id="r1"/></sheets></workbook>'), "list of sheets is damaged"
    yield "one-sheet-under-many-names", changed(workbook=f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="a" r:id="r1"/><sheet name="b" r:id="r1"/></sheets></workbook>'), \
        "list of sheets is damaged"
    yield "sheets-without-end", changed(workbook=f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>' + '<sheet name="a" r:id="chart"/>' * 2000 + "</sheets></workbook>"), \
        "list of sheets is damaged"
    yield "format-id-too-large", book("", style=f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="65536"/></cellXfs></styleSheet>'), "cell formats is damaged"
    yield "format-id-no-number", book("", style=f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="-1"/></cellXfs></styleSheet>'), "cell formats is damaged"
    yield "formats-without-end", book("", style=f'<styleSheet xmlns="{MAIN}"><cellXfs>' + "<xf/>" * 66000 + "</cellXfs></styleSheet>"), "cell formats is damaged"


def xml_cases():
    cell = row(1, inline("A1", "&e;"))
    yield "doctype", sheet('<!DOCTYPE x [<!ENTITY e "x">]>' + worksheet(cell)), "document type"
    yield "doctype-outside", sheet('<!DOCTYPE x SYSTEM "file:///etc/passwd">' + worksheet(cell)), "document type"
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    yield "laughs", sheet(f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>' + worksheet(cell)), "document type"
    p = parts(row(1, c("A1", 0, "s")), strings='<!DOCTYPE x [<!ENTITY e "x">]>' + sst("<t>&e;</t>"))
    yield "doctype-in-texts", zipped(p), "document type"
    yield "entity-undeclared", sheet(worksheet(cell)), "is damaged (part xl/worksheets/sheet1.xml, line 1"
    yield "deep", sheet(worksheet("<x>" * 100000 + "</x>" * 100000)), "nested deeper"
    yield "deep-unclosed", sheet(worksheet("<x>" * 100)), "nested deeper"
    yield "unclosed", sheet(f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'), "is damaged"
    yield "part-empty", sheet(""), "is damaged"
    yield "two-roots", sheet(worksheet(row(1, c("A1", 1))) + worksheet("")), "is damaged"
    yield "no-namespace", sheet('<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'), "holds something else"
    yield "wrong-root", sheet(sst("<t>x</t>")), "holds something else"
    yield "utf-8-broken", sheet(worksheet(row(1, inline("A1", "@"))).encode().replace(b"@", b"\xe0\xb8")), "is damaged"
    yield "utf-8-surrogate", sheet(worksheet(row(1, inline("A1", "@"))).encode().replace(b"@", b"\xed\xa0\xbd")), "is damaged"
    yield "nul-in-xml", sheet(worksheet(row(1, inline("A1", "a\0b")))), "is damaged"
    yield "control-in-xml", sheet(worksheet(row(1, inline("A1", "&#27;")))), "is damaged"
    yield "encoding-unknown", sheet('<?xml version="1.0" encoding="windows-874"?>' + worksheet("")), "is damaged"
    noise = random.Random(7)
    yield "giant-tag", sheet(worksheet(f'<row r="1" x="{noise.randbytes(4 << 20).hex()}"/>')), "tags as no spreadsheet"
    yield "ever-new-names", sheet(worksheet("".join(f"<{noise.choice('abcdef')}{noise.getrandbits(160):x}/>" for _ in range(120000)))), "tags as no spreadsheet"
    yield "attribute-twice", sheet(worksheet('<row r="1" r="2"/>')), "is damaged"


def order_cases():
    yield "rows-back", book(row(3, c("A3", 1)) + row(2, c("A2", 1))), "row 2 stands behind row 3"
    yield "rows-twice", book(row(3, c("A3", 1)) + row(3, c("A3", 1))), "row 3 stands behind row 3"
    for name, line in (("zero", "0"), ("beyond", "1048577"), ("huge", "99999999999999999999"), ("no-number", "x"), ("negative", "-5"), ("blank", "")):
        yield f"row-{name}", book(f'<row r="1"/><row r="{line}"><c><v>1</v></c></row>'), "behind row 1 stands one whose number is none"
    yield "row-behind-the-last", book('<row r="1048576"><c><v>1</v></c></row><row><c><v>1</v></c></row>'), "behind row 1048576"
    yield "cells-back", book(row(1, c("B1", 1), c("A1", 2))), "A1 stands twice in its row or in the wrong order"
    yield "cells-twice", book(row(1, c("B1", 1), c("B1", 2))), "B1 stands twice"
    yield "cell-of-another-row", book(row(5, c("B17", 1))), "A5 is damaged"
    for name, reference in (("lower", "a1"), ("no-row", "A"), ("no-column", "1"), ("beyond", "XFE1"), ("absolute", "$A$1"), ("range", "A1:B1"), ("blank", ""), ("endless", "A" * 9999 + "1")):
        yield f"reference-{name}", book(row(1, c(reference, 1))), "A1 is damaged"
    yield "column-beyond", book(row(17, c("A17", 1), c("IW17", 2))), "IW17 lies beyond the first 256 columns"
    yield "column-beyond-formula", book(row(17, c("ZZ17", None, f="1"))), "ZZ17 lies beyond"
    yield "two-values", book(row(1, '<c r="A1"><v>1</v><v>2</v></c>')), "A1 is damaged"
    yield "value-and-inline", book(row(1, '<c r="A1" t="inlineStr"><v>1</v><is><t>2</t></is></c>')), "A1 is damaged"
    yield "inline-in-a-number", book(row(1, '<c r="A1"><is><t>2</t></is></c>')), "A1 is damaged"
    yield "type-unknown", book(row(1, c("A1", 1, "currency"))), "A1 is damaged"
    yield "style-no-number", book(row(1, c("A1", 1, s="x"))), "A1 is damaged"
    for name, index in (("beyond", "2"), ("negative", "-1"), ("fraction", "0.5"), ("huge", "4294967296"), ("text", "x")):
        yield f"text-{name}", book(row(2, c("B2", index, "s")), strings=sst("<t>a</t>", "<t>b</t>")), "B2 is damaged"
    yield "no-texts", book(row(2, c("B2", 0, "s"))), "B2 is damaged"


def cases():
    for group in (parts_cases, cell_cases, date_cases, merge_cases, tab_cases, kind_cases, zip_cases, relation_cases, xml_cases, order_cases):
        yield from group()


def limits():
    """Like cases(), but each takes seconds to make or to read."""
    noise = random.Random(7)
    block = "".join(f"<y>{i * 7919 % 100003}</y>" + " " * 400 for i in range(2500))
    yield "half-a-gigabyte", repeated(worksheet("@").encode().split(b"@")[0], block.encode(), 600), "beyond all measure"
    head = f'<sst xmlns="{MAIN}">'.encode()
    block = "".join(f"<si><t>{noise.randbytes(16).hex()}{'ก' * 1000}</t></si>" for _ in range(400))
    yield "texts-without-end", repeated(head, block.encode(), 80, "xl/sharedStrings.xml"), "more texts than fit"
    block = "".join("<si/>" * 100 + f"<!--{noise.randbytes(16).hex()}-->" for _ in range(500))
    yield "empty-texts-without-end", repeated(head, block.encode(), 50, "xl/sharedStrings.xml"), "more texts than fit"


def repeated(head, block, times, name=SHEET):
    """A workbook whose part is head and then so many times block, which is compressed only once."""
    pack = zlib.compressobj(6, zlib.DEFLATED, -15)
    first = pack.compress(head) + pack.flush(zlib.Z_FULL_FLUSH)
    pack = zlib.compressobj(6, zlib.DEFLATED, -15)
    again = pack.compress(block) + pack.flush(zlib.Z_FULL_FLUSH)
    crc = zlib.crc32(head)
    for _ in range(times):
        crc = zlib.crc32(block, crc)
    body, size = first + again * times + b"\3\0", len(head) + len(block) * times
    p = parts("", strings=sst())
    del p[name]
    out = io.BytesIO(zipped(p))
    with zipfile.ZipFile(out, "a") as z:
        info = zipfile.ZipInfo(name, (2024, 1, 31, 12, 0, 0))
        z.writestr(info, body)  # stored: what it says of itself is changed behind it
    data = bytearray(out.getvalue())
    for mark, to_name, at_method, at_crc, at_size in ((b"PK\3\4", 30, 8, 14, 22), (b"PK\1\2", 46, 10, 16, 24)):
        at = data.find(mark)
        while bytes(data[at + to_name:at + to_name + len(name)]) != name.encode():
            at = data.find(mark, at + 4)
        struct.pack_into("<H", data, at + at_method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<I", data, at + at_crc, crc)
        struct.pack_into("<I", data, at + at_size, size)
    return bytes(data)
