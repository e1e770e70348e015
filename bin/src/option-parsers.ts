import { cpus } from 'node:os';
import { LandscarError, parseAreaM2, parseDate } from '@landscar/core';
import { InvalidArgumentError } from 'commander';

/** A parser of core as a parser of commander: its sentence becomes the usage error. */
const usage =
  <T>(read: (text: string) => T) =>
  (text: string): T => {
    try {
      return read(text);
    } catch (error) {
      if (error instanceof LandscarError) throw new InvalidArgumentError(`allowed: ${error.parts.allowed}`);
      throw error;
    }
  };

export const dateOption = usage((text) => parseDate(text));
export const areaOption = usage(parseAreaM2);

export function countOption(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('allowed: a whole number from 1 up');
  return value;
}

export function choiceOption<T extends string>(...choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((c) => c === text);
    if (choice === undefined) throw new InvalidArgumentError(`allowed: ${choices.join(', ')}`);
    return choice;
  };
}

/** `blue,green,red,nir` */
export const listOption = (text: string): string[] => text.split(',').map((part) => part.trim());

/** All cores, since the model runs with one thread a worker. */
export const defaultWorkers = (): number => Math.max(1, cpus().length);
