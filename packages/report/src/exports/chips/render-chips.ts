import sharp from 'sharp';
import type { ChipFrame } from './chip-frame.js';
import type { ChipSource, Composite } from './chip-source.js';
import { readPlanes, type Planes } from './read-planes.js';
import { sharedStretch, stretchedRgb } from './stretch.js';

// No picture is made twice: what libvips would keep for that is memory lost.
sharp.cache(false);

export type ChipFormat = 'webp' | 'jpeg';

/** Few pixels drawn large are shown as pixels: smoothing would invent detail. */
const isPixelated = (size: Planes, frame: ChipFrame): boolean => size.width * 6 < frame.widthPx;

export interface ChipPair {
  readonly frame: ChipFrame;
  readonly before: Buffer;
  readonly after: Buffer;
  /** So few pixels that they are shown as pixels: a page that enlarges them must not smooth them. */
  readonly pixelated: boolean;
  /** 1 where either date has no clear observation, on the averaged pixels of the window. */
  readonly unobserved: Pick<Planes, 'width' | 'height' | 'unobserved'>;
}

export interface RenderOptions {
  readonly composite: Composite;
  readonly format: ChipFormat;
  /** SVG that is drawn into both pictures, in their pixels, without text (fonts differ between machines). */
  readonly overlaySvg?: string;
  /** A picture that is `pixelated` keeps its own pixels, for a page to enlarge: a third to two thirds of the bytes. */
  readonly keepsPixels?: boolean;
}

/** Before and after of one frame with one stretch; the right aspect on the ground; the same bytes every time. */
export async function renderChips(source: ChipSource, frame: ChipFrame, options: RenderOptions): Promise<ChipPair> {
  const sizePx = Math.max(frame.widthPx, frame.heightPx);
  const planes = await readPlanes(source, frame.window, options.composite, sizePx);
  const stretch = sharedStretch(planes, source.manifest.scale);
  const draw = (date: 'before' | 'after'): Promise<Buffer> =>
    encode(stretchedRgb(planes, date, stretch), planes, frame, options);
  const [before, after] = await Promise.all([draw('before'), draw('after')]);
  return { frame, before, after, pixelated: isPixelated(planes, frame), unobserved: planes };
}

/** One date of a frame, stretched by itself. */
export async function renderDate(
  source: ChipSource,
  frame: ChipFrame,
  date: 'before' | 'after',
  options: RenderOptions,
): Promise<Buffer> {
  const sizePx = Math.max(frame.widthPx, frame.heightPx);
  const planes = await readPlanes(source, frame.window, options.composite, sizePx, [date]);
  return encode(stretchedRgb(planes, date, sharedStretch(planes, source.manifest.scale)), planes, frame, options);
}

async function encode(rgb: Uint8Array, size: Planes, frame: ChipFrame, options: RenderOptions): Promise<Buffer> {
  const given = sharp(rgb, { raw: { width: size.width, height: size.height, channels: 3 } });
  const pixelated = isPixelated(size, frame);
  // Halved colour, as in other WebP, would show in pixels of this size.
  if (pixelated && options.keepsPixels === true) return given.webp({ nearLossless: true, quality: 60 }).toBuffer();
  const kernel = pixelated ? 'nearest' : 'cubic';
  let image = given.resize(frame.widthPx, frame.heightPx, { fit: 'fill', kernel });
  if (options.overlaySvg !== undefined) {
    // sharp draws overlays after the resize, whatever the order of the calls.
    image = image.composite([{ input: Buffer.from(options.overlaySvg), top: 0, left: 0 }]);
  }
  return options.format === 'webp'
    ? image.webp({ quality: 78, effort: 2 }).toBuffer()
    : image.jpeg({ quality: 86, chromaSubsampling: '4:4:4' }).toBuffer();
}
