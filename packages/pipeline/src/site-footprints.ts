import { expectedAreaOf, loadCounties, loadFootprints, type County, type FootprintSet } from '@landscar/report';
import type { SiteSources } from './config/site-sources.js';

/** The counties of a site and its footprints, which are expected there: a wrong zone is named, a missing CRS found. */
export async function siteFootprints(
  { counties: source, footprints }: Pick<SiteSources, 'counties' | 'footprints'>,
  lang: 'zh' | 'en',
): Promise<{ readonly counties: readonly County[]; readonly footprints: FootprintSet }> {
  const counties = source === null ? [] : await loadCounties(source);
  const name = lang === 'zh' ? '所列各县' : 'the listed counties';
  return { counties, footprints: await loadFootprints(footprints, { lang, area: expectedAreaOf(counties, name) }) };
}
