import { isRecord } from '@landscar/core';

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isPositive = (value: unknown): boolean => isNumber(value) && Number(value) > 0;
const isSide = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0;
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isDay = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/u.test(value) && !Number.isNaN(Date.parse(value));
const isTextSet = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(isText) && new Set(value).size === value.length;

/** What the readers of a stack rely on: field, what is allowed, and whether a value is that. */
const FIELDS: readonly (readonly [path: string, allowed: string, isRight: (value: unknown) => boolean])[] = [
  ['grid.crs', 'a coordinate system', isText],
  ['grid.originX', 'a number', isNumber],
  ['grid.originY', 'a number', isNumber],
  ['grid.pixelWidth', 'a number above 0', isPositive],
  ['grid.pixelHeight', 'a number above 0', isPositive],
  ['grid.width', 'a whole number from 1 up', isSide],
  ['grid.height', 'a whole number from 1 up', isSide],
  ['bands', 'names, none twice', isTextSet],
  ['scale', 'a number above 0', isPositive],
  ['offset', 'a number', isNumber],
  ['dateBefore', 'a day such as 2024-04-12', isDay],
  ['dateAfter', 'a day such as 2025-06-20', isDay],
  ['scenes.before', 'a list', Array.isArray],
  ['scenes.after', 'a list', Array.isArray],
  ['shiftPx.established', 'true or false', (value) => typeof value === 'boolean'],
  ['seasonGapDays', 'a number', isNumber],
  ['normalisation.cells', 'a list', Array.isArray],
  ['warnings', 'a list', Array.isArray],
  ['pixelSizeM', 'a number above 0', isPositive],
  ['fingerprint', 'a hash', isText],
];

/** Every field of a `stack.json` that is not what its readers rely on, in words; none where it is a manifest. */
export function manifestProblems(raw: unknown): { readonly found: string; readonly allowed: string }[] {
  return FIELDS.flatMap(([path, allowed, isRight]) => {
    const value = valueAt(raw, path);
    return isRight(value)
      ? []
      : [
          {
            found: `${path} is ${value === undefined ? 'not there' : JSON.stringify(value)}`,
            allowed: `${path}: ${allowed}`,
          },
        ];
  });
}

const valueAt = (raw: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), raw);
