declare const library: typeof import("rrule");
export = library;
