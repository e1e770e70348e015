import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { feedbackInvalid, feedbackMissing } from '../errors.js';

const file = z.string().min(1);

const feedbackSchema = z.strictObject({
  version: z.literal(1),
  /** Who decided, from which register and when: goes into the new model's provenance. */
  provenance: z.string().min(2),
  /** Pairs of dates with the decisions that were made on them. */
  scenes: z
    .array(
      z.strictObject({
        /** Stack folder. */
        stack: file,
        /** Polygons with `decision` accepted or rejected, and a stable `event`; any vector file, WGS 84 where it says nothing. */
        leads: file,
      }),
    )
    .min(1),
  /** Labelled places that the new model must not get worse on. */
  keep: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        stack: file,
        label: file,
        band: z.number().int().min(1).optional(),
        /** Band of `label` whose values other than 0 are not judged. */
        ignoreBand: z.number().int().min(1).optional(),
      }),
    )
    .default([]),
});

/** `feedback.json` of a folder of decided leads. Paths are absolute after reading. */
export type Feedback = z.infer<typeof feedbackSchema>;
export type KeptPlace = Feedback['keep'][number];

export async function readFeedback(dir: string): Promise<Feedback> {
  const path = join(dir, 'feedback.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw feedbackMissing(path, error);
  });
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw feedbackInvalid(path, String(error));
  }
  const parsed = feedbackSchema.safeParse(raw);
  if (!parsed.success) {
    const found = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`);
    throw feedbackInvalid(path, found.join('; '));
  }
  const absolute = (name: string): string => resolve(dir, name);
  return {
    ...parsed.data,
    scenes: parsed.data.scenes.map((s) => ({ stack: absolute(s.stack), leads: absolute(s.leads) })),
    keep: parsed.data.keep.map((k) => ({ ...k, stack: absolute(k.stack), label: absolute(k.label) })),
  };
}
