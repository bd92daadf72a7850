#!/bin/sh
# Makes the golden file strings-redis-7.0.15.rdb with real redis-server. Its bytes differ from run to run (ctime, used-mem, order of
# the keys); the content that RdbGoldenTest expects does not.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d /tmp/rdb-golden-XXXXXX)
redis-server --port 0 --unixsocket "$work/socket" --dir "$work" --save '' --databases 16 --maxmemory-policy allkeys-lfu \
    --daemonize yes --pidfile "$work/pid" --logfile "$work/log"
until redis-cli -s "$work/socket" ping > "$work/ping" 2>&1; do sleep 0.1; done

cli() { db=$1; shift; redis-cli -s "$work/socket" -n "$db" "$@" > "$work/reply"; }
zeros() { head -c "$1" /dev/zero | tr '\0' "$2"; }

cli 0 SET empty ''
cli 0 SET '' 'empty key'
for n in 0 -1 127 128 -128 -129 32767 32768 -32768 -32769 2147483647 2147483648 -2147483648 -2147483649 9223372036854775807; do
    cli 0 SET "number:$n" "$n"
done
cli 0 SET 12345 'number as a key'
cli 0 SET leading-zero 007
cli 0 SET plain:63 "$(seq -s , 100 | head -c 63)"
cli 0 SET plain:64 "$(seq -s , 100 | head -c 64)"
cli 0 SET compressed:20 "$(zeros 20 a)"
cli 0 SET compressed:21 "$(zeros 21 a)"
cli 0 SET compressed:20000 "$(zeros 20000 b)"
cli 0 SET "$(zeros 100 k)" 'compressed key'
printf 'line\r\n\0\377\200' | redis-cli -s "$work/socket" -x SET binary > "$work/reply"
cli 0 SETRANGE noise 0 "$(seq 1 300 | sha512sum | head -c 100)"
cli 3 SET expires v PXAT 4102444800123
cli 3 SET expires:number 42 PXAT 4102444800000
cli 15 SET last v

cli 0 SAVE
redis-cli -s "$work/socket" SHUTDOWN NOSAVE
mv "$work/dump.rdb" strings-redis-7.0.15.rdb
rm -r "$work"
