import { InvariantError } from '@landscar/core';

/** Pixel types that are read and written, by their GDAL name. */
export type RasterDataType = 'Byte' | 'Int16' | 'UInt16' | 'Int32' | 'UInt32' | 'Float32' | 'Float64';
export type RasterArray =
  Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** A zeroed array of `length` pixels of the type. */
export function newRasterArray(dataType: RasterDataType, length: number): RasterArray {
  switch (dataType) {
    case 'Byte':
      return new Uint8Array(length);
    case 'Int16':
      return new Int16Array(length);
    case 'UInt16':
      return new Uint16Array(length);
    case 'Int32':
      return new Int32Array(length);
    case 'UInt32':
      return new Uint32Array(length);
    case 'Float32':
      return new Float32Array(length);
    case 'Float64':
      return new Float64Array(length);
  }
}

/** `newRasterArray`, or a view of `old`, whatever is in it, where that is of the type and has the room. */
export const reuseRasterArray = (old: RasterArray | undefined, type: RasterDataType, length: number): RasterArray =>
  reuseLike(newRasterArray(type, 0), old, length);

/** As `reuseRasterArray`, of the type of `model`. */
export function reuseLike(model: RasterArray, old: RasterArray | undefined, length: number): RasterArray {
  const Kind = model.constructor as new (from: ArrayBufferLike | number, at?: number, length?: number) => RasterArray;
  const fits = old instanceof Kind && old.buffer.byteLength - old.byteOffset >= length * old.BYTES_PER_ELEMENT;
  return fits ? new Kind(old.buffer, old.byteOffset, length) : new Kind(length);
}

/** Narrows GDAL's type name; complex pixels are no imagery. */
export function toDataType(name: string | null): RasterDataType {
  const known = ['Byte', 'Int16', 'UInt16', 'Int32', 'UInt32', 'Float32', 'Float64'] as const;
  const type = known.find((k) => k === name);
  if (type === undefined) throw new InvariantError(`pixel type ${name ?? 'none'} reached the adapter`);
  return type;
}
