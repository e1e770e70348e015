/** Grows nonzero pixels by a square of `radius`, rows then columns: UInt8 in, UInt8 0/1 out. */
export function dilate(mask: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  const rows = sweep(mask, width, height, radius, 1, width);
  return sweep(rows, height, width, radius, width, 1);
}

/** Marks everything within `radius` of a nonzero pixel along one axis: the distance to the last one seen, both ways. */
function sweep(
  mask: Uint8Array,
  length: number,
  lines: number,
  radius: number,
  step: number,
  lineStep: number,
): Uint8Array {
  const out = new Uint8Array(mask.length);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    for (let i = 0, left = 0; i < length; i++) {
      if (mask[start + i * step] !== 0) left = radius + 1;
      if (left > 0) {
        out[start + i * step] = 1;
        left--;
      }
    }
    for (let i = length - 1, left = 0; i >= 0; i--) {
      if (mask[start + i * step] !== 0) left = radius + 1;
      if (left > 0) {
        out[start + i * step] = 1;
        left--;
      }
    }
  }
  return out;
}
