import type { LogLine } from './train-member.js';

const [WIDTH, HEIGHT, MARGIN] = [640, 300, 40];

/** Loss by step as a picture: thin single steps, thick their running mean, dots the held-out crops. */
export function learningCurve(name: string, lines: readonly LogLine[]): string {
  const highest = Math.max(0.1, ...lines.map((line) => Math.max(line.loss, line.heldOut ?? 0)));
  const steps = Math.max(1, lines.length - 1);
  const x = (step: number): string => (MARGIN + (step / steps) * (WIDTH - 2 * MARGIN)).toFixed(1);
  const y = (loss: number): string => (HEIGHT - MARGIN - (loss / highest) * (HEIGHT - 2 * MARGIN)).toFixed(1);
  const path = (values: readonly number[]): string => values.map((loss, i) => `${x(i)},${y(loss)}`).join(' ');
  const losses = lines.map((line) => line.loss);
  const dots = lines.flatMap(({ step, heldOut }) =>
    heldOut === undefined ? [] : [`<circle cx="${x(step)}" cy="${y(heldOut)}" r="3" fill="#c0392b"/>`],
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${MARGIN}" y="20">${name}: loss, running mean, held-out (dots); highest ${highest.toFixed(2)}, last ${(losses.at(-1) ?? 0).toFixed(3)}</text>
<path d="M${MARGIN} ${MARGIN}V${HEIGHT - MARGIN}H${WIDTH - MARGIN}" fill="none" stroke="#888"/>
<text x="${WIDTH - MARGIN}" y="${HEIGHT - MARGIN + 16}" text-anchor="end">${lines.length} steps</text>
<polyline points="${path(losses)}" fill="none" stroke="#9ec5e8" stroke-width="0.7"/>
<polyline points="${path(runningMean(losses))}" fill="none" stroke="#1f5f99" stroke-width="2"/>
${dots.join('\n')}
</svg>
`;
}

function runningMean(values: readonly number[]): number[] {
  const span = 25;
  return values.map((_, i) => {
    const part = values.slice(Math.max(0, i - span + 1), i + 1);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}
