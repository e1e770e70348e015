import type { Engine, EngineName } from './engine.js';
import { inlineEngine } from './inline-engine.js';
import { poolEngine } from './pool-engine.js';

export type { Crew, CrewOptions, Engine, EngineName, Job, JobHandler, JobOutcome, OnOutcome } from './engine.js';
export { lockSite } from './site-lock.js';

/** The engines by name; each passes the same conformance suite. */
export const ENGINES: Readonly<Record<EngineName, Engine>> = { inline: inlineEngine, pool: poolEngine };
