/** The parts of the JavaScript interface to WebAssembly that are used here; TypeScript's libraries know it in browsers only. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}
interface Host {
  readonly Memory: new (size: { initial: number; maximum: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: { m: { memory: WasmMemory } },
  ) => {
    readonly exports: Readonly<Record<string, (...values: number[]) => void>>;
  };
}
const host = (globalThis as unknown as { readonly WebAssembly: Host }).WebAssembly;
const PAGE_BYTES = 65_536;

/** Memory that never grows; pages that are not touched cost nothing. */
export function newMemory(bytes: number): WasmMemory {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  return new host.Memory({ initial: pages, maximum: pages });
}

const modules = new WeakMap<Uint8Array, object>();

/** Calls the functions of a module over a memory. */
export function instantiate(
  bytes: Uint8Array<ArrayBuffer>,
  memory: WasmMemory,
): (name: string, ...values: number[]) => void {
  const module = modules.get(bytes) ?? new host.Module(bytes);
  modules.set(bytes, module);
  const { exports } = new host.Instance(module, { m: { memory } });
  return (name, ...values) => {
    exports[name]?.(...values);
  };
}
