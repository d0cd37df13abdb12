import { join } from "node:path";
import { runLocally } from "#command";
import { type NextDates, nextDates } from "#impact";
import { prefectProgram, projectRoot } from "#services";
import { cronSchedule, intervalSchedule, type Question, questions } from "./random-schedules.ts";

const SEED = 20_260_329;

/** What the server's own code makes of each: dates, or the name of an error. */
async function ask(asked: readonly Question[]) {
  const script = join(projectRoot, "packages/impact/test/server_dates.py");
  const input = JSON.stringify(asked);
  const { stdout, stderr, exitCode } = await runLocally(await prefectProgram("python"), [script], { input });
  if (exitCode !== 0) throw new Error(stderr);
  const { python, answers } = JSON.parse(stdout) as {
    python: [number, number];
    answers: (string[] | string)[];
  };
  return { isNew: python[1] >= 13, answers };
}

/** Microseconds since 1970. */
function instant(text: string): number {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? "";
  return Date.parse(text.replace(/\.\d+/, "")) * 1000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
}

async function compare(asked: readonly Question[]) {
  const { isNew, answers } = await ask(asked);
  const seen = { dates: 0, none: 0, refused: 0 };
  const different: { question: Question; server: string[] | string; ours: NextDates }[] = [];
  for (const [index, question] of asked.entries()) {
    const server = answers[index] as string[] | string;
    const ours = nextDates(question.schedule, new Date(question.now), question.count);
    const dates = (isNew ? ours.datesOnPython313 : undefined) ?? ours.dates;
    if (Array.isArray(server)) seen.dates++;
    else if (server === "CroniterBadDateError") seen.none++;
    else seen.refused++;
    const same = Array.isArray(server)
      ? dates?.map(instant).join() === server.map(instant).join()
      : server === "CroniterBadDateError"
        ? dates !== null && dates.length < question.count && (ours.why ?? "") !== ""
        : dates === null;
    if (!same) different.push({ question, server, ours });
  }
  return { seen, different };
}

test("1,000 random cron and interval schedules have the server's dates, over zones and changes of clocks", async () => {
  const crons = await compare(questions(cronSchedule, 650, SEED));
  const intervals = await compare(questions(intervalSchedule, 350, SEED));
  expect(crons.different).toEqual([]);
  expect(intervals.different).toEqual([]);
  expect(crons.seen.dates).toBeGreaterThan(450);
  expect(crons.seen.none).toBeGreaterThan(5);
  expect(intervals.seen).toEqual({ dates: 350, none: 0, refused: 0 });
}, 60_000);
