import { wasm, type WasmFunction } from './wasm-code.js';
import { instantiate, newMemory, type WasmMemory } from './wasm-host.js';

/** Kernels over a memory of their own, into which pixels are copied strip by strip: one call at a time, nothing is kept. */
export class KernelRoom {
  #bytes: Uint8Array<ArrayBuffer> | undefined;
  #memory: WasmMemory | undefined;
  #run: ReturnType<typeof instantiate> | undefined;

  constructor(private readonly functions: Readonly<Record<string, WasmFunction>>) {}

  /** The memory, at least `sizeBytes` long, with whatever was in it. */
  buffer(sizeBytes: number): ArrayBuffer {
    if (this.#memory === undefined || this.#memory.buffer.byteLength < sizeBytes) {
      this.#bytes ??= wasm.moduleBytes(new Map(Object.entries(this.functions)));
      this.#memory = newMemory(sizeBytes);
      this.#run = instantiate(this.#bytes, this.#memory);
    }
    return this.#memory.buffer;
  }

  run(name: string, ...values: readonly number[]): void {
    this.#run?.(name, ...values);
  }
}
