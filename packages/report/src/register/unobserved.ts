import type { Areal } from '@landscar/core';
import { interiorPosition } from '../match/planar.js';
import { cellAt, cellColumns } from './cells.js';
import { slices, type RegisterTransaction } from './connect.js';

/** Events that wait for a clear look and lie in the box of what this run saw. Cost follows the box, not the register. */
export async function waitingIn(tx: RegisterTransaction, observed: Areal): Promise<string[]> {
  const found: string[] = [];
  for (const [first, last] of cellColumns(observed)) {
    const rows = await tx
      .selectFrom('unobserved')
      .select('event_id')
      .where('cell', '>=', first)
      .where('cell', '<=', last)
      .execute();
    found.push(...rows.map((row) => row.event_id));
  }
  return found;
}

/** Takes events off the list of what waits, and puts others on it; one that waits already keeps its first period. */
export async function writeWaiting(
  tx: RegisterTransaction,
  period: string,
  looked: readonly string[],
  waiting: readonly string[],
): Promise<void> {
  for (const part of slices(looked)) await tx.deleteFrom('unobserved').where('event_id', 'in', part).execute();
  for (const part of slices(waiting)) {
    const events = await tx
      .selectFrom('events')
      .select(['event_id', 'geometry'])
      .where('event_id', 'in', part)
      .execute();
    if (events.length === 0) continue;
    const rows = events.map((e) => ({
      event_id: e.event_id,
      cell: cellAt(interiorPosition(JSON.parse(e.geometry) as Areal)),
      since: period,
    }));
    await tx
      .insertInto('unobserved')
      .values(rows)
      .onConflict((c) => c.column('event_id').doNothing())
      .execute();
  }
}
