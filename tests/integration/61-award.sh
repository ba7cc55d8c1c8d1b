#!/bin/bash
# coopctl report: what the form of the outstanding-cooperative award asks for, of a year that is measured as its last day is
# closed, with AT-05 to AT-10; what was not reported is asked for, never invented; as CSV and spreadsheet too.
# Usage: 61-award.sh BUILD_DIR
here=$(dirname "$(realpath "$0")")
. "$(dirname "$0")/shell.sh" "$1"

tell() { # parts of award_events.py
    python3 "$here/award_events.py" "$1" | "$coopctl" send --producer office >sent 2>&1
    ! grep -E 'refused|conflict|parked' sent | sed 's/^/# /' | grep . || exit 1
    "$coopctl" status --wait 30 >/dev/null || exit 1
}
shows() { # name, lines with | for a tab, report, further arguments...
    local name=$1 lines=$2
    shift 2
    env ${as:-} "$coopctl" report "$@" >out 2>err || { result "$name" 1 && return; }
    printed "$name" "${lines//|/$'\t'}"
}
refuses() { # name, line, arguments...
    local name=$1 line=$2
    shift 2
    "$coopctl" report "$@" >out 2>err && { result "$name" 1 && return; }
    printed "$name" "$line"
}
"$coopctl" init "$dir/k" --segment-size 1M >/dev/null
start_daemon

refuses 'which report' 'name one report: qualification, shares' nothing --year 2023
tell before
refuses 'which year' '--year: a year like 2024 or 2567' shares
shows 'a year that is not measured' 'Not measured: fiscal_year.measured is sent while 2023-12-31 is the last day closed; ' shares --year 2023
shows 'figures that were not reported are asked for' \
    'Not reported: years in operation of 2023: send figure.year_reported with year 2023 and figure years_in_operation.
(1)|years in operation, at least|-|5|not measurable
0 of 11 pass, 11 are not measurable; all must pass.' qualification --year 2023
tell after
tell figures
shows 'the eleven qualifications: AT-05, AT-06, AT-07' \
    '(3)|years with a loss of the last 2, disasters apart, none|0|0|passes
(5)|days from the year'"'"'s end to the general meeting, at most|150|150|passes
(6)|members in business, the lowest of 3 years, at least|60.00|60.00|passes
(8)|paid out for welfare and public benefit in 3 years, and allocated, more than|12,000.00|0.00|passes
(10)|takes deposits: more than|37,000.00|0.00|passes
(11)|liabilities without members'"'"' deposits, below the own capital of|400,000,000.00|400,000,000.00|fails
10 of 11 pass, 0 are not measurable; all must pass.' qualification --year 2566
shows 'who holds the shares: AT-08' \
    'Measured as the books stood at the close of 2023-12-31.
4 members hold more than half of the share capital: 3,750,000.00 baht, 52.05 %.
Less than the national average of 313,219,734.10 baht.
2023|7,205,000.00|21|343,095.24|4|52.05
1|000001|1,500,000.00|20.82|1,500,000.00|20.82
4|000004|650,000.00|9.02|3,750,000.00|52.05
5|000005|600,000.00|8.33|4,350,000.00|60.37
18|000018|20,000.00|0.28|7,190,000.00|99.79
19|000019|10,000.00|0.14|7,200,000.00|99.93
20|000020|5,000.00|0.07|7,205,000.00|100.00
|rounding difference of the column||-0.02||' shares --year 2023
shows 'deposits by kind, each person once' \
    'savings|12,000.00|32.43|3|3
special savings|15,000.00|40.54|3|3
fixed|10,000.00|27.03|3|3
rounding difference||0.00||
all, each person once|37,000.00|100.00|9|8
2022|-|-' deposits --year 2023
shows 'loans by purpose' \
    'repay an old contract|12,000.00|42.86|3|3
repay outsiders|7,000.00|25.00|2|2
household|9,000.00|32.14|2|2
all|28,000.00|100.00|7|' purposes --year 2023
shows 'loans by product' \
    'emergency|12,000.00|42.86|3|3
ordinary|16,000.00|57.14|4|4' products --year 2023
shows 'a year without loans' 'all|0.00|-|0|' products --year 2021
shows 'overdue loans' 'over 3|0|0.00|0.00
all loans|7|28,000.00|100.00' npl --year 2023
shows 'attendance: AT-10' '2023-01|1|15|14|93.33
2023-07|1|15|8|53.33
year|12|180|149|82.78
year|0|0|0|-' attendance --year 2023
shows 'members of three years' '2023|20|1|21|-|-
2022|1000|10|1010|-|-
Not reported: persons who may be ordinary members of 2021: send figure.year_reported with year 2021 and figure eligible_persons.' members --year 2023
shows 'ratios that the form names' '2: 4|borrowed from outside, of the own capital|2023|10,000,000.00|400,000,000.00|2.50
2: 4|borrowed from outside, of the own capital|2022|-|-|-' finance --year 2023
shows 'income and the net profit spread over it: AT-09' \
    'loans to members|90,000,000.00|25.00||45,000,000.00|
loans to other cooperatives|80,000,000.00|22.22||40,000,000.00|
investments|180,000,000.00|50.00||90,000,000.00|
other|10,000,000.00|2.78|+0.01|5,000,000.00|
all|360,000,000.00|100.00||180,000,000.00|' income --year 2023
shows 'an income that was not reported' 'send income.year_reported with year 2022' income --year 2022
as=LC_ALL=th_TH.UTF-8 shows 'in Thai, of the Buddhist era' 'สมาชิก 4 คนถือหุ้นรวมกันเกินครึ่งของทุนเรือนหุ้น: 3,750,000.00 บาท ร้อยละ 52.05
2566|7,205,000.00|21|343,095.24|4|52.05' shares --year 2566

"$coopctl" trial-balance >out 2>err
result 'the trial balance agrees, with deposits of each kind' $?
tell mended
"$coopctl" trial-balance >out 2>err
result 'and with an allocated profit' $?
shows 'told anew, a figure is as told last' \
    '(11)|liabilities without members'"'"' deposits, below the own capital of|400,000,000.00|400,000,000.01|passes
11 of 11 pass, 0 are not measurable; all must pass.' qualification --year 2023
shows 'what was allocated need not be reported' \
    '4|allocated to the public-benefit fund, of the net profit|2023|20,000.00|1,000,000.00|2.00
1: 13|league fee paid, of what was allocated to it|2023|4,000.00|10,000.00|40.00' finance --year 2023
shows 'equal is neither more nor less' 'Equal to the national average of 7,205,000.00 baht' shares --year 2023
shows 'as JSON, exactly' '[4,"000004",65000000,902,375000000,5205]' shares --year 2023 -o json

"$coopctl" report shares --year 2023 --format csv --out shares.csv 2>err
result 'a file is written' $?
head -c 3 shares.csv | cmp -s - <(printf '\xef\xbb\xbf') && grep -qF $'4,000004,650000.00,9.02,3750000.00,52.05\r' shares.csv
result 'CSV: marked as UTF-8, numbers without commas' $?
refuses 'a file that is there stays' 'shares.csv' shares --year 2023 --format csv --out shares.csv
refuses 'a format without a file' 'with both --format csv or xlsx, and --out FILE' shares --year 2023 --format csv
"$coopctl" report shares --year 2023 --format xlsx --out shares.xlsx 2>err &&
    "$build/tests/tools/xlsx_rows" shares.xlsx >rows 2>err && grep -q '000004' rows && grep -q '3750000' rows
result 'a spreadsheet, with numbers as numbers' $?
stop_daemon
[ $failures = 0 ]
