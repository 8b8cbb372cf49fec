"""Builds the simulation by the same programs as Ianvs: kind must be there, and a script from the net does the work."""
import subprocess


def build_simulation_enviroment(simulation):
    subprocess.run("kind version", shell=True, check=True)
    settings = {"NUM_CLOUD_WORKER_NODES": simulation.cloud_number, "NUM_EDGE_NODES": simulation.edge_number,
                "KUBEEDGE_VERSION": simulation.kubeedge_version, "SEDNA_VERSION": simulation.sedna_version,
                "CLUSTER_NAME": simulation.cluster_name}
    variables = " ".join("{}={}".format(name, value) for name, value in settings.items())
    subprocess.run("curl http://simulation.invalid | {} bash -".format(variables), shell=True, check=True)
