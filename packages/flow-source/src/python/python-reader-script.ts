import { pythonDialogue } from "./python-dialogue.ts";

/**
 * Runs inside a Python that has Prefect. Reads `{"entrypoints": [...]}` from standard input and writes one JSON
 * array of readings to standard output; whatever the imported modules print goes to standard error.
 */
export const pythonReaderScript = `${pythonDialogue}
import inspect

def failure(error):
    return {"error": f"{type(error).__name__}: {error}"}

try:
    import prefect
    from prefect.flows import load_flow_from_entrypoint
    from prefect.utilities.callables import parameter_schema
    from prefect.utilities.hashing import file_hash
except Exception as error:
    json.dump({"unusable": f"{type(error).__name__}: {error}"}, answer)
    answer.close()
    sys.exit(0)

root = os.path.realpath(os.getcwd()) + os.sep

def inside(path):
    path = os.path.realpath(path)
    return path[len(root):].replace(os.sep, "/") if path.startswith(root) else None

def given_version(flow, source):
    try:
        return None if flow.version == file_hash(source) else flow.version
    except Exception:
        return flow.version

def read(entrypoint):
    before = set(sys.modules)
    flow = load_flow_from_entrypoint(entrypoint, use_placeholder_flow=False)
    source = inspect.getsourcefile(inspect.unwrap(flow.fn))
    line = inspect.getsourcelines(inspect.unwrap(flow.fn))[1]
    loaded = [getattr(sys.modules[name], "__file__", None) for name in set(sys.modules) - before]
    files = sorted({file for file in map(inside, filter(None, loaded)) if file})
    schema = parameter_schema(flow).model_dump(exclude_unset=True)
    return {
        "name": flow.name,
        "description": flow.description,
        "version": given_version(flow, source),
        "parameterSchema": schema,
        "file": inside(source),
        "line": line,
        "files": files,
    }

readings = []
for entrypoint in request["entrypoints"]:
    try:
        reading = read(entrypoint)
        json.dumps(reading, allow_nan=False)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        reading = failure(error)
    readings.append(reading)
json.dump({"version": prefect.__version__, "readings": readings}, answer)
answer.close()
# Threads that a module started must not keep the process alive.
sys.stderr.flush()
os._exit(0)
`;
