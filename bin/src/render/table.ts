/** Rows under headings on stdout, columns as wide as they need; Chinese characters count as two. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ''))));
  for (const row of all) {
    const cells = headings.map((_, column) => {
      const text = row[column] ?? '';
      return text + ' '.repeat((widths[column] ?? 0) - widthOf(text));
    });
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
}

/** East Asian wide characters take two columns of a terminal. */
const widthOf = (text: string): number => {
  let width = 0;
  for (const character of text)
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u.test(
      character,
    )
      ? 2
      : 1;
  return width;
};
