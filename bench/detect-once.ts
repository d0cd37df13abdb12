// One detection in a process of its own: `node detect-once.js <folder> <base> <head>`.
import { detectChanges, headline } from "#change-detection";
import { runLocally } from "#command";
import { openRepository } from "#git";

const [folder = "", base = "", head = ""] = process.argv.slice(2);
const repository = await openRepository(runLocally, folder);
const detected = await detectChanges({
  repository,
  base: { commit: base, why: "the commit before" },
  head,
  prefectFiles: ["prefect.yaml"],
});
console.log(headline(detected));
