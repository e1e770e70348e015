import type { Disturbance, IsoDate, Lead } from '@landscar/core';
import {
  addLeads as enterLeads,
  judgeAgainWith,
  judgeFieldFind,
  loadFocusLayers,
  loadZones,
  mergeLeads,
  readOutlines,
  redrawLead,
  splitLead,
  type Hand,
  type HandSources,
  type JudgeAgain,
} from '@landscar/report';
import { readSite } from './config/read-site.js';
import { siteSources } from './config/site-sources.js';
import { siteFootprints } from './site-footprints.js';
import { withRegister } from './with-register.js';

/** Work on the outlines of leads; what the rules say is found anew from the footprints and layers of the site. */
export interface HandCall extends Hand {
  /** Folder with a landscar.yaml, or the file. */
  readonly site: string;
  readonly register?: string | undefined;
}

/** Enters a lead for each outline of a file; over several projects one each. Answers the ids. */
export async function addLeads(
  call: HandCall & {
    readonly outlines: string;
    readonly dateBefore: IsoDate;
    readonly dateAfter: IsoDate;
    readonly kind: Disturbance['kind'];
  },
): Promise<string[]> {
  const { dateBefore, dateAfter, kind } = call;
  const sources = await handSources(call.site);
  const outlines = await readOutlines(call.outlines);
  return withRegister(call.site, call.register, async ({ db }) => {
    const leads: Lead[] = [];
    for (const outline of outlines)
      leads.push(...(await judgeFieldFind({ outline, dateBefore, dateAfter, kind }, sources, db)));
    return enterLeads(db, leads, call);
  });
}

/** Gives a lead the one outline of a file. */
export async function redrawByHand(
  call: HandCall & { readonly lead: string; readonly outline: string },
): Promise<void> {
  const [outline] = await readOutlines(call.outline, { count: 1 });
  if (outline === undefined) return;
  const again = await judgeAgain(call.site);
  await withRegister(call.site, call.register, (r) => redrawLead(r.db, call.lead, outline, call, again));
}

/** Splits a lead into the outlines of a file, which must make it up. Answers the ids. */
export async function splitByHand(
  call: HandCall & { readonly lead: string; readonly parts: string },
): Promise<string[]> {
  const parts = await readOutlines(call.parts);
  const again = await judgeAgain(call.site);
  return withRegister(call.site, call.register, (r) => splitLead(r.db, call.lead, parts, call, again));
}

/** Makes one lead of several; the first keeps its id. */
export async function mergeByHand(call: HandCall & { readonly leads: readonly string[] }): Promise<string> {
  const again = await judgeAgain(call.site);
  return withRegister(call.site, call.register, (r) => mergeLeads(r.db, call.leads, call, again));
}

const judgeAgain = async (site: string): Promise<JudgeAgain> => judgeAgainWith(await handSources(site));

async function handSources(sitePath: string): Promise<HandSources> {
  const site = readSite(sitePath);
  const sources = siteSources(site);
  return {
    ...(await siteFootprints(sources, site.config.outputs.lang)),
    focus: await loadFocusLayers(sources.focus),
    zones: await loadZones(sources.zones),
    rules: site.config.rules,
    options: sources.judging,
  };
}
