// Runs of lines that stand twice in the sources.

const blank = (text) => '\n'.repeat(text.split('\n').length - 1);

/** Lines that say something: no blanks, comments, imports or lone punctuation; white space folded. */
const tellingLines = (text) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, blank)
    .replace(/^(?:import|export)\b[^;=(]*? from '[^']+';$/gm, blank)
    .split('\n')
    .map((raw, k) => ({ line: raw.trim().replace(/\s+/g, ' '), number: k + 1 }))
    .filter(({ line }) => /\w/.test(line) && !line.startsWith('//'));

/**
 * Pairs of places that share at least `minLines` telling lines, each pair of files once with its longest run.
 * `files`: `{ file, text }`. Answers `{ lines, a, b }`, a and b as `file:line`, longest first.
 */
export const findClones = (files, minLines) => {
  const told = files.map(({ file, text }) => ({ file, lines: tellingLines(text) }));
  const sharedFrom = (a, b) => {
    let length = minLines;
    while (a.lines[a.at + length] !== undefined && a.lines[a.at + length].line === b.lines[b.at + length]?.line)
      length++;
    return length;
  };
  const places = new Map();
  const pairs = new Map();
  for (const { file, lines } of told) {
    for (let at = 0; at + minLines <= lines.length; at++) {
      const here = { file, lines, at };
      const window = lines.slice(at, at + minLines);
      const key = window.map((one) => one.line).join('\n');
      const earlier = places.get(key) ?? [];
      for (const there of earlier) {
        if (there.file === file && at - there.at < minLines) continue;
        const length = sharedFrom(there, here);
        const name = `${there.file} ${file}`;
        if (length <= (pairs.get(name)?.lines ?? 0)) continue;
        const place = (one) => `${one.file}:${one.lines[one.at].number}`;
        pairs.set(name, { lines: length, a: place(there), b: place(here) });
      }
      places.set(key, [...earlier, here]);
    }
  }
  return [...pairs.values()].sort((x, y) => y.lines - x.lines || (x.a + x.b < y.a + y.b ? -1 : 1));
};
