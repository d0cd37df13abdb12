/**
 * Opens a program for a Python that has Prefect: `request` is the JSON value of standard input, `answer` the file that
 * alone reaches standard output; whatever imported modules print goes to standard error.
 */
export const pythonDialogue = `
import sys
# As for Prefect's own command: a file of the working directory must not hide a module of Python's.
sys.path[:] = [folder for folder in sys.path if folder != ""]
import json, os
answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
request = json.loads(sys.stdin.buffer.read())
`;
