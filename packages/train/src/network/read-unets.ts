import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConvWeights, UNet } from '@landscar/detect';
import { weightsUnfit } from '../errors.js';

interface SavedModel {
  readonly weightsManifest?: readonly {
    readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
  }[];
}

const LAYER = /^m(\d+)_(?:([ed]\d)_(\d)|(out))\/kernel$/u;

/** The networks of a model folder that `landscar models train` or recipes/landscar-s2 wrote, to learn on from them. */
export async function readUnets(dir: string): Promise<UNet[]> {
  const saved = JSON.parse(await readFile(join(dir, 'model.json'), 'utf8')) as SavedModel;
  const bytes = await readFile(join(dir, 'weights.bin'));
  const values = new Float32Array(Uint8Array.from(bytes).buffer);
  const arrays = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  let at = 0;
  for (const { name, shape } of saved.weightsManifest?.[0]?.weights ?? []) {
    const size = shape.reduce((product, n) => product * n, 1);
    arrays.set(name, { shape, values: values.subarray(at, at + size) });
    at += size;
  }
  const layers: Map<string, ConvWeights>[] = [];
  for (const [name, { shape, values: hwio }] of arrays) {
    const match = LAYER.exec(name);
    const bias = arrays.get(name.replace('/kernel', '/bias'));
    if (match === null || bias === undefined) continue;
    const [size, , inputs, outputs] = shape as [1 | 3, number, number, number];
    const member = (layers[Number(match[1])] ??= new Map<string, ConvWeights>());
    const kernel = fromHwio(hwio, inputs, outputs, size);
    const layer = match[4] ?? `${match[2]}.${match[3]}`;
    member.set(layer, { outputs, inputs, size, kernel, bias: Float32Array.from(bias.values) });
  }
  const strange = [...arrays.keys()].filter((name) => !LAYER.test(name.replace(/bias$/u, 'kernel')));
  const whole = layers.length > 0 && layers.every((member) => member.has('e1.0') && member.has('out'));
  if (!whole || strange.length > 0 || at !== values.length) {
    const found = [...strange, ...arrays.keys()].slice(0, 4).join(', ') || 'no weights';
    throw weightsUnfit(dir, found, 'U-Nets named m0_e1_0, … as landscar writes them');
  }
  return layers.map((member) => ({
    inputChannels: member.get('e1.0')!.inputs,
    widths: widthsOf(member),
    layers: member,
  }));
}

function widthsOf(layers: ReadonlyMap<string, ConvWeights>): number[] {
  const widths: number[] = [];
  for (let level = 1; layers.has(`e${level}.0`); level++) widths.push(layers.get(`e${level}.0`)!.outputs);
  return widths;
}

/** (y, x, in, out) → (out, in, y, x). */
function fromHwio(hwio: Float32Array, inputs: number, outputs: number, size: number): Float32Array {
  const out = new Float32Array(hwio.length);
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      for (let k = 0; k < size * size; k++)
        out[(o * inputs + i) * size * size + k] = hwio[(k * inputs + i) * outputs + o]!;
    }
  }
  return out;
}
