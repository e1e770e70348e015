import { z } from 'zod';
import { pairsInvalid } from './errors.js';

const file = z.string().min(1);
const band = z.number().int().min(1);
const label = z.union([
  file,
  z.strictObject({ file, band: band.optional(), unchanged: z.number().optional(), changed: z.number().optional() }),
]);
const mask = z.union([file, z.strictObject({ file, band: band.optional() })]);

const pairSchema = z.strictObject({
  /** Name of the place; differs from pair to pair. */
  name: z.string().min(1),
  /** flags.tif of a detection: 0 unchanged, 1 changed, 255 unobserved. */
  flags: file,
  /** probability.tif: Byte 0..254, 255 unobserved; or Float32 0..1, NaN unobserved. Without it no trade-off. */
  probability: file.optional(),
  /** score.tif: Float32, NaN unobserved. Where every pair has it, the calibration is fitted anew. */
  score: file.optional(),
  /** Pairs of one fold are held out together in that; each is its own where it is not said. */
  fold: z.string().min(1).optional(),
  /** 0 unchanged, 1 changed, or the codes named here. */
  label,
  /** Values other than 0 are not judged. */
  ignore: mask.optional(),
  /** Imagery for the pictures of the report. */
  before: file.optional(),
  after: file.optional(),
  /** Band numbers shown as red, green, blue. */
  rgb: z.tuple([band, band, band]).optional(),
});

const pairsSchema = z.strictObject({ pairs: z.array(pairSchema).min(1) });

/** One place to evaluate, in file names. */
export type EvaluationPair = z.infer<typeof pairSchema>;

/** Checks what was read from PAIRS.yaml; `where` names it in the error. EVALUATE_PAIRS_INVALID lists every problem. */
export function parsePairs(raw: unknown, where: string): EvaluationPair[] {
  const parsed = pairsSchema.safeParse(raw);
  if (!parsed.success) {
    const found = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`);
    throw pairsInvalid(where, found.join('; '));
  }
  const names = parsed.data.pairs.map((pair) => pair.name);
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  if (twice.length > 0) throw pairsInvalid(where, `the same name twice: ${twice.join(', ')}`);
  return parsed.data.pairs;
}
