import type { GateProof } from '@landscar/core';

/** 97.5 % point of the normal distribution. */
const Z = 1.96;

/** Wilson's interval of a share of `found` in `tried`, ratios 0..1 (Wilson 1927, J. Am. Stat. Assoc. 22). */
export function wilson(found: number, tried: number): readonly [low: number, high: number] {
  if (tried === 0) return [0, 1];
  const share = found / tried;
  const centre = (share + (Z * Z) / (2 * tried)) / (1 + (Z * Z) / tried);
  const half = (Z / (1 + (Z * Z) / tried)) * Math.sqrt((share * (1 - share)) / tried + (Z * Z) / (4 * tried * tried));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

export function gateProof(
  counts: Omit<GateProof, 'missedWindows' | 'missedWindowsLow' | 'missedWindowsHigh'>,
): GateProof {
  const { coldWindows, sampledWindows, sampledWithFlags } = counts;
  const rest = coldWindows - sampledWindows;
  const [low, high] = wilson(sampledWithFlags, sampledWindows);
  const share = sampledWindows === 0 ? 0 : sampledWithFlags / sampledWindows;
  const round = (windows: number): number => Math.round(windows * 10) / 10;
  return {
    ...counts,
    missedWindows: round(share * rest),
    missedWindowsLow: round(low * rest),
    missedWindowsHigh: round(high * rest),
  };
}
