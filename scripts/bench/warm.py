"""The measurements of warm.sh. Each is of a test case: milliseconds of one slot, and of CPU, which others that use the
machine make less uncertain. Of a run it is the difference between many test cases and few, so that neither imports nor
the start and end of programs count."""
import gc
import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUNNER = ROOT / "build" / "release" / "lib" / "ianvs-cluster"
MODEL = """
    import time
    BEGAN = time.monotonic()
    {imports}
    from sedna.common.class_factory import ClassFactory, ClassType

    @ClassFactory.register(ClassType.GENERAL, alias="constant")
    class Constant:
        def __init__(self, number=0, **kwargs):
            pass

        def train(self, train_data, valid_data=None, **kwargs):
            print(BEGAN)

        def predict(self, data, **kwargs):
            return [1] * len(data)

        def preprocess(self):
            return None

        def save(self, path):
            return None

        def load(self, path=None):
            pass
    """
METRIC = """
    from sedna.common.class_factory import ClassFactory, ClassType

    @ClassFactory.register(ClassType.GENERAL, alias="score")
    def score(truth, found):
        return 1.0
    """


def write_job(folder, count, imports):
    entry = {"name": "constant", "url": "./algorithm.yaml"}
    job = {"name": "warm", "workspace": "./workspace", "testenv": "./testenv.yaml",
           "test_object": {"type": "algorithms", "algorithms": [entry]},
           "rank": {"sort_by": [{"score": "descend"}],
                    "visualization": {"mode": "selected_only", "method": "print_table"},
                    "selected_dataitem": {"paradigms": ["all"], "modules": ["all"], "hyperparameters": ["all"],
                                          "metrics": ["all"]}, "save_mode": "selected_and_all"}}
    module = {"type": "basemodel", "name": "constant", "url": "./model.py",
              "hyperparameters": [{"number": {"values": list(range(count))}}]}
    algorithm = {"paradigm_type": "singletasklearning", "initial_model_url": "", "modules": [module]}
    testenv = {"dataset": {"train_index": "./data.txt", "test_index": "./data.txt"},
               "metrics": [{"name": "score", "url": "./metric.py"}]}
    for name, content in (("job", {"benchmarkingjob": job}), ("algorithm", {"algorithm": algorithm}),
                          ("testenv", {"testenv": testenv})):
        (folder / (name + ".yaml")).write_text(json.dumps(content), encoding="utf-8")
    (folder / "data.txt").write_text("/data/a 1\n/data/b 0\n", encoding="utf-8")
    (folder / "model.py").write_text(textwrap.dedent(MODEL.format(imports=imports)), encoding="utf-8")
    (folder / "metric.py").write_text(textwrap.dedent(METRIC), encoding="utf-8")


def spec_of(number):
    """The test case as the coordinator writes it for the runner."""
    value = {"name": "number", "value": number, "str": str(number), "type": "int"}
    return {"id": str(number), "algorithm": "constant", "paradigm": "singletasklearning", "job_file": "job.yaml",
            "modules": [{"type": "basemodel", "name": "constant", "url": "./model.py", "hyperparameters": [value]}],
            "testenv": {"dataset": {"train_index": "./data.txt", "test_index": "./data.txt"},
                        "metrics": [{"name": "score", "url": "./metric.py"}]},
            "settings": {"paradigm_type": "singletasklearning", "initial_model_url": ""},
            "partition": {"index": 0, "count": 1}, "workspace": "./workspace/serial{}".format(os.getpid()),
            "folder": "{}-{}".format(os.getpid(), number)}


def output_dir(folder, spec):
    return os.path.join(folder, spec["workspace"], spec["algorithm"], spec["folder"])


def in_child(measure, folder, count):
    """(milliseconds, of CPU) of one of `count` things done in `folder`, by a process that has imported Ianvs."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        try:
            os.chdir(folder)
            sys.path.insert(0, str(RUNNER))
            from ianvs_runner import process, test_case
            test_case.import_ianvs()
            with open("serial.log", "wb") as log:
                os.dup2(log.fileno(), 1)
            gc.collect()
            gc.freeze()
            process.use_large_pages()
            began, used = time.monotonic(), sum(os.times()[:4])
            measure(count)
            spent = time.monotonic() - began, sum(os.times()[:4]) - used
            os.write(writer, json.dumps([each / count * 1000 for each in spent]).encode())
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writer)
    os.wait()
    return json.loads(os.read(reader, 1000))


def serial(count):
    """Test cases of Ianvs in one process, one after the other, without Ianvs' expansion."""
    from ianvs_runner import test_case
    for number in range(count):
        spec = spec_of(number)
        os.environ["IANVS_OUTPUT_DIR"] = output_dir(os.getcwd(), spec)
        test_case.run(test_case.build(spec), spec)


def bare_fork(count):
    for _ in range(count):
        if os.fork() == 0:
            os._exit(0)
        os.wait()


def run(folder, count, imports, options):
    """(seconds, of CPU) of a whole run."""
    write_job(folder, count, imports)
    began, used = time.monotonic(), sum(os.times()[2:4])
    subprocess.run([str(ROOT / "build" / "release" / "bin" / "ianvs-coordinator"), "-f", "job.yaml", "-p", "-w", "2",
                    *options], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.monotonic() - began, sum(os.times()[2:4]) - used


def cluster(folder, count, imports, *options):
    """(milliseconds of one of two slots, of CPU) for a test case."""
    few = max(count // 10, 4)
    little, much = run(folder, few, imports, options), run(folder, few + count, imports, options)
    return (much[0] - little[0]) / count * 2000, (much[1] - little[1]) / count * 1000


def first_line(folder, count):
    """Median of the milliseconds from a request to a warm interpreter to the first line of the user's module, which
    TestCase.run imports first of all."""
    sys.path.insert(0, str(RUNNER))
    from ianvs_runner import process
    process.become_subreaper()
    channel, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    main_file = str(RUNNER / "ianvs_runner" / "__main__.py")
    zygote = subprocess.Popen([sys.executable, main_file, "zygote", str(other.fileno())], cwd=folder,
                              pass_fds=[other.fileno()])
    other.close()
    hear = lambda: json.loads(channel.recv(1 << 18).decode())
    assert "ready" in hear()
    channel.send(json.dumps({"import": ["sklearn.svm"]}).encode())
    hear()
    took = []
    for number in range(count):
        path = folder / "testcase.json"
        path.write_text(json.dumps(spec_of(number)), encoding="utf-8")
        environment = {"IANVS_TESTCASE": str(path), "IANVS_RESULT": str(folder / "result.json"), "IANVS_ATTEMPT": "1",
                       "IANVS_RUN_ID": "1", "IANVS_OUTPUT_DIR": output_dir(folder, spec_of(number))}
        asked = time.monotonic()
        channel.send(json.dumps({"start": number, "environment": environment, "stdout": str(folder / "out"),
                                 "stderr": str(folder / "err")}).encode())
        pid = hear()["pid"]
        while True:
            try:
                os.waitpid(pid, 0)
                break
            except ChildProcessError:
                os.sched_yield()
        took.append((float((folder / "out").read_text(encoding="utf-8").split()[0]) - asked) * 1000)
    channel.close()
    zygote.wait()
    return statistics.median(took)


def has_sklearn():
    command = [sys.executable, "-c", "import sklearn.svm"]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


def main(count, pairs):
    imports = "import sklearn.svm" if has_sklearn() else ""
    rows = {"bare fork of the warm interpreter": [], "serial Ianvs": [], "warm": [], "--no-zygote": []}
    first_lines = []
    for _ in range(pairs):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="ianvs-warm-"))
        try:
            write_job(folder, count, imports)
            rows["bare fork of the warm interpreter"].append(in_child(bare_fork, folder, count))
            rows["serial Ianvs"].append(in_child(serial, folder, count))
            rows["warm"].append(cluster(folder, count, imports))
            first_lines.append(first_line(folder, max(count // 4, 4)))
            rows["--no-zygote"].append(cluster(folder, max(count // 10, 4), imports, "--no-zygote"))
        finally:
            shutil.rmtree(folder)
    print("{} test cases two wide, medians of {} rounds, scikit-learn {}; milliseconds for a test case\n".format(
        count, pairs, "warm" if imports else "missing"))
    print("| what | of a slot | of CPU |\n| --- | --- | --- |")
    medians = {name: [statistics.median(each) for each in zip(*values)] for name, values in rows.items()}
    for name, (slot, cpu) in medians.items():
        print("| {} | {:.1f} | {:.1f} |".format(name, slot, cpu))
    print("| warm beyond serial | {:.1f} | {:.1f} |".format(*(warm - alone for warm, alone in
                                                             zip(medians["warm"], medians["serial Ianvs"]))))
    print("| from request to first line of the user's module | {:.1f} | |".format(statistics.median(first_lines)))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
