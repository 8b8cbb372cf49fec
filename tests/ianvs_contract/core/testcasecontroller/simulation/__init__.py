"""The job's `simulation` block."""


class Simulation:
    def __init__(self, simulation_config):
        self.cloud_number = self.edge_number = 0
        self.cluster_name = self.kubeedge_version = self.sedna_version = ""
        for name, value in simulation_config.items():
            if hasattr(self, name):
                setattr(self, name, value)
        for name in ("cloud_number", "edge_number"):
            if not isinstance(getattr(self, name), int):
                raise ValueError("{} is no int".format(name))
