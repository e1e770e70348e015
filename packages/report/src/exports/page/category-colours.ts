import type { LeadCategory } from '@landscar/core';

/** One colour a category in every output; told apart on imagery and on white paper. */
export const CATEGORY_COLOURS: Readonly<Record<LeadCategory, string>> = {
  suspectedNoApproval: '#e5383b',
  suspectedBeyondExtent: '#f48c06',
  suspectedRelocation: '#9d4edd',
  unlinked: '#0096c7',
  possiblyExempt: '#5c7cfa',
  nonProduction: '#6c757d',
  compliant: '#2a9d4a',
};
