#!/bin/sh
# Prints a main() that runs every function test_* defined in the object file $1, in order of name.
names=$(nm --defined-only "$1" | awk '$2 == "T" && $3 ~ /^test_/ { print $3 }' | sort)
echo 'void test_run(const char *, void (*)(void)); int test_status(void);'
for n in $names; do echo "void $n(void);"; done
echo 'int main(void) {'
for n in $names; do echo "    test_run(\"$n\", $n);"; done
echo '    return test_status(); }'
