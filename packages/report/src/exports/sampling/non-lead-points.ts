import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pixelToWorld, type Grid, type Position } from '@landscar/core';
import { createTransform, DETECTION_FILES, openTileSource } from '@landscar/geodata';

/** Draws that may miss for each point that is wanted: under much cloud fewer points come out, and the sheet says how many. */
const TRIES_PER_POINT = 40;

/** Pixel centres, longitude and latitude, drawn at random from observed ground that no disturbance covers (`flags.tif` 0). */
export async function drawNonLeadPoints(
  detectionDir: string,
  grid: Grid,
  count: number,
  seed: string,
): Promise<Position[]> {
  const flags = await openTileSource(join(detectionDir, DETECTION_FILES.flags));
  try {
    const toLonLat = await createTransform(grid.crs, 'EPSG:4326');
    const points: Position[] = [];
    for (let i = 0; points.length < count && i < count * TRIES_PER_POINT; i++) {
      const bytes = createHash('sha256').update(`${seed}\npoint ${i}`).digest();
      const x = Math.floor((bytes.readUInt32BE(0) / 2 ** 32) * grid.width);
      const y = Math.floor((bytes.readUInt32BE(4) / 2 ** 32) * grid.height);
      const [pixel] = await flags.readWindow({ x, y, width: 1, height: 1 }, [0]);
      if (pixel?.[0] === 0) points.push(toLonLat(pixelToWorld(grid, x + 0.5, y + 0.5)));
    }
    return points;
  } finally {
    await flags.close();
  }
}
