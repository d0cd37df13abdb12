/**
 * Runs inside a Python that has Prefect. Reads `{"build": [...], "push": [...]}` from standard input and writes
 * `{"outputs": {...}}` or `{"error": "..."}` to standard output; whatever the steps print goes to standard error.
 */
export const buildStepsScript = `
import sys
# As for Prefect's own command: a file of the working directory must not hide a module of Python's.
sys.path[:] = [folder for folder in sys.path if folder != ""]
import asyncio, json, os
answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
sys.stdout.reconfigure(line_buffering=True)
request = json.loads(sys.stdin.buffer.read())

def tell(*texts, **style):
    print(*texts, flush=True)

async def run():
    from prefect.deployments.steps.core import run_steps
    outputs = {}
    # As in _run_single_deploy of prefect/cli/deploy/_core.py.
    for section in ("build", "push"):
        if request[section]:
            outputs.update(await run_steps(request[section], outputs, print_function=tell))
    return outputs

try:
    result = {"outputs": asyncio.run(run())}
    # An output that JSON has no form for counts as the text that a placeholder would make of it.
    text = json.dumps(result, default=str)
except Exception as error:
    cause = error.__cause__ or error
    text = json.dumps({"error": f"{error}: {type(cause).__name__}: {cause}" if cause is not error else f"{type(error).__name__}: {error}"})
answer.write(text)
answer.close()
`;
