export { type Choice, type ChosenFile, chooseTemplates } from "./choose-templates.ts";
export { settingsIn, type WorkflowSettings, withSettings } from "./edit-workflow.ts";
export { type GhStep, ghSteps, shownStep } from "./gh-commands.ts";
export { type ReplacedLine, replacedLines } from "./replaced-lines.ts";
export { type Stamp, stamped } from "./stamp.ts";
export { PIPELINES, type Pipeline, type Survey } from "./survey.ts";
