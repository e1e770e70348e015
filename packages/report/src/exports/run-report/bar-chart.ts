import { html, trusted, type Markup } from '../page/html.js';

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** What stands at the end of the bar. */
  readonly text: string;
  readonly colour?: string;
}

const [WIDTH, ROW, LABEL, END] = [820, 26, 250, 130];

/** Horizontal bars as SVG. Labels that are too long for their column are cut, with the whole text as a tooltip. */
export function barChart(bars: readonly Bar[]): Markup {
  const most = Math.max(1e-9, ...bars.map((b) => b.value));
  const height = bars.length * ROW + 8;
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" class="chart">${bars.map(
    ({ label, value, text, colour = '#12616f' }, i) => {
      const y = 4 + i * ROW;
      const length = ((WIDTH - LABEL - END) * value) / most;
      return html`<text x="${LABEL - 8}" y="${y + 17}" text-anchor="end"><title>${label}</title>${cut(label, 18)}</text><rect x="${LABEL}" y="${y + 4}" width="${length.toFixed(1)}" height="${ROW - 8}" rx="3" fill="${trusted(colour)}"/><text x="${(LABEL + length + 6).toFixed(1)}" y="${y + 17}">${text}</text>`;
    },
  )}</svg>`;
}

/** East Asian characters take the room of two. */
function cut(text: string, most: number): string {
  let room = most * 2;
  let kept = '';
  for (const character of text) {
    room -= (character.codePointAt(0) ?? 0) > 0x2e80 ? 2 : 1;
    if (room < 0) return `${kept}…`;
    kept += character;
  }
  return kept;
}
