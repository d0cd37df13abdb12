import { type Fault, formatFault, type Notice, type Reporter } from "#diagnostics";
import { jsonText } from "#json";
import { Redactor } from "#redaction";
import { annotation, asLogJson, asLogText } from "#workflow-commands";

/** Where text goes, such as `process.stdout`. */
export interface Sink {
  write(text: string): unknown;
}

/** All but tab and line feed: a name in a file could hold what moves a terminal's cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * Results go to standard output, progress and everything that is wrong to standard error; secrets go nowhere. On
 * GitHub's runner what is wrong becomes an annotation at its place in the changed files.
 */
export class Terminal {
  readonly reporter: Reporter;
  private readonly redactor = new Redactor();
  private readonly stdout: Sink;
  private readonly stderr: Sink;
  private readonly onGitHub: boolean;

  constructor(stdout: Sink, stderr: Sink, env: Readonly<Record<string, string | undefined>>) {
    this.stdout = stdout;
    this.stderr = stderr;
    this.onGitHub = env.GITHUB_ACTIONS === "true";
    this.reporter = {
      info: (message) => this.progress(message),
      warning: (fault) => this.tell("warning", fault),
      secret: (secret) => this.redactor.add(secret),
    };
  }

  /** Writes a result for a reader. */
  result(text: string): void {
    this.stdout.write(`${this.clean(text)}\n`);
  }

  /** Writes a result for a program. */
  json(value: unknown): void {
    const redacted = jsonText(value, { indent: 2, replace: (text) => this.redactor.redact(text) });
    this.stdout.write(`${this.onGitHub ? asLogJson(redacted) : redacted}\n`);
  }

  progress(text: string): void {
    this.stderr.write(`${this.clean(text)}\n`);
  }

  /** Tells of one thing that is wrong. */
  tell(level: "error" | "warning", fault: Fault | Notice): void {
    // On a terminal as compilers write it, which editors and log viewers know.
    const told = this.onGitHub ? fault : { ...fault, message: `${level}: ${fault.message}` };
    const text = this.redactor.redact(formatFault(told)).replaceAll(CONTROL, "");
    this.stderr.write(`${this.onGitHub ? annotation(level, text, fault.location) : text}\n`);
  }

  private clean(text: string): string {
    const plain = this.redactor.redact(text).replaceAll(CONTROL, "");
    return this.onGitHub ? asLogText(plain) : plain;
  }
}
