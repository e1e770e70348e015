import { fileURLToPath } from 'node:url';

/** The models that come with landscar: `models/` at the top of the checkout. */
export const SHIPPED_MODELS = fileURLToPath(new URL('../../../models/', import.meta.url));
