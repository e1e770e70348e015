import { displayWidth } from '../display-width.js';

/** Rows under headings on stdout, columns as wide as they need; Chinese characters count as two. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => displayWidth(row[column] ?? ''))));
  for (const row of all) {
    const cells = headings.map((_, column) => {
      const text = row[column] ?? '';
      return text + ' '.repeat((widths[column] ?? 0) - displayWidth(text));
    });
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
}
