import { ABSENT } from "./requires.ts";

/** The parts of Jest's results that are read here. */
interface Results {
  testResults: { testResults: { fullName: string; status: string }[] }[];
}

/** Tells at the end of a run, by name, which tests could not run on this machine. */
export default class AbsentPartsReporter {
  onRunComplete(_contexts: unknown, results: Results): void {
    const absent = results.testResults
      .flatMap(({ testResults }) => testResults)
      .filter(({ fullName, status }) => status === "pending" && fullName.includes(ABSENT));
    if (absent.length === 0) return;
    console.log(`\n${absent.length} tests could not run on this machine:`);
    for (const { fullName } of absent) console.log(`  ${fullName}`);
  }
}
