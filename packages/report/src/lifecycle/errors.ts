import { LandscarError } from '@landscar/core';

export const leadUnknown = (key: string): LandscarError =>
  new LandscarError('REPORT_LEAD_UNKNOWN', {
    what: 'A lead is not in the register',
    where: key,
    found: 'no event and no patch of this name',
    allowed: 'an event id (ev-…) or a patch number such as 140525-202506-0037',
    next: 'look it up with `landscar leads list`; a sheet of another site or register does not fit',
  });

export const moveRefused = (key: string, from: string, to: string, allowed: readonly string[]): LandscarError =>
  new LandscarError('REPORT_MOVE', {
    what: 'A lead cannot be moved like this',
    where: key,
    found: `from ${from} to ${to}`,
    allowed: allowed.length === 0 ? `nothing from ${from}` : `from ${from}: ${allowed.join(', ')}`,
    next: 'make the steps between, each with its own record',
  });

export const moveIncomplete = (key: string, to: string, missing: string, allowed: string): LandscarError =>
  new LandscarError('REPORT_MOVE_INCOMPLETE', {
    what: 'A decision lacks what it needs',
    where: `${key} to ${to}`,
    found: `no ${missing}`,
    allowed,
    next: `give the ${missing}`,
  });

export const sameperson = (key: string, to: string, who: string): LandscarError =>
  new LandscarError('REPORT_SECOND_PERSON', {
    what: 'A second person must do this',
    where: `${key} to ${to}`,
    found: `${who} also made the step before`,
    allowed: 'anyone else',
    next: 'let another person check and record it (`--as NAME`)',
  });

export const decisionStale = (key: string, found: string, now: string): LandscarError =>
  new LandscarError('REPORT_DECISION_STALE', {
    what: 'A decision was made on an older state of the lead',
    where: key,
    found: `decided on ${found}`,
    allowed: `the present state: ${now}`,
    next: 'look at the lead as it is now and decide again',
  });

export const geometryRefused = (key: string, found: string, allowed: string): LandscarError =>
  new LandscarError('REPORT_LEAD_GEOMETRY', {
    what: 'Outlines of a lead do not fit',
    where: key,
    found,
    allowed,
    next: 'redraw the lead first, or correct the parts',
  });

export const drawRefused = (key: string, status: string, allowed: readonly string[]): LandscarError =>
  new LandscarError('REPORT_LEAD_STATE', {
    what: 'The outline of a lead cannot be changed in its state',
    where: key,
    found: status,
    allowed: allowed.join(', '),
    next: 'open it again with `landscar leads set`, or bring the leads to one state first',
  });

export const leadKnown = (outline: string, eventId: string, sharedM2: number): LandscarError =>
  new LandscarError('REPORT_LEAD_KNOWN', {
    what: 'The ground of an outline is that of a lead in the register',
    where: `outline ${outline}`,
    found: `${sharedM2.toFixed(0)} m² shared with ${eventId}`,
    allowed: 'ground that no lead covers',
    next: 'redraw that lead or decide on it; a lead that ended is opened again with `landscar leads set`',
  });

export const wordUnknown = (where: string, found: string, allowed: readonly string[]): LandscarError =>
  new LandscarError('REPORT_DECISION_WORD', {
    what: 'A decision is not understood',
    where,
    found: `'${found}'`,
    allowed: allowed.join(', '),
    next: 'use one of the words of the sheet',
  });

export const sheetColumns = (file: string, has: readonly string[], wanted: readonly string[]): LandscarError =>
  new LandscarError('REPORT_DECISION_COLUMNS', {
    what: 'A sheet of decisions lacks a column',
    where: file,
    found: has.join(', '),
    allowed: `a column with the patch number and one with the new state: ${wanted.join(', ')}`,
    next: 'write the sheet with `landscar leads sheet SITE --out FILE` and fill that',
  });

export const outlineFile = (file: string, found: string): LandscarError =>
  new LandscarError('REPORT_OUTLINE_FILE', {
    what: 'An outline drawn by hand cannot be taken',
    where: file,
    found,
    allowed: 'a vector file with a CRS and closed polygons that do not cross themselves',
    next: 'draw it again in QGIS and save it as GeoJSON or GeoPackage',
  });
