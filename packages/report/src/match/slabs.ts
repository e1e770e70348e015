const SLAB_BYTES = 1 << 20;

/** Room for hundreds of thousands of small arrays, taken in large pieces: an array buffer of its own costs more than it holds. */
export class Slabs {
  #buffer = new ArrayBuffer(0);
  #used = 0;

  /** An array of doubles, zero at first. */
  doubles(length: number): Float64Array {
    const at = this.#take(8 * length);
    return new Float64Array(this.#buffer, at, length);
  }

  /** A copy of bytes. */
  keep(bytes: Buffer): Buffer {
    const at = this.#take(bytes.length);
    const copy = Buffer.from(this.#buffer, at, bytes.length);
    bytes.copy(copy);
    return copy;
  }

  #take(bytes: number): number {
    const start = Math.ceil(this.#used / 8) * 8;
    if (start + bytes > this.#buffer.byteLength) {
      this.#buffer = new ArrayBuffer(Math.max(SLAB_BYTES, bytes));
      this.#used = bytes;
      return 0;
    }
    this.#used = start + bytes;
    return start;
  }
}
