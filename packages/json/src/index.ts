export { canonicalText } from "./canonical-text.ts";
export { durationOfSeconds, durationText, parseDuration, secondsOf } from "./duration.ts";
export {
  ExactNumber,
  isNumber,
  type JsonNumber,
  ofFloat,
  ofInt,
  pythonNumber,
} from "./exact-number.ts";
export { floatText } from "./float-text.ts";
export { isObject, isTextMap, type Json, type JsonObject, same } from "./json.ts";
export { isTrue, type PythonScalar, pythonRepr, pythonText } from "./python-text.ts";
export { parseJson } from "./read-json.ts";
export { sameStored, storedForm } from "./stored-form.ts";
export { type JsonTextOptions, jsonText } from "./write-json.ts";
