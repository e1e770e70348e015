/** Encodings in which Chinese attribute tables arrive. */
export type TextEncoding = 'ASCII' | 'UTF-8' | 'GBK' | 'GB18030' | 'unknown';

/** How a text was recognised, in words for the report of a check. */
export interface EncodingGuess {
  readonly encoding: TextEncoding;
  readonly reason: string;
}

/**
 * Which encoding strings of bytes are in. The bytes are the evidence, a declared name (.cpg) only settles ties:
 * .cpg files are often missing or wrong. A string may end inside a character, as values at full field width do.
 */
export function guessEncoding(strings: readonly Uint8Array[], declared: string | null): EncodingGuess {
  const said = normaliseEncoding(declared);
  const telling = strings.filter((bytes) => bytes.some((b) => b >= 0x80));
  if (telling.length === 0) return { encoding: 'ASCII', reason: 'no byte above 127' };
  const utf8 = telling.every((bytes) => isUtf8(bytes));
  const gb = telling.every((bytes) => isGb18030(bytes));
  // UTF-8 text often passes for GBK, GBK hardly ever for UTF-8: only a word or two ('联通') can be either.
  const fewBytes = telling.reduce((sum, bytes) => sum + bytes.filter((b) => b >= 0x80).length, 0) <= 4;
  if (utf8 && gb && fewBytes && said !== null)
    return { encoding: said, reason: `bytes fit both; the .cpg says ${declared ?? ''}` };
  if (utf8)
    return {
      encoding: 'UTF-8',
      reason: said === null || said === 'UTF-8' ? 'valid UTF-8' : `valid UTF-8, although declared ${declared ?? ''}`,
    };
  if (!gb) return { encoding: 'unknown', reason: 'neither valid UTF-8 nor valid GB18030' };
  const four = telling.some((bytes) => hasFourByteGb(bytes));
  const encoding = four || said === 'GB18030' ? 'GB18030' : 'GBK';
  const although = said === 'UTF-8' ? ', although declared UTF-8' : '';
  return {
    encoding,
    reason: `not valid UTF-8, valid ${four ? 'GB18030 with four-byte characters' : 'GBK'}${although}`,
  };
}

function normaliseEncoding(name: string | null): 'UTF-8' | 'GBK' | 'GB18030' | null {
  const key = (name ?? '').toLowerCase().replace(/[^a-z0-9]/gu, '');
  if (key === 'utf8' || key === '65001') return 'UTF-8';
  if (key === 'gb18030' || key === '54936') return 'GB18030';
  if (['gbk', 'gb2312', 'cp936', '936', 'ansi936', 'ldid77', 'oem936'].includes(key)) return 'GBK';
  return null;
}

function isUtf8(bytes: Uint8Array): boolean {
  // stream: an unfinished character at the end is no error.
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function isGb18030(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length;) {
    const b = bytes[i] ?? 0;
    if (b < 0x80) i += 1;
    else if (b === 0x80 || b === 0xff) return false;
    else {
      const second = bytes[i + 1];
      if (second === undefined) return true;
      if (second >= 0x30 && second <= 0x39) i += 4;
      else if (second >= 0x40 && second !== 0x7f && second !== 0xff) i += 2;
      else return false;
    }
  }
  return true;
}

function hasFourByteGb(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length;) {
    const second = bytes[i + 1] ?? 0;
    if ((bytes[i] ?? 0) < 0x80) i += 1;
    else if (second >= 0x30 && second <= 0x39) return true;
    else i += 2;
  }
  return false;
}

/** The character values of a dBASE table as bytes, trailing blanks off, field names included. */
export function dbfStrings(dbf: Uint8Array): Uint8Array[] {
  const view = new DataView(dbf.buffer, dbf.byteOffset, dbf.byteLength);
  if (dbf.byteLength < 33) return [];
  const [records, headBytes, recordBytes] = [
    view.getUint32(4, true),
    view.getUint16(8, true),
    view.getUint16(10, true),
  ];
  const strings: Uint8Array[] = [];
  const texts: { at: number; width: number }[] = [];
  let offset = 1;
  for (let at = 32; at + 32 <= headBytes && dbf[at] !== 0x0d; at += 32) {
    const width = dbf[at + 16] ?? 0;
    strings.push(trimmed(dbf.subarray(at, at + 11)));
    if (dbf[at + 11] === 0x43) texts.push({ at: offset, width });
    offset += width;
  }
  for (let record = 0; record < records; record++) {
    const start = headBytes + record * recordBytes;
    for (const text of texts) strings.push(trimmed(dbf.subarray(start + text.at, start + text.at + text.width)));
  }
  return strings;
}

function trimmed(bytes: Uint8Array): Uint8Array {
  const zero = bytes.indexOf(0);
  let end = zero === -1 ? bytes.length : zero;
  while (end > 0 && bytes[end - 1] === 0x20) end -= 1;
  return bytes.subarray(0, end);
}
