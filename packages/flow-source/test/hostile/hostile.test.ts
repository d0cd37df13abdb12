import { Answerer, limits } from "./ask.ts";
import { hostileCases } from "./hostile-cases.ts";

/**
 * Python that is hostile or merely large gets an answer in time: the right reading, or what can't be told and where.
 * Memory is the most that the one process for all of them ever had, so it holds for each.
 */
describe("hostile Python", () => {
  const answerer = new Answerer();

  afterAll(() => answerer.stop());

  test.each(hostileCases.map((one, number) => ({ ...one, number })))("$name", async (one) => {
    const { said, read, defect, milliseconds, megabytes } = await answerer.ask(one.number);
    expect(defect).toBe("");
    if (one.says) expect(said).toMatch(one.says);
    else expect(said).toBe("");
    expect(read).toContain(one.reads ?? "");
    expect(milliseconds).toBeLessThan(limits.milliseconds);
    expect(megabytes).toBeLessThan(limits.megabytes);
  });
});
