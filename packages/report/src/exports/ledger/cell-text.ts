/** Longest text of a cell (ECMA-376, Excel's limit). */
const CELL_CHARS = 32_767;

/**
 * Text that a spreadsheet shows and never runs: what could start a formula gets an apostrophe (OWASP, "CSV
 * Injection"), and characters that XML cannot hold are left out.
 */
export function cellText(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '').slice(0, CELL_CHARS - 1);
  return /^[=+\-@\t\r\n]/u.test(clean) ? `'${clean}` : clean;
}
