import type { Lead } from '@landscar/core';
import { roundedAreal } from '../exports/geojson.js';
import { rounded } from '../exports/lead-properties.js';
import type { LeadState } from '../lifecycle/moves.js';
import { say, word } from '../messages/catalogue.js';
import { inWriteTransaction } from '../register/connect.js';
import { appendHistory } from '../register/history-chain.js';
import type { Register } from '../register/register.js';
import { standingDecisions, type StandingDecision } from '../register/standing-decisions.js';
import { CLUES_FORMAT, clueSchema, type Clue, type CluePackage } from './clue-schema.js';
import { cluesNone } from './errors.js';
import { sealed, writeCluePackage } from './exchange-files.js';

export interface CluesToSend {
  /** Names of departments, not of people. */
  readonly sender: string;
  readonly recipient: string;
  /** Leads of these states go out. */
  readonly states: readonly LeadState[];
  readonly who: string;
  /** ISO time. */
  readonly at: string;
  readonly out: string;
}

/** States that a second person has seen: what leaves the house without being asked for more. */
export const SHARED_STATES: readonly LeadState[] = ['issued', 'reviewed', 'determined', 'enforcing', 'rectifying'];

/** Writes leads for another department as clues.json, clues.csv and SHA256SUMS, and records who sent what to whom. REPORT_CLUES_NONE. */
export async function exportClues(register: Register, send: CluesToSend): Promise<CluePackage> {
  const { sender, recipient, states, who, at } = send;
  const leads = (await register.leads()).filter((lead) => states.includes(lead.status as LeadState));
  if (leads.length === 0) throw cluesNone(states.map((state) => word('zh', 'status', state)).join('、'));
  return inWriteTransaction(register.db, async (tx) => {
    const decisions = new Map((await standingDecisions(tx)).map((d) => [d.eventId, d]));
    const pack = sealed({
      format: CLUES_FORMAT,
      version: 1,
      sender,
      recipient,
      preparedAt: at,
      notice: say('zh', 'notice.clueOnly'),
      clues: leads.map((lead) => clueOf(lead, decisions.get(lead.id))),
    } as const);
    await appendHistory(
      tx,
      leads.map((lead) => ({
        eventId: lead.id,
        at,
        who,
        action: 'clueSent',
        detail: { recipient, package: pack.sha256 },
      })),
    );
    const row = { sha256: pack.sha256, direction: 'out', party: recipient, at, who, clues: leads.length, receipt: '' };
    await tx
      .insertInto('clue_packages')
      .values({ ...row, direction: 'out' as const })
      .onConflict((c) => c.doNothing())
      .execute();
    // Before the commit: what the register says was sent is there.
    await writeCluePackage(send.out, pack);
    return pack;
  });
}

/** A lead as others get it: where, when, how large, what imagery suggests, what was recorded; nobody's name or words. */
function clueOf(lead: Lead, decision: StandingDecision | undefined): Clue {
  const determined = decision?.kind === 'determined' ? decision : undefined;
  return clueSchema.parse({
    id: lead.id,
    lon: rounded(lead.centroidLonLat[0], 7),
    lat: rounded(lead.centroidLonLat[1], 7),
    geometry: roundedAreal(lead.geometryLonLat),
    areaM2: rounded(lead.areaM2, 2),
    outsideM2: rounded(lead.outsideM2, 2),
    dateBefore: lead.dateBefore,
    dateAfter: lead.dateAfter,
    category: lead.category,
    tags: [...lead.tags],
    kind: lead.kind,
    patchNo: lead.patchNo,
    countyCode: lead.county?.code ?? null,
    county: lead.county?.name ?? null,
    projectName: lead.project?.name ?? null,
    approvalNumber: lead.project?.approvalNumber ?? null,
    state: lead.status,
    determination: determined?.determination ?? null,
    determinedOn: determined?.entry.at.slice(0, 10) ?? null,
    historyEntry: decision?.entry.entry ?? null,
    historyHash: decision?.entry.hash ?? null,
  });
}
