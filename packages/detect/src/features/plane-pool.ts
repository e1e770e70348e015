/** Float32 planes that are used again from window to window, so that no allocation grows with the number of windows. */
export class PlanePool {
  private length = 0;
  private free: Float32Array[] = [];

  /** A plane of `length` with whatever was in it. */
  take(length: number): Float32Array {
    if (length !== this.length) {
      this.free = [];
      this.length = length;
    }
    return this.free.pop() ?? new Float32Array(length);
  }

  give(...planes: Float32Array[]): void {
    for (const plane of planes) if (plane.length === this.length) this.free.push(plane);
  }
}
