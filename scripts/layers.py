#!/usr/bin/env python3
"""Checks who includes whom, and that files that decide do not look around.

A file whose path starts with a line of cmake/io_files.txt is a shell and may perform I/O; every other file below common/,
coordinator/ and agent/ is pure. Prints `file:line: what (what instead)` for each breach; exit status 1 if there is one.

  scripts/layers.py [--root FOLDER] [FILE...]      default: all files
"""

import argparse
import pathlib
import re
import sys

FOLDERS = ("common", "coordinator", "agent")
SHELLS_LIST = "cmake/io_files.txt"

# Header prefix -> the stems that may include it. A library ends in the files that wrap it.
LIBRARIES = {
    "yaml-cpp/": ("common/yaml.",),
    "msgpack": ("common/codec", "common/wire.", "coordinator/record_codec"),
    "sqlite3.h": ("coordinator/journal",),
    "CLI/": ("coordinator/cli", "agent/cli"),
    "zmq": ("common/zmq_channel", "common/access.", "coordinator/dispatcher", "coordinator/gatekeeper", "agent/connection"),
    "boost/asio": ("common/asio",),
    "sodium": ("common/access.", "common/secret_file.", "coordinator/journal", "agent/agent.", "agent/main."),
    "spdlog/": "shells",
    "fmt/": "shells",
}

# What pure files may include beside pure files of the project: headers of values only.
PURE_LIBRARIES = ("tl/expected.hpp", "nlohmann/json", "boost/uuid/", "boost/endian/", "msgpack")
IO_HEADERS = {
    "fstream": "read and write files in a shell, through common/file",
    "iostream": "return text; a shell prints it",
    "filesystem": "look at files in a shell, through common/file",
    "thread": "nothing decides in a thread",
    "mutex": "nothing decides in a thread",
    "shared_mutex": "nothing decides in a thread",
    "condition_variable": "nothing decides in a thread",
    "future": "nothing decides in a thread",
    "atomic": "nothing decides in a thread",
    "csignal": "signals are a shell's",
}
# C headers of types and of functions on values (inet_pton); every other `<x.h>` is the operating system's.
VALUE_C_HEADERS = {"stdint.h", "stddef.h", "string.h", "math.h", "float.h", "limits.h", "sys/types.h", "arpa/inet.h"}

# Words that a pure file must not hold, and what to write instead.
WORDS = [
    (r"::now\s*\(", "take `Time now` as an argument"),
    (r"\b(std::)?time\s*\(\s*(nullptr|NULL|0|&)", "take the time as an argument"),
    (r"\b(clock_)?gettime(ofday)?\s*\(", "take the time as an argument"),
    (r"\b(secure_)?getenv\s*\(|\bsetenv\s*\(", "take the value as an argument; a shell reads the environment"),
    (r"\bstd::(j?thread|async|mutex|atomic|condition_variable)\b", "nothing decides in a thread"),
    (r"\bsleep_(for|until)\b|\bu?sleep\s*\(", "return a deadline; a shell has the timer"),
    (r"\brandom_device\b", "take a seed as an argument"),
    (r"\bs?rand\s*\(", "take a seed as an argument"),
    (r"\b[io]?fstream\b|\bfopen\s*\(", "read and write files in a shell, through common/file"),
    (r"\bstd::(cout|cerr|clog|cin)\b|\b(f|v|vf)?printf\s*\(", "return text; a shell prints it"),
    (r"\bstd::filesystem\b", "look at files in a shell, through common/file"),
    (r"\b(fork|vfork|execvp?e?|posix_spawnp?|waitpid|kill|system|popen)\s*\(", "processes are a shell's"),
    (r"(?<!\w)::(open|read|write|socket|connect|bind|ioctl)\s*\(", "system calls are a shell's"),
]
# Files that may say them all the same: the last words of a process that aborts.
EXEMPT_FROM_WORDS = ("common/assert.cpp",)


def is_shell(path, stems):
    return any(path.startswith(stem) for stem in stems)


def without_comments_and_texts(source):
    """The same number of lines, with comments and the insides of string literals blanked."""
    pattern = re.compile(r'R"(\w*)\((?:.|\n)*?\)\1"|"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*(?:.|\n)*?\*/')
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), source)


def include_breach(path, shell, header, quoted, root, stems):
    """What is wrong with this include; None if nothing is."""
    folder = path.split("/")[0]
    for prefix, where in LIBRARIES.items():
        if header.startswith(prefix):
            allowed = shell if where == "shells" else any(path.startswith(stem) for stem in where)
            if not allowed:
                return f"{header} is for {where if where == 'shells' else ', '.join(where)} only"
    if quoted:
        return project_include_breach(folder, shell, header, root, stems)
    if shell:
        return None
    if "/" not in header and not header.endswith((".h", ".hpp")):  # the C++ standard library
        instead = IO_HEADERS.get(header)
        return f"a pure file includes <{header}> ({instead})" if instead else None
    if header in VALUE_C_HEADERS or header.startswith(PURE_LIBRARIES):
        return None
    return f"a pure file includes <{header}> (only standard values and {', '.join(PURE_LIBRARIES)})"


def project_include_breach(folder, shell, header, root, stems):
    owner = header.split("/")[0]
    if owner not in FOLDERS or not (root / header).is_file():
        return f'"{header}" is no header of the project (write "folder/file.hpp", libraries in <>)'
    if owner not in ("common", folder):
        return f'{folder} includes "{header}" (what both need belongs in common)'
    if not shell and is_shell(header, stems):
        return f'a pure file includes the shell "{header}" (take what it reads as an argument)'
    return None


def check_file(root, path, stems):
    source = (root / path).read_text(encoding="utf-8")
    shell = is_shell(path, stems)
    code = without_comments_and_texts(source).splitlines()
    for number, line in enumerate(source.splitlines(), 1):
        # Includes are read from the source (their names look like texts), but only where the code has one.
        include = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if include and code[number - 1].lstrip().startswith("#"):
            breach = include_breach(path, shell, include[2], include[1] == '"', root, stems)
            if breach:
                yield f"{path}:{number}: {breach}"
    if shell or path in EXEMPT_FROM_WORDS:
        return
    for number, line in enumerate(code, 1):
        for word, instead in WORDS if not line.lstrip().startswith("#include") else ():
            found = re.search(word, line)
            if found:
                yield f"{path}:{number}: a pure file says `{found.group().strip()}` ({instead})"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    arguments.add_argument("files", nargs="*")
    options = arguments.parse_args()

    lines = (options.root / SHELLS_LIST).read_text(encoding="utf-8").splitlines()
    stems = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    paths = options.files or sorted(
        str(file.relative_to(options.root)) for folder in FOLDERS
        for file in (options.root / folder).rglob("*") if file.suffix in (".cpp", ".hpp"))

    breaches = [breach for path in paths if path.split("/")[0] in FOLDERS and path.endswith((".cpp", ".hpp"))
                for breach in check_file(options.root, path, stems)]
    print("\n".join(breaches), end="\n" if breaches else "")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
