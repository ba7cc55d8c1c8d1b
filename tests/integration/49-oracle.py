#!/usr/bin/python3
"""Some loans against the independent computation of tests/oracle; `make oracle` compares 100,000. And that it would notice.

    49-oracle.py BUILD
"""
import os
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LOANS, PLANTED = 1500, 41


def oracle(*arguments):
    done = subprocess.run([sys.executable, os.path.join(TOP, "tests/oracle/oracle.py"), sys.argv[1], *arguments],
                          stdout=subprocess.PIPE, text=True, check=False)
    return done.returncode, done.stdout


def tell(ok, what, output):
    if not ok:
        print("\n".join("# " + line.lstrip("# ") for line in output.splitlines()[-60:]))
    print(f"{'ok' if ok else 'not ok'} - {what}")
    return ok


def main():
    loans = LOANS // 4 if "asan" in sys.argv[1] else LOANS
    status, output = oracle("--loans", str(loans))
    good = tell(status == 0 and f"{loans} passed, 0 failed" in output,
                f"{loans} loans are billed and paid as the documents say, to the satang", output)
    status, output = oracle("--loans", "60", "--plant", str(PLANTED))
    good &= tell(status == 1 and "59 passed, 1 failed" in output and f"case {PLANTED} of seed 2567 differs" in output,
                 "the oracle notices a satang too much in one bill", output)
    status, again = oracle("--case", str(PLANTED), "--plant", str(PLANTED))
    good &= tell(status == 1 and "0 passed, 1 failed" in again and "loan.disbursed" in again,
                 "a case that differs is played again by its seed and number", again)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
