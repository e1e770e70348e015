import { canonicalJson, type Areal, type Lead } from '@landscar/core';
import { loadOverlay, type Overlay } from '@landscar/geodata';
import { containsPosition } from '../match/planar.js';
import { inWriteTransaction, slices, type RegisterTransaction } from '../register/connect.js';
import { eventsNear } from '../register/events-near.js';
import { appendHistory, type NewEntry } from '../register/history-chain.js';
import { linkShapes, type Link, type Shape } from '../register/link-events.js';
import type { Register } from '../register/register.js';
import { standingDecisions } from '../register/standing-decisions.js';
import { CLUE_OUTCOMES, RECEIPT_FORMAT, type Clue, type ClueReceipt } from './clue-schema.js';
import { readClues, sealed, sha256Of, writeReceipt, type ReadClues } from './exchange-files.js';

type Outcome = (typeof CLUE_OUTCOMES)[number];
/** A field on which two sides differ. `changed`: the sender now says something else of the same clue. */
export interface ClueConflict {
  readonly clue: string;
  readonly about: 'changed' | 'category' | 'determination' | 'project';
  /** Lead of ours, or null where the sender differs from itself. */
  readonly eventId: string | null;
  readonly ours: string;
  readonly theirs: string;
}

export interface ClueImport {
  readonly sender: string;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Same ground as a lead of ours; 0 m² where the clue is a point. */
  readonly matched: readonly { readonly clue: string; readonly eventId: string; readonly sharedM2: number }[];
  /** New or changed clues on ground where we have no lead. */
  readonly onlyTheirs: readonly string[];
  readonly conflicts: readonly ClueConflict[];
  readonly refused: ReadClues['refused'];
  readonly ignoredFields: readonly string[];
  readonly receipt: string;
}

/** Two outlines are of one place from this share of the smaller one on, as for 下发 patches. */
const SAME_GROUND_RATIO = 0.1;

/**
 * Takes the clues of another department. A clue is known by sender and id; a changed one becomes a further version, none is
 * overwritten, our leads stay as they are. All in one transaction with its history; then the receipt is written.
 * REPORT_CLUES_UNREADABLE, REPORT_CLUES_CHANGED.
 */
export async function importClues(
  register: Register,
  file: string,
  by: { readonly recipient: string; readonly who: string; readonly at: string; readonly receipt: string },
): Promise<ClueImport> {
  const read = await readClues(file);
  const overlay = await loadOverlay();
  const taken = await inWriteTransaction(register.db, (tx) => take(tx, read, overlay, by));
  const { outcomes, links, conflicts } = taken;
  const receipt = receiptOf(read, outcomes, links, by);
  await writeReceipt(by.receipt, receipt);
  const met = new Set(links.map((l) => l.patch));
  return {
    sender: read.sender,
    counts: receipt.counts,
    matched: links.map((l) => ({ clue: l.patch, eventId: l.event, sharedM2: l.sharedM2 })),
    onlyTheirs: [...outcomes].filter(([id, o]) => o !== 'known' && !met.has(id)).map(([id]) => id),
    conflicts,
    refused: read.refused,
    ignoredFields: read.ignoredFields,
    receipt: by.receipt,
  };
}

interface Taken {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly links: readonly Link[];
  readonly conflicts: readonly ClueConflict[];
}

async function take(
  tx: RegisterTransaction,
  { sender, sha256, clues }: ReadClues,
  overlay: Overlay,
  { who, at }: { readonly who: string; readonly at: string },
): Promise<Taken> {
  const before = await lastVersions(tx, sender, clues);
  const outcomes = new Map<string, Outcome>();
  const conflicts: ClueConflict[] = [];
  const rows = clues.map((clue) => {
    const content = canonicalJson(clue);
    const old = before.get(clue.id);
    const [hash, version] = [sha256Of(content), (old?.version ?? 0) + 1];
    outcomes.set(clue.id, old === undefined ? 'new' : old.sha256 === hash ? 'known' : 'changed');
    if (old !== undefined && old.sha256 !== hash) conflicts.push(...changesOf(old.clue, clue));
    return { sender, clue_id: clue.id, version, sha256: hash, package_sha256: sha256, content };
  });
  const fresh = rows.filter((row) => outcomes.get(row.clue_id) !== 'known');
  for (const part of slices(fresh))
    await tx
      .insertInto('clues')
      .values([...part])
      .execute();

  const version = new Map(fresh.map((row) => [row.clue_id, row.version]));
  const links = await linksOf(tx, clues, overlay);
  const differing = await differences(tx, clues, links);
  conflicts.push(...differing);
  const freshLinks = links.filter((link) => version.has(link.patch));
  const linkRows = freshLinks.map(({ patch, event, sharedM2 }) => {
    const key = { sender, clue_id: patch, version: version.get(patch) ?? 1 };
    return { ...key, event_id: event, shared_m2: Math.round(sharedM2 * 100) / 100 };
  });
  for (const part of slices(linkRows))
    await tx
      .insertInto('clue_links')
      .values([...part])
      .execute();
  const received = fresh.map((row): NewEntry => {
    const detail = { clue: row.clue_id, version: row.version, sha256: row.sha256, package: sha256 };
    return { eventId: `clue:${sender}/${row.clue_id}`, at, who, action: 'clueReceived', detail };
  });
  const matched = linkRows.map((row): NewEntry => {
    const differs = differing.filter((c) => c.clue === row.clue_id && c.eventId === row.event_id).map((c) => c.about);
    const detail = { sender, clue: row.clue_id, version: row.version, sharedM2: row.shared_m2, differs };
    return { eventId: row.event_id, at, who, action: 'clueMatch', detail };
  });
  await appendHistory(tx, [...received, ...matched]);
  const parcel = { sha256, direction: 'in' as const, party: sender, at, who, clues: clues.length, receipt: '' };
  await tx
    .insertInto('clue_packages')
    .values(parcel)
    .onConflict((c) => c.doNothing())
    .execute();
  return { outcomes, links, conflicts };
}

async function lastVersions(
  tx: RegisterTransaction,
  sender: string,
  clues: readonly Clue[],
): Promise<Map<string, { readonly version: number; readonly sha256: string; readonly clue: Clue }>> {
  const last = new Map<string, { version: number; sha256: string; clue: Clue }>();
  for (const part of slices(clues.map((clue) => clue.id))) {
    const rows = await tx
      .selectFrom('clues')
      .selectAll()
      .where('sender', '=', sender)
      .where('clue_id', 'in', part)
      .orderBy('version')
      .execute();
    for (const { clue_id, version, sha256, content } of rows)
      last.set(clue_id, { version, sha256, clue: JSON.parse(content) as Clue });
  }
  return last;
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));

function changesOf(before: Clue, now: Clue): ClueConflict[] {
  return (Object.keys(now) as (keyof Clue)[])
    .filter((name) => name !== 'geometry' && canonicalJson(before[name]) !== canonicalJson(now[name]))
    .map((name) => ({
      ...{ clue: now.id, about: 'changed' as const, eventId: null },
      ...{ ours: `${name} ${shown(before[name])}`, theirs: `${name} ${shown(now[name])}` },
    }));
}

/** Which of our leads lie on the ground of which clue: outlines by their overlap, points by where they lie. */
async function linksOf(tx: RegisterTransaction, clues: readonly Clue[], overlay: Overlay): Promise<Link[]> {
  const outlines: Shape[] = [];
  const points: Clue[] = [];
  for (const clue of clues) {
    // An outline of others that crosses itself still says where it is.
    const drawn = clue.geometry as Areal | null;
    const outline = drawn === null || overlay.isValid(drawn) ? drawn : overlay.makeValid(drawn);
    if (outline === null) points.push(clue);
    else outlines.push({ id: clue.id, geometryLonLat: outline });
  }
  const places = points.map(({ lon, lat }) => ({ type: 'Point' as const, coordinates: [lon, lat] as const }));
  const events = await eventsNear(tx, [...outlines.map((o) => o.geometryLonLat), ...places]);
  const inside = points.flatMap(({ id, lon, lat }) =>
    events
      .filter((event) => containsPosition(event.geometryLonLat, [lon, lat]))
      .map((event) => ({ patch: id, event: event.id, sharedM2: 0 })),
  );
  return [...linkShapes(outlines, events, overlay, SAME_GROUND_RATIO), ...inside];
}

/** Where both sides say something of the same ground, and not the same. */
async function differences(
  tx: RegisterTransaction,
  clues: readonly Clue[],
  links: readonly Link[],
): Promise<ClueConflict[]> {
  const leads = new Map<string, Lead>();
  for (const part of slices([...new Set(links.map((l) => l.event))])) {
    const rows = await tx
      .selectFrom('patches')
      .innerJoin('events', (join) =>
        join.onRef('patches.event_id', '=', 'events.event_id').onRef('patches.run_id', '=', 'events.last_run'),
      )
      .select(['patches.event_id', 'patches.lead'])
      .where('patches.event_id', 'in', part)
      .orderBy('patches.period')
      .execute();
    for (const row of rows) leads.set(row.event_id, JSON.parse(row.lead) as Lead);
  }
  const decisions = new Map((await standingDecisions(tx)).map((d) => [d.eventId, d.determination]));
  const byId = new Map(clues.map((clue) => [clue.id, clue]));
  return links.flatMap(({ patch, event }): ClueConflict[] => {
    const [clue, lead] = [byId.get(patch), leads.get(event)];
    if (clue === undefined || lead === undefined) return [];
    const pairs = [
      ['category', lead.category, clue.category],
      ['determination', decisions.get(event) ?? null, clue.determination],
      ['project', lead.project?.name ?? null, clue.projectName],
    ] as const;
    return pairs.flatMap(([about, ours, theirs]) =>
      ours === null || theirs === null || ours === theirs ? [] : [{ clue: patch, about, eventId: event, ours, theirs }],
    );
  });
}

function receiptOf(
  { sender, sha256, refused }: ReadClues,
  outcomes: ReadonlyMap<string, Outcome>,
  links: readonly Link[],
  { recipient, at }: { readonly recipient: string; readonly at: string },
): ClueReceipt {
  const counts: Record<Outcome, number> = { new: 0, known: 0, changed: 0, refused: refused.length };
  for (const outcome of outcomes.values()) counts[outcome] += 1;
  const own = (id: string): string[] => links.filter((l) => l.patch === id).map((l) => l.event);
  const clues = [
    ...[...outcomes].map(([id, outcome]) => ({ id, outcome, ownIds: own(id) })),
    ...refused.map(({ id }) => ({ id, outcome: 'refused' as const, ownIds: [] })),
  ];
  const head = {
    format: RECEIPT_FORMAT,
    version: 1,
    sender,
    recipient,
    receivedAt: at,
    packageSha256: sha256,
  } as const;
  return sealed({ ...head, counts, clues });
}
