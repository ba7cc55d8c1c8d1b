#!/bin/bash
# Every command of coopctl against a real daemon in a private directory, with what must be printed. Exercises tools/.
# Usage: 10-coopctl.sh BUILD_DIR
. "$(dirname "$0")/shell.sh" "$1"
unset COLUMNS

# Runs coopctl; checks exit status and standard output. Numbers of follow-ups are left out: they are the handlers' affair.
expect() { # name, status, output, arguments...
    local name=$1 status=$2 output=$3 got got_status
    shift 3
    "$coopctl" "$@" >out 2>err
    got_status=$?
    got=$(sed -E 's/, follow-ups? [0-9]+(-[0-9]+)?//' out)
    if [ "$got_status" = "$status" ] && [ "$got" = "$output" ]; then
        result "$name" 0
    else
        { echo "status $got_status, expected $status"; diff <(echo "$output") <(echo "$got"); cat err; } | sed 's/^/# /'
        result "$name" 1
    fi
}
# What the last command said beside it.
said() { # name, text
    if grep -qF -- "$2" err; then result "$1" 0; else sed 's/^/# /' err && result "$1" 1; fi
}
printed() { # name, pattern of a line of output
    if grep -qE -- "$2" out; then result "$1" 0; else head -n 20 out | sed 's/^/# /' && result "$1" 1; fi
}
at_rest() { "$coopctl" status --wait 30 >/dev/null; }

# ---- without a daemon
expect 'no command: usage' 64 ''
expect 'an unknown command' 64 '' statsu
said 'the nearest command is named' 'did you mean status?'
expect 'an unknown option' 64 '' tail --folow
said 'the nearest option is named' 'did you mean --follow?'
"$coopctl" --help >out 2>err
printed 'help lists the commands' '^  import +Import a unit'
"$coopctl" import --help >out 2>err
result 'help of a command begins with an example' "$(head -n 1 out | grep -q '^Example: coopctl import .*--dry-run$'; echo $?)"
"$coopctl" completion >completion
result 'the completion is bash' "$(bash -n completion; echo $?)"
"$coopctl" schema >out
printed 'schema prints the reference' '^#'
"$coopctl" schema --json | python3 -m json.tool >/dev/null
result 'schema --json is JSON' $?
result 'both programs tell the one release' "$([ "$("$coopctl" --version | cut -d' ' -f2)" = "$("$build/coopd" --version | cut -d' ' -f2)" ]; echo $?)"
"$build/coopd" --dir /x/y --map_size=512M --dump-config >out 2>err
printed 'coopd takes --dir X as well as --dir=X' '^dir = /x/y$'
printed 'and goes on behind it' '^map_size = 536870912$'
printf 'close_days = daily\nmap_size = 1G\n' >coopd.ini
"$build/coopd" --map_size 512M --config coopd.ini --dump-config >out 2>err
printed 'also for the file' '^close_days = daily$'
printed 'which the command line comes before' '^map_size = 536870912$'
"$build/coopd" --check-config --dir >out 2>err
said 'a value that is missing' '--dir needs a value: --dir=VALUE'
expect 'nobody answers' 69 '' status
said 'and how to mend it' 'start coopd, or name its socket'
expect 'waiting for nobody ends' 75 '' status --wait=0

# ---- init
expect 'init' 0 "Made the data directory of Krabi in $dir/k: an empty journal and an empty state.
Next: coopd --dir=$dir/k" init "$dir/k" --name Krabi --segment-size 16M
expect 'init touches no store' 78 '' init "$dir/k"
expect 'init wants a size it can use' 64 '' init "$dir/j" --segment-size 64
expect 'init wants a directory' 64 '' init
start_daemon
"$coopctl" status >out
printed 'status names the cooperative' '^coop	Krabi$'
"$coopctl" status -o json | python3 -c 'import json,sys; s=json.load(sys.stdin); assert s["seq"] == 0 and s["cursors"] == []'
result 'status -o json' $?

# ---- send
cat >base.jsonl <<'END'
{"type":"policy.published","key":"policy/1","effective_date":"2023-12-01","data":{"version":1,"take_home_min_bp":3000,"take_home_min_satang":100000,"year_divisor":365,"rounding":"half_up","instalment_step_satang":10000,"months_method":"due_dates","employer_contact_days":14,"mediation_days":30,"mediation_venue":"office","no_show_limit":2,"breach_grace_days":7,"committee_weekday":4,"products":[{"product":"ordinary","kind":"ordinary","max_instalments":150,"rate_bp":600},{"product":"emergency","kind":"emergency","max_instalments":12,"rate_bp":600},{"product":"special","kind":"special","max_instalments":360,"rate_bp":550}],"classes":[{"class":"normal","over_months":0,"provision_bp":0,"npl":false},{"class":"substandard","over_months":3,"provision_bp":2000,"npl":true},{"class":"doubtful","over_months":6,"provision_bp":5000,"npl":true},{"class":"doubtful_of_loss","over_months":12,"provision_bp":10000,"npl":true}],"items":[{"item":"share","priority":1},{"item":"emergency","priority":2},{"item":"ordinary","priority":3},{"item":"special","priority":4}]}}
{"type":"unit.registered","key":"unit/0417","effective_date":"2023-12-01","data":{"unit_code":"0417","unit_group":"monthly"}}

{"type":"member.registered","key":"m/004411","effective_date":"2023-12-01","data":{"member_no":"004411","kind":"ordinary","unit_code":"0417","birth_date":"1980-05-14","income_satang":2800000,"other_deductions_satang":300000,"share_monthly_satang":90000}}
{"type":"member.registered","key":"m/004412","effective_date":"2023-12-01","data":{"member_no":"004412","kind":"ordinary","unit_code":"0417","income_satang":3500000,"share_monthly_satang":100000}}
{"type":"loan.application_filed","key":"a/7","effective_date":"2023-12-04","data":{"application_no":"A-2567-0007","member_no":"004411","product":"ordinary","amount_satang":30000000,"instalments":60,"method":"equal_principal","purpose":3}}
{"type":"loan.committee_decided","key":"d/7","effective_date":"2023-12-07","actor":"officer-07","source_ref":"minutes-2567-2","data":{"application_no":"A-2567-0007","decision":"approved","amount_satang":30000000,"instalments":60,"resolution_no":"2/2567"}}
{"type":"loan.disbursed","key":"p/7","effective_date":"2023-12-12","data":{"contract_no":"S-2567-0007","application_no":"A-2567-0007","paid_satang":30000000,"approval_ref":"V-2567-0031"}}
END
applied='line 1  policy/1  applied seq 1
line 2  unit/0417  applied seq 2
line 4  m/004411  applied seq 3
line 5  m/004412  applied seq 4
line 6  a/7  applied seq 5
line 7  d/7  applied seq 6
line 8  p/7  applied seq 7'
expect 'send, dry' 0 "$applied" send --dry-run --file base.jsonl
said 'a dry run tells what would come' 'loan.application_screened'
expect 'a dry run keeps nothing: the same numbers again' 0 "$applied" send --file base.jsonl
expect 'send again' 0 "${applied//applied/repeated}" send --file base.jsonl
said 'the summary' '7 events: 7 repeated'
head -n 1 base.jsonl >one
expect 'send -o json' 0 '{"line":1,"key":"policy/1","status":"repeated","first_status":"applied","seq":1}' send -o json --file one

cat >bad.jsonl <<'END'
{"type":"member.income_reported","key":"i/1","effective_date":"2023-12-13","data":{"member_no":"004411","income_satang":2900000}}
{"type":"member.income_reported","key":"i/1","effective_date":"2023-12-13","data":{"member_no":"004411","income_satang":2900001}}
{"type":"member.income_reported","key":"i/2","effective_date":"2023-12-13","data":{"member_no":"9","income_satang":1}}
{"type":"member.income_reported","key":"i/3","effective_date":"2023-12-13","data":{"member_no":"004411","income_satang":29000.5}}
{"type":"member.income_reported","key":"i/3","effective_date":"2023-12-13","data":{"member_no":"004411","income_satang":null}}
{"type":"member.income_reported","key":"i/3","effective_date":"2567-12-13","data":{"member_no":"004411","income_satang":1}}
{"type":"member.income_reported","key":"i/3","effective_date":"2023-12-13","data":{"member_no":"004411","income_satang":9223372036854775807}}
{"key":"a","key":"b"}
END
expect 'what is wrong is told line by line' 65 'line 1  i/1  applied seq 8
line 2  i/1  conflict with seq 8: this key was sent before with other content (income_satang); use a new key for a new fact
line 3  i/2  refused data.member_no: member 9 is not registered; check the number, with its leading zeros
line 4  -  refused data.income_satang: is a floating-point number; send integers, money in satang
line 5  -  refused data.income_satang: is null; give a value, or leave the field out
line 6  i/3  refused effective_date: "2567-12-13" is not a day that there is, written like 2024-01-31; years are of the common era here (2567 is 2024)
line 7  i/3  refused data.income_satang: 9223372036854775807 is outside the range allowed, at the bound 99999999999999999
line 8  -  refused is not one JSON object: duplicate object key near '"'"'"key"'"'"', at character 16' send --file bad.jsonl
sed -n 3p bad.jsonl >one
expect 'a refusal alone is status 1' 1 'line 1  i/2  refused data.member_no: member 9 is not registered; check the number, with its leading zeros' send --file one
LC_ALL=th_TH.UTF-8 "$coopctl" send --file one >out 2>err
printed 'the same in Thai' 'refused data.member_no: ไม่พบสมาชิก 9 โปรดตรวจเลขทะเบียน'
expect 'an envelope takes nothing when one is wrong' 1 'line 1  i/1  refused together with the others
line 2  i/1  conflict with seq 8: this key was sent before with other content (income_satang); use a new key for a new fact
line 3  i/2  refused together with the others' send --envelope --file <(head -n 3 bad.jsonl)
said 'and says so' 'nothing of the envelope was taken'
expect 'an envelope with a line that cannot be read is not sent' 65 '' send --envelope --file bad.jsonl
said 'and names the line' 'line 4: data.income_satang'
printf '\x84\xa4type\xafunit.registered\xa3key\xa9unit/0500\xaeeffective_date\xaa2023-12-01\xa4data\x82\xa9unit_code\xa40500\xaaunit_group\xa3big' >one.mp
expect 'send --msgpack' 0 'event 1  unit/0500  applied seq 9' send --msgpack --file one.mp
head -c 40 one.mp >cut.mp
expect 'msgpack that is cut off' 65 '' send --msgpack --file cut.mp
expect 'a bad producer name' 64 '' send --producer 'a b' --file one
expect 'no such file' 74 '' send --file nowhere

# ---- a month
cat >cycle.jsonl <<'END'
{"type":"payroll.cycle_opened","key":"c/2024-01","effective_date":"2024-01-10","data":{"period":"2024-01","unit_group":"monthly","interest_to_date":"2024-01-31","remit_due_date":"2024-01-31","cut_off_date":"2024-02-05"}}
END
"$coopctl" send --file cycle.jsonl >/dev/null 2>&1
at_rest
printf '\xef\xbb\xbfสหกรณ์ออมทรัพย์กระบี่,,,\nรายการหักเงิน งวด 01/2567,,,\nลำดับ,เลขทะเบียน,ชื่อ - สกุล,ยอดหัก (บาท),เหตุผล,วันที่หัก\n1,004411,"ใจดี, สมชาย","8,365.75",,25/01/2567\n2,๐๐๔๔๑๒\xc2\xa0,สมหญิง,500,เงินเดือนไม่พอ,\n\n3,009999,ใคร,"1,234.50",,25/01/2567\n,,รวม 3 ราย,"10,100.25",,\n,,ผู้จัดทำ,,,\n' >0417.csv
to=(--unit 0417 --period 2567-01)
expect 'a date needs an era' 65 '' import 0417.csv "${to[@]}"
said 'and is asked for' 'row 4, column 6 (date): "25/01/2567" is a date: say of which era with --calendar be or ce'
expect 'the wrong era' 65 '' import 0417.csv "${to[@]}" --calendar ce
said 'is an error' 'has a year of the Buddhist era, but --calendar says ce'
to+=(--calendar be)
expect 'other totals than expected' 65 '' import 0417.csv "${to[@]}" --expect-count 4 --expect-total 10,000.00
said 'both are told: count' '--expect-count says 4 rows but there are 3'
said 'both are told: sum' 'a difference of 100.25'
expect 'a unit that is not known' 1 'row 4  004411  8,365.75  refused data.unit_code: unit 0418 is not registered; send unit.registered first
row 5  004412  500.00  refused data.unit_code: unit 0418 is not registered; send unit.registered first
row 7  009999  1,234.50  refused data.unit_code: unit 0418 is not registered; send unit.registered first
closing the file  refused data.unit_code: unit 0418 is not registered; send unit.registered first' import 0417.csv --unit 0418 --period 2567-01 --calendar be
before=$("$coopctl" status | grep '^seq')
"$coopctl" import 0417.csv "${to[@]}" --dry-run >out 2>err
printed 'import, dry: the parked row' '^row 7  009999  1,234.50  parked unknown_member seq '
printed 'import, dry: the sum' '^0417.csv: 3 rows, 10,100.25 baht; 4 events: 3 applied, 1 parked; dry run: nothing was kept$'
said 'import, dry: the totals' '0417.csv: its line of totals agrees'
printed 'import, dry: what would come of it' ' payroll.unit_settled$'
result 'import, dry: nothing happened' "$([ "$("$coopctl" status | grep '^seq')" = "$before" ]; echo $?)"
iconv -f UTF-8 -t CP874 <(tail -c +4 0417.csv) >cp874.csv
expect 'CP874 taken for UTF-8' 65 '' import cp874.csv "${to[@]}"
said 'and how to mend it' 'line 1, byte 1: this byte is not UTF-8; if an old Windows program wrote the file, add --encoding cp874'
"$coopctl" import cp874.csv "${to[@]}" --encoding cp874 -o json >out 2>err
result 'import' $?
printed 'import -o json: a row' '"row":7,"key":"2024-01/0417/3","status":"parked","code":"unknown_member"'
printed 'import -o json: the sum' '^\{"file":"cp874.csv","unit_code":"0417","period":"2024-01","rows":3,"total_satang":1010025,"billed_without_row":0,"envelopes":1,"closed":true,"dry_run":false,"events":4,"applied":3,"parked":1,"repeated":0,"conflict":0,"refused":0\}$'
at_rest
expect 'import again, the same in another encoding' 0 '0417.csv: 3 rows, 10,100.25 baht; 4 events: 4 repeated; already imported: nothing was changed' import 0417.csv "${to[@]}"
sed 's/"8,365.75"/"8,000.75"/; s/10,100.25/9,735.25/' 0417.csv >other.csv
"$coopctl" import other.csv "${to[@]}" >out 2>err
result 'import other content: status 1' "$([ $? = 1 ]; echo $?)"
printed 'the row is named' '^row 4  004411  8,000.75  conflict with seq [0-9]+: this key was sent before with other content \(collected_satang\)'

cat >bad.csv <<'END'
member_no,amount,reason,date,period
004411,"1,23.45",,25/01/2567,01/2567
4411.0,12.345,resigned,25/01/67,2567-02
,(500.00),xx,31/02/2567,
0044112233445,1500-,,25/01/2024,
00 4411,1e5,,5/1/2567,
004411
TOTAL,0
004412,5,,,
END
expect 'bad cells' 65 '' import bad.csv "${to[@]}"
while IFS= read -r line; do
    said "bad cell: ${line%%:*}" "bad.csv: $line"
done <<'END'
row 2, column 2 (collected): "1,23.45" has a comma in the wrong place
row 3, column 1 (member_no): "4411.0" looks like a number that a spreadsheet changed
row 3, column 2 (collected): "12.345" has more than 2 decimals
row 3, column 4 (date): "25/01/67" has a year that is not of four digits
row 3, column 5 (period): "2567-02" is another month than --period
row 4, column 1 (member_no): "" is blank
row 4, column 2 (collected): "(500.00)" is negative
row 4, column 3 (reason): "xx" is no reason that is known
row 4, column 4 (date): "31/02/2567" is a day that does not exist
row 5, column 1 (member_no): "0044112233445" is longer than
row 5, column 2 (collected): "1500-" is negative
row 5, column 4 (date): "25/01/2024" has a year of the common era
row 6, column 1 (member_no): "00 4411" has a blank inside
row 6, column 2 (collected): "1e5" is no amount
row 7: the row ends before its member number or amount
row 9: a line stands behind the line of totals
END
said 'bad cells: nothing was sent' 'nothing was sent; mend 16 cells'
printf 'สมาชิกเลขที่,ชื่อ,เงินหัก,หมายเหตุ\n4411,ก,1.00,\nรวมทั้งสิ้น,,,\n' >total.csv
expect 'a line of totals without an amount' 65 '' import total.csv "${to[@]}"
said 'is named' 'total.csv: line 3 is a line of totals but has no amount in column 3; mend it, or delete the line'
said 'columns that were taken are told' 'columns: member_no=1 สมาชิกเลขที่, collected=3 เงินหัก, reason=4 หมายเหตุ; not used: 2 ชื่อ'
sed '$d' total.csv >zeros.csv
expect 'leading zeros were lost' 65 '' import zeros.csv "${to[@]}"
said 'and the member is named' 'row 2: member 4411 is unknown, 004411 exists; were leading zeros lost? Format the column as text'
said 'a file without totals says so' 'the file has no line of totals; give --expect-total to check it'
printf 'a,b\n7,1.5\n' >plain.csv
expect 'no heading' 65 '' import plain.csv --unit 0417 --period 2567-01
expect 'columns by number, another unit' 1 "row 2  7  1.50  refused data.period: unit 0500 was not billed for 2024-01; open the cycle first
closing the file  refused data.period: unit 0500 was not billed for 2024-01; open the cycle first" import plain.csv --unit 0500 --period 2567-01 --columns member_no=1,collected=2 --partial
printf 'member_no,amount\n"004411,2\n' >open.csv
expect 'an open quotation mark' 65 '' import open.csv --unit 0417 --period 2567-01
expect 'a unit must be named' 65 '' import plain.csv --period 2567-01 --columns member_no=1,collected=2,unit=3
expect 'and is named by the file at most with a heading' 64 '' import plain.csv --period 2567-01 --columns member_no=1,collected=2

# ---- a file of several envelopes, in parts
python3 - >many.jsonl <<'END'
import json
def say(event, key, date, **data): print(json.dumps({"type": event, "key": key, "effective_date": date, "data": data}))
for i in range(9000):
    say("member.registered", f"m/{i}", "2024-01-02", member_no=f"B{i:05}", kind="ordinary", unit_code="0500", income_satang=2500000, share_monthly_satang=50000)
say("payroll.cycle_opened", "c/big", "2024-01-10", period="2024-01", unit_group="big", interest_to_date="2024-01-31", remit_due_date="2024-01-31", cut_off_date="2024-02-05")
END
python3 - >many.csv <<'END'
print("member_no,amount")
for i in range(9000): print(f"B{i:05},500.00")
print('"total 9,000 rows","4,500,000.00"')
END
"$coopctl" send --file many.jsonl >out 2>err
said 'many events' '9001 events: 9001 applied'
result 'answers come in order' "$(awk '$2 != NR { bad = 1 } END { exit bad }' out; echo $?)"
at_rest
"$coopctl" import many.csv --unit 0500 --period 2024-01 >out 2>err
printed 'a long file' '^many.csv: 9000 rows, 4,500,000.00 baht; 9001 events: 9001 applied; the file is closed'
said 'is cut, and says so' '9000 rows take'
at_rest
"$coopctl" import many.csv --unit 0500 --period 2024-01 >out 2>err
printed 'a long file again' '9001 repeated; already imported: nothing was changed$'

# ---- show
"$coopctl" show member 004412 >out
printed 'show member' '^share_balance	500.00$'
"$coopctl" show member 004411 >out
printed 'show member: with loans' '^S-2567-0007	ordinary	active	300,000.00	295,000.00	normal	0	$'
"$coopctl" show loan S-2567-0007 -o json | python3 -c 'import json,sys; l=json.load(sys.stdin); assert l["key"] == {"contract_no": "S-2567-0007"} and l["value"]["principal_satang"] == 29500000 and l["instalment"] == []'
result 'show loan -o json' $?
expect 'show a row of any table' 0 'unit_group	unit_code	listed
big	0500	true' show unit_in_group unit_group=big
expect 'show suspense' 0 'suspense_no	amount	seq	since	look_on	period	unit_code	member_no	reason
1	1,234.50	14	2024-01-25	2024-02-24	2024-01	0417	009999	unknown_member' show suspense
said 'show suspense: the sum, and the account' "total 1,234.50 baht; the ledger's suspense account says 1,234.50"
"$coopctl" show ledger >out
printed 'show ledger: balanced' '^difference	0.00	$'
"$coopctl" show policy 1 >out
printed 'show policy: with its products' '^1	emergency	emergency	12	600	'
for n in 2 1; do
    echo '{"type":"loan.application_filed","key":"a/1'$n'","effective_date":"2024-02-01","data":{"application_no":"A-2567-001'$n'","member_no":"004412","product":"special","amount_satang":30000000,"instalments":60,"method":"equal_principal","purpose":3}}'
done >queued.jsonl
"$coopctl" send --file queued.jsonl >/dev/null 2>&1
expect 'show a queue, in order' 0 'queue	place	application_no	member_no
weekly	1	A-2567-0012	004412
weekly	2	A-2567-0011	004412' show queue weekly
expect 'show what is not there' 1 '' show loan X-1
said 'and says so' 'there is no loan X-1'
expect 'show nothing known' 64 '' show lona
said 'and what may be meant' 'did you mean loan?'
expect 'show with a bad key' 64 '' show bill 2024-13

# ---- tail
"$coopctl" tail --from 1 --type loan. >out
printed 'tail: a line' '^1  2023-12-04  loan.application_screened  application_no A-2567-0007 .*\(screening, event 5\)$'
result 'tail -n' "$([ "$("$coopctl" tail -n 3 | wc -l)" = 3 ]; echo $?)"
result 'tail -n with a filter' "$([ "$("$coopctl" tail -n 2 --member 004411 --type payroll. -o json | grep -c '"member_no":"004411"')" = 2 ]; echo $?)"
"$coopctl" tail --cursor-file cursor --type payroll. >first
"$coopctl" tail --cursor-file cursor >second
last=$("$coopctl" status | sed -n 's/^last	//p')
result 'tail keeps its place' "$([ -s first ] && [ ! -s second ] && [ "$(cat cursor)" = "$last" ]; echo $?)"
expect 'a file that holds no place' 74 '' tail --cursor-file 0417.csv
expect 'a type without its dot' 64 '' tail --type loan
said 'is told with it' '--type loan: no follow-up is called that; did you mean loan.?'
expect 'a mistyped type' 64 '' tail --type loan.clased
said 'is told with the nearest' 'did you mean loan.closed?'
expect 'a member that there is not' 1 '' tail --member 99
said 'is no empty stream' 'there is no member 99'
expect 'a position beyond the end' 0 '' tail --from 99999
said 'neither' 'Position 99999 does not exist yet; the last is '
expect 'nothing to show' 64 '' show
said 'all that can be shown is named' 'Show one of member, loan, case, application, unit, suspense, ledger, cycle, period, notice, policy; or a table: counter policy '
expect 'nothing like it to show' 64 '' show xyzzyx
said 'there too' 'or a table: counter policy '
expect 'a month of the Buddhist era in a key' 0 "$("$coopctl" show cycle monthly 2024-01)" show cycle monthly 2567-01
printf '%s\n' '{"type":"unit.registerd","key":"h/1","effective_date":"2024-03-01","data":{}}' \
    '{"type":"member.registered","key":"h/2","effective_date":"2024-03-01","data":{"member_no":"1","kind":"regular","unit_code":"0417","income_satang":1}}' \
    '{"type":"loan.application_filed","key":"h/3","effective_date":"2024-03-01","data":{"application_no":"A-9","member_no":"004411","product":"ordnary","amount_satang":30000000,"instalments":60,"method":"equal_principal","purpose":3}}' >hints.jsonl
"$coopctl" send --dry-run --file hints.jsonl >out 2>err
printed 'a mistyped event is told with the nearest' '^  did you mean unit.registered\?$'
printed 'a word that is none, with those that are' '^  say one of ordinary, associate'
said 'a product that is none, with those that are' 'Products of the latest policy: emergency, ordinary, special'
expect 'tail with a bad number' 64 '' tail -n many
"$coopctl" tail -f -n 1 >follow 2>follow.err &
tail=$!
sed 's|i/1|i/9|; s|2900000|2950000|' bad.jsonl | head -n 1 >next.jsonl
echo '{"type":"loan.payment_received","key":"r/1","effective_date":"2024-02-01","data":{"contract_no":"S-2567-0007","amount_satang":500000,"channel":"counter","document_no":"R-2567-1009"}}' >>next.jsonl
until [ -s follow ]; do :; done
"$coopctl" send --file next.jsonl >/dev/null 2>&1
until grep -q loan.instalment_posted follow; do :; done
kill -INT "$tail"
wait "$tail"
result 'tail -f ends well' $?
result 'tail -f says how to go on' "$(grep -qE '^  coopctl tail -f --from [0-9]+$' follow.err; echo $?)"

# ---- why
python3 - >days.jsonl <<'END'
import datetime, json
day, end = datetime.date(2024, 1, 31), datetime.date(2024, 2, 5)
while day <= end:
    print(json.dumps({"type": "clock.day_closed", "key": f"day/{day}", "effective_date": str(day), "data": {"date": str(day)}}))
    day += datetime.timedelta(1)
END
"$coopctl" send --producer clock --file days.jsonl >out 2>err
at_rest
"$coopctl" why application A-2567-0007 >out
printed 'why: the decision' '^2023-12-07  .*A-2567-0007'
printed 'why: who answers for it' '^    event 6: the loan committee decided: .* - sent by coopctl under key d/7, from minutes-2567-2, answered for by officer-07$'
printed 'why: the rule and its document' '^ +.*\(Policy of the cooperative; policy version 1\)$'
printed 'why: the values' 'compared: [0-9,.]+ baht a month are left after deductions; at least 8,400.00 must be$'
printed 'why: each with its limit' 'compared: 60 instalments; at most 150 are allowed$'
"$coopctl" why loan S-2567-0007 >out
printed 'why loan: the decision that granted it' '^ +event 6: the loan committee decided: '
suspense=$("$coopctl" tail --from 1 --type payroll.suspense_created | cut -d' ' -f1)
"$coopctl" why followup "$suspense" >out
printed 'why: file and row' 'sent by coopctl under key 2024-01/0417/3, from cp874.csv:7$'
LC_ALL=th_TH.UTF-8 "$coopctl" why followup "$suspense" >out
printed 'why in Thai' 'เงินที่จับคู่ไม่ได้พักไว้รอตรวจสอบ'
"$coopctl" why loan S-2567-0007 -o json | python3 -c 'import json,sys; rows=[json.loads(l) for l in sys.stdin]; assert "loan" in rows[0] and "followup" in rows[1] and "event" in rows[2]'
result 'why -o json' $?
expect 'why of nothing' 1 '' why loan X-1
expect 'why of what' 64 '' why lon X-1

# ---- verify and rebuild
seq=$("$coopctl" status | sed -n 's/^seq	//p')
for _ in $(seq 100); do # the daemon checkpoints after a moment of quiet
    "$coopctl" verify "$dir/k" -o json 2>/dev/null | grep -q "\"checkpoint\":$seq," && break
    sleep 0.2
done
"$coopctl" verify "$dir/k" --live-socket >out 2>err
result 'verify beside the daemon' $?
printed 'verify names the record' '^verify equal seq [0-9]+$'
printed 'verify lists the tables' '^member	9002	[0-9a-f]{16}	equal$'
result 'verify leaves nothing behind' "$([ -z "$(ls -d "$dir"/coopctl-verify* 2>/dev/null)" ]; echo $?)"
expect 'no rebuild beside the daemon' 78 '' rebuild "$dir/k"
expect 'verify wants a store' 78 '' verify "$dir"
stop_daemon
"$coopctl" verify "$dir/k" -o json | python3 -c 'import json,sys; v=json.load(sys.stdin); assert v["verify"] == "equal" and v["seq"] == v["checkpoint"] == int(sys.argv[1])' "$seq"
result 'verify -o json' $?
sed -i 's/V-2567-0031/V-2567-0032/' k/state/data.mdb
"$coopctl" verify "$dir/k" >out 2>err
result 'a state that was tampered with: status 1' "$([ $? = 1 ]; echo $?)"
printed 'the table is named' '^_followup	[0-9]+	[0-9a-f]{16}	differs$'
said 'and the follow-up' 'the first follow-up that differs is '
if [ "$(id -u)" = 0 ]; then
    chown nobody k
    expect 'no rebuild of what is another one'"'"'s' 78 '' rebuild "$dir/k"
    said 'and who may' "belongs to nobody; use sudo -u nobody coopctl rebuild $dir/k"
    chown root k
fi
rm -rf k/state
expect 'rebuild' 0 "rebuilt seq $seq" rebuild "$dir/k"
result 'rebuild leaves nothing behind' "$([ -z "$(ls -d k/state.* 2>/dev/null)" ]; echo $?)"
"$coopctl" verify "$dir/k" >out 2>err
printed 'a rebuilt state is equal' "^verify equal seq $seq\$"
start_daemon
result 'the daemon goes on where it was' "$([ "$("$coopctl" status | sed -n 's/^seq	//p')" = "$seq" ]; echo $?)"

# ---- a daemon that dies while events are sent
python3 - >storm.jsonl <<'END'
import json
for i in range(60000):
    print(json.dumps({"type": "member.registered", "key": f"s/{i}", "effective_date": "2024-02-05", "data": {"member_no": f"S{i:06}", "kind": "ordinary", "unit_code": "0500", "income_satang": 2500000}}))
END
"$coopctl" send --file storm.jsonl >storm 2>storm.err &
send=$!
until [ -s storm ]; do :; done
kill -KILL "$daemon"
wait "$daemon" 2>/dev/null
start_daemon
wait "$send"
result 'send goes on behind a crash' $?
result 'every event is answered, once, in order' "$(awk '$2 != NR { bad = 1 } END { exit bad || NR != 60000 }' storm; echo $?)"
result 'every event is there' "$([ "$("$coopctl" show member -o json | grep -c '"S0')" = 60000 ]; echo $?)"
stop_daemon
cp -r k damaged
sed -i 's/officer-07/officer-08/' damaged/journal/00000000000000000001.seg
expect 'a damaged journal' 1 '' verify "$dir/damaged"
said 'is named' 'journal segment'

[ "$failures" = 0 ]
