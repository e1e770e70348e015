/** Version of the code, part of every fingerprint. Kept equal to package.json by a test. */
export const LANDSCAR_VERSION = '0.1.0';
