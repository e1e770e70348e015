import type { Calibration } from './calibration.js';
import type { TradeOffPoint } from './trade-off.js';

const [WIDTH, HEIGHT, LEFT, BOTTOM, RIGHT, TOP] = [520, 300, 44, 30, 10, 10];
const acrossPx = (share: number): number => LEFT + share * (WIDTH - LEFT - RIGHT);
const upPx = (share: number): number => HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
const fixed = (value: number): string => value.toFixed(1);

const LOG_FROM = 0.3;
const LOG_TO = 1000;
const logShare = (value: number): number =>
  Math.log(Math.min(LOG_TO, Math.max(LOG_FROM, value)) / LOG_FROM) / Math.log(LOG_TO / LOG_FROM);

/** Objects found over false objects per 100 km²: an SVG element. */
export function tradeOffChart(thresholds: readonly TradeOffPoint[], ranked: readonly TradeOffPoint[]): string {
  const path = (points: readonly TradeOffPoint[]): string =>
    points
      .filter((point) => point.objectRecall !== null)
      .map(
        (p, i) =>
          `${i === 0 ? 'M' : 'L'}${fixed(acrossPx(logShare(p.falsePer100Km2)))} ${fixed(upPx(p.objectRecall!))}`,
      )
      .join('');
  const ticks = [1, 3, 10, 25, 100, 300, 1000].map((value) => tick(acrossPx(logShare(value)), String(value))).join('');
  return frame(`${ticks}<path d="${path(thresholds)}" class="line"/><path d="${path(ranked)}" class="line dashed"/>`);
}

/** What was said against what was: an SVG element. */
export function reliabilityChart({ bins }: Calibration): string {
  const points = bins.filter((bin) => bin.said !== null && bin.was !== null);
  const path = points
    .map((bin, i) => `${i === 0 ? 'M' : 'L'}${fixed(acrossPx(bin.said!))} ${fixed(upPx(bin.was!))}`)
    .join('');
  const dots = points
    .map(
      (bin) =>
        `<circle cx="${fixed(acrossPx(bin.said!))}" cy="${fixed(upPx(bin.was!))}" r="${fixed(1 + Math.log10(1 + bin.pixels))}"/>`,
    )
    .join('');
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((value) => tick(acrossPx(value), `${value * 100}%`)).join('');
  const diagonal = `<path class="grid" d="M${acrossPx(0)} ${upPx(0)}L${acrossPx(1)} ${upPx(1)}"/>`;
  return frame(`${ticks}${diagonal}<path d="${path}" class="line"/>${dots}`);
}

const tick = (x: number, text: string): string =>
  `<path class="grid" d="M${fixed(x)} ${upPx(0)}V${upPx(1)}"/><text x="${fixed(x)}" y="${HEIGHT - 10}" text-anchor="middle">${text}</text>`;

function frame(inside: string): string {
  const rows = [0, 0.25, 0.5, 0.75, 1]
    .map(
      (share) =>
        `<path class="grid" d="M${acrossPx(0)} ${fixed(upPx(share))}H${acrossPx(1)}"/>` +
        `<text x="${LEFT - 6}" y="${fixed(upPx(share) + 4)}" text-anchor="end">${share * 100}%</text>`,
    )
    .join('');
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">${rows}${inside}</svg>`;
}
