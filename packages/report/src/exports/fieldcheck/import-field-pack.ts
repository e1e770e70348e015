import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LandscarError, parseDate, type Lead } from '@landscar/core';
import { say, type MessageKey } from '../../messages/catalogue.js';
import { moveLead } from '../../lifecycle/move-lead.js';
import type { Register } from '../../register/register.js';
import { checkPhoto, PHOTO_LIMITS, type PhotoCheck, type PhotoLimits } from './check-photo.js';
import { FIELD_FILES } from './export-field-pack.js';
import { FORM_FIELDS, resultOf, type CheckResult, type FormField, type FormValues } from './form-fields.js';
import { readForms, type ReadForm } from './read-forms.js';

/** A filled form without contradictions, ready for the register. */
export interface FieldCheck {
  readonly where: string;
  readonly patchNo: string;
  readonly leadId: string;
  readonly runId: string;
  readonly result: CheckResult;
  readonly kind: string;
  readonly buildState: string;
  readonly unit: string;
  readonly person: string;
  readonly date: string;
  readonly remark: string;
  readonly photos: readonly PhotoCheck[];
}

/** Something that a person must settle; nothing is overwritten. */
export interface FieldConflict {
  readonly where: string;
  readonly patchNo: string;
  readonly key: Extract<MessageKey, `field.conflict.${string}`>;
  readonly values: Readonly<Record<string, string>>;
}

export interface FieldPackContent {
  readonly checks: readonly FieldCheck[];
  readonly conflicts: readonly FieldConflict[];
  /** Forms without a result: not checked yet. */
  readonly empty: number;
  /** Photos in folders that are no patch of the forms. */
  readonly photosWithoutPatch: readonly string[];
}

/** Reads forms and photos back against the leads of `runId` and shows what does not fit. Writes nothing. */
export async function readFieldPack(
  dir: string,
  leads: readonly Lead[],
  runId: string,
  limits: PhotoLimits = PHOTO_LIMITS,
): Promise<FieldPackContent> {
  const byPatch = new Map(leads.map((lead) => [lead.patchNo, lead]));
  const checks = new Map<string, FieldCheck>();
  const conflicts: FieldConflict[] = [];
  let empty = 0;
  for (const form of await readForms(dir)) {
    const result = await readForm(form, byPatch, runId, dir, limits);
    if (result === 'empty') empty += 1;
    else if ('key' in result) conflicts.push(result);
    else {
      const first = checks.get(result.patchNo);
      if (first === undefined) checks.set(result.patchNo, result);
      else if (first.result !== result.result || first.kind !== result.kind) {
        checks.delete(result.patchNo);
        const values = { first: `${first.where} ${first.result}`, second: `${result.where} ${result.result}` };
        conflicts.push({ where: result.where, patchNo: result.patchNo, key: 'field.conflict.disagree', values });
      }
    }
  }
  const disputed = new Set(conflicts.map((c) => c.patchNo));
  return {
    checks: [...checks.values()].filter((c) => !disputed.has(c.patchNo)),
    conflicts,
    empty,
    photosWithoutPatch: (await photoFolders(dir)).filter((name) => !byPatch.has(name)),
  };
}

async function readForm(
  { where, values }: ReadForm,
  byPatch: ReadonlyMap<string, Lead>,
  runId: string,
  dir: string,
  limits: PhotoLimits,
): Promise<FieldCheck | FieldConflict | 'empty'> {
  const text = (field: FormField): string => values[field] ?? '';
  const patchNo = text('patchNo');
  const conflict = (key: FieldConflict['key'], detail: Record<string, string> = {}): FieldConflict => ({
    where,
    patchNo,
    key,
    values: detail,
  });
  if (isEmpty(values)) return 'empty';
  const lead = byPatch.get(patchNo);
  if (lead === undefined) return conflict('field.conflict.unknownPatch');
  if (text('runId') !== '' && text('runId') !== runId)
    return conflict('field.conflict.otherRun', { found: text('runId'), current: runId });
  const result = resultOf(text('result'));
  if (result === undefined) return conflict('field.conflict.resultUnknown', { found: text('result') });
  const missing = (['person', 'date'] as const).filter((field) => text(field) === '');
  if (missing.length > 0)
    return conflict('field.conflict.incomplete', { missing: missing.map((f) => say('zh', FORM_FIELDS[f])).join('、') });
  let date: string;
  try {
    date = parseDate(text('date'), where);
  } catch {
    return conflict('field.conflict.dateUnreadable', { found: text('date') });
  }
  const photos = await photosOf(dir, lead, limits);
  const { id: leadId } = lead;
  const words = {
    kind: text('kind'),
    buildState: text('buildState'),
    unit: text('unit'),
    person: text('person'),
    remark: text('remark'),
  };
  return { where, patchNo, leadId, runId, result, date, photos, ...words };
}

/** Untouched boxes are no answer. */
const isEmpty = (values: FormValues): boolean => {
  const result = values.result ?? '';
  return result === '' || (/[□☐]/u.test(result) && !/[☑☒■√✓✔]/u.test(result));
};

async function photoFolders(dir: string): Promise<string[]> {
  const folder = join(dir, FIELD_FILES.photosFolder);
  if (!existsSync(folder)) return [];
  return (await readdir(folder, { withFileTypes: true }))
    .filter((e) => e.isDirectory())
    .map((e) => e.name)
    .sort();
}

async function photosOf(dir: string, lead: Lead, limits: PhotoLimits): Promise<PhotoCheck[]> {
  const folder = join(dir, FIELD_FILES.photosFolder, lead.patchNo);
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((n) => /\.(?:jpe?g|heic|png|tiff?)$/iu.test(n)).sort();
  return Promise.all(
    names.map(async (name) => checkPhoto(`${lead.patchNo}/${name}`, await readFile(join(folder, name)), lead, limits)),
  );
}

export interface AppliedChecks {
  readonly applied: readonly string[];
  readonly conflicts: readonly FieldConflict[];
}

/** Writes checks to the register as the move 已下发 → 已复核, with who and when; what it refuses comes back as a conflict. */
export async function applyFieldChecks(register: Register, content: FieldPackContent): Promise<AppliedChecks> {
  const applied: string[] = [];
  const conflicts: FieldConflict[] = [];
  for (const check of content.checks) {
    const evidence = [...check.photos.map((p) => p.file), `fieldcheck:${check.result}`];
    const why = [check.result, check.kind, check.buildState, check.remark].filter((t) => t !== '').join('; ');
    try {
      await moveLead(register.db, {
        lead: check.leadId,
        to: 'reviewed',
        who: check.person,
        at: check.date,
        why,
        evidence,
        runId: check.runId,
      });
      applied.push(check.patchNo);
    } catch (error) {
      if (!(error instanceof LandscarError)) throw error;
      conflicts.push({
        where: check.where,
        patchNo: check.patchNo,
        key: 'field.conflict.refused',
        values: { message: error.message },
      });
    }
  }
  return { applied, conflicts };
}
