import { resolve } from 'node:path';
import { readDisturbances } from '@landscar/geodata';
import {
  exportPackage,
  humanDecisions,
  writeDossiers,
  writeRunReport,
  type DossierFormat,
  type PackageResult,
} from '@landscar/report';
import { leadsUnknown, runNotRecorded } from './errors.js';
import { focusFeatures, footprintFeatures, openRun, type RunCall } from './open-run.js';
import { withRegister } from './with-register.js';

export interface ExportCall extends RunCall {
  readonly profile: string;
  readonly gcj02?: boolean | undefined;
  readonly out: string;
}

/** A finished run as a delivery package, with the decisions that the register holds by now. */
export async function exportRun(call: ExportCall): Promise<PackageResult> {
  const { site, leads, stackDir, detectionDir, record, register, lang } = await openRun(call);
  return exportPackage({
    leads,
    decisions: await withRegister(call.site, register, (r) => humanDecisions(r, leads, record.runId)),
    disturbances: (await readDisturbances(detectionDir)).disturbances,
    footprints: await footprintFeatures(site),
    focus: await focusFeatures(site),
    stackDir,
    run: record.info,
    profile: call.profile,
    out: resolve(call.out),
    lang,
    ...(call.gcj02 !== undefined && { gcj02: call.gcj02 }),
  });
}

/** What was looked at, what was not, and what changed, as page and Word file. Answers the paths. */
export async function writeReportOfRun(call: RunCall & { readonly out: string }): Promise<string[]> {
  const { leads, stackDir, record, register, lang } = await openRun(call);
  const periods = await withRegister(call.site, register, (r) => r.runs());
  const until = periods.findIndex((p) => p.runId === record.runId);
  const digest = periods[until]?.digest;
  if (digest === undefined) throw runNotRecorded(record.runId, register);
  const facts = { leads, run: record.info, digest, periods: periods.slice(0, until + 1) };
  return writeRunReport(facts, stackDir, resolve(call.out), lang);
}

export interface DossierCall extends RunCall {
  /** Patch numbers or ids; all leads of the run where empty. */
  readonly leads: readonly string[];
  readonly formats: readonly DossierFormat[];
  /** Family for PDF. */
  readonly font?: string | undefined;
  readonly out: string;
}

/** A file a lead, for paper and screen. Answers the paths. */
export async function writeRunDossiers(call: DossierCall): Promise<string[]> {
  const { site, leads, stackDir, record, lang } = await openRun(call);
  const wanted = new Set(call.leads);
  const chosen =
    wanted.size === 0 ? leads : leads.filter(({ id, patchNo }) => wanted.delete(id) || wanted.delete(patchNo));
  if (wanted.size > 0) throw leadsUnknown([...wanted], record.runId);
  return writeDossiers({
    leads: chosen,
    footprints: await footprintFeatures(site),
    focus: await focusFeatures(site),
    stackDir,
    run: record.info,
    out: resolve(call.out),
    lang,
    formats: call.formats,
    ...(call.font !== undefined && { font: call.font }),
  });
}
