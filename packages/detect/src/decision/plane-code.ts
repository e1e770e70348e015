/** Channels that an object is judged by, on disk with its scores: Int16 in steps of 1/4096, ±8 (channels are ±6). */
const STEPS = 4096;

export const encodePlane = (value: number): number => Math.min(32_767, Math.max(-32_768, Math.round(value * STEPS)));
export const planeValueOf = (code: number): number => code / STEPS;
