export { exportLeads, LEAD_FILES, type ExportLeadsInput } from './exports/export-leads.js';
export { type RunInfo } from './exports/run-info.js';
export { reasonText, say, word, type MessageKey } from './messages/catalogue.js';
export { type Lang } from './messages/phrase.js';
