"""One job, one leaderboard: whatever the number of workers and agents, and whoever is killed on the way."""

import os
import shutil
import signal
import subprocess
import unittest

from cluster import SystemTest, free_port, let_all_through

NUMBERS = {"number": list(range(12))}


class LeaderboardTest(SystemTest):
    def run_here(self, job, *arguments, status=0, **options):
        process = self.coordinator("-f", job, *arguments, **options)
        self.assert_ends(process, status)
        return process

    def test_workers_and_agents_change_nothing(self):
        self.run_here(self.write_job(NUMBERS, workspace="./one"))
        self.run_here(self.write_job(NUMBERS, workspace="./two"), "-p", "-w", "2")
        port = free_port()
        agents = [self.agent(port, "--workers", "1") for _ in range(2)]
        self.run_here(self.write_job(NUMBERS, workspace="./agents"), "--listen", f"127.0.0.1:{port}", "--no-local")

        for agent in agents:
            self.assert_ends(agent, 0)
        one = self.rows(workspace="one")
        self.assertEqual(len(one), 12)
        # Best first; 0.0 and 0.7 came twice, and ties keep the order of the test cases.
        self.assertEqual([row["basemodel-number"] for row in one],
                         ["7", "4", "1", "11", "8", "5", "2", "9", "6", "3", "0", "10"])
        self.assertEqual(one, self.rows(workspace="two"))
        self.assertEqual(one, self.rows(workspace="agents"))
        self.assertEqual(self.rows(workspace="one", file="selected_rank.csv"),
                         self.rows(workspace="agents", file="selected_rank.csv"))

    def test_two_runs_into_fresh_workspaces_differ_in_nothing_but_times(self):
        values = {**NUMBERS, "act": ["output"]}
        places = []
        for place in ("first", "second"):
            (self.folder / place).mkdir()
            self.run_here(self.write_job(values, folder=self.folder / place), "-p", "-w", "2", folder=self.folder / place)
            places.append(self.folder / place / "workspace")
        times = [[row.pop("time") for row in self.rank(folder=self.folder / place)] for place in ("first", "second")]
        self.assertEqual([len(column) for column in times], [12, 12])
        for place in places:
            self.blank_times(place / "job" / "rank")

        diff = subprocess.run(["diff", "-r", "-x", "runs", "-x", "resources.csv", *map(str, places)],
                              capture_output=True, text=True, check=False)
        self.assertEqual((diff.returncode, diff.stdout), (0, ""))
        models = list((places[0] / "job" / "toy").glob("*/model.txt"))
        self.assertEqual(len(models), 12)

    def blank_times(self, rank_folder):
        for file in ("all_rank.csv", "selected_rank.csv"):
            path = rank_folder / file
            text = path.read_text(encoding="utf-8")
            header, *lines = text.splitlines()
            column = header.split(",").index("time")
            cells = [line.split(",") for line in lines]
            for row in cells:
                row[column] = ""
            path.write_text("\n".join([header, *map(",".join, cells)]) + "\n", encoding="utf-8")

    def test_an_agent_that_is_killed_in_the_middle_changes_nothing(self):
        self.run_here(self.write_job({**NUMBERS, "act": ["succeed"]}, workspace="./calm"))
        port = free_port()
        agents = [self.agent(port, "--workers", "1") for _ in range(2)]
        run = self.coordinator("-f", self.write_job({**NUMBERS, "act": ["gate"]}, workspace="./stormy"),
                               "--listen", f"127.0.0.1:{port}", "--no-local")
        let_all_through(self.gate, 4)
        caught = [self.gate.next(), self.gate.next()]  # one on each agent
        os.kill(agents[0].child(), signal.SIGKILL)
        agents[0].wait()

        # The program of the killed agent dies with it and comes again on the other one.
        victim = self.first_dead(caught)
        caught.remove(victim)
        caught[0].let_through()
        again = [self.gate.next() for _ in range(1)]
        again[0].let_through()
        let_all_through(self.gate, 12 - 4 - 2)
        self.assert_ends(run, 0)
        self.assert_ends(agents[1], 0)

        def without_act(workspace):
            return [{k: v for k, v in row.items() if not k.endswith("-act")} for row in self.rows(workspace=workspace)]
        self.assertEqual(without_act("calm"), without_act("stormy"))

    def first_dead(self, arrivals):
        """The one whose connection ends first."""
        import select
        ready, _, _ = select.select([arrival.connection for arrival in arrivals], [], [], 60)
        dead = [arrival for arrival in arrivals if arrival.connection in ready]
        self.assertEqual(len(dead), 1)
        dead[0].wait_until_dead()
        return dead[0]

    def test_the_killed_agents_test_case_comes_before_those_that_never_ran(self):
        port = free_port()
        agents = [self.agent(port, "--workers", "1") for _ in range(2)]
        run = self.coordinator("-f", self.write_job({"number": [1, 2, 3, 4, 5], "act": ["gate"]}),
                               "--listen", f"127.0.0.1:{port}", "--no-local")
        caught = [self.gate.next(), self.gate.next()]
        os.kill(agents[0].child(), signal.SIGKILL)
        victim = self.first_dead(caught)
        caught.remove(victim)
        run.wait_for_line("is lost")
        caught[0].let_through()

        # One test case may have been waiting at the other agent; of all others it is the first.
        order = []
        for _ in range(4):
            arrival = self.gate.next()
            order.append((arrival.said["id"], arrival.said["attempt"]))
            arrival.let_through()
        self.assertIn((victim.said["id"], "2"), order[:2])
        self.assert_ends(run, 0)
        self.assertEqual(len(self.rank()), 5)

    def test_a_second_run_is_added_to_what_the_first_left(self):
        job = self.write_job({"number": [1, 2]})
        self.run_here(job)
        first = (self.folder / "workspace/job/rank/all_rank.csv").read_text(encoding="utf-8").splitlines()
        self.run_here(job)
        second = (self.folder / "workspace/job/rank/all_rank.csv").read_text(encoding="utf-8").splitlines()

        self.assertEqual(len(second), 5)
        old = {line.split(",", 1)[1] for line in first[1:]}
        self.assertLessEqual(old, {line.split(",", 1)[1] for line in second})
        self.assertEqual([row["score"] for row in self.rank()], ["0.7", "0.7", "0.4", "0.4"])
        self.assertEqual((self.folder / "workspace/job/runs/latest").readlink().name, "2")

    def test_paths_are_relative_to_the_folder_of_the_start(self):
        place = self.folder / "elsewhere"
        place.mkdir()
        shutil.move(self.folder / self.write_job({"number": [1, 2]}), place / "moved.yaml")
        self.run_here(place / "moved.yaml")
        self.assertEqual([row["url"].split("/")[:4] for row in self.rank()], [[".", "workspace", "job", "toy"]] * 2)
        self.assertFalse((place / "workspace").exists())

    def test_the_table_on_stdout_is_the_selected_rank(self):
        run = self.run_here(self.write_job({"number": [1, 2]}))
        table = [line for line in run.text("stdout").splitlines() if line.startswith("|")]
        self.assertEqual(len(table), 3)
        self.assertEqual([cell.strip() for cell in table[0].strip("|").split("|")], list(self.rank(file="selected_rank.csv")[0]))

    def test_programs_get_what_the_contract_says(self):
        (self.folder / "show.py").write_text(
            "import json, os\n"
            "case = json.load(open(os.environ['IANVS_TESTCASE']))\n"
            "names = ['IANVS_OUTPUT_DIR', 'IANVS_RUN_ID', 'IANVS_ATTEMPT']\n"
            "facts = {n: os.environ[n] for n in names}\n"
            "facts.update(case=case, cwd=os.getcwd(), is_dir=os.path.isdir(facts['IANVS_OUTPUT_DIR']))\n"
            "json.dump(facts, open('facts.json', 'w'))\n"
            "json.dump({'score': 1, 'parity': 1}, open(os.environ['IANVS_RESULT'], 'w'))\n", encoding="utf-8")
        self.run_here(self.write_job({"rate": [1.0e-4], "depth": [None]}, algorithm_command=["python3", "show.py"]))
        import json
        facts = json.loads((self.folder / "facts.json").read_text(encoding="utf-8"))
        case = facts["case"]
        self.assertEqual((case["algorithm"], case["paradigm"], case["id"]),
                         ("toy", "singletasklearning", self.rank()[0]["url"].rsplit("/", 1)[1]))
        self.assertEqual(case["testenv"]["metrics"][0]["name"], "score")
        module = case["modules"][0]
        self.assertEqual((module["type"], module["name"], module["url"]), ("basemodel", "toy", "./toy.py"))
        self.assertEqual([(h["name"], h["value"]) for h in module["hyperparameters"]], [("rate", 1.0e-4), ("depth", None)])
        self.assertEqual((facts["cwd"], facts["is_dir"]), (str(self.folder), True))
        self.assertEqual((facts["IANVS_RUN_ID"], facts["IANVS_ATTEMPT"]), ("1", "1"))
        self.assertTrue(os.path.samefile(self.folder / self.rank()[0]["url"], facts["IANVS_OUTPUT_DIR"]))


if __name__ == "__main__":
    unittest.main()
