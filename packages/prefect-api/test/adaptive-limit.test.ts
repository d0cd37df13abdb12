import { setTimeout as sleep } from "node:timers/promises";
import { AdaptiveLimit } from "../src/adaptive-limit.ts";

test("a refusal halves what is under way at once, answers earn it back one by one, never more than at first", () => {
  const limit = new AdaptiveLimit(8);
  const seen: number[] = [];
  for (let refusal = 0; refusal < 4; refusal++) {
    limit.refused();
    seen.push(limit.current);
  }
  expect(seen).toEqual([4, 2, 1, 1]);
  for (let answer = 0; answer < 49; answer++) limit.served();
  expect(limit.current).toBe(1);
  limit.served();
  expect(limit.current).toBe(2);
  for (let answer = 0; answer < 1000; answer++) limit.served();
  expect(limit.current).toBe(8);
});

test("what waits starts only as the lowered limit allows", async () => {
  const limit = new AdaptiveLimit(4);
  limit.refused();
  limit.refused();
  let underWay = 0;
  let most = 0;
  const request = async () => {
    most = Math.max(most, ++underWay);
    await sleep(1);
    underWay--;
  };
  await Promise.all(Array.from({ length: 20 }, () => limit.run(request)));
  expect(most).toBe(1);
});
