import { inflateRawSync } from 'node:zlib';

export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Arrays of a NumPy `.npz` (a zip of `.npy`), as Float32; float16, float32, float64 and integers of 32 and 64 bits. */
export function readNpz(bytes: Buffer): Map<string, NpyArray> {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('not a zip file');
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const arrays = new Map<string, NpyArray>();
  for (let i = 0; i < count; i++) {
    const method = bytes.readUInt16LE(at + 10);
    const size = bytes.readUInt32LE(at + 20);
    const nameLength = bytes.readUInt16LE(at + 28);
    const skip = bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + size);
    const array = readNpy(method === 0 ? packed : inflateRawSync(packed));
    if (array !== undefined) arrays.set(name.replace(/\.npy$/u, ''), array);
    at += 46 + nameLength + skip;
  }
  return arrays;
}

function readNpy(bytes: Buffer): NpyArray | undefined {
  const major = bytes.readUInt8(6);
  const headerLength = major === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  const start = (major === 1 ? 10 : 12) + headerLength;
  const header = bytes.toString('latin1', major === 1 ? 10 : 12, start);
  const type = /'descr':\s*'[<|=]?(\w\d+)'/u.exec(header)?.[1];
  const shape = (/'shape':\s*\(([^)]*)\)/u.exec(header)?.[1] ?? '')
    .split(',')
    .filter((s) => s.trim() !== '')
    .map(Number);
  const length = shape.reduce((product, n) => product * n, 1);
  const read = READERS[type ?? ''];
  if (read === undefined) return undefined;
  return { shape, values: Float32Array.from({ length }, (_, i) => read(bytes, start, i)) };
}

const READERS: Readonly<Record<string, (bytes: Buffer, start: number, i: number) => number>> = {
  f2: (b, s, i) => halfToNumber(b.readUInt16LE(s + 2 * i)),
  f4: (b, s, i) => b.readFloatLE(s + 4 * i),
  f8: (b, s, i) => b.readDoubleLE(s + 8 * i),
  i4: (b, s, i) => b.readInt32LE(s + 4 * i),
  i8: (b, s, i) => Number(b.readBigInt64LE(s + 8 * i)),
  u1: (b, s, i) => b.readUInt8(s + i),
  b1: (b, s, i) => b.readUInt8(s + i),
};

function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
