import type { Config } from "../config-value.ts";
import { checkName, deploymentName } from "./deployment-name.ts";
import { type Part, part } from "./part.ts";

/** The deployment's name on the server, of a configuration whose placeholders are filled. */
export function desiredName(config: Config, prefix: string | undefined): Part<string> {
  const given = config.get("name");
  if (typeof given !== "string" || given === "") {
    const message = "The deployment's name is no text once its placeholders are filled.";
    return part("", { problems: [{ path: ["name"], code: "field-invalid", message }] });
  }
  const name = deploymentName(given, prefix);
  const message = checkName(name);
  return part(
    name,
    message
      ? {
          problems: [{ path: ["name"], code: "name-refused", message, fix: "Use letters, digits, - and _." }],
        }
      : {},
  );
}
