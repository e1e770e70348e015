import { tiffUnreadable } from './errors-stack.js';
import type { SampleArray, TileSource } from './tile-source.js';

/** Any layout that geotiff.js reads (strips, ZSTD, LZW, big endian): right, but several times slower. */
export async function openGeneralTiff(path: string): Promise<TileSource> {
  try {
    // Seldom needed, and slow to load in every worker.
    const { fromFile } = await import('geotiff');
    const tiff = await fromFile(path);
    const image = await tiff.getImage(0);
    const first = image.getSampleFormat(0) === 3 ? 'float32' : image.getBitsPerSample(0) === 8 ? 'uint8' : 'uint16';
    return {
      width: image.getWidth(),
      height: image.getHeight(),
      bandCount: image.getSamplesPerPixel(),
      sampleType: first,
      tags: new Map(),
      readWindow: async (w, bands) => {
        try {
          const window = [w.x, w.y, w.x + w.width, w.y + w.height];
          const rasters = await image.readRasters({ window, samples: [...bands], interleave: false });
          return [...(rasters as unknown as SampleArray[])];
        } catch (error) {
          throw tiffUnreadable(path, error);
        }
      },
      close: async () => {
        await tiff.close();
      },
    };
  } catch (error) {
    throw tiffUnreadable(path, error);
  }
}
