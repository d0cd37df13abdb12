/** The bytes of a file with a flow `f`, and what must come of it. */
export interface EncodingCase {
  name: string;
  bytes: Buffer;
  /** Where Python and we refuse it: line and column. */
  refused?: string;
  /** True where Python reads it, and we tell that we don't. */
  isLeft?: boolean;
}

const flow = (name: string) => `from prefect import flow\n@flow(name="${name}")\ndef f(x: str = "ü"): ...\n`;
const coded = (coding: string, text: string, encoding: BufferEncoding = "latin1") =>
  Buffer.from(`# -*- coding: ${coding} -*-\n${text}`, encoding);
const western = Buffer.concat([
  Buffer.from('# vim: set fileencoding=cp1252 :\nfrom prefect import flow\n@flow(name="'),
  Buffer.from([0x80, 0x20, 0xfc]),
  Buffer.from('")\ndef f(): ...\n'),
]);

export const encodingCases: readonly EncodingCase[] = [
  { name: "UTF-8", bytes: Buffer.from(flow("Größe €")) },
  { name: "UTF-8 with its mark", bytes: Buffer.from(`\ufeff${flow("Größe €")}`) },
  {
    name: "UTF-8 with its mark and a coding line",
    bytes: Buffer.from(`\ufeff# coding: utf-8\n${flow("ö")}`),
  },
  { name: "UTF-8 by its coding line", bytes: coded("utf-8", flow("ö"), "utf8") },
  {
    name: "Windows line ends",
    bytes: Buffer.from(`# coding: utf_8\r\n${flow("ö").replaceAll("\n", "\r\n")}`),
  },
  { name: "Latin-1 by its coding line", bytes: coded("latin-1", flow("Größe")) },
  {
    name: "Latin-1 in the second line",
    bytes: Buffer.from(`#!/usr/bin/python\n# coding=ISO-8859-1\n${flow("Größe")}`, "latin1"),
  },
  { name: "UTF-8 that calls itself Latin-1", bytes: coded("latin-1", flow("Größe"), "utf8") },
  { name: "Windows' Western", bytes: western },
  {
    name: "Latin-9",
    bytes: Buffer.concat([
      Buffer.from('# coding: iso8859-15\nfrom prefect import flow\n@flow(name="'),
      Buffer.from([0xa4]),
      Buffer.from('")\ndef f(): ...\n'),
    ]),
  },
  { name: "ASCII by its coding line", bytes: coded("ascii", flow("o").replace("ü", "u")) },
  { name: "Latin-1 without a coding line", bytes: Buffer.from(flow("Größe"), "latin1"), refused: "2:15" },
  {
    name: "Latin-1 with its coding line too late",
    bytes: Buffer.from(`import os\n\n# coding: latin-1\n${flow("Größe")}`, "latin1"),
    refused: "5:15",
  },
  {
    name: "a coding line after code",
    bytes: Buffer.from(`import os\n# coding: latin-1\n${flow("Größe")}`, "latin1"),
    refused: "4:15",
  },
  { name: "ASCII that isn't", bytes: coded("ascii", flow("Größe")), refused: "1:1" },
  { name: "UTF-16 with its mark", bytes: Buffer.from(`\ufeff${flow("o")}`, "utf16le"), refused: "1:1" },
  { name: "UTF-16 without its mark", bytes: Buffer.from(flow("o"), "utf16le"), refused: "1:2" },
  { name: "a null byte", bytes: Buffer.from(`${flow("o")}x = "\0"\n`), refused: "4:6" },
  {
    name: "UTF-8's mark before another encoding",
    bytes: Buffer.from(`\ufeff# coding: latin-1\n${flow("o")}`),
    refused: "1:1",
  },
  {
    name: "an encoding that there isn't",
    bytes: coded("no-such-thing", flow("o").replace("ü", "u")),
    refused: "1:1",
  },
  { name: "Shift JIS", bytes: coded("shift_jis", flow("o").replace("ü", "u")), refused: "1:1", isLeft: true },
  {
    name: "a control character of Windows' Western",
    bytes: Buffer.concat([
      coded("cp1252", flow("o").replace("ü", "u")),
      Buffer.from('x = "'),
      Buffer.from([0x81]),
      Buffer.from('"\n'),
    ]),
    refused: "1:1",
  },
];
