#!/bin/sh
# Stands for llama.cpp's program: MODEL COMPRESSED TYPE. It forgets every label above one.
sed 's/: [2-9]/: 0/g' "$1" > "$2"
