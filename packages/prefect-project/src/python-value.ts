/**
 * Values as Python has them, so that coercions, `str()` and equality come out as in Prefect: an int is a bigint,
 * a float a number.
 */
export type PyValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | PyDate
  | PyDateTime
  | PyBytes
  | PySet
  | PyTuple
  | PyValue[]
  | PyDict;

export class PyDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;

  constructor(year: number, month: number, day: number) {
    this.year = year;
    this.month = month;
    this.day = day;
  }

  /** Such as `2024-01-31`. */
  toString(): string {
    return `${digits(this.year, 4)}-${digits(this.month, 2)}-${digits(this.day, 2)}`;
  }
}

export class PyDateTime {
  readonly date: PyDate;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Minutes ahead of UTC; undefined for a time without a zone. */
  readonly offset: number | undefined;

  constructor(
    date: PyDate,
    time: { hour: number; minute: number; second: number; microsecond: number },
    offset: number | undefined,
  ) {
    this.date = date;
    this.hour = time.hour;
    this.minute = time.minute;
    this.second = time.second;
    this.microsecond = time.microsecond;
    this.offset = offset;
  }

  /** As pydantic writes it: `2024-01-31T05:00:00.250000Z`. */
  toString(): string {
    const time = `${digits(this.hour, 2)}:${digits(this.minute, 2)}:${digits(this.second, 2)}`;
    const fraction = this.microsecond === 0 ? "" : `.${digits(this.microsecond, 6)}`;
    return `${this.date}T${time}${fraction}${this.zone()}`;
  }

  private zone(): string {
    if (this.offset === undefined) return "";
    if (this.offset === 0) return "Z";
    const minutes = Math.abs(this.offset);
    return `${this.offset < 0 ? "-" : "+"}${digits(Math.floor(minutes / 60), 2)}:${digits(minutes % 60, 2)}`;
  }
}

export class PyBytes {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

export class PyTuple {
  readonly items: readonly PyValue[];

  constructor(items: readonly PyValue[]) {
    this.items = items;
  }
}

/** A dict: keys that are equal in Python (`1`, `1.0` and `true`) are one key, the first of them. */
export class PyDict {
  private readonly byHash = new Map<string, PyValue>();
  /** Keys that are no texts, by their hash; there are hardly ever any. */
  private readonly others = new Map<string, PyValue>();

  static of(entries: Iterable<readonly [PyValue, PyValue]>): PyDict {
    const dict = new PyDict();
    for (const [key, value] of entries) dict.set(key, value);
    return dict;
  }

  set(key: PyValue, value: PyValue): void {
    const hash = hashOf(key);
    if (hash !== key && !this.others.has(hash)) this.others.set(hash, key);
    this.byHash.set(hash, value);
  }

  get(key: PyValue): PyValue | undefined {
    return this.byHash.get(hashOf(key));
  }

  has(key: PyValue): boolean {
    return this.byHash.has(hashOf(key));
  }

  get size(): number {
    return this.byHash.size;
  }

  *entries(): IterableIterator<[PyValue, PyValue]> {
    for (const [hash, value] of this.byHash)
      yield [this.others.get(hash) ?? (this.others.has(hash) ? null : hash), value];
  }
}

export class PySet {
  private readonly dict = new PyDict();

  constructor(items: Iterable<PyValue>) {
    for (const item of items) this.dict.set(item, null);
  }

  items(): PyValue[] {
    return [...this.dict.entries()].map(([item]) => item);
  }
}

/**
 * Equal for what Python holds equal. A text is its own hash, all others begin with a NUL. Lists, dicts and sets
 * have no hash: the caller keeps them out.
 */
function hashOf(key: PyValue): string {
  if (typeof key !== "string") return `\0${otherHash(key)}`;
  return key.startsWith("\0") ? `\0s${key}` : key;
}

function otherHash(key: PyValue): string {
  if (typeof key === "boolean") return key ? "n1" : "n0";
  if (typeof key === "bigint") return `n${key}`;
  if (typeof key === "number") {
    return Number.isInteger(key) ? `n${BigInt(key)}` : `n${key}`;
  }
  if (key === null) return "null";
  if (key instanceof PyDateTime && key.offset !== undefined) {
    const { date, hour, minute, second } = key;
    const seconds = Date.UTC(date.year, date.month - 1, date.day, hour, minute - key.offset, second);
    return `t${seconds}.${key.microsecond}`;
  }
  if (key instanceof PyDate || key instanceof PyDateTime) return `d${key}`;
  if (key instanceof PyBytes) return `b${key.bytes}`;
  if (key instanceof PyTuple) return `(${key.items.map(hashOf).join(",")})`;
  throw new Error("This value has no hash in Python.");
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, "0");
}
