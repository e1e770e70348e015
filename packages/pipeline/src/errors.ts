import { LandscarError } from '@landscar/core';

export const configMissing = (file: string): LandscarError =>
  new LandscarError('PIPELINE_CONFIG_MISSING', {
    what: 'The site has no configuration',
    where: file,
    found: 'no such file',
    allowed: 'a folder with a landscar.yaml, or the path of a .yaml file',
    next: 'name the right folder, or make one with `landscar init SITE`',
  });

export const configProblem = (
  file: string,
  line: number,
  path: string,
  found: string,
  allowed: string,
): LandscarError =>
  new LandscarError('PIPELINE_CONFIG_PROBLEM', {
    what: 'A setting is wrong',
    where: `${file}:${line}${path === '' ? '' : ` (${path})`}`,
    found,
    allowed,
    next: 'correct the line; docs/config.md lists every setting',
  });

export const configInvalid = (file: string, problems: readonly LandscarError[]): LandscarError =>
  new LandscarError(
    'PIPELINE_CONFIG',
    {
      what: 'The site configuration cannot be used',
      where: file,
      found: `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}:\n${problems
        .map((p) => `    ${p.parts.where}: ${p.parts.found}; allowed: ${p.parts.allowed}`)
        .join('\n')}`,
      allowed: 'a file that follows docs/config.md',
      next: 'correct the lines named; all problems are listed at once',
    },
    { problems },
  );

export const datesSwapped = (where: string, before: string, after: string): LandscarError =>
  new LandscarError('PIPELINE_DATES_SWAPPED', {
    what: 'The before date is not earlier than the after date',
    where,
    found: `before ${before}, after ${after}`,
    allowed: 'before < after',
    next: 'swap the periods of the two scenes',
  });

export const siteExists = (file: string): LandscarError =>
  new LandscarError('PIPELINE_SITE_EXISTS', {
    what: 'The folder is a site already',
    where: file,
    found: 'a landscar.yaml',
    allowed: 'a folder without one',
    next: 'name another folder, or edit the file that is there',
  });

export const focusEmpty = (file: string): LandscarError =>
  new LandscarError('PIPELINE_FOCUS_EMPTY', {
    what: 'There is no focus to keep to',
    where: file,
    found: 'no feature in `focus:` and no outline in `footprints:`',
    allowed: 'at least one corridor, area or approved outline with --focus-only',
    next: 'add `focus:` layers to the site file, or leave --focus-only out',
  });

export const areaWithoutPolygons = (file: string, found: string): LandscarError =>
  new LandscarError('PIPELINE_AREA', {
    what: 'The area has no polygon',
    where: file,
    found,
    allowed: 'a vector file with at least one polygon and a CRS',
    next: 'name a polygon file under area:',
  });

export const modelUnknown = (name: string, known: readonly string[]): LandscarError =>
  new LandscarError('PIPELINE_MODEL_UNKNOWN', {
    what: 'There is no such model',
    where: name,
    found: 'neither a folder in models/ nor a path with a manifest.json',
    allowed: `default, ${known.join(', ')}, or the path of a model folder`,
    next: 'see `landscar models list`',
  });

export const registerMissing = (file: string): LandscarError =>
  new LandscarError('PIPELINE_REGISTER_MISSING', {
    what: 'The register is not there',
    where: file,
    found: 'no such file',
    allowed: 'a register that a scan has written',
    next: 'run `landscar scan SITE` first, or name it with --register',
  });

export const runMissing = (folder: string): LandscarError =>
  new LandscarError('PIPELINE_RUN_MISSING', {
    what: 'There is no finished run',
    where: folder,
    found: 'no run.json',
    allowed: 'the folder of a run that ended',
    next: 'run the scan again: what is done is skipped',
  });

export const runNotRecorded = (runId: string, register: string): LandscarError =>
  new LandscarError('PIPELINE_RUN_NOT_RECORDED', {
    what: 'The register does not know the run',
    where: register,
    found: `no run ${runId}`,
    allowed: 'the register that the run was entered in',
    next: 'name it with --register, or run the scan again with this register',
  });

export const leadsUnknown = (names: readonly string[], runId: string): LandscarError =>
  new LandscarError('PIPELINE_LEAD_UNKNOWN', {
    what: 'The run has no such lead',
    where: `run ${runId}`,
    found: names.join(', '),
    allowed: 'ids or patch numbers of leads of this run',
    next: '`landscar leads list SITE` shows them',
  });

export const pairsUnreadable = (file: string, cause: unknown): LandscarError =>
  new LandscarError(
    'PIPELINE_PAIRS',
    {
      what: 'The list of pairs cannot be read',
      where: file,
      found: cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause),
      allowed: 'a YAML file with `pairs:`, see docs/evaluation.md',
      next: 'correct the file',
    },
    { cause },
  );

export const stacksNeedOut = (file: string, stack: string): LandscarError =>
  new LandscarError('PIPELINE_PAIRS_NEED_OUT', {
    what: 'A pair names a stack, whose detection needs a place',
    where: file,
    found: `stack: ${stack}, and no --out`,
    allowed: 'stacks with --out, or flags and probability of a detection',
    next: 'add --out DIR',
  });
