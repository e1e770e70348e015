/** Highest code of `probability.tif`, probability 1. */
export const PROBABILITY_MAX = 254;
export const UNOBSERVED = 255;

/** 0..254 of a probability 0..1; both ends are reached. */
export const probabilityCode = (probability: number): number =>
  Math.min(PROBABILITY_MAX, Math.max(0, Math.round(probability * PROBABILITY_MAX)));

export const logistic = (logit: number): number => 1 / (1 + Math.exp(-logit));
