import { InvariantError, newMemory, type WasmMemory } from '@landscar/core';
import { FIRST_PLANE_BYTE, PLANE_SLACK_BYTES, PlaneKernels } from './simd/plane-kernels.js';

/** Most planes of a window that are in use at once: two dates, the widest set of channels, scratch. */
const PLANES = 80;
/** A slot is never smaller: scratch of narrow windows fits. */
const MIN_SLOT_BYTES = 131_072;
/** Slots start at different cache sets. */
const SKEW_BYTES = 192;

/**
 * Float32 planes that are used again from window to window, so that no allocation grows with the number of windows.
 * They lie in one memory that the vectorised kernels see. Beside them room for bytes, used again likewise: what a thread lets
 * go makes it, and others for it, look through all of its memory for what else could go.
 */
export class PlanePool {
  private slotBytes = 0;
  private memory: WasmMemory | undefined;
  private found: PlaneKernels | undefined;
  private free: number[] = [];
  private readonly rooms: ArrayBuffer[] = [];

  /** A plane of `length` with whatever was in it. A longer one than ever before starts a new memory. */
  take(length: number): Float32Array<ArrayBuffer> {
    const wanted = Math.max(MIN_SLOT_BYTES, 4 * length + PLANE_SLACK_BYTES);
    if (this.memory === undefined || wanted > this.slotBytes) {
      this.slotBytes = Math.ceil(wanted / 64) * 64 + SKEW_BYTES;
      this.memory = newMemory(FIRST_PLANE_BYTE + PLANES * this.slotBytes);
      this.found = undefined;
      this.reset();
    }
    const at = this.free.pop();
    if (at === undefined) throw new InvariantError(`more than ${PLANES} planes of ${length} pixels in use`);
    return new Float32Array(this.memory.buffer, at, length);
  }

  /** Room with whatever was in it, from an 8-byte boundary on; given back with `giveBytes`. */
  takeBytes(length: number): Uint8Array<ArrayBuffer> {
    const at = this.rooms.findIndex((room) => room.byteLength >= length);
    if (at !== -1) return new Uint8Array(this.rooms.splice(at, 1)[0]!, 0, length);
    // All that are free are too small: one of them makes way, so that there are never more than are in use at once.
    this.rooms.pop();
    return new Uint8Array(length);
  }

  giveBytes(...rooms: readonly Uint8Array<ArrayBuffer>[]): void {
    for (const { buffer } of rooms) this.rooms.push(buffer);
  }

  give(...planes: readonly Float32Array[]): void {
    for (const { buffer, byteOffset } of planes) if (buffer === this.memory?.buffer) this.free.push(byteOffset);
  }

  /** Nothing is in use any more: also after work that failed half-way. */
  reset(): void {
    this.free =
      this.memory === undefined
        ? []
        : Array.from({ length: PLANES }, (_, k) => FIRST_PLANE_BYTE + (PLANES - 1 - k) * this.slotBytes);
  }

  /** Whether a plane lies where the kernels see it. */
  owns(plane: Float32Array): boolean {
    return plane.buffer === this.memory?.buffer;
  }

  /** Over the planes in use. */
  get kernels(): PlaneKernels {
    if (this.memory === undefined) throw new InvariantError('kernels of a pool without planes');
    this.found ??= new PlaneKernels(this.memory);
    return this.found;
  }
}
