import type { Phrase } from './phrase.js';

/** Reasons of rules and scores; the keys are those of `rules/reason-keys.ts`. */
export const REASON_PHRASES = {} as const satisfies Record<string, Phrase>;
