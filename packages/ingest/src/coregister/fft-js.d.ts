/** The part of fft.js that is used; the package ships no types. Complex numbers are interleaved. */
declare module 'fft.js' {
  export default class FFT {
    constructor(size: number);
    transform(out: Float64Array | number[], input: Float64Array | number[]): void;
    inverseTransform(out: Float64Array | number[], input: Float64Array | number[]): void;
  }
}
