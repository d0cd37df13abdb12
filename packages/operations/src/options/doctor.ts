import { flag, list, type OptionValues, text, textOr } from "#input-values";
import { flowReaderOptions } from "./flow-reader.ts";
import { sourceOptions } from "./source.ts";

/** What a doctor looks at. */
export const doctorOptions = {
  ...sourceOptions,
  skip: list("Checks to leave out, by their names; docs/doctor.md lists them."),
  platform: textOr(
    "linux/amd64",
    "Platform of the machines that start runs, which images have to be for. A work pool whose template asks for nodes of another one says so itself.",
    "os/architecture",
  ),
  fix: flag(
    "Makes the work pools that deployments name and the server lacks, each from the default template of {work-pool-type}. Nothing else is ever written.",
  ),
  "work-pool-type": text(
    "Type of the work pools that {fix} makes, such as `process` or `kubernetes`.",
    "type",
  ),
  ...flowReaderOptions("static"),
};

export type DoctorValues = OptionValues<typeof doctorOptions>;
