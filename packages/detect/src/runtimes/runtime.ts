import type { Model } from '../models/load-model.js';

export type RuntimeName = 'onnx' | 'tfjs-node' | 'tfjs-wasm' | 'baseline';
export type Precision = 'fp32' | 'int8';

/** Rows and columns of a window, half open; multiples of the manifest's stride. */
export interface InnerPart {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** A model in memory, of one thread. */
export interface Predictor {
  /**
   * `input` Float32 of shape (channels, height, width); height and width multiples of the manifest's stride.
   * Answers logits of the inner part (of the whole where none is named), Float32 (its height, its width), valid until the
   * next call. What lies within the model's reach of the window's edge is right only at the edge of the data.
   */
  predict(input: Float32Array, height: number, width: number, inner?: InnerPart): Promise<Float32Array>;
  /** Tensors that the library holds at the moment; 0 where it does not count them. */
  heldTensors(): number;
  /** What runs, for reports: library version, backend, threads. */
  describe(): string;
  /** Frees what the library holds. */
  dispose(): Promise<void>;
}

/** A way to run models. Adapters of heavy libraries import them in `load` and `version` only. */
export interface Runtime {
  readonly name: RuntimeName;
  /** Whether the manifest has what this runtime needs. */
  supports(model: Model, precision: Precision): boolean;
  /** Version of the library; throws where it does not load. */
  version(): Promise<string>;
  load(model: Model, precision: Precision): Promise<Predictor>;
}
