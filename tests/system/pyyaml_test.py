"""Thousands of scalars, read by us and by PyYAML: the same value, type and text for each."""

import json
import os
import pathlib
import random
import subprocess
import tempfile
import unittest

try:
    import yaml
except ImportError:
    yaml = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("IANVS_BIN", ROOT / "build" / "release" / "bin"))

WORDS = """yes Yes YES yEs no No on On ON oN off OFF true True TRUE tRue false FALSE null Null NULL nUll ~ y n Y N
.inf .Inf .INF -.inf +.inf .iNf .nan .NaN .NAN -.nan 0x1F 0b101 0_ 0__7 -0 +0 0o17 017 -017 08 1e3 1.e3 1.e+3 1e+3
.5 .5e+3 5. ._5 -.5 1_000.5 1:30 1:30.5 1:60 190:20:30 190:20:30.15 01:30 1.0e+400 1.0e-400 0.1e-6 4.9e-324
123456789012345678901234567890 0xFFFFFFFFFFFFFFFFFF -9223372036854775808 9223372036854775808 '1' "yes" 'it''s'
"caf\\u00e9" 2001-12-14 2001-1-1 2001-12-14t21:59:43.10-05:00 2001-12-14T21:59:43Z !!str\t12 !!int\t"12" !!float\t1
!!binary\taGVsbG8= a:b a#b -a http://x/y?z=1""".split()


def some_scalar(draw):
    kind = draw.random()
    if kind < 0.3:
        return "".join(draw.choice("0123456789_.:+-eE") for _ in range(draw.randint(1, 9)))
    if kind < 0.5:
        return "".join(draw.choice("0123456789_.:+-eExbotTZ~=niNafyYsSofOlLruU") for _ in range(draw.randint(1, 7)))
    if kind < 0.6:
        return "%04d-%02d-%02d" % (draw.randint(1, 2100), draw.randint(1, 13), draw.randint(1, 31))
    if kind < 0.7:
        time = (draw.randint(1, 12), draw.randint(1, 29), draw.choice("tT "), draw.randint(0, 23), draw.randint(0, 59))
        zone = draw.choice(["", "Z", " Z", "+1", "-05:30", "-0:00", ".5", ".123456789"])
        return "2001-%02d-%d%s%d:%02d:07" % time + zone
    if kind < 0.8:
        return repr(draw.uniform(-1, 1) * 10.0 ** draw.randint(-300, 300))
    if kind < 0.85:
        return str(draw.randint(-10**30, 10**30))
    return draw.choice(WORDS).replace("\t", " ")


def pyyaml(scalar):
    """What PyYAML makes of it as an item of a list; None where it fails or sees something else than one scalar."""
    try:
        value = yaml.safe_load("- " + scalar + "\n")
        nested = isinstance(value[0], (dict, list))
        return None if nested or len(value) != 1 else (type(value[0]).__name__, str(value[0]))
    except (yaml.YAMLError, ValueError, TypeError, IndexError, KeyError, AttributeError):
        return None


@unittest.skipIf(yaml is None, "PyYAML isn't installed")
class PyYamlTest(unittest.TestCase):
    def test_scalars_are_read_as_pyyaml_reads_them(self):
        draw = random.Random(20261124)
        expected = {}
        while len(expected) < 5000:
            scalar = some_scalar(draw)
            read = pyyaml(scalar)
            if read is not None:
                expected[scalar] = read
        with tempfile.TemporaryDirectory() as folder:
            self.write_job(pathlib.Path(folder), expected)
            plan = subprocess.run([BIN / "ianvs-coordinator", "plan", "-f", "job.yaml", "--output", "json"],
                                  cwd=folder, capture_output=True, text=True, check=False)
        self.assertEqual(plan.returncode, 0, plan.stderr)
        test_cases = json.loads(plan.stdout)["testcases"]
        self.assertEqual(len(test_cases), len(expected))
        for test_case, (scalar, read) in zip(test_cases, expected.items()):
            value = test_case["modules"][0]["hyperparameters"][0]
            self.assertEqual((value["type"], value["str"]), read, scalar)

    @staticmethod
    def write_job(folder, scalars):
        (folder / "job.yaml").write_text(
            "benchmarkingjob:\n  testenv: te.yaml\n  rank: {}\n  test_object:\n    type: algorithms\n"
            "    algorithms: [{name: a, url: alg.yaml, runner: command, command: [./run]}]\n")
        (folder / "te.yaml").write_text("testenv: {metrics: [{name: m}]}\n")
        (folder / "alg.yaml").write_text(
            "algorithm:\n  paradigm_type: singletasklearning\n  modules:\n    - type: basemodel\n      name: m\n"
            "      hyperparameters:\n        - a:\n            values:\n"
            + "".join(f"              - {scalar}\n" for scalar in scalars))


if __name__ == "__main__":
    unittest.main()
