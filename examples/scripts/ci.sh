#!/bin/sh
# Pretends to build: prints what it was asked for, and one line of metrics.
echo "building for $1 with Python $2 $3"
echo '{"built": 1}'
