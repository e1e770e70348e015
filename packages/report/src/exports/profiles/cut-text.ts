export type DbfEncoding = 'GBK' | 'UTF-8';

let gbkPairs: Set<string> | undefined;

/** Characters that GBK holds in two bytes, told by decoding all pairs once. */
function twoByteGbk(): Set<string> {
  if (gbkPairs !== undefined) return gbkPairs;
  const decoder = new TextDecoder('gbk');
  const found = new Set<string>();
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      if (low === 0x7f) continue;
      const text = decoder.decode(Uint8Array.of(high, low));
      if (Array.from(text).length === 1 && text !== '\ufffd') found.add(text);
    }
  }
  gbkPairs = found;
  return found;
}

export interface CutText {
  readonly text: string;
  /** Characters that did not fit. */
  readonly cutChars: number;
  /** Characters that the encoding does not have, written as a question mark. */
  readonly replacedChars: number;
}

/** Text that fits `widthBytes` of a DBF field, cut between characters, never inside one. */
export function cutText(text: string, widthBytes: number, encoding: DbfEncoding): CutText {
  let [used, kept, replacedChars, cutChars] = [0, '', 0, 0];
  for (const char of text) {
    const bytes = encoding === 'UTF-8' ? Buffer.byteLength(char) : char < '\u0080' ? 1 : twoByteGbk().has(char) ? 2 : 0;
    const size = bytes === 0 ? 1 : bytes;
    if (cutChars > 0 || used + size > widthBytes) {
      cutChars++;
      continue;
    }
    if (bytes === 0) replacedChars++;
    kept += bytes === 0 ? '?' : char;
    used += size;
  }
  return { text: kept, cutChars, replacedChars };
}
