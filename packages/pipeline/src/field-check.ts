import { resolve } from 'node:path';
import {
  applyFieldChecks,
  exportFieldPack,
  readFieldPack,
  type FieldConflict,
  type FieldPackContent,
} from '@landscar/report';
import { openRun, type RunCall } from './open-run.js';
import { withRegister } from './with-register.js';

/** A pack for phones and paper of the leads that are 已下发, or of all with `all`. */
export async function exportFieldCheck(
  call: RunCall & { readonly out: string; readonly all: boolean; readonly gcj02?: boolean | undefined },
): Promise<{ readonly out: string; readonly forms: number }> {
  const { leads, stackDir, record, register, lang } = await openRun(call);
  const issued = await withRegister(call.site, register, (r) => r.leads({ status: 'issued' }));
  const ids = new Set(issued.map((lead) => lead.id));
  return exportFieldPack({
    leads: call.all ? leads : leads.filter((lead) => ids.has(lead.id)),
    stackDir,
    run: record.info,
    out: resolve(call.out),
    lang,
    ...(call.gcj02 !== undefined && { gcj02: call.gcj02 }),
  });
}

export interface FieldImport extends FieldPackContent {
  /** Patch numbers of the checks that went into the register. */
  readonly applied: readonly string[];
  readonly refused: readonly FieldConflict[];
}

/** Reads a pack that came back; with `apply` its checks without conflict go into the register. */
export async function importFieldCheck(
  call: RunCall & { readonly pack: string; readonly apply: boolean },
): Promise<FieldImport> {
  const { leads, record, register } = await openRun(call);
  const content = await readFieldPack(resolve(call.pack), leads, record.runId);
  if (!call.apply) return { ...content, applied: [], refused: [] };
  const { applied, conflicts } = await withRegister(call.site, register, (r) => applyFieldChecks(r, content));
  return { ...content, applied, refused: conflicts };
}
