/** Float32 planes that are used again from window to window, so that no allocation grows with the number of windows. */
export class PlanePool {
  private bytes = 0;
  private free: ArrayBuffer[] = [];

  /** A plane of `length` with whatever was in it. */
  take(length: number): Float32Array<ArrayBuffer> {
    if (4 * length > this.bytes) {
      this.bytes = 4 * length;
      this.free = [];
    }
    return new Float32Array(this.free.pop() ?? new ArrayBuffer(this.bytes), 0, length);
  }

  give(...planes: Float32Array[]): void {
    for (const { buffer } of planes) {
      if (buffer instanceof ArrayBuffer && buffer.byteLength === this.bytes) this.free.push(buffer);
    }
  }
}
