/** Connected groups of nonzero pixels, eight neighbours: labels from 1 (0 outside), and the pixels of each label. */
export interface Components {
  readonly labels: Int32Array;
  /** Pixel indices by label − 1. */
  readonly pixels: readonly (readonly number[])[];
}

export function components(mask: Uint8Array, width: number, height: number): Components {
  const labels = new Int32Array(mask.length);
  const pixels: number[][] = [];
  const stack: number[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || labels[start] !== 0) continue;
    const group: number[] = [];
    pixels.push(group);
    stack.push(start);
    labels[start] = pixels.length;
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      group.push(i);
      const [x, y] = [i % width, Math.floor(i / width)];
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const j = ny * width + nx;
          if (mask[j] === 0 || labels[j] !== 0) continue;
          labels[j] = pixels.length;
          stack.push(j);
        }
      }
    }
  }
  return { labels, pixels };
}
