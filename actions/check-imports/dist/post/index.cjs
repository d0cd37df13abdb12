const importMetaUrl = require("node:url").pathToFileURL(__filename).href;
"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// packages/diagnostics/src/short-list.ts
var MOST = 3;
function shortList(items) {
  const more = items.length - MOST;
  if (more > 0) return `${items.slice(0, MOST).join(", ")} and ${more} more`;
  return [items.slice(0, -1).join(", "), items.at(-1)].filter(Boolean).join(" and ");
}

// packages/diagnostics/src/fault.ts
function formatFault(fault) {
  const { location, message, fix, deployments = [] } = fault;
  const place2 = location ? `${[location.file, location.line, location.column].filter((part) => part !== void 0).join(":")}: ` : "";
  const isTold = deployments.length > 1 || deployments.length === 1 && !location;
  const struck = isTold ? ` It concerns ${shortList(deployments.map((key) => `"${key}"`))}.` : "";
  return `${place2}${message}${struck}${fix ? ` ${fix}` : ""}`;
}
var FaultError = class extends Error {
  name = "FaultError";
  faults;
  constructor(faults, options) {
    const list = Array.isArray(faults) ? faults : [faults];
    super(list.map(formatFault).join("\n"), options);
    this.faults = list;
  }
};

// node_modules/@actions/core/lib/command.js
var os = __toESM(require("os"), 1);

// node_modules/@actions/core/lib/utils.js
function toCommandValue(input) {
  if (input === null || input === void 0) {
    return "";
  } else if (typeof input === "string" || input instanceof String) {
    return input;
  }
  return JSON.stringify(input);
}
function toCommandProperties(annotationProperties) {
  if (!Object.keys(annotationProperties).length) {
    return {};
  }
  return {
    title: annotationProperties.title,
    file: annotationProperties.file,
    line: annotationProperties.startLine,
    endLine: annotationProperties.endLine,
    col: annotationProperties.startColumn,
    endColumn: annotationProperties.endColumn
  };
}

// node_modules/@actions/core/lib/command.js
function issueCommand(command, properties, message) {
  const cmd = new Command(command, properties, message);
  process.stdout.write(cmd.toString() + os.EOL);
}
var CMD_STRING = "::";
var Command = class {
  constructor(command, properties, message) {
    if (!command) {
      command = "missing.command";
    }
    this.command = command;
    this.properties = properties;
    this.message = message;
  }
  toString() {
    let cmdStr = CMD_STRING + this.command;
    if (this.properties && Object.keys(this.properties).length > 0) {
      cmdStr += " ";
      let first = true;
      for (const key in this.properties) {
        if (this.properties.hasOwnProperty(key)) {
          const val = this.properties[key];
          if (val) {
            if (first) {
              first = false;
            } else {
              cmdStr += ",";
            }
            cmdStr += `${key}=${escapeProperty(val)}`;
          }
        }
      }
    }
    cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
    return cmdStr;
  }
};
function escapeData(s) {
  return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function escapeProperty(s) {
  return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/:/g, "%3A").replace(/,/g, "%2C");
}

// node_modules/@actions/core/lib/file-command.js
var crypto = __toESM(require("crypto"), 1);
var fs = __toESM(require("fs"), 1);
var os2 = __toESM(require("os"), 1);
function issueFileCommand(command, message) {
  const filePath = process.env[`GITHUB_${command}`];
  if (!filePath) {
    throw new Error(`Unable to find environment variable for file command ${command}`);
  }
  if (!fs.existsSync(filePath)) {
    throw new Error(`Missing file at path: ${filePath}`);
  }
  fs.appendFileSync(filePath, `${toCommandValue(message)}${os2.EOL}`, {
    encoding: "utf8"
  });
}
function prepareKeyValueMessage(key, value) {
  const delimiter2 = `ghadelimiter_${crypto.randomUUID()}`;
  const convertedValue = toCommandValue(value);
  if (key.includes(delimiter2)) {
    throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter2}"`);
  }
  if (convertedValue.includes(delimiter2)) {
    throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter2}"`);
  }
  return `${key}<<${delimiter2}${os2.EOL}${convertedValue}${os2.EOL}${delimiter2}`;
}

// node_modules/@actions/core/lib/summary.js
var import_os = require("os");
var import_fs = require("fs");
var __awaiter = function(thisArg, _arguments, P, generator) {
  function adopt(value) {
    return value instanceof P ? value : new P(function(resolve2) {
      resolve2(value);
    });
  }
  return new (P || (P = Promise))(function(resolve2, reject) {
    function fulfilled(value) {
      try {
        step(generator.next(value));
      } catch (e) {
        reject(e);
      }
    }
    function rejected(value) {
      try {
        step(generator["throw"](value));
      } catch (e) {
        reject(e);
      }
    }
    function step(result) {
      result.done ? resolve2(result.value) : adopt(result.value).then(fulfilled, rejected);
    }
    step((generator = generator.apply(thisArg, _arguments || [])).next());
  });
};
var { access, appendFile, writeFile } = import_fs.promises;
var SUMMARY_ENV_VAR = "GITHUB_STEP_SUMMARY";
var Summary = class {
  constructor() {
    this._buffer = "";
  }
  /**
   * Finds the summary file path from the environment, rejects if env var is not found or file does not exist
   * Also checks r/w permissions.
   *
   * @returns step summary file path
   */
  filePath() {
    return __awaiter(this, void 0, void 0, function* () {
      if (this._filePath) {
        return this._filePath;
      }
      const pathFromEnv = process.env[SUMMARY_ENV_VAR];
      if (!pathFromEnv) {
        throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
      }
      try {
        yield access(pathFromEnv, import_fs.constants.R_OK | import_fs.constants.W_OK);
      } catch (_a) {
        throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
      }
      this._filePath = pathFromEnv;
      return this._filePath;
    });
  }
  /**
   * Wraps content in an HTML tag, adding any HTML attributes
   *
   * @param {string} tag HTML tag to wrap
   * @param {string | null} content content within the tag
   * @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
   *
   * @returns {string} content wrapped in HTML element
   */
  wrap(tag, content, attrs = {}) {
    const htmlAttrs = Object.entries(attrs).map(([key, value]) => ` ${key}="${value}"`).join("");
    if (!content) {
      return `<${tag}${htmlAttrs}>`;
    }
    return `<${tag}${htmlAttrs}>${content}</${tag}>`;
  }
  /**
   * Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
   *
   * @param {SummaryWriteOptions} [options] (optional) options for write operation
   *
   * @returns {Promise<Summary>} summary instance
   */
  write(options) {
    return __awaiter(this, void 0, void 0, function* () {
      const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
      const filePath = yield this.filePath();
      const writeFunc = overwrite ? writeFile : appendFile;
      yield writeFunc(filePath, this._buffer, { encoding: "utf8" });
      return this.emptyBuffer();
    });
  }
  /**
   * Clears the summary buffer and wipes the summary file
   *
   * @returns {Summary} summary instance
   */
  clear() {
    return __awaiter(this, void 0, void 0, function* () {
      return this.emptyBuffer().write({ overwrite: true });
    });
  }
  /**
   * Returns the current summary buffer as a string
   *
   * @returns {string} string of summary buffer
   */
  stringify() {
    return this._buffer;
  }
  /**
   * If the summary buffer is empty
   *
   * @returns {boolen} true if the buffer is empty
   */
  isEmptyBuffer() {
    return this._buffer.length === 0;
  }
  /**
   * Resets the summary buffer without writing to summary file
   *
   * @returns {Summary} summary instance
   */
  emptyBuffer() {
    this._buffer = "";
    return this;
  }
  /**
   * Adds raw text to the summary buffer
   *
   * @param {string} text content to add
   * @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
   *
   * @returns {Summary} summary instance
   */
  addRaw(text, addEOL = false) {
    this._buffer += text;
    return addEOL ? this.addEOL() : this;
  }
  /**
   * Adds the operating system-specific end-of-line marker to the buffer
   *
   * @returns {Summary} summary instance
   */
  addEOL() {
    return this.addRaw(import_os.EOL);
  }
  /**
   * Adds an HTML codeblock to the summary buffer
   *
   * @param {string} code content to render within fenced code block
   * @param {string} lang (optional) language to syntax highlight code
   *
   * @returns {Summary} summary instance
   */
  addCodeBlock(code, lang) {
    const attrs = Object.assign({}, lang && { lang });
    const element = this.wrap("pre", this.wrap("code", code), attrs);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML list to the summary buffer
   *
   * @param {string[]} items list of items to render
   * @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
   *
   * @returns {Summary} summary instance
   */
  addList(items, ordered = false) {
    const tag = ordered ? "ol" : "ul";
    const listItems = items.map((item) => this.wrap("li", item)).join("");
    const element = this.wrap(tag, listItems);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML table to the summary buffer
   *
   * @param {SummaryTableCell[]} rows table rows
   *
   * @returns {Summary} summary instance
   */
  addTable(rows) {
    const tableBody = rows.map((row) => {
      const cells = row.map((cell) => {
        if (typeof cell === "string") {
          return this.wrap("td", cell);
        }
        const { header, data, colspan, rowspan } = cell;
        const tag = header ? "th" : "td";
        const attrs = Object.assign(Object.assign({}, colspan && { colspan }), rowspan && { rowspan });
        return this.wrap(tag, data, attrs);
      }).join("");
      return this.wrap("tr", cells);
    }).join("");
    const element = this.wrap("table", tableBody);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds a collapsable HTML details element to the summary buffer
   *
   * @param {string} label text for the closed state
   * @param {string} content collapsable content
   *
   * @returns {Summary} summary instance
   */
  addDetails(label, content) {
    const element = this.wrap("details", this.wrap("summary", label) + content);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML image tag to the summary buffer
   *
   * @param {string} src path to the image you to embed
   * @param {string} alt text description of the image
   * @param {SummaryImageOptions} options (optional) addition image attributes
   *
   * @returns {Summary} summary instance
   */
  addImage(src, alt, options) {
    const { width, height } = options || {};
    const attrs = Object.assign(Object.assign({}, width && { width }), height && { height });
    const element = this.wrap("img", null, Object.assign({ src, alt }, attrs));
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML section heading element
   *
   * @param {string} text heading text
   * @param {number | string} [level=1] (optional) the heading level, default: 1
   *
   * @returns {Summary} summary instance
   */
  addHeading(text, level) {
    const tag = `h${level}`;
    const allowedTag = ["h1", "h2", "h3", "h4", "h5", "h6"].includes(tag) ? tag : "h1";
    const element = this.wrap(allowedTag, text);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML thematic break (<hr>) to the summary buffer
   *
   * @returns {Summary} summary instance
   */
  addSeparator() {
    const element = this.wrap("hr", null);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML line break (<br>) to the summary buffer
   *
   * @returns {Summary} summary instance
   */
  addBreak() {
    const element = this.wrap("br", null);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML blockquote to the summary buffer
   *
   * @param {string} text quote text
   * @param {string} cite (optional) citation url
   *
   * @returns {Summary} summary instance
   */
  addQuote(text, cite) {
    const attrs = Object.assign({}, cite && { cite });
    const element = this.wrap("blockquote", text, attrs);
    return this.addRaw(element).addEOL();
  }
  /**
   * Adds an HTML anchor tag to the summary buffer
   *
   * @param {string} text link text/content
   * @param {string} href hyperlink
   *
   * @returns {Summary} summary instance
   */
  addLink(text, href) {
    const element = this.wrap("a", text, { href });
    return this.addRaw(element).addEOL();
  }
};
var _summary = new Summary();

// node_modules/@actions/core/lib/platform.js
var import_os2 = __toESM(require("os"), 1);
var platform = import_os2.default.platform();
var arch = import_os2.default.arch();

// node_modules/@actions/core/lib/core.js
var ExitCode;
(function(ExitCode2) {
  ExitCode2[ExitCode2["Success"] = 0] = "Success";
  ExitCode2[ExitCode2["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
function debug(message) {
  issueCommand("debug", {}, message);
}
function warning(message, properties = {}) {
  issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function saveState(name, value) {
  const filePath = process.env["GITHUB_STATE"] || "";
  if (filePath) {
    return issueFileCommand("STATE", prepareKeyValueMessage(name, value));
  }
  issueCommand("save-state", { name }, toCommandValue(value));
}
function getState(name) {
  return process.env[`STATE_${name}`] || "";
}

// packages/redaction/src/without-secrets.ts
var MASK = "***";
var SHORTEST = 8;
function isLongEnough(text) {
  return text.length >= SHORTEST;
}
function withoutSecrets(text, secrets) {
  return [...secrets].filter((secret) => secret !== "" && text.includes(secret)).sort((one, other) => other.length - one.length).reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
}

// packages/redaction/src/redactor.ts
var Redactor = class {
  secrets = [];
  /**
   * Keeps a secret of eight characters or more. Of one with several lines each line is one too, as a program may print
   * them one by one.
   *
   * @returns the texts that were not known before
   */
  add(secret) {
    const lines = secret.split(/[\r\n]+/).map((line) => line.trim());
    const texts = [.../* @__PURE__ */ new Set([secret, secret.trim(), ...lines])];
    const added = texts.filter((text) => isLongEnough(text.trim()) && !this.secrets.includes(text));
    this.secrets = [...this.secrets, ...added];
    return added;
  }
  /** `text` with every secret replaced by `***`. */
  redact(text) {
    return withoutSecrets(text, this.secrets);
  }
  /** Whether `text` contains a secret. */
  isIn(text) {
    return this.secrets.some((secret) => text.includes(secret));
  }
};

// packages/action-kit/src/secrets.ts
var redactor = new Redactor();
function redact(text) {
  return redactor.redact(text);
}
function containsSecret(text) {
  return redactor.isIn(text);
}

// packages/action-kit/src/log.ts
function debug2(message) {
  debug(redact(message));
}
function annotateWarning(fault) {
  warning(annotationText(fault), place(fault));
}
function annotationText(fault) {
  return redact(formatFault(fault));
}
function place({ location }) {
  if (!location) return {};
  return { file: location.file, startLine: location.line, startColumn: location.column };
}

// packages/action-kit/src/run-action.ts
async function runPostStep(step) {
  try {
    await step();
  } catch (error2) {
    annotateWarning({ code: "clean-up-failed", message: `The step's clean-up failed: ${messageOf(error2)}` });
    debug2(stackOf(error2));
  }
}
function messageOf(error2) {
  const message = error2 instanceof Error ? error2.message : String(error2);
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
function stackOf(error2) {
  if (!(error2 instanceof Error)) return String(error2);
  const cause = error2.cause === void 0 ? "" : `
Caused by: ${stackOf(error2.cause)}`;
  return `${error2.stack ?? error2.message}${cause}`;
}

// packages/command/src/passed-environment.ts
var NEEDED = /* @__PURE__ */ new Set([
  ...["PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TEMP", "TMP"],
  ...["LANG", "LANGUAGE", "TZ"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"],
  // A Python that actions/setup-python installed finds its own library by it.
  "LD_LIBRARY_PATH",
  ...["SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA"]
]);
var LOCALE = /^LC_/;
var REFUSED = /^(?:PREFECT_API_|PREFECT_CLIENT_CUSTOM_HEADERS$|PREFECT_SERVER_API_AUTH_STRING$|ACTIONS_|GITHUB_|INPUT_)/;
var isRefused = (name) => REFUSED.test(name.toUpperCase());
function withoutUnneeded(env, passed) {
  const names = new Set(passed);
  const isPassed = (name) => !isRefused(name) && (NEEDED.has(name.toUpperCase()) || LOCALE.test(name) || names.has(name));
  return Object.fromEntries(
    Object.keys(env).filter((name) => !isPassed(name)).map((name) => [name, void 0])
  );
}

// packages/command/src/run-locally.ts
var import_node_readline2 = require("node:readline");
var import_node_stream2 = require("node:stream");

// node_modules/tinyexec/dist/main.mjs
var import_node_child_process = require("node:child_process");
var import_node_process = require("node:process");
var import_node_path = require("node:path");
var import_node_url = require("node:url");
var import_promises = require("node:stream/promises");
var import_node_stream = require("node:stream");
var import_node_readline = __toESM(require("node:readline"), 1);
var import_node_fs = require("node:fs");
var isPathLikePattern = /^path$/i;
var defaultEnvPathInfo = {
  key: "PATH",
  value: ""
};
function getPathFromEnv(env) {
  for (const key in env) {
    if (!Object.prototype.hasOwnProperty.call(env, key) || !isPathLikePattern.test(key)) continue;
    const value = env[key];
    if (!value) return defaultEnvPathInfo;
    return {
      key,
      value
    };
  }
  return defaultEnvPathInfo;
}
function addNodeBinToPath(cwd2, path) {
  const parts = path.value.split(import_node_path.delimiter);
  const nodeBinPaths = [];
  let currentPath = typeof cwd2 === "string" ? cwd2 : (0, import_node_url.fileURLToPath)(cwd2, { windows: false });
  let lastPath;
  do {
    nodeBinPaths.push((0, import_node_path.resolve)(currentPath, "node_modules", ".bin"));
    lastPath = currentPath;
    currentPath = (0, import_node_path.dirname)(currentPath);
  } while (currentPath !== lastPath);
  nodeBinPaths.push((0, import_node_path.dirname)(process.execPath));
  const newPath = nodeBinPaths.concat(parts).join(import_node_path.delimiter);
  return {
    key: path.key,
    value: newPath
  };
}
function computeEnv(cwd2, env, nodePath = true) {
  const envWithDefault = {
    ...process.env,
    ...env
  };
  if (!nodePath) return envWithDefault;
  const envPathInfo = addNodeBinToPath(cwd2, getPathFromEnv(envWithDefault));
  envWithDefault[envPathInfo.key] = envPathInfo.value;
  return envWithDefault;
}
var combineStreams = (streams) => {
  let streamCount = streams.length;
  const combined = new import_node_stream.PassThrough();
  const maybeEmitEnd = () => {
    if (--streamCount === 0) combined.end();
  };
  for (const stream of streams) (0, import_promises.pipeline)(stream, combined, { end: false }).then(maybeEmitEnd).catch(maybeEmitEnd);
  return combined;
};
var metaCharsRegExp = /([()\][%!^"`<>&|;, *?])/g;
var shebangRegExp = /^#!\s*(.+)/;
var isWindowsExecutableRegExp = /\.(?:com|exe)$/i;
var isNodeModulesCmdRegExp = /node_modules[\\/]\.bin[\\/][^\\/]+\.cmd$/i;
var isWindows = process.platform === "win32";
var defaultPathExt = [
  ".EXE",
  ".CMD",
  ".BAT",
  ".COM"
];
var noPathExt = [""];
function normalizeSpawnCommand(command, args = [], options = {}) {
  if (options.shell === true || !isWindows) return {
    command,
    args,
    options
  };
  let file = resolveCommand(command, options);
  let shebang = null;
  if (file !== null) {
    const size = 150;
    const buffer = Buffer.alloc(size);
    let fd = null;
    try {
      fd = (0, import_node_fs.openSync)(file, "r");
      (0, import_node_fs.readSync)(fd, buffer, 0, size, 0);
    } catch {
    } finally {
      if (fd !== null) (0, import_node_fs.closeSync)(fd);
    }
    const match = buffer.toString().match(shebangRegExp);
    if (match !== null) {
      const line = match[1].trim();
      const separatorIndex = line.indexOf(" ");
      const path = separatorIndex !== -1 ? line.slice(0, separatorIndex) : line;
      const argument = separatorIndex !== -1 ? line.slice(separatorIndex + 1) : "";
      const binary = (0, import_node_path.basename)(path);
      shebang = binary === "env" ? argument || null : binary;
    }
  }
  if (shebang !== null && file !== null) {
    args = [file, ...args];
    command = shebang;
    file = resolveCommand(command, options);
  }
  if (file === null || !isWindowsExecutableRegExp.test(file)) {
    const needsDoubleEscapeMetaChars = file !== null && isNodeModulesCmdRegExp.test(file);
    command = (0, import_node_path.normalize)(command);
    command = command.replace(metaCharsRegExp, "^$1");
    args = args.map((arg) => {
      arg = arg.replace(/(?=(\\+?)?)\1"/g, '$1$1\\"');
      arg = arg.replace(/(?=(\\+?)?)\1$/, "$1$1");
      arg = `"${arg}"`;
      arg = arg.replace(metaCharsRegExp, "^$1");
      if (needsDoubleEscapeMetaChars) arg = arg.replace(metaCharsRegExp, "^$1");
      return arg;
    });
    args = [
      "/d",
      "/s",
      "/c",
      `"${[command, ...args].join(" ")}"`
    ];
    command = options.env?.comspec ?? "cmd.exe";
    options = {
      ...options,
      windowsVerbatimArguments: true
    };
  }
  return {
    command,
    args,
    options
  };
}
function resolveCommand(command, options) {
  const cwd$3 = (options.cwd ?? (0, import_node_process.cwd)()).toString();
  const env = options.env ?? process.env;
  const PATH = getPathFromEnv(env).value;
  const pathEnv = command.includes("/") || command.includes("\\") ? [""] : [cwd$3, ...PATH.split(import_node_path.delimiter)];
  let pathExt = env.PATHEXT ? env.PATHEXT.split(import_node_path.delimiter) : defaultPathExt;
  if (command.includes(".") && pathExt[0] !== "") pathExt = ["", ...pathExt];
  for (const extensions of [pathExt, noPathExt]) for (const path of pathEnv) {
    const unquoted = path.startsWith('"') && path.endsWith('"') && path.length > 1 ? path.slice(1, -1) : path;
    const dest = (0, import_node_path.resolve)(cwd$3, unquoted, command);
    for (const ext of extensions) {
      const destWithExt = dest + ext;
      try {
        if ((0, import_node_fs.statSync)(destWithExt).isFile()) return destWithExt;
      } catch {
      }
    }
  }
  return null;
}
var NonZeroExitError = class extends Error {
  result;
  output;
  exitCode;
  get signalCode() {
    return this.result.signalCode;
  }
  constructor(result, output, command, args) {
    let target = "The process";
    if (command) target = `The command \`${args?.length ? `${command} ${args.map((a) => /[ "'`()]/.test(a) ? JSON.stringify(a) : a).join(" ")}` : command}\``;
    const exitCode = result.exitCode ?? 1;
    super(result.signalCode !== null ? `${target} was killed by the signal ${result.signalCode}` : `${target} exited with a non-zero status (${exitCode})`);
    this.result = result;
    this.output = output;
    this.exitCode = exitCode;
    Object.defineProperty(this, "result", {
      enumerable: false,
      writable: false,
      configurable: false
    });
  }
};
var defaultOptions = {
  timeout: void 0,
  persist: false
};
var defaultNodeOptions = { windowsHide: true };
function combineSignals(signals) {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) {
      controller.abort();
      return signal;
    }
    const onAbort = () => {
      controller.abort(signal.reason);
    };
    signal.addEventListener("abort", onAbort, { signal: controller.signal });
  }
  return controller.signal;
}
async function readStream(stream) {
  let output = "";
  try {
    for await (const chunk of stream) output += chunk.toString();
  } catch {
  }
  return output;
}
var ExecProcess = class {
  _process;
  _aborted = false;
  _options;
  _command;
  _args;
  _resolveClose;
  _processClosed;
  _thrownError;
  get process() {
    return this._process;
  }
  get pid() {
    return this._process?.pid;
  }
  get exitCode() {
    if (this._process && this._process.exitCode !== null) return this._process.exitCode;
  }
  get signalCode() {
    return this._process?.signalCode ?? null;
  }
  constructor(command, args, options) {
    this._options = {
      ...defaultOptions,
      ...options
    };
    this._command = command;
    this._args = args ?? [];
    this._processClosed = new Promise((resolve2) => {
      this._resolveClose = resolve2;
    });
  }
  kill(signal) {
    return this._process?.kill(signal) === true;
  }
  get aborted() {
    return this._aborted;
  }
  get killed() {
    return this._process?.killed === true;
  }
  pipe(command, args, options) {
    return exec(command, args, {
      ...options,
      stdin: this
    });
  }
  async *[Symbol.asyncIterator]() {
    const proc = this._process;
    if (!proc) return;
    const streams = [];
    if (this._streamErr) streams.push(this._streamErr);
    if (this._streamOut) streams.push(this._streamOut);
    const streamCombined = combineStreams(streams);
    const rl = import_node_readline.default.createInterface({ input: streamCombined });
    for await (const chunk of rl) yield chunk.toString();
    await this._processClosed;
    proc.removeAllListeners();
    if (this._thrownError) throw this._thrownError;
    if (this._options?.throwOnError && (this.exitCode !== 0 && this.exitCode !== void 0 || this.signalCode !== null)) throw new NonZeroExitError(this, void 0, this._command, this._args);
  }
  async _waitForOutput() {
    const proc = this._process;
    if (!proc) throw new Error("No process was started");
    const [stdout, stderr] = await Promise.all([this._streamOut ? readStream(this._streamOut) : "", this._streamErr ? readStream(this._streamErr) : ""]);
    await this._processClosed;
    const { stdin } = this._options;
    if (stdin && typeof stdin !== "string") await stdin;
    proc.removeAllListeners();
    if (this._thrownError) throw this._thrownError;
    const result = {
      stderr,
      stdout,
      exitCode: this.exitCode
    };
    if (this._options.throwOnError && (this.exitCode !== 0 && this.exitCode !== void 0 || this.signalCode !== null)) throw new NonZeroExitError(this, result, this._command, this._args);
    return result;
  }
  then(onfulfilled, onrejected) {
    return this._waitForOutput().then(onfulfilled, onrejected);
  }
  _streamOut;
  _streamErr;
  spawn() {
    const options = this._options;
    const nodeOptions = {
      ...defaultNodeOptions,
      ...options.nodeOptions
    };
    const cwd$1 = nodeOptions?.cwd ?? (0, import_node_process.cwd)();
    const signals = [];
    this._resetState();
    if (options.timeout !== void 0) signals.push(AbortSignal.timeout(options.timeout));
    if (options.signal !== void 0) signals.push(options.signal);
    if (options.persist === true) nodeOptions.detached = true;
    if (signals.length > 0) nodeOptions.signal = combineSignals(signals);
    nodeOptions.env = computeEnv(cwd$1, nodeOptions.env, options.nodePath);
    const crossResult = normalizeSpawnCommand(this._command, this._args, nodeOptions);
    const handle = (0, import_node_child_process.spawn)(crossResult.command, crossResult.args, crossResult.options);
    if (handle.stderr) this._streamErr = handle.stderr;
    if (handle.stdout) this._streamOut = handle.stdout;
    this._process = handle;
    handle.once("error", this._onError);
    handle.once("close", this._onClose);
    if (handle.stdin) {
      const { stdin } = options;
      if (typeof stdin === "string") handle.stdin.end(stdin);
      else stdin?.process?.stdout?.pipe(handle.stdin);
    }
  }
  _resetState() {
    this._aborted = false;
    this._processClosed = new Promise((resolve2) => {
      this._resolveClose = resolve2;
    });
    this._thrownError = void 0;
  }
  _onError = (err) => {
    if (err.name === "AbortError" && (!(err.cause instanceof Error) || err.cause.name !== "TimeoutError")) {
      this._aborted = true;
      return;
    }
    this._thrownError = err;
  };
  _onClose = () => {
    if (this._resolveClose) this._resolveClose();
  };
};
var x = (command, args, userOptions) => {
  const proc = new ExecProcess(command, args, userOptions);
  proc.spawn();
  return proc;
};
var exec = x;

// packages/command/src/run-locally.ts
var runLocally = async (command, args, options = {}) => {
  const { passEnvironment } = options;
  const removed = passEnvironment === void 0 ? {} : withoutUnneeded(process.env, passEnvironment);
  const running = x(command, [...args], {
    timeout: options.timeout,
    signal: options.signal,
    nodeOptions: { cwd: options.cwd, env: { ...removed, ...options.env }, stdio: "pipe" }
  });
  const child = running.process;
  child?.stdout?.setEncoding(options.encoding ?? "utf8");
  child?.stderr?.setEncoding("utf8");
  if (child?.stderr && options.onProgress) {
    const lines = (0, import_node_readline2.createInterface)({ input: child.stderr.pipe(new import_node_stream2.PassThrough()) });
    lines.on("line", options.onProgress);
  }
  child?.stdin?.on("error", () => {
  });
  child?.stdin?.end(options.input ?? "");
  const { exitCode, stdout, stderr } = await running;
  if (options.signal?.aborted) throw new Error(`${command} ${args[0] ?? ""} was cancelled.`);
  if (running.killed && exitCode === void 0) {
    throw new Error(`${command} ${args[0] ?? ""} was ended after ${options.timeout} ms.`);
  }
  return { exitCode: exitCode ?? 1, stdout, stderr };
};

// packages/action-kit/src/run-command.ts
var runCommand = (command, args, options) => {
  if (args.some(containsSecret)) {
    throw new Error(`A secret was about to be an argument of ${command}.`);
  }
  debug2(`Running ${JSON.stringify([command, ...args])}`);
  return runLocally(command, args, { ...options, env: { ...withoutInputs(), ...options?.env } });
};
function withoutInputs() {
  const names = Object.keys(process.env).filter((name) => name.startsWith("INPUT_"));
  return Object.fromEntries(names.map((name) => [name, void 0]));
}

// packages/action-kit/src/state.ts
var state = {
  save(name, value) {
    saveState(name, value);
  },
  /** What the main step saved, or undefined where it never came so far. */
  read(name) {
    return getState(name) || void 0;
  }
};

// packages/flow-image/src/confined.ts
var DOCKER = [
  ...["DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY"],
  ...["DOCKER_API_VERSION", "BUILDX_CONFIG", "BUILDX_BUILDER", "BUILDKIT_HOST", "XDG_RUNTIME_DIR"]
];
function confined(run, passEnvironment) {
  return (command, args, options) => run(command, args, { ...options, passEnvironment: [...DOCKER, ...passEnvironment] });
}

// packages/import-check/src/docker.ts
function docker(run, passed = []) {
  const command = confined(run, passed);
  return async (args, options) => {
    try {
      return await command("docker", args, options);
    } catch (cause) {
      if (cause.code !== "ENOENT") throw cause;
      throw new FaultError(
        {
          code: "docker-missing",
          message: "Docker's command line is not there.",
          fix: "Install `docker`; DOCKER_HOST leads it to any engine, Podman's too."
        },
        { cause }
      );
    }
  };
}
async function removeContainer(docker2, name) {
  await docker2(["rm", "--force", name]);
}

// actions/check-imports/src/containers.ts
var STATE = "containers";
function leftContainers() {
  return JSON.parse(state.read(STATE) ?? "[]");
}

// actions/check-imports/src/post.ts
runPostStep(async () => {
  const names = leftContainers();
  const command = docker(runCommand);
  for (const name of names) await removeContainer(command, name);
});
