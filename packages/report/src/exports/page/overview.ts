import sharp from 'sharp';
import type { Lead } from '@landscar/core';
import { outlinePath, gridFrame, scaleBar, type ChipFrame } from '../chips/chip-frame.js';
import { naturalComposite, type ChipSource } from '../chips/chip-source.js';
import { renderChips, type ChipPair } from '../chips/render-chips.js';
import { CATEGORY_COLOURS } from './category-colours.js';
import { html, trusted, type Markup } from './html.js';

const OVERVIEW_PX = 1320;
/** Bends of an outline that are finer are not seen on the overview. */
const LEAST_STEP_PX = 1;
/** An outline smaller than this would not be seen: a ring is drawn around it, pixels. */
const LEAST_SEEN_PX = 14;

export interface Overview {
  readonly pair: ChipPair;
  /** PNG with alpha: hatched where either date was not observed; null where all was. */
  readonly hatch: Buffer | null;
}

/** The whole stack on both dates with one stretch. */
export async function renderOverview(source: ChipSource): Promise<Overview> {
  const { grid, pixelSizeM, bands } = source.manifest;
  const frame = gridFrame(grid, pixelSizeM, OVERVIEW_PX);
  const pair = await renderChips(source, frame, { composite: naturalComposite(bands), format: 'webp' });
  return { pair, hatch: await hatchPng(pair) };
}

async function hatchPng({ frame, unobserved }: ChipPair): Promise<Buffer | null> {
  if (!unobserved.unobserved.includes(1)) return null;
  const rgba = new Uint8Array(frame.widthPx * frame.heightPx * 4);
  for (let y = 0; y < frame.heightPx; y++) {
    const from = Math.floor((y * unobserved.height) / frame.heightPx) * unobserved.width;
    for (let x = 0; x < frame.widthPx; x++) {
      if (unobserved.unobserved[from + Math.floor((x * unobserved.width) / frame.widthPx)] !== 1) continue;
      const dark = (x + y) % 9 < 3;
      rgba.set(dark ? [20, 24, 30, 190] : [255, 255, 255, 90], (y * frame.widthPx + x) * 4);
    }
  }
  return sharp(rgba, { raw: { width: frame.widthPx, height: frame.heightPx, channels: 4 } })
    .png({ palette: true, colours: 4, dither: 0 })
    .toBuffer();
}

/** Outlines over the overview, each a link to its lead; scale bar and north. */
export function overviewSvg(
  leads: readonly Lead[],
  source: ChipSource,
  frame: ChipFrame,
  north: string,
  barText: (m: string) => string,
): Markup {
  const shapes = leads.map((lead) => {
    const path = outlinePath(lead.geometry, source.manifest.grid, frame, LEAST_STEP_PX);
    return html`<a href="#${lead.id}" data-of="${lead.id}" style="--c:${CATEGORY_COLOURS[lead.category]}"
      ><title>${lead.patchNo}</title><path d="${path}" />${ringAround(path)}</a
    >`;
  });
  return html`<svg class="layer" viewBox="0 0 ${frame.widthPx} ${frame.heightPx}" role="img">
    ${shapes} ${decoration(frame, north, barText)}
  </svg>`;
}

/** Scale bar bottom left and a north arrow top right (rows of a stack run from north to south). */
export function decoration(frame: ChipFrame, north: string, barText: (lengthM: string) => string): Markup {
  const { lengthM, lengthPx } = scaleBar(frame);
  const [y, right] = [frame.heightPx - 12, frame.widthPx - 20];
  const bar = `M12 ${y - 5}V${y}H${(12 + lengthPx).toFixed(1)}V${y - 5}`;
  return html`<g fill="none" stroke-linecap="square">
      <path d="${bar}" style="fill:none;stroke:#000;stroke-width:5;stroke-opacity:.6" />
      <path d="${bar}" style="fill:none;stroke:#fff;stroke-width:2;stroke-opacity:1" />
    </g>
    <text x="16" y="${y - 10}">${barText(String(lengthM))}</text>
    <path
      d="M${right} 10l7 20l-7 -5l-7 5z"
      style="fill:#fff;fill-opacity:1;stroke:#000;stroke-width:1;stroke-opacity:.7"
    />
    <text x="${right}" y="46" text-anchor="middle">${north}</text>`;
}

function ringAround(path: string): Markup {
  const numbers = [...path.matchAll(/(-?[\d.]+) (-?[\d.]+)/gu)].map((m) => [Number(m[1]), Number(m[2])] as const);
  const xs = numbers.map(([x]) => x);
  const ys = numbers.map(([, y]) => y);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  if (!(Math.max(x1 - x0, y1 - y0) < LEAST_SEEN_PX)) return trusted('');
  return html`<circle cx="${((x0 + x1) / 2).toFixed(1)}" cy="${((y0 + y1) / 2).toFixed(1)}" r="10" />`;
}
