import { join } from "node:path";
import { runLocally } from "#command";
import { type NextDates, nextDates } from "#impact";
import { otherPrefectProgram, prefectProgram, projectRoot } from "#services";
import {
  cronSchedule,
  intervalSchedule,
  type Question,
  questions,
  rruleQuestions,
} from "./random-schedules.ts";

const SEED = 20_260_329;

type Prefect = "3.8" | "3.9";

/** What the server's own code makes of each: dates, or the name of an error. */
async function ask(asked: readonly Question[], prefect: Prefect, ...options: "whenever"[]) {
  const script = join(projectRoot, "packages/impact/test/server_dates.py");
  const input = JSON.stringify(asked);
  const program =
    prefect === "3.8" ? await otherPrefectProgram("3.8.8", "python") : await prefectProgram("python");
  const { stdout, stderr, exitCode } = await runLocally(program, [script, ...options], { input });
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

interface Difference {
  question: Question;
  server: string[] | string;
  ours: NextDates;
}

/** Which answers are other than the server's. */
function differences(
  asked: readonly Question[],
  { isNew, answers }: Awaited<ReturnType<typeof ask>>,
  prefect: Prefect,
): Difference[] {
  return asked.flatMap((question, index) => {
    const server = answers[index] as string[] | string;
    const ours = nextDates(question.schedule, new Date(question.now), question.count, prefect);
    const dates = (isNew ? ours.datesOnPython313 : undefined) ?? ours.dates;
    return isSame(server, dates, ours.why) ? [] : [{ question, server, ours }];
  });
}

function isSame(server: string[] | string, dates: string[] | null, why = ""): boolean {
  if (Array.isArray(server)) return dates?.map(instant).join() === server.map(instant).join();
  // The scheduler fails where croniter finds fewer dates than it is asked for, and on what Prefect refuses.
  if (server === "CroniterBadDateError") return dates !== null && dates.length < 5 && why !== "";
  return server === "ValidationError" && dates === null && why !== "";
}

test.each(["3.8", "3.9"] as const)(
  "1,000 random cron and interval schedules have the dates of a server with Prefect %s, over zones and changes of clocks",
  async (prefect) => {
    const asked = [...questions(cronSchedule, 650, SEED), ...questions(intervalSchedule, 350, SEED)];
    const answer = await ask(asked, prefect);
    expect(differences(asked, answer, prefect)).toEqual([]);
    expect(answer.answers.filter(Array.isArray).length).toBeGreaterThan(800);
    expect(answer.answers.filter((one) => one === "CroniterBadDateError").length).toBeGreaterThan(10);
  },
);

test("1,000 random interval schedules have the dates of a server with Prefect 3.9 on Python 3.13 or newer", async () => {
  const isLong = ({ schedule }: Question) => "interval" in schedule && schedule.interval >= 1;
  // Below a second whenever's floating point loses a microsecond now and then.
  const asked = questions(intervalSchedule, 1100, SEED).filter(isLong).slice(0, 1000);
  expect(asked).toHaveLength(1000);
  const answer = await ask(asked, "3.9", "whenever");
  expect(answer.isNew).toBe(true);
  expect(differences(asked, answer, "3.9")).toEqual([]);
  expect(answer.answers.filter(Array.isArray).length).toBeGreaterThan(900);
});

test("300 random recurrence rules have the server's dates, or say that they aren't computed", async () => {
  const asked = rruleQuestions(300, SEED);
  const { isNew, answers } = await ask(asked, "3.9");
  const different = asked.flatMap((question, index) => {
    const server = answers[index];
    const ours = nextDates(question.schedule, new Date(question.now), question.count);
    // What Prefect refuses is on no server, and what took it too long can't be compared.
    if (!Array.isArray(server) || (ours.dates === null && ours.why)) return [];
    const dates = (isNew ? ours.datesOnPython313 : undefined) ?? ours.dates;
    const upTo2037 = server.filter((date) => date < "2037-12-31").map(instant);
    return dates?.map(instant).slice(0, upTo2037.length).join() === upTo2037.join()
      ? []
      : [{ question, server, ours }];
  });
  expect(different).toEqual([]);
  const told = asked.filter(({ schedule, now }) => nextDates(schedule, new Date(now)).dates !== null);
  expect(told.length).toBeGreaterThan(270);
  expect(answers.filter(Array.isArray).length).toBeGreaterThan(220);
});
