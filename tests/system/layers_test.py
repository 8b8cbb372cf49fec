"""The check of layers complains where it must, and only there: each rule is tried on a tiny project of its own."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

LAYERS = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "layers.py"

SHELLS = "# shells\ncommon/yaml.\ncommon/asio.\ncoordinator/journal.\nagent/pool.\n"
HEADERS = ("common/value.hpp", "common/yaml.hpp", "common/asio.hpp", "coordinator/scheduler.hpp", "agent/session.hpp")


def breaches(path, text):
    """What the check prints of a project that has one interesting file."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, content in {"cmake/io_files.txt": SHELLS, **{h: "#pragma once\n" for h in HEADERS}, path: text}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(content, encoding="utf-8")
        done = subprocess.run([sys.executable, LAYERS, "--root", root], capture_output=True, text=True, check=False)
    assert done.returncode == (1 if done.stdout else 0), done
    return done.stdout.splitlines()


class LayersTest(unittest.TestCase):
    def refused(self, path, text, reason):
        found = breaches(path, text)
        self.assertEqual(len(found), 1, found)
        line = next(n for n, content in enumerate(text.splitlines(), 1) if "!" in content)
        self.assertTrue(found[0].startswith(f"{path}:{line}: "), found[0])
        self.assertIn(reason, found[0])

    def accepted(self, path, text):
        self.assertEqual(breaches(path, text), [])

    def test_a_pure_file_may_include_pure_files_and_standard_values(self):
        self.accepted("coordinator/plan.cpp", '#include <vector>\n#include <tl/expected.hpp>\n#include "common/value.hpp"\n')

    def test_a_pure_file_may_not_include_a_shell(self):
        self.refused("common/plan.cpp", '#include "common/yaml.hpp"  // !\n', "shell")

    def test_a_shell_may_include_a_shell_and_the_system(self):
        self.accepted("agent/pool.cpp", '#include <sys/wait.h>\n#include <thread>\n#include "common/asio.hpp"\n')

    def test_coordinator_and_agent_never_include_one_another(self):
        self.refused("coordinator/journal.cpp", '#include "agent/session.hpp"  // !\n', "coordinator includes")
        self.refused("agent/pool.cpp", '#include "coordinator/scheduler.hpp"  // !\n', "agent includes")
        self.refused("common/value.cpp", '#include "agent/session.hpp"  // !\n', "common includes")

    def test_a_library_ends_in_the_file_that_wraps_it(self):
        self.accepted("common/yaml.cpp", "#include <yaml-cpp/yaml.h>\n")
        self.accepted("coordinator/journal.cpp", "#include <sqlite3.h>\n")
        self.accepted("common/asio.hpp", "#include <boost/asio/post.hpp>\n")
        self.refused("agent/pool.cpp", "#include <yaml-cpp/yaml.h>  // !\n", "common/yaml")
        self.refused("agent/pool.cpp", "#include <sqlite3.h>  // !\n", "coordinator/journal")
        self.refused("agent/pool.cpp", "#include <boost/asio/post.hpp>  // !\n", "common/asio")
        self.refused("agent/pool.cpp", "#include <CLI/CLI.hpp>  // !\n", "agent/cli")
        self.refused("agent/pool.cpp", "#include <zmq.hpp>  // !\n", "agent/connection")
        self.refused("agent/pool.cpp", "#include <msgpack.hpp>  // !\n", "common/codec")
        self.refused("common/value.cpp", "#include <spdlog/spdlog.h>  // !\n", "shells")

    def test_a_pure_file_may_not_include_the_system(self):
        self.refused("common/value.cpp", "#include <unistd.h>  // !\n", "standard values")
        self.refused("common/value.cpp", "#include <fstream>  // !\n", "common/file")
        self.refused("common/value.cpp", "#include <thread>  // !\n", "thread")

    def test_a_pure_file_may_not_look_around(self):
        for statement in ("auto t = std::chrono::steady_clock::now();", "auto h = getenv(name);", "std::thread t;",
                          "std::random_device d;", "std::ifstream f(path);", "std::cout << 1;", "printf(text);",
                          "fork();", "::open(path, 0);", "time(nullptr);", "std::this_thread::sleep_for(s);"):
            with self.subTest(statement):
                self.refused("common/value.cpp", f"int a;\n{statement}  // !\n", "a pure file says")
                self.accepted("agent/pool.cpp", statement + "\n")

    def test_comments_and_texts_may_name_what_code_may_not(self):
        self.accepted("common/value.cpp", '// asks ::now() never\n/* std::thread\n getenv( */\nauto t = "fork()";\n')
        self.accepted("common/value.cpp", 'auto t = R"(\n#include <thread>\n)";\n')

    def test_a_header_that_is_not_there_is_told(self):
        self.refused("common/value.cpp", '#include "value.hpp"  // !\n', "no header of the project")


if __name__ == "__main__":
    unittest.main()
