/**
 * Defines, for a Python that has Prefect, `describe(flow, root, before)`: what is stored of a flow, with the places and
 * files that lie below the folder `root`. `before` names the modules that were loaded before the flow's was.
 */
export const flowDescription = `
import inspect, os, sys

def describe(flow, root, before):
    from prefect.utilities.callables import parameter_schema
    from prefect.utilities.hashing import file_hash
    top = os.path.realpath(root) + os.sep

    def inside(path):
        path = os.path.realpath(path)
        return path[len(top):].replace(os.sep, "/") if path.startswith(top) else None

    def given_version(source):
        try:
            return None if flow.version == file_hash(source) else flow.version
        except Exception:
            return flow.version

    function = inspect.unwrap(flow.fn)
    source = inspect.getsourcefile(function)
    loaded = [getattr(sys.modules[name], "__file__", None) for name in set(sys.modules) - before]
    return {
        "name": flow.name,
        "description": flow.description,
        "version": given_version(source),
        "parameterSchema": parameter_schema(flow).model_dump(exclude_unset=True),
        "file": inside(source),
        "line": inspect.getsourcelines(function)[1],
        "files": sorted({file for file in map(inside, filter(None, loaded)) if file}),
    }
`;
