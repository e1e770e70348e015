import { precisionUnproven, runtimeUnavailable, runtimeUnknown } from '../errors.js';
import type { Model } from '../models/load-model.js';
import { baselineRuntime } from './baseline-runtime.js';
import { withNamedFailures } from './named-failures.js';
import { onnxRuntime } from './onnx-runtime.js';
import type { Precision, Runtime, RuntimeName } from './runtime.js';
import { tfjsNodeRuntime } from './tfjs-node-runtime.js';
import { tfjsWasmRuntime } from './tfjs-wasm-runtime.js';

/** Fastest first. */
export const RUNTIMES: readonly Runtime[] = [baselineRuntime, onnxRuntime, tfjsNodeRuntime, tfjsWasmRuntime].map(
  withNamedFailures,
);

export function runtimeNamed(name: string): Runtime {
  const runtime = RUNTIMES.find((r) => r.name === name);
  if (runtime === undefined)
    throw runtimeUnknown(
      name,
      RUNTIMES.map((r) => r.name),
    );
  return runtime;
}

/** The runtime asked for, or the fastest that has weights of this model and loads here. */
export async function chooseRuntime(model: Model, precision: Precision, asked?: string): Promise<RuntimeName> {
  const { id } = model.manifest;
  if (precision === 'int8') requireEvaluated(model);
  if (asked !== undefined) {
    const runtime = runtimeNamed(asked);
    if (!runtime.supports(model, precision)) {
      throw runtimeUnavailable(asked, id, `the model has no ${precision} weights for it`);
    }
    await runtime.version().catch((error: unknown) => {
      throw runtimeUnavailable(asked, id, error instanceof Error ? error.message : String(error));
    });
    return runtime.name;
  }
  const found: string[] = [];
  for (const runtime of RUNTIMES.filter((r) => r.supports(model, precision))) {
    const failure = await runtime.version().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (failure === undefined) return runtime.name;
    found.push(`${runtime.name}: ${failure}`);
  }
  throw runtimeUnavailable('any', id, found.join('; ') || `no runtime has ${precision} weights of this model`);
}

/** Most F1 that the 8-bit lowering may cost. */
export const INT8_F1_LOSS = 0.005;

/** Throws where the manifest does not say that the 8-bit lowering was measured, or says that it is too much worse. */
function requireEvaluated({ manifest: { id, int8 } }: Model): void {
  if (int8 === undefined) throw precisionUnproven(id, 'the manifest has no evaluation of int8');
  const loss = int8.f1Fp32 - int8.f1Int8;
  if (loss > INT8_F1_LOSS) throw precisionUnproven(id, `F1 ${int8.f1Int8} against ${int8.f1Fp32} of fp32`);
}

/** Which runtimes load on this machine, fastest first. */
export async function runtimesOnThisMachine(): Promise<{ name: RuntimeName; available: boolean; detail: string }[]> {
  const answers: { name: RuntimeName; available: boolean; detail: string }[] = [];
  for (const runtime of RUNTIMES) {
    answers.push(
      await runtime.version().then(
        (detail) => ({ name: runtime.name, available: true, detail }),
        (error: unknown) => ({ name: runtime.name, available: false, detail: firstLine(error) }),
      ),
    );
  }
  return answers;
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
