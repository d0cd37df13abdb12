import { importScript } from "./import-script.ts";

/**
 * Imports flows one after another, each in a process of its own, and tells what came of each. Runs in the Python that
 * runs the flows: as the first process of a container, or on a machine.
 *
 * Standard input is a JSON value, see `ProbeRequest`. Events are lines of standard error that begin with the request's
 * token, see `ProbeEvent`; the token keeps apart what Docker says.
 *
 * A flow's code can't tell of another flow: its process has no descriptor of standard error, and this process lets
 * itself not be looked into (`PR_SET_DUMPABLE`), which also closes `/proc/1/fd`. What a flow's code leaves running is
 * ended before the next flow starts. Prefect is imported once: a run's process has it before it loads a flow as well.
 */
export const probeScript = String.raw`
import sys
start = __import__("os").getcwd()
sys.path[:] = [start if folder == "" else folder for folder in sys.path]
sys.dont_write_bytecode = True
import errno, faulthandler, fcntl, json, os, re, select, shutil, signal, tempfile, time

request = json.loads(sys.stdin.buffer.read())
is_alone = os.getpid() == 1
LONGEST = 8 * 1024 * 1024

def prctl(option, value):
    try:
        import ctypes
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
    except Exception:
        pass

prctl(4, 0)
if not is_alone:
    prctl(36, 1)
# The first process of a container is deaf to signals that it does not handle.
for one in (signal.SIGINT, signal.SIGPIPE):
    signal.signal(one, signal.SIG_DFL if is_alone else signal.getsignal(one))

events = os.fdopen(fcntl.fcntl(2, fcntl.F_DUPFD_CLOEXEC, 100), "w", encoding="utf-8")
nowhere = os.open(os.devnull, os.O_RDWR)
for descriptor in (0, 1, 2):
    os.dup2(nowhere, descriptor)

def tell(event):
    events.write(request["token"] + json.dumps(event) + "\n")
    events.flush()

ready = {"event": "ready", "python": "%d.%d.%d" % sys.version_info[:3], "prefect": None, "problem": None}
try:
    folder = tempfile.mkdtemp()
except OSError as error:
    tell(dict(ready, problem="there is no folder to write in: %s" % error))
    os._exit(1)
os.environ["PREFECT_HOME"] = folder
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "false"
os.environ["DO_NOT_TRACK"] = "1"
for name in ("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"):
    # Set to nothing where Docker's own settings would have put them in.
    for one in (name, name.lower()):
        if os.environ.get(one) == "":
            del os.environ[one]
if is_alone and not os.access(os.environ.get("HOME", "/nowhere"), os.W_OK):
    os.environ["HOME"] = folder

try:
    # All that a run's process has loaded when it comes to the flow.
    import prefect, prefect.main, prefect.flows, prefect.utilities.callables, prefect.utilities.hashing
    ready["prefect"] = prefect.__version__
except BaseException as error:
    ready["problem"] = "%s: %s" % (type(error).__name__, error)
${importScript}
def own_processes():
    parents = {}
    for name in os.listdir("/proc") if os.path.isdir("/proc") else []:
        try:
            with open("/proc/%s/stat" % name) as file:
                parents[int(name)] = int(file.read().rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError, IndexError):
            pass
    found = {os.getpid()}
    while True:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        if not more:
            return found - {os.getpid()}
        found |= more

def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
        return False
    except ChildProcessError:
        return True

def end_all(group):
    """Ends whatever a flow's code has left; in a container that is every other process."""
    for _ in range(500):
        try:
            if is_alone:
                os.kill(-1, signal.SIGKILL)
            else:
                try:
                    os.killpg(group, signal.SIGKILL)
                except OSError:
                    pass
                for pid in own_processes():
                    os.kill(pid, signal.SIGKILL)
        except OSError:
            pass
        if reap():
            return
        time.sleep(0.01)

def child(flow, report, output):
    os.setsid()
    own = os.getpid()
    events.close()
    for target, descriptor in ((0, nowhere), (1, output), (2, output)):
        os.dup2(descriptor, target)
    prctl(4, 1)
    if not is_alone:
        prctl(1, signal.SIGKILL)
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    faulthandler.enable(file=report, all_threads=False)
    faulthandler.dump_traceback_later(request["timeout"], file=report)
    sys.argv[:] = ["prefect"]
    try:
        told = json.dumps(report_of(flow))
    except Exception as error:
        told = json.dumps({"unreadable": "%s: %s" % (type(error).__name__, error), "missed": []})
    faulthandler.cancel_dump_traceback_later()
    rest = told.encode()
    # A copy of this process that the code has made comes by here as well.
    while rest and os.getpid() == own:
        rest = rest[os.write(report, rest):]

class Pipe:
    """What comes from the process: the beginning or the end of it."""
    def __init__(self, cut):
        self.text, self.cut = b"", cut
        self.reader, self.writer = os.pipe()

    def take(self):
        data = os.read(self.reader, 65536)
        self.text = self.cut(self.text + data)
        return bool(data)

def run_flow(flow):
    report, output = Pipe(lambda text: text[:LONGEST]), Pipe(lambda text: text[-4000:])
    began = time.monotonic()
    deadline = began + request["timeout"] + 1
    try:
        pid = os.fork()
        if pid == 0:
            try:
                os.close(report.reader)
                os.close(output.reader)
                child(flow, report.writer, output.writer)
            finally:
                os._exit(0)
    finally:
        os.close(report.writer)
        os.close(output.writer)
    try:
        return told_of(pid, report, output, began, deadline)
    finally:
        os.close(report.reader)
        os.close(output.reader)

def told_of(pid, report, output, began, deadline):
    pipes, status, rounds = {report.reader: report, output.reader: output}, None, 0
    while rounds < 200:
        if status is None:
            done, value = os.waitpid(pid, os.WNOHANG)
            if done or time.monotonic() > deadline:
                status = value if done else -1
                seconds = time.monotonic() - began
                end_all(pid)
        else:
            rounds += 1
        wait = 0.05 if status is None else 0
        readable = select.select(list(pipes), [], [], wait)[0] if pipes else []
        for one in readable:
            if not pipes[one].take():
                del pipes[one]
        if status is not None and not readable:
            break
        if not pipes and status is None:
            time.sleep(0.002)
    text = report.text.decode("utf-8", "replace")
    told = {"milliseconds": int(seconds * 1000), "output": output.text.decode("utf-8", "replace")}
    try:
        return dict(told, ending="reported", report=json.loads(text))
    except ValueError:
        stack = re.findall(r'File "(.*?)", line (\d+) in (.*)', text)[:100]
        told["stack"] = [[file, int(line), name] for file, line, name in stack]
    if status == -1 or text.startswith("Timeout"):
        return dict(told, ending="timed-out")
    if os.WIFSIGNALED(status):
        return dict(told, ending="killed", signal=os.WTERMSIG(status))
    return dict(told, ending="exited", code=os.WEXITSTATUS(status))

tell(ready)
for index, flow in enumerate([] if ready["problem"] else request["flows"]):
    for attempt in range(5):
        try:
            told = run_flow(flow)
            break
        except Exception as error:
            told = {"ending": "unstarted", "problem": "%s: %s" % (type(error).__name__, error)}
            time.sleep(0.2)
            if is_alone:
                end_all(0)
    tell(dict(told, event="flow", index=index))
shutil.rmtree(folder, ignore_errors=True)
os._exit(0)
`;
