"""Whatever user code does, the attempt ends in the right outcome, and only the process that was started tells it."""
import json
import os
import shutil
import textwrap
import unittest

from attempts import AttemptCase

NOISE = "import os, sys, signal, threading, time\n"


class TrapsTest(AttemptCase):
    def test_a_plain_test_case_succeeds(self):
        outcome = self.succeed({"hits": 2})

        self.assertEqual(outcome.result["texts"], {})
        self.assertNotIn("imports", outcome.result)
        self.assertEqual(outcome.entries, ["job", "result.json", "testcase.json", "tmp"])

    def test_user_code_sees_the_command_line_of_serial_ianvs(self):
        self.write_model("train", "print(sys.argv, [p for p in sys.path if 'agent/runner' in p], 'result' in sys.modules)", NOISE)

        outcome = self.succeed({"hits": 2})

        self.assertEqual(outcome.stdout.decode().strip(), "['ianvs', '-f', 'job.yaml'] [] False")

    def test_the_runners_own_variables_are_not_seen(self):
        self.write_model("train", "print(sorted(n for n in os.environ if n in ('IANVS_RESULT', 'IANVS_TESTCASE')))", NOISE)

        self.assertEqual(self.succeed({"hits": 2}).stdout, b"[]\n")

    def test_standard_streams_may_be_closed(self):
        self.write_model("train", "os.close(1); os.close(2)", NOISE)

        self.succeed({"hits": 2})

    def test_every_descriptor_may_be_closed(self):
        self.write_model("train", "os.closerange(0, 1000)", NOISE)

        self.succeed({"hits": 2})

    def test_the_mask_of_new_files_may_change(self):
        self.write_model("train", "os.umask(0o777)", NOISE)

        self.succeed({"hits": 2})

        self.assertEqual(os.stat(os.path.join(self.base, "result.json")).st_mode & 0o777, 0o600)

    def test_descriptors_may_be_used_up(self):
        self.write_metric("use_up()", """
            import os
            kept = []
            def use_up():
                try:
                    while True:
                        kept.append(os.open("/dev/null", os.O_RDONLY))
                except OSError:
                    return len(kept) > 10
            """)

        self.succeed({"hits": True})

    def test_the_functions_that_write_may_be_replaced(self):
        self.write_metric("replace() or 2", """
            import builtins, json, os, sys, time
            def broken(*args, **kwargs):
                raise RuntimeError("broken")
            def replace():
                sys.stdout = sys.stderr = builtins.print = json.dumps = builtins.open = None
                os.write = os.open = os.rename = os.close = os.getpid = os._exit = os.fstat = time.sleep = broken
                json.JSONEncoder.encode = json.JSONEncoder.iterencode = json.JSONEncoder.default = broken
            """)

        self.succeed({"hits": 2})

    def test_a_stream_whose_flush_never_ends_or_raises_harms_nothing(self):
        self.write_model("train", """
            class Stream:
                def flush(self):
                    threading.Event().wait()
            sys.stdout = Stream()
            """, NOISE)

        self.succeed({"hits": 2})

        self.write_metric("sys.no_such_thing", "import sys\n")

        self.fail_with("AttributeError", "no_such_thing")

    def test_what_was_printed_last_is_in_the_log(self):
        self.write_model("predict", """
            sys.stdout.write("last words")
            self.file = open("left_open.txt", "w")
            self.file.write("last line")
            return [1] * len(x)
            """, NOISE)

        outcome = self.succeed({"hits": 2})

        self.assertEqual(outcome.stdout, b"last words")
        with open(os.path.join(self.folder, "left_open.txt"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "last line")

    def test_threads_and_exit_functions_that_never_end_are_not_waited_for(self):
        self.write_model("train", """
            import atexit
            threading.Thread(target=threading.Event().wait).start()
            atexit.register(threading.Event().wait)
            """, NOISE)

        self.succeed({"hits": 2})

    def test_exit_functions_of_user_code_are_called(self):
        self.write_model("train", """
            import atexit
            atexit.register(print, "the tracker's last line")
            """, NOISE)

        self.assertIn(b"the tracker's last line", self.succeed({"hits": 2}).stdout)

    def test_a_forked_child_that_comes_back_tells_nothing(self):
        self.write_model("train", """
            self.child = os.fork()
            if self.child:
                os.waitpid(self.child, 0)
            """, NOISE)
        self.write_metric("7 if os.getpid() == os.getsid(0) else 8", "import os\n")

        self.succeed({"hits": 7})

    def test_a_forked_child_that_fails_tells_nothing(self):
        self.write_model("train", """
            self.child = os.fork()
            if not self.child:
                raise RuntimeError("in the child")
            os.waitpid(self.child, 0)
            """, NOISE)

        self.succeed({"hits": 2})

    def test_sys_exit_is_a_failure_whatever_its_status(self):
        for argument, message in (("", r"sys.exit\(\) was called"), ("0", r"sys.exit\(0\) was called"),
                                  ("'gone'", r"sys.exit\(gone\) was called")):
            with self.subTest(argument=argument):
                self.write_model("train", "sys.exit({})".format(argument), NOISE)

                outcome = self.fail_with("SystemExit", message)

                self.assertEqual(outcome.error["frame"], {"file": "model.py", "line": 14, "function": "train"})
                self.assertIn("without a leaderboard", outcome.error["hint"])

    def test_exceptions_that_are_no_errors_are_failures(self):
        for name in ("KeyboardInterrupt", "GeneratorExit"):
            with self.subTest(name=name):
                self.write_model("train", "raise {}".format(name))

                self.fail_with(name, "^$")

    def test_os_exit_and_signals_leave_no_result(self):
        for body, status in (("os._exit(0)", 0), ("os.kill(os.getpid(), 9)", -9), ("os.kill(os.getpid(), 15)", -15)):
            with self.subTest(body=body):
                self.write_model("train", body, NOISE)

                outcome = self.run_attempt()

                self.assertIsNone(outcome.result)
                self.assertEqual(outcome.status, status)

    def test_a_crash_leaves_a_traceback_in_the_log(self):
        self.write_model("train", "import ctypes; ctypes.string_at(0)")

        outcome = self.run_attempt()

        self.assertIsNone(outcome.result)
        self.assertEqual(outcome.status, -11)
        self.assertIn(b"Fatal Python error: Segmentation fault", outcome.stderr)
        self.assertIn(b'model.py", line', outcome.stderr)

    def test_deep_recursion_is_told_of(self):
        self.write_model("train", """
            sys.setrecursionlimit(200)
            def down(n):
                return down(n + 1)
            down(0)
            """, NOISE)

        outcome = self.fail_with("RecursionError", "maximum recursion depth exceeded")

        self.assertEqual(outcome.error["frame"]["function"], "down")
        self.assertLess(len(outcome.error["traceback"]), 64 * 1024)

    def test_full_memory_is_told_of(self):
        self.write_model("train", """
            import resource
            resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
            self.kept = []
            while True:
                self.kept.append(bytearray(1 << 20))
            """)

        outcome = self.fail_with("MemoryError", r"^out of memory \(raised by Python\)")

        self.assertEqual(outcome.error["frame"]["file"], "model.py")

    def test_stdin_is_empty(self):
        self.write_model("train", "print(repr(sys.stdin.read()))", NOISE)

        self.assertEqual(self.succeed({"hits": 2}).stdout, b"''\n")

    def test_the_current_folder_may_change_or_vanish(self):
        self.write_model("train", """
            os.makedirs("gone"); os.chdir("gone"); os.rmdir("../gone")
            raise ValueError("nowhere")
            """, NOISE)

        outcome = self.fail_with("ValueError", "nowhere")

        self.assertEqual(outcome.error["frame"]["file"], "model.py")

    def test_signal_handlers_work_in_the_main_thread(self):
        self.write_model("train", """
            seen = []
            signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number))
            os.kill(os.getpid(), signal.SIGUSR1)
            assert seen == [signal.SIGUSR1], seen
            """, NOISE)

        self.succeed({"hits": 2})

    def test_processes_may_be_started_by_fork_and_by_spawn(self):
        for method in ("fork", "spawn"):
            with self.subTest(method=method):
                self.write_model("train", """
                    import multiprocessing, operator
                    with multiprocessing.get_context("{}").Pool(2) as pool:
                        print(pool.map(operator.neg, [1, 2, 3]))
                    """.format(method))

                self.assertEqual(self.succeed({"hits": 2}).stdout, b"[-1, -2, -3]\n")

    def test_an_alarm_that_was_set_does_not_end_the_report(self):
        self.write_metric("signal.setitimer(signal.ITIMER_REAL, 0.2) and 2 or 2", "import signal\n")

        self.succeed({"hits": 2})

    def test_names_of_algorithms_may_be_strange(self):
        for name in ("a 'quoted\" one", "x" * 200, "inner/outer", "inner/../inner", "Ünïcode 模型", "-rf"):
            with self.subTest(name=name):
                self.spec["algorithm"] = name
                self.write_model("save", "import os; os.makedirs(path); return None")

                self.succeed({"hits": 2})

                self.assertTrue(os.path.isdir(os.path.join(self.folder, "workspace/small", name, self.spec["folder"], "output/train")))

    def test_a_name_that_leads_out_of_the_workspace_has_the_folder_that_the_coordinator_gives(self):
        for name in ("..", "../other", "a/../../b", "/tmp", "x" * 300):
            with self.subTest(name=name):
                self.spec["algorithm"] = name
                self.variables["IANVS_OUTPUT_DIR"] = os.path.join(self.folder, "./workspace/small/safe", "0001")
                self.write_model("save", "import os; os.makedirs(path); return None")

                self.succeed({"hits": 2})

                self.assertEqual(os.listdir(os.path.join(self.folder, "workspace/small")), ["safe"])
                shutil.rmtree(os.path.join(self.folder, "workspace/small/safe"))

    def test_a_job_folder_that_is_reached_by_a_symbolic_link_gives_the_same_paths(self):
        os.symlink(self.folder, os.path.join(self.base, "link"))
        self.variables["IANVS_OUTPUT_DIR"] = os.path.join(self.base, "link/workspace/small/careful/0001")
        self.write_model("save", "print(path); return None")

        self.assertEqual(self.succeed({"hits": 2}).stdout, b"./workspace/small/careful/0001/output/train/\n")

    def test_an_output_folder_that_is_there_already_is_refused_at_once(self):
        os.makedirs(os.path.join(self.folder, "workspace/small/careful/0001"))

        self.fail_with("NoSuchPlace", "workspace/small/careful/0001 exists already")

    def test_where_no_file_can_be_written_exit_status_and_log_say_so(self):
        self.write_model("train", "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))")

        outcome = self.run_attempt()

        self.assertEqual(outcome.status, 74)
        self.assertIn(b"OSError: [Errno 27] File too large", outcome.stderr)

    def test_metrics_that_are_too_large_are_named(self):
        self.write_metric("['x' * 300000]")

        outcome = self.fail_with("MetricsTooLarge", "'hits' alone 300")

        self.assertIn("file in the output folder", outcome.error["hint"])

    def test_a_metric_of_any_type_goes_as_its_text(self):
        self.write_metric("(1, {2})")

        outcome = self.succeed({"hits": [1, [2]]})

        self.assertEqual(outcome.result["texts"], {"hits": "(1, {2})"})

    def test_a_metric_without_a_text_is_a_failure_that_names_it(self):
        self.write_metric("Broken()", """
            class Broken:
                def __str__(self):
                    raise KeyError("nothing to see")
            """)

        outcome = self.fail_with("UnwritableMetric",
                                 r"metric 'hits' \(Broken\) can't be written as text: KeyError: 'nothing to see'")

        self.assertEqual(outcome.error["frame"], {"file": "metric.py", "line": 4, "function": "__str__"})

    def test_a_result_that_is_no_dict_is_a_failure(self):
        self.write("patch.py", """
            from core.testcasecontroller.testcase import TestCase
            TestCase.compute_metrics = lambda *args, **kwargs: None
            """)
        self.spec["settings"]["third_party_packages"] = [{"name": "patch", "url": "./patch.py"}]

        self.fail_with("UnwritableMetric", "returned a NoneType where a dict of metrics is expected")

    def test_two_files_of_one_name_are_two_modules(self):
        self.write("other/model.py", MODEL_TWO)
        self.spec["modules"] = [self.module("basemodel", "model", "./other/model.py")]

        self.succeed({"hits": 1})

    def test_imports_are_listed_for_those_who_learn(self):
        self.variables["IANVS_LEARN"] = "1"
        self.write("helper.py", "")
        self.write_model("train", "pass", "import helper, wave, xml.dom.minidom\n")

        imports = self.succeed({"hits": 2}).result["imports"]

        self.assertIn("wave", imports)
        self.assertLess(imports.index("xml"), imports.index("xml.dom.minidom"))
        self.assertFalse({"helper", "model", "metric", "core", "sedna", "ianvs_runner.imports"} & set(imports))

    def test_a_test_case_that_cannot_be_read_is_a_failure(self):
        self.variables["IANVS_TESTCASE"] = os.path.join(self.base, "none.json")
        self.run_attempt = lambda run=self.run_attempt: self.without_a_test_case(run)

        self.fail_with("FileNotFoundError", "none.json")

    def without_a_test_case(self, run):
        dump, json.dump = json.dump, lambda *args: os.remove(self.variables["IANVS_TESTCASE"])
        try:
            return run()
        finally:
            json.dump = dump


MODEL_TWO = textwrap.dedent("""
    from sedna.common.class_factory import ClassFactory, ClassType

    @ClassFactory.register(ClassType.GENERAL, alias="model")
    class Model:
        def preprocess(self):
            return None

        def train(self, data, **kwargs):
            pass

        save = load = lambda self, path: None

        def predict(self, x, **kwargs):
            return [0] * len(x)
""")

if __name__ == "__main__":
    unittest.main()
