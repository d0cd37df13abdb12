import { pythonDialogue } from "#flow-source";

/**
 * Runs inside a Python that has Prefect. Reads `{"build": [...], "push": [...]}` from standard input and writes
 * `{"outputs": {...}}` or `{"error": "..."}` to standard output; whatever the steps print goes to standard error.
 */
export const buildStepsScript = `${pythonDialogue}
import asyncio
sys.stdout.reconfigure(line_buffering=True)

def tell(*texts, **style):
    print(*texts, flush=True)

async def as_it_is(template, *_args, **_options):
    return template

async def run():
    from prefect.deployments.steps import core
    # Blocks and variables stand in the steps already; whoever runs them has no access to the server.
    core.resolve_block_document_references = as_it_is
    core.resolve_variables = as_it_is
    outputs = {}
    # As in _run_single_deploy of prefect/cli/deploy/_core.py.
    for section in ("build", "push"):
        if request[section]:
            outputs.update(await core.run_steps(request[section], outputs, print_function=tell))
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
