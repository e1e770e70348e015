/** Markup that is already safe. Everything else that enters a template is escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

type Piece = string | number | Markup | readonly Piece[] | null | false;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Names come from other people's files: markup characters and control characters never get through. */
export const escapeMarkup = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/gu, '').replace(/[&<>"']/gu, (c) => ESCAPES[c] ?? c);

/** Template of markup: values are escaped, nested templates are not, `null` and `false` leave nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Markup {
  // Added up, not joined: the pieces of a large page are not copied again at every level.
  return new Markup(withoutIndent(strings).reduce((whole, text, i) => whole + text + pieceText(values[i] ?? null), ''));
}

const TIGHT = new WeakMap<TemplateStringsArray, readonly string[]>();

/** A template's own indentation shows nowhere, and is a sixth of a page of thousands of leads. */
function withoutIndent(strings: TemplateStringsArray): readonly string[] {
  const known = TIGHT.get(strings);
  if (known !== undefined) return known;
  const tight = strings.map((text) => text.replace(/\n\s+/gu, '\n'));
  TIGHT.set(strings, tight);
  return tight;
}

/** Text that is trusted: only for constants of this code and base64. */
export const trusted = (text: string): Markup => new Markup(text);

function pieceText(piece: Piece): string {
  if (piece === null || piece === false) return '';
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'object') return piece.reduce<string>((whole, one) => whole + pieceText(one), '');
  return escapeMarkup(String(piece));
}
