import type { MessageKey } from '../../messages/catalogue.js';
import { word } from '../../messages/catalogue.js';

export const CHECK_RESULTS = ['confirmed', 'partly', 'notConfirmed', 'notReached'] as const;
export type CheckResult = (typeof CHECK_RESULTS)[number];

/** Fields of the form by their heading; a form is read by its headings, in either language, in any order. */
export const FORM_FIELDS = {
  patchNo: 'column.patchNo',
  runId: 'field.runId',
  result: 'column.checkResult',
  kind: 'column.checkKind',
  buildState: 'column.buildState',
  unit: 'column.checker',
  person: 'field.person',
  phone: 'field.phone',
  date: 'column.checkDate',
  photos: 'field.photos',
  remark: 'column.remark',
} as const satisfies Record<string, MessageKey>;
export type FormField = keyof typeof FORM_FIELDS;
export type FormValues = Partial<Record<FormField, string>>;

/** The code behind a word of either language, or behind the ticked one of several boxes; undefined where none fits. */
export function resultOf(text: string): CheckResult | undefined {
  const ticked = /[☑☒■√✓✔]\s*([^\s□☐☑☒■√✓✔]+)/u.exec(text)?.[1] ?? text.trim();
  return CHECK_RESULTS.find(
    (code) => ticked === code || word('zh', 'check', code) === ticked || word('en', 'check', code) === ticked,
  );
}
