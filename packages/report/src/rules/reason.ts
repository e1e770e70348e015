import type { Reason } from '@landscar/core';
import type { REASON_KEYS, ReasonKey } from './reason-keys.js';

/** A reason with exactly the values its key asks for; numbers are rounded so that texts and files stay readable. */
export function reason<K extends ReasonKey>(
  key: K,
  values: Readonly<Record<(typeof REASON_KEYS)[K][number], string | number>>,
): Reason {
  const rounded = Object.entries<string | number>(values).map(([name, value]): [string, string | number] => [
    name,
    typeof value === 'number' ? Number(value.toPrecision(6)) : value,
  ]);
  return { key, values: Object.fromEntries(rounded) };
}
