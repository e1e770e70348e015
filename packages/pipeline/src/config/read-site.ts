import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { daysBetween } from '@landscar/core';
import { LineCounter, isNode, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { configInvalid, configMissing, configProblem, datesSwapped } from '../errors.js';
import { siteSchema, type SiteConfig } from './schema.js';

export interface Site {
  readonly config: SiteConfig;
  readonly configFile: string;
  /** Folder of the configuration; every relative path starts there. */
  readonly folder: string;
}

/** Reads SITE/landscar.yaml (or the .yaml named); throws one error that lists every problem with its line. */
export function readSite(path: string): Site {
  const configFile = resolve(existsSync(path) && statSync(path).isDirectory() ? join(path, 'landscar.yaml') : path);
  if (!existsSync(configFile)) throw configMissing(configFile);
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(configFile, 'utf8'), { lineCounter: lines });
  if (document.errors.length > 0) {
    throw configInvalid(
      configFile,
      document.errors.map((e) =>
        configProblem(configFile, lines.linePos(e.pos[0]).line, '', e.message.split('\n')[0] ?? '', 'valid YAML 1.2'),
      ),
    );
  }
  const result = siteSchema.safeParse(document.toJS());
  if (!result.success) {
    throw configInvalid(
      configFile,
      result.error.issues.map((issue) => problemOf(configFile, document, lines, issue)),
    );
  }
  checkDates(configFile, result.data);
  return { config: result.data, configFile, folder: dirname(configFile) };
}

/** A path of the configuration, made absolute. */
export const sitePath = (site: Site, path: string): string => (isAbsolute(path) ? path : join(site.folder, path));

/** The register of a site: a file, or the address of a PostgreSQL database as it stands. */
export const registerUrl = (site: Site): string =>
  site.config.register.includes('://') ? site.config.register : sitePath(site, site.config.register);

function checkDates(configFile: string, config: SiteConfig): void {
  const dates = (period: 'before' | 'after') =>
    config.scenes.filter((s) => s.period === period).flatMap((s) => s.date ?? []);
  for (const period of ['before', 'after'] as const) {
    if (!config.scenes.some((s) => s.period === period)) {
      throw configInvalid(configFile, [
        configProblem(configFile, 1, 'scenes', `no scene with period: ${period}`, 'at least one scene of each period'),
      ]);
    }
  }
  const lastBefore = dates('before').sort().at(-1);
  const firstAfter = dates('after').sort()[0];
  if (lastBefore !== undefined && firstAfter !== undefined && daysBetween(lastBefore, firstAfter) <= 0) {
    throw datesSwapped(configFile, lastBefore, firstAfter);
  }
}

function problemOf(configFile: string, document: Document, lines: LineCounter, issue: z.core.$ZodIssue) {
  const path = issue.path.map(String).join('.');
  const found =
    issue.code === 'unrecognized_keys'
      ? `unknown setting ${issue.keys.join(', ')}`
      : JSON.stringify(document.getIn(issue.path as (string | number)[]) ?? null);
  const line = lineOf(
    document,
    lines,
    issue.path as (string | number)[],
    issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined,
  );
  return configProblem(configFile, line, path, found, issue.message);
}

/** Line of a node, or of the nearest parent that the file has. */
function lineOf(document: Document, lines: LineCounter, path: (string | number)[], key?: string): number {
  if (key !== undefined) {
    const withKey = document.getIn([...path, key], true);
    if (isNode(withKey) && withKey.range) return lines.linePos(withKey.range[0]).line;
  }
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
