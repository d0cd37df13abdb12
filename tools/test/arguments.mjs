/** Those that run by `npm test`: the tests on a virtual machine take long, and have a command of their own. */
const USUAL = ["unit", "real"];
const PROJECTS = [...USUAL, "machine"];

/**
 * Jest's arguments for what somebody asked of `npm test`. Jest's own `--selectProjects` takes every word behind it for a
 * project, a path too; here it takes the projects' names alone.
 *
 * @param {readonly string[]} asked
 * @returns {string[]}
 */
export function jestArguments(asked) {
  const at = asked.indexOf("--selectProjects");
  const named = [];
  for (let next = at + 1; at >= 0 && PROJECTS.includes(asked[next]); next++) named.push(asked[next]);
  const rest = at < 0 ? asked : [...asked.slice(0, at), ...asked.slice(at + 1 + named.length)];
  const workers = rest.some((word) => /^(-w|-i|--maxWorkers|--runInBand)/.test(word))
    ? []
    : ["--maxWorkers=2"];
  return [...rest, ...workers, "--selectProjects", ...(named.length > 0 ? named : USUAL)];
}
