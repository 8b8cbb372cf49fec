"""Acts with files where other test cases, or other programs, have theirs."""
import mmap
import os
import pickle
import shutil
import stat
import tempfile
import time

from acts import act, marked, shared_places


@act
def leaves_files(model):
    for folder in [tempfile.gettempdir()] + shared_places():
        with open(os.path.join(folder, marked("left")), "w", encoding="ascii") as file:
            file.write("left")
    os.mkfifo(os.path.join(tempfile.gettempdir(), marked("fifo")))
    tempfile.mkdtemp()


@act
def leaves_shared_memory(model):
    if not shared_places():
        return
    from multiprocessing import shared_memory
    model.kept = shared_memory.SharedMemory(name=marked("memory"), create=True, size=mmap.PAGESIZE)


@act
def leaves_folders_that_are_hard_to_remove(model):
    start = os.getcwd()
    os.chdir(tempfile.gettempdir())
    for _ in range(300):
        os.mkdir("a" * 100)
        os.chdir("a" * 100)  # deeper than a path can tell
    os.chdir(start)
    closed = tempfile.mkdtemp()
    with open(os.path.join(closed, "file"), "w", encoding="ascii") as file:
        file.write("closed")
    os.chmod(closed, 0)
    os.symlink("/etc", os.path.join(tempfile.gettempdir(), "link"))
    os.chmod(tempfile.gettempdir(), stat.S_IXUSR)


@act
def removes_its_own_tmpdir(model):
    folder = tempfile.gettempdir()
    assert folder == os.environ["TMPDIR"] and folder not in ("/tmp", "/var/tmp"), folder

    def remove():
        shutil.rmtree(folder, ignore_errors=True)
    model.at_the_end = remove  # Ianvs' index is there, too


@act
def many_files(model):
    for folder in [tempfile.gettempdir()] + shared_places()[:1]:
        folder = tempfile.mkdtemp(prefix=marked("many"), dir=folder)
        for number in range(int(model.argument) // 2):
            os.close(os.open("{}/{}".format(folder, number), os.O_CREAT | os.O_WRONLY))


@act
def sparse_terabyte(model):
    for folder in [tempfile.gettempdir()] + shared_places()[:1]:
        with open(os.path.join(folder, marked("sparse")), "wb") as file:
            file.truncate(1 << 40)


def _meet(model, name):
    """Waits until the other one is here, too."""
    place = os.path.join("workspace", "meeting", str(model.round))
    os.makedirs(place, exist_ok=True)
    with open(os.path.join(place, name), "w", encoding="ascii"):
        pass
    while len(os.listdir(place)) < 2:
        time.sleep(0.01)


def _sedna_writes():
    """Paths to which sedna writes by itself, as it makes them; the package that stands for it here has none."""
    knowledge = os.environ.get("EDGE_OUTPUT_URL", "/var/lib/sedna/kb")
    os.makedirs(knowledge, exist_ok=True)
    yield os.path.join(knowledge, "index.pkl")
    try:
        from sedna.core.lifelong_learning.knowledge_management import cloud_knowledge_management
    except ImportError:
        return
    config = {"task_index": "index.pkl", "ll_kb_server": ""}
    yield cloud_knowledge_management.CloudKnowledgeManagement(config, None, None).local_task_index_url


def _share(model, name):
    """Writes where sedna writes, while another test case does the same, and must read its own again."""
    paths = list(_sedna_writes())
    if shared_places():
        paths.append("/tmp/model_finetune_.pkl")
    own, wrong = marked("{}-{}".format(model.round, name)), []
    for path in paths:
        if os.path.exists(path):
            wrong.append(path + " is another's")
        with open(path, "wb") as file:
            pickle.dump(own, file)
    _meet(model, name)
    for path in paths:
        with open(path, "rb") as file:
            found = pickle.load(file)
        if found != own:
            wrong.append("{} holds {!r}".format(path, found))
    assert not wrong, "; ".join(wrong)


@act
def meets_first(model):
    _share(model, "first")


@act
def meets_second(model):
    _share(model, "second")
