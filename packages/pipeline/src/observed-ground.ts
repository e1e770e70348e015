import type { Areal } from '@landscar/core';
import { differenceAreal, gridOutline, openStack, unionAreal } from '@landscar/geodata';
import { unobservedAreas } from '@landscar/report';

/** The ground that a stack shows clearly on both dates, in longitude and latitude; null where there is none. */
export async function observedGround(stackDir: string): Promise<Areal | null> {
  const stack = await openStack(stackDir);
  try {
    const outline = await gridOutline(stack.manifest.grid);
    const hidden = await unionAreal(await unobservedAreas(stack));
    return hidden === null ? outline : await differenceAreal(outline, hidden);
  } finally {
    await stack.close();
  }
}
