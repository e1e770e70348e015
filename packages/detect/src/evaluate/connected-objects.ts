/** Objects of a mask: `ids` (height, width) holds 0 outside and 1..count inside. */
export interface ConnectedObjects {
  readonly ids: Int32Array;
  readonly count: number;
}

/** Pixels of `mask` equal to 1 that touch, diagonals included, make an object; numbered by their first pixel. */
export function connectedObjects(mask: Uint8Array, width: number, height: number): ConnectedObjects {
  const ids = new Int32Array(width * height);
  const parents: number[] = [0];
  const root = (id: number): number => {
    let at = id;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  };
  const join = (a: number, b: number): number => {
    const [p, q] = [root(a), root(b)];
    parents[Math.max(p, q)] = Math.min(p, q);
    return Math.min(p, q);
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (mask[i] !== 1) continue;
      let id = x > 0 ? ids[i - 1]! : 0;
      for (let dx = -1; y > 0 && dx <= 1; dx++) {
        if (x + dx < 0 || x + dx >= width) continue;
        const above = ids[i - width + dx]!;
        if (above !== 0) id = id === 0 ? above : join(id, above);
      }
      if (id === 0) {
        id = parents.length;
        parents.push(id);
      }
      ids[i] = id;
    }
  }
  const numbers = new Int32Array(parents.length);
  let count = 0;
  for (let id = 1; id < parents.length; id++) if (parents[id] === id) numbers[id] = ++count;
  for (let i = 0; i < ids.length; i++) if (ids[i] !== 0) ids[i] = numbers[root(ids[i]!)]!;
  return { ids, count };
}
