import fc from "fast-check";
import { undecodable } from "#flow-source";
import { decodeBytes, decodeText } from "../src/decode-text.ts";

test("what is UTF-8 comes as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const bytes = Buffer.from(text);
      expect(decodeText(bytes)).toBe(text);
      expect(decodeBytes(bytes.toString("latin1"))).toBe(text);
      expect(undecodable(text)).toBeUndefined();
    }),
  );
  // Low surrogates of these two look like escaped bytes.
  expect(undecodable("\u{1f4a9}\u{1f4af}")).toBeUndefined();
  expect(decodeText(Buffer.from("\ufeffa"))).toBe("\ufeffa");
});

test.each([
  ["Latin-1", Buffer.from("a: b\nname: M\u00fcller\n", "latin1"), { byte: 0xfc, line: 2, column: 8 }],
  ["UTF-16 with its mark", Buffer.from("\ufeffa: b\n", "utf16le"), { byte: 0xff, line: 1, column: 1 }],
  [
    "a cut character after a real replacement character",
    Buffer.concat([Buffer.from("\ufffd\r\n\u{1f600}x"), Buffer.from([0xe2, 0x82])]),
    { byte: 0xe2, line: 2, column: 3 },
  ],
  ["a surrogate in UTF-8", Buffer.from([0x61, 0xed, 0xa0, 0x80]), { byte: 0xed, line: 1, column: 2 }],
])("the first byte of %s that is no UTF-8 is found", (_, bytes, place) => {
  expect(undecodable(decodeText(bytes))).toEqual(place);
  expect(undecodable(decodeBytes(bytes.toString("latin1")))).toEqual(place);
});

test("any bytes are text, and told exactly when Node would lose some", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (given) => {
      const bytes = Buffer.from(given);
      const isLossless = Buffer.from(bytes.toString("utf8")).equals(bytes);
      const text = decodeText(bytes);
      expect(undecodable(text) === undefined).toBe(isLossless);
      // Each byte can be had again.
      const again = [...text].map((character) => {
        const code = character.codePointAt(0) ?? 0;
        return code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character);
      });
      expect(Buffer.concat(again).equals(bytes)).toBe(true);
    }),
  );
});
