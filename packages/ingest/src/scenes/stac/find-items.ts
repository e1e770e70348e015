import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { bboxOf, type Areal } from '@landscar/core';
import { stacUnreadable } from '../../errors.js';
import { fetchJson, type HttpPatience } from './http.js';
import type { StacItem, StacLink } from './stac-item.js';

/** A STAC source: a file or address of an Item, ItemCollection, Catalog or Collection; or an API with a search. */
export interface StacQuery {
  readonly file?: string | undefined;
  /** Root of a STAC API; `/search` is asked. */
  readonly api?: string | undefined;
  readonly collections?: readonly string[] | undefined;
  /** First and last day. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** 0..1; items that say a higher cover are left out. */
  readonly maxCloud?: number | undefined;
  readonly patience?: Partial<HttpPatience> | undefined;
}

/** An item and where its relative addresses start. */
export interface FoundItem {
  readonly item: StacItem;
  readonly base: string;
}

interface Document {
  readonly type?: string;
  readonly features?: readonly StacItem[];
  readonly links?: readonly StacLink[];
}

const PAGE_ITEMS = 100;
/** A catalogue that links in circles, or a search that never ends, is stopped here. */
const MOST_DOCUMENTS = 10_000;

/** Items of a file or catalogue, following its links; every document is read once. */
export async function itemsOfFile(start: string, patience: HttpPatience, signal?: AbortSignal): Promise<FoundItem[]> {
  const seen = new Set<string>();
  const queue = [start];
  const found: FoundItem[] = [];
  for (let href = queue.shift(); href !== undefined; href = queue.shift()) {
    if (seen.has(href)) continue;
    seen.add(href);
    if (seen.size > MOST_DOCUMENTS) throw stacUnreadable(start, `more than ${MOST_DOCUMENTS} linked documents`);
    const document = (await load(href, patience, signal)) as Document | null;
    const links = document?.links ?? [];
    if (document?.type === 'Feature') found.push({ item: checked(document as unknown as StacItem, href), base: href });
    else if (document?.type === 'FeatureCollection')
      for (const item of document.features ?? []) found.push({ item: checked(item, href), base: href });
    else if (document?.type === 'Catalog' || document?.type === 'Collection')
      for (const link of links)
        if (link.rel === 'item' || link.rel === 'child') queue.push(resolveHref(link.href, href));
    if (!['Feature', 'FeatureCollection', 'Catalog', 'Collection'].includes(document?.type ?? ''))
      throw stacUnreadable(href, `type ${JSON.stringify(document?.type ?? null)}`);
  }
  return found;
}

/** Items of a search, page by page (`rel: next`, as a GET address or a POST body: STAC API 1.0, item search). */
export async function itemsOfApi(
  query: StacQuery & { readonly api: string },
  area: Areal | undefined,
  patience: HttpPatience,
  signal?: AbortSignal,
): Promise<FoundItem[]> {
  const url = new URL(`${query.api.replace(/\/+$/u, '')}/search`);
  const { collections, from, to } = query;
  if (collections !== undefined) url.searchParams.set('collections', collections.join(','));
  if (area !== undefined) url.searchParams.set('bbox', bboxOf(area).join(','));
  if (from !== undefined || to !== undefined)
    url.searchParams.set(
      'datetime',
      `${from === undefined ? '..' : `${from}T00:00:00Z`}/${to === undefined ? '..' : `${to}T23:59:59Z`}`,
    );
  url.searchParams.set('limit', String(PAGE_ITEMS));
  const found = new Map<string, FoundItem>();
  let next: { href: string; init: RequestInit } | null = { href: url.href, init: {} };
  let lastBody: Readonly<Record<string, unknown>> = {};
  const asked = new Set<string>();
  while (next !== null) {
    const { href, init }: { href: string; init: RequestInit } = next;
    const key = `${href} ${typeof init.body === 'string' ? init.body : ''}`;
    if (asked.has(key) || asked.size > MOST_DOCUMENTS) throw stacUnreadable(href, 'its pages do not end');
    asked.add(key);
    const page = (await fetchJson(href, init, patience, signal)) as Document;
    for (const item of page.features ?? []) found.set(item.id, { item: checked(item, href), base: href });
    const link = page.links?.find((l) => l.rel === 'next');
    if (link === undefined) next = null;
    else if (link.method?.toUpperCase() === 'POST') {
      lastBody = link.merge === true ? { ...lastBody, ...link.body } : (link.body ?? {});
      const body = JSON.stringify(lastBody);
      next = { href: link.href, init: { method: 'POST', body, headers: { 'content-type': 'application/json' } } };
    } else next = { href: resolveHref(link.href, href), init: {} };
  }
  return [...found.values()].sort((a, b) => (a.item.id < b.item.id ? -1 : 1));
}

function checked(item: StacItem, where: string): StacItem {
  const fits = typeof item.id === 'string' && typeof item.properties === 'object' && typeof item.assets === 'object';
  if (!fits) throw stacUnreadable(where, 'an item without id, properties or assets');
  return item;
}

async function load(href: string, patience: HttpPatience, signal?: AbortSignal): Promise<unknown> {
  if (isWeb(href)) return fetchJson(href, {}, patience, signal);
  try {
    return JSON.parse(await readFile(href, 'utf8')) as unknown;
  } catch (error) {
    throw stacUnreadable(href, error instanceof Error ? error.message : String(error), error);
  }
}

export const isWeb = (href: string): boolean => /^https?:\/\//iu.test(href);

/** An address as a document means it: its own, or relative to where the document is. */
export function resolveHref(href: string, base: string): string {
  if (isWeb(href)) return href;
  if (isWeb(base)) return new URL(href, base).href;
  const path = href.startsWith('file://') ? new URL(href).pathname : href;
  return isAbsolute(path) ? path : join(dirname(base), path);
}
