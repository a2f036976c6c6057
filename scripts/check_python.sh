#!/bin/sh
# Says in one sentence what this machine lacks for a virtual environment. Usage: check_python.sh PYTHON
python="$1"

if ! command -v "$python" >/dev/null 2>&1; then
    echo "rnnviz needs Python 3.11 or newer, and '$python' was not found." >&2
    echo "Debian: apt-get install python3 python3-venv. macOS: brew install python. Or: make PYTHON=/path/to/python3" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "rnnviz needs Python 3.11 or newer; '$python' is $("$python" -V 2>&1)." >&2
    echo "Name a newer one: make PYTHON=python3.12" >&2
    exit 1
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "'$python' cannot make virtual environments: its venv module is missing." >&2
    echo "Debian: apt-get install python3-venv" >&2
    exit 1
fi
