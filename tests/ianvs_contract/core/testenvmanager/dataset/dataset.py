"""Train and test data."""
import json
import os
import tempfile

from core.common import utils


class Data:
    """Items `x` and labels `y`."""

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.x)


class DescribedData(Data):
    """Data with a metadata.json: a model gets all of it, not the items alone."""
    need_other_info = True


class Dataset:
    """The key `dataset` of a test environment."""

    def __init__(self, config):
        self.train_url = self.test_url = self.label = ""
        self.train_index = self.test_index = ""
        self.train_data = self.test_data = ""
        self.train_data_info = self.test_data_info = ""
        vars(self).update({key: value for key, value in config.items() if key in vars(self)})
        for kind in ("index", "data", "data_info"):
            for url in (getattr(self, f"train_{kind}"), getattr(self, f"test_{kind}")):
                if url and not utils.is_local_file(url) and not os.path.isabs(url):
                    raise ValueError(f"there is no data file {url}")

    def process_dataset(self):
        """Sets train_url and test_url."""
        self.train_url = self._prepared(self.train_index, self.train_data or self.train_data_info)
        self.test_url = self._prepared(self.test_index, self.test_data or self.test_data_info)

    @staticmethod
    def _prepared(index, data):
        """An index of relative paths becomes one of absolute paths in a temporary folder that nobody removes."""
        if not index:
            return data
        with open(index, encoding="utf-8") as file:
            lines = [line.split() for line in file]
        if all(os.path.isabs(words[0]) for words in lines):
            return index
        folder = os.path.abspath(os.path.dirname(index))
        prepared = os.path.join(tempfile.mkdtemp(), "index.txt")
        with open(prepared, "w", encoding="utf-8") as file:
            file.writelines(" ".join(os.path.normpath(os.path.join(folder, word)) for word in words) + "\n" for words in lines)
        return prepared

    @classmethod
    def load_data(cls, file, data_type, label=None, use_raw=False, feature_process=None, **kwargs):
        """The items and labels of a file, by its format."""
        kind = utils.get_file_format(file)
        if kind == "txt":
            with open(file, encoding="utf-8") as lines:
                pairs = [(line.split() + ["0"])[:2] for line in lines]
            return Data([x for x, _ in pairs], [y for _, y in pairs])
        if kind == "jsonl":
            entries = cls._entries(file)
            return Data([entry["question"] for entry in entries], [entry["answer"] for entry in entries])
        entries = cls._entries(file.replace("metadata.json", "data.jsonl"))
        return DescribedData([entry.get("prompt", "") + entry["query"] for entry in entries],
                             [entry["response"] for entry in entries])

    @staticmethod
    def _entries(file):
        with open(file, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
