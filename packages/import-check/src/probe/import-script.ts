import { flowDescription } from "#flow-source";

/**
 * Defines, for a Python from 3.9 on, `report_of(flow)`: what comes of importing one flow in this process, as a value
 * for JSON. The working directory and `sys.path` become what they are when Prefect loads the flow of a run
 * (`load_flow_from_flow_run` of `prefect.flows`, after its pull steps). Nothing is judged here: places, names and error
 * numbers are told as they are.
 */
export const importScript = `${flowDescription}
import hashlib

MOST = 40
missed = []

def short(text, limit=2000):
    text = str(text)
    return text if len(text) <= limit else text[:limit] + "..."

def is_python(file):
    return file.startswith("<frozen") or file == os.__file__ or file.endswith("_collections_abc.py")

def watch_variables(root):
    """Notes where the flow's own files read variables of the environment that are not set."""
    top = os.path.realpath(root) + os.sep
    kind = type(os.environ)
    get = kind.__getitem__
    def getitem(self, key):
        try:
            return get(self, key)
        except KeyError:
            frame = sys._getframe(1)
            while frame and is_python(frame.f_code.co_filename):
                frame = frame.f_back
            if frame and self is os.environ and len(missed) < 200:
                place = os.path.realpath(frame.f_code.co_filename)
                if place.startswith(top):
                    missed.append([str(key), place, frame.f_lineno])
            raise
    kind.__getitem__ = getitem

def frames_of(error):
    frames, place = [], error.__traceback__
    while place:
        code = place.tb_frame.f_code
        if not code.co_filename.startswith("<"):
            frames.append([code.co_filename, place.tb_lineno, code.co_name])
        place = place.tb_next
    return frames if len(frames) <= 2 * MOST else frames[:MOST] + frames[-MOST:]

def causes_of(error):
    causes, seen = [], set()
    while error is not None and id(error) not in seen and len(causes) < 10:
        seen.add(id(error))
        causes.append({"type": type(error).__name__, "errno": getattr(error, "errno", None)})
        error = error.__cause__ or error.__context__
    return causes

def fields_of(error):
    """Names of the fields that settings of pydantic lack."""
    try:
        return [".".join(map(str, one["loc"])) for one in error.errors() if one["type"] == "missing"]
    except Exception:
        return []

def described(error):
    error = getattr(error, "user_exc", None) or error
    frames = frames_of(error)
    told = {"type": type(error).__name__, "message": short(error), "frames": frames, "causes": causes_of(error)}
    if isinstance(error, ImportError):
        told["module"] = error.name
        told["isMissing"] = isinstance(error, ModuleNotFoundError)
    if isinstance(error, SyntaxError):
        told["frames"] = frames + [[str(error.filename), error.lineno or 1, "<module>"]]
    if isinstance(error, OSError):
        told["errno"] = error.errno
        told["filename"] = None if error.filename is None else str(error.filename)
    if isinstance(error, KeyError) and error.args and str(error.args[0]) in [name for name, _, _ in missed]:
        told["variable"] = str(error.args[0])
    if isinstance(error, SystemExit):
        told["code"] = error.code if isinstance(error.code, int) else None if error.code is None else short(error.code)
    if any("pydantic_settings" in file for file, _, _ in frames):
        told["fields"] = fields_of(error)
    return told

def load(entrypoint):
    import inspect
    from prefect import flows
    from prefect.exceptions import MissingFlowError
    options = {}
    if "use_placeholder_flow" in inspect.signature(flows.load_flow_from_entrypoint).parameters:
        options["use_placeholder_flow"] = False
    try:
        return flows.load_flow_from_entrypoint(entrypoint, **options)
    except MissingFlowError:
        # A run takes a plain function too.
        convert = getattr(flows, "load_function_and_convert_to_flow", None)
        if convert is None:
            raise
        try:
            return convert(entrypoint)
        except RuntimeError as error:
            raise MissingFlowError(str(error)) from None

def report_of(flow):
    try:
        os.chdir(flow["directory"])
    except OSError as error:
        return {"noDirectory": short(error)}
    before = set(sys.modules)
    watch_variables(flow["root"])
    try:
        loaded = load(flow["entrypoint"])
        if not hasattr(loaded, "fn"):
            raise TypeError("this is no flow")
    except BaseException as error:
        return {"error": described(error), "missed": missed}
    try:
        reading = describe(loaded, flow["root"], before)
        source = inspect.getsourcefile(inspect.unwrap(loaded.fn))
        with open(source, "rb") as file:
            reading["hash"] = hashlib.sha256(file.read()).hexdigest()
        json.dumps(reading, allow_nan=False)
        return {"reading": reading, "missed": missed}
    except Exception as error:
        return {"unreadable": f"{type(error).__name__}: {short(error, 300)}", "missed": missed}
`;
