import { LandscarError } from '@landscar/core';

const reason = (cause: unknown): string =>
  cause instanceof Error ? cause.message.split('\n').slice(0, 2).join('; ') : String(cause);

export const footprintsInvalid = (problems: readonly LandscarError[]): LandscarError =>
  new LandscarError(
    'REPORT_FOOTPRINTS',
    {
      what: 'Footprints cannot be used as they are',
      where: [...new Set(problems.map((p) => p.parts.where))].slice(0, 5).join(', '),
      found: problems
        .map((p) => `${p.parts.where}: ${p.parts.found} (${p.code})`)
        .slice(0, 20)
        .join('; '),
      allowed: 'approved footprints with a CRS, closed rings that do not cross themselves, and at least one feature',
      next: 'run `landscar footprints check FILE` to see every problem, correct the files, or import them with repair',
    },
    { problems },
  );

export const footprintEmpty = (file: string): LandscarError =>
  new LandscarError('REPORT_FOOTPRINT_EMPTY', {
    what: 'A footprint file holds nothing',
    where: file,
    found: 'no feature',
    allowed: 'at least one approved footprint or listed project',
    next: 'export the file again, or take it out of the site file',
  });

export const footprintCrs = (file: string, found: string): LandscarError =>
  new LandscarError('REPORT_FOOTPRINT_CRS', {
    what: 'The coordinate system of a footprint file is not settled',
    where: file,
    found,
    allowed: 'a .prj beside the .shp, coordinates that fit one system only, or `crs:` in the site file',
    next: 'get the .prj, or state the system, for example `crs: EPSG:4546` (zone 37, 111°E) or EPSG:4547 (zone 38, 114°E)',
  });

export const footprintRing = (where: string, found: string): LandscarError =>
  new LandscarError('REPORT_FOOTPRINT_RING', {
    what: 'A footprint has an invalid outline',
    where,
    found,
    allowed: 'closed rings of at least four positions that do not cross themselves',
    next: 'redraw this outline; `landscar footprints check` shows where it crosses and what a repair would give',
  });

export const footprintKind = (where: string, found: string, allowed: string): LandscarError =>
  new LandscarError('REPORT_FOOTPRINT_KIND', {
    what: 'A footprint has the wrong kind of geometry',
    where,
    found,
    allowed,
    next: 'correct `kind:` in the site file, or take the feature out',
  });

export const listUnreadable = (file: string, cause: unknown): LandscarError =>
  new LandscarError(
    'REPORT_LIST_UNREADABLE',
    {
      what: 'A list of projects cannot be read',
      where: file,
      found: reason(cause),
      allowed: 'an .xlsx or .csv table whose first filled row names the columns, with a project name among them',
      next: 'save the list as .xlsx or as .csv in UTF-8 or GBK; name the columns with `fields:` where they are unusual',
    },
    { cause },
  );

export const layerWithoutCrs = (file: string, found = 'no CRS in the file'): LandscarError =>
  new LandscarError('REPORT_LAYER_CRS', {
    what: 'A layer has no coordinate reference system',
    where: file,
    found,
    allowed: 'a file with a CRS',
    next: 'add the .prj, name the system with --crs where the command has it, or write GeoJSON in longitude and latitude',
  });

export const layerField = (file: string, field: string, has: readonly string[]): LandscarError =>
  new LandscarError('REPORT_LAYER_FIELD', {
    what: 'A layer lacks a field',
    where: file,
    found: `no field '${field}'`,
    allowed: has.length === 0 ? 'a file with attributes' : `one of ${has.join(', ')}`,
    next: 'name the right field in the site file',
  });

export const layerGeometry = (file: string, found: string, allowed: string): LandscarError =>
  new LandscarError('REPORT_LAYER_GEOMETRY', {
    what: 'A layer has no usable geometry',
    where: file,
    found,
    allowed,
    next: 'check the file',
  });

export const ruleSetUnknown = (found: string, known: readonly string[]): LandscarError =>
  new LandscarError('REPORT_RULE_SET', {
    what: 'A rule set is not known',
    where: 'rules',
    found: `'${found}'`,
    allowed: `auto, ${known.join(', ')}`,
    next: 'use auto: the set in force at the after date',
  });

export const registerFailed = (url: string, cause: unknown): LandscarError =>
  new LandscarError(
    'REPORT_REGISTER',
    {
      what: 'The register cannot be used',
      where: url.replace(/:[^:@/]*@/u, ':***@'),
      found: reason(cause),
      allowed:
        'a SQLite file that can be written, or a PostgreSQL server that can be reached, made by this or an older landscar',
      next: 'check the path or address; restore the last backup with `landscar register restore` if the file is damaged',
    },
    { cause },
  );

export const backupBroken = (file: string, cause: unknown): LandscarError =>
  new LandscarError(
    'REPORT_BACKUP_BROKEN',
    {
      what: 'A backup of a register cannot be used',
      where: file,
      found: reason(cause),
      allowed: 'a whole file written by `landscar register backup`',
      next: 'take an older backup; nothing was written',
    },
    { cause },
  );

export const registerNotEmpty = (file: string): LandscarError =>
  new LandscarError('REPORT_REGISTER_NOT_EMPTY', {
    what: 'A backup cannot be restored over a register in use',
    where: file,
    found: 'the register has a history',
    allowed: 'a new, empty register',
    next: 'restore into a new file, check it, then put it in the place of the old one',
  });
