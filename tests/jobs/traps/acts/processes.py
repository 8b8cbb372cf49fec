"""Acts with processes, threads and signals of their own."""
import atexit
import concurrent.futures
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

from acts import act


def sleep_for_ever():
    """With everything that makes it hard to get rid of."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    while True:
        time.sleep(3600)


def leave_behind():
    """A grandchild in a session of its own whose parent is gone."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    os.setsid()
    if os.fork() == 0:
        sleep_for_ever()
    os._exit(0)


@act
def leaves_a_grandchild(model):
    leave_behind()


@act
def leaves_many_grandchildren(model):
    for _ in range(30):
        leave_behind()


@act
def leaves_a_child(model):
    if os.fork() == 0:
        sleep_for_ever()


@act
def leaves_zombies(model):
    for _ in range(20):
        if os.fork() == 0:
            os._exit(0)


@act
def leaves_a_program(model):
    subprocess.Popen([sys.executable, "-c", "import time\nwhile True: time.sleep(3600)"], start_new_session=True)


@act
def fails_and_leaves_a_grandchild(model):
    leave_behind()
    raise ValueError("gone wrong with a grandchild")


@act
def hangs_with_grandchildren(model):
    leave_behind()
    leave_behind()
    sleep_for_ever()


@act
def forks_and_both_return(model):
    """The child goes all the way first, with another score."""
    child = os.fork()
    if child == 0:
        model.score = -1.0
        return
    os.waitpid(child, 0)


@act
def forks_and_the_child_comes_late(model):
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.close(writer)
        os.read(reader, 1)  # until the parent has ended
        model.score = -1.0


@act
def forks_and_the_child_fails(model):
    child = os.fork()
    if child == 0:
        raise ValueError("only the child")
    os.waitpid(child, 0)


def _maps(method):
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map(abs, range(-50, 0)) == list(range(50, 0, -1))


@act
def pool_fork(model):
    _maps("fork")


@act
def pool_spawn(model):
    _maps("spawn")


@act
def pool_forkserver(model):
    _maps("forkserver")


@act
def pool_left_open(model):
    for method in ("fork", "spawn"):
        model.kept = multiprocessing.get_context(method).Pool(2)
        model.kept.map(abs, [1])


@act
def executors(model):
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        assert list(pool.map(abs, [-1, -2])) == [1, 2]
    model.kept = concurrent.futures.ThreadPoolExecutor(2)
    model.kept.submit(sleep_quietly)


def sleep_quietly():
    """For threads, which have no signals."""
    while True:
        time.sleep(3600)


@act
def thread_that_never_ends(model):
    threading.Thread(target=sleep_quietly).start()


def _count():
    number = 0
    while True:
        number += 1


@act
def thread_that_never_rests(model):
    threading.Thread(target=_count).start()


@act
def signal_handlers(model):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1):
        signal.signal(number, lambda *_: None)
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    if os.fork() == 0:
        os._exit(0)


@act
def signals_blocked(model):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())


@act
def alarm_within_the_runner(model):
    """An alarm that has been forgotten hits whoever runs, here all but the user's own code and Ianvs'."""
    def ring(number, frame):
        if "ianvs_runner" in frame.f_code.co_filename:
            raise TimeoutError("an alarm that was forgotten")
    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)


@act
def traces_the_runner(model):
    """A tracer or profiler that fails in other people's code."""
    def look(frame, event, argument):
        if "ianvs_runner" in frame.f_code.co_filename:
            raise RuntimeError("a tracer that fails")
        return look
    sys.setprofile(look)
    sys.settrace(look)


@act
def atexit_that_never_ends(model):
    atexit.register(sleep_quietly)


@act
def finalizer_that_never_ends(model):
    class Clinging:
        def __del__(self):
            sleep_quietly()
    model.kept = Clinging()
    model.kept.itself = model.kept
