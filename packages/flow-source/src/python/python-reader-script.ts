import { flowDescription } from "./flow-description.ts";
import { pythonDialogue } from "./python-dialogue.ts";

/**
 * Runs inside a Python that has Prefect. Reads `{"entrypoints": [...]}` from standard input and writes one JSON
 * array of readings to standard output; whatever the imported modules print goes to standard error.
 */
export const pythonReaderScript = `${pythonDialogue}${flowDescription}
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

root = os.getcwd()

def read(entrypoint):
    before = set(sys.modules)
    return describe(load_flow_from_entrypoint(entrypoint, use_placeholder_flow=False), root, before)

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
