#!/bin/sh
# Makes the golden file collections-redis-7.0.15.rdb with real redis-server: every type that it writes. Its bytes differ from run
# to run (ctime, used-mem, order of the keys and of members); the content that RdbCollectionsGoldenTest expects does not.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d /tmp/rdb-golden-XXXXXX)
redis-server --port 0 --unixsocket "$work/socket" --dir "$work" --save '' --hash-max-listpack-entries 4 --zset-max-listpack-entries 4 \
    --set-max-intset-entries 4 --list-max-listpack-size 4 --daemonize yes --pidfile "$work/pid" --logfile "$work/log"
until redis-cli -s "$work/socket" ping > "$work/ping" 2>&1; do sleep 0.1; done

cli() { redis-cli -s "$work/socket" "$@" > "$work/reply"; }

cli RPUSH list:one only
cli RPUSH list:kinds '' a 0 -1 127 -4096 4095 32767 8388607 2147483647 9223372036854775807 -9223372036854775808 007
cli RPUSH list:long $(seq -f 'element-%04g' 1 40)
cli SADD set:short 1 -2 3
cli SADD set:int 1 70000 -3
cli SADD set:long 1 5000000000 -3
cli SADD set:words a b c 17
cli SADD set:numbers 1 2 3 4 5 6
cli HSET hash:small name cairn visits 1000 '' ''
cli HSET hash:large a 1 b 2 c 3 d 4 e 5 f 6
cli ZADD zset:small -inf low 0 zero 1 a 1 b
cli ZADD zset:text 3.1415926535897931 pi inf high 1e300 huge -0 minus
cli ZADD zset:large 1 a 1 b 2.5 c -1e-5 d inf e -inf f 9007199254740993 g
cli SET string hello
cli HSET expires f v
cli PEXPIREAT expires 4102444800123

cli SAVE
redis-cli -s "$work/socket" SHUTDOWN NOSAVE
mv "$work/dump.rdb" collections-redis-7.0.15.rdb
rm -r "$work"
