"""sedna doesn't wait for a controller that isn't there, and writes where no other test case does."""
import os
import subprocess
import sys
import textwrap
import unittest

import attempts
import isolation_test
import runner_path

SERVER = """
import http.server, threading
class Handler(http.server.BaseHTTPRequestHandler):
    requests = []
    def do_GET(self):
        self.send_error({get})
    def do_POST(self):
        self.requests.append(self.path)
        self.send_response({post})
        self.end_headers()
        self.wfile.write(b"{{}}")
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = "http://127.0.0.1:%d" % server.server_port
"""
# Sleeping is counted instead of done.
COUNT = """
import tenacity.nap
naps = []
tenacity.nap.time.sleep = naps.append
import sedna.service.client as client
from ianvs_runner import sedna_patches
sedna_patches.apply()
def report(url):
    try:
        print(client.LCClient.send(url, "worker", {}) is not None, len(naps))
    except tenacity.RetryError:
        print("RetryError", len(naps))
"""


@attempts.with_ianvs
class WaitingTest(unittest.TestCase):
    def run_code(self, *codes):
        path = os.pathsep.join([runner_path.RUNNER, attempts.IANVS_HOME,
                                os.path.join(attempts.IANVS_HOME, "sedna-wheel")])
        done = subprocess.run([sys.executable, "-c", "\n".join(codes)], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, timeout=60, check=True,
                              env=dict(os.environ, PYTHONPATH=path, BACKEND_TYPE="UNKNOWN"))
        return done.stdout.decode().split()

    def test_where_no_controller_listens_one_try_is_made(self):
        said = self.run_code(COUNT, "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0))",
                             "report('http://127.0.0.1:%d' % s.getsockname()[1])")

        self.assertEqual(said, ["RetryError", "0"])

    def test_another_service_at_the_port_is_no_controller(self):
        said = self.run_code(SERVER.format(get=404, post=404), COUNT, "report(url); print(len(Handler.requests))")

        self.assertEqual(said, ["RetryError", "0", "1"])

    def test_a_controller_that_has_trouble_gets_all_tries(self):
        said = self.run_code(SERVER.format(get=405, post=500), COUNT, "report(url); print(len(Handler.requests))")

        self.assertEqual(said, ["RetryError", "4", "5"])

    def test_a_controller_gets_what_sedna_reports(self):
        said = self.run_code(SERVER.format(get=405, post=200), COUNT, "report(url); print(Handler.requests)")

        self.assertEqual(said, ["True", "0", "['/sedna/workers/worker/info']"])

    def test_a_knowledge_base_that_nobody_configured_is_not_waited_for(self):
        said = self.run_code(COUNT, "client.KBClient(None).update_task_status('1'); print(len(naps))")

        self.assertEqual(said, ["0"])

    def test_other_servers_that_are_coming_up_are_waited_for(self):
        said = self.run_code(COUNT, "try:\n    client.ModelClient('m', port='1').check_server_status()",
                             "except tenacity.RetryError:\n    print(len(naps))")

        self.assertEqual(said, ["4"])


@attempts.with_ianvs
class PlacesTest(isolation_test.IsolationCase):
    CODE = textwrap.dedent("""
        import os, sys
        sys.path[:0] = [os.environ["IANVS_HOME"], os.environ["IANVS_HOME"] + "/sedna-wheel"]
        import core.cmd.benchmarking
        from ianvs_runner import sedna_patches
        {}
        sedna_patches.apply()
        from sedna.backend import set_backend
        from sedna.core.base import set_backend as again
        from sedna.algorithms.multi_task_learning.multi_task_learning import MulTaskLearning
        from core.testcasecontroller.algorithm.paradigm.lifelong_learning.lifelong_learning import LifelongLearning
        from sedna.core.lifelong_learning.knowledge_management.cloud_knowledge_management import (
            CloudKnowledgeManagement)
        from sedna.common.config import BaseConfig
        BaseConfig().ll_kb_server = None
        cloud = CloudKnowledgeManagement({{"task_index": "index.pkl"}}, None, None)
        job = LifelongLearning("/workspace", modules={{}})
        print(set_backend(object()).model_save_path, again(object()).model_save_path, cloud.local_task_index_url,
              MulTaskLearning(object()).task_index_url, job.cloud_task_index, job.edge_task_index)""")

    def places(self, change):
        attempt = isolation_test.Attempt(self, self.CODE.format(change), BACKEND_TYPE="UNKNOWN")
        return [path.replace(self.temporary, "OWN") for path in attempt.said]

    def test_the_index_in_the_current_folder_is_the_attempts_own(self):
        self.assertEqual(self.places("isolation._has_own_tmp = True"),
                         ["/tmp", "/tmp", "OWN/index.pkl", "OWN/index.pkl", "/tmp/cloud_task/index.pkl",
                          "/tmp/edge_task/index.pkl"])

    def test_without_a_tmp_of_its_own_all_places_are_in_the_attempts_folder(self):
        self.assertEqual(self.places("isolation._has_own_tmp = False"),
                         ["OWN", "OWN", "OWN/index.pkl", "OWN/index.pkl", "OWN/cloud_task/index.pkl",
                          "OWN/edge_task/index.pkl"])


if __name__ == "__main__":
    unittest.main()
