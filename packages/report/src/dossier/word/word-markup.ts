import { html, trusted, type Markup } from '../../exports/page/html.js';

/** Half points, as WordprocessingML counts (ECMA-376 part 1, 17.3.2.38). */
export interface TextStyle {
  readonly sizeHalfPt?: number;
  readonly bold?: boolean;
  readonly colour?: string;
  readonly align?: 'left' | 'center' | 'right';
  /** Space after the paragraph, twentieths of a point. */
  readonly after?: number;
  readonly heading?: 1 | 2;
  readonly keepNext?: boolean;
}

export interface WordImage {
  readonly name: string;
  readonly data: Uint8Array;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly description: string;
}

const EMU_PER_MM = 36_000;
const TWIPS_PER_MM = 1440 / 25.4;

/** A paragraph of text. */
export function paragraph(text: string, style: TextStyle = {}): Markup {
  const lines = text
    .split('\n')
    .map((line, i) => html`${i > 0 && trusted('<w:br/>')}<w:t xml:space="preserve">${line}</w:t>`);
  const run = html`<w:r
    ><w:rPr
      >${style.bold === true && trusted('<w:b/>')}${style.colour !== undefined && html`<w:color w:val="${style.colour}" />`}${style.sizeHalfPt !== undefined && html`<w:sz w:val="${style.sizeHalfPt}" /><w:szCs w:val="${style.sizeHalfPt}" />`}</w:rPr
    >${lines}</w:r
  >`;
  return html`<w:p>${paragraphProperties(style)}${run}</w:p>`;
}

function paragraphProperties(style: TextStyle): Markup {
  return html`<w:pPr
    >${style.heading !== undefined && html`<w:pStyle w:val="${`Heading${style.heading}`}" />`}${style.keepNext === true && trusted('<w:keepNext/>')}<w:spacing
      w:before="0"
      w:after="${style.after ?? 60}"
    />${style.align !== undefined && html`<w:jc w:val="${style.align}" />`}</w:pPr
  >`;
}

/** A picture in a paragraph of its own. `id` is unique in the document, `relation` names the part. */
export function imageParagraph(image: WordImage, id: number, relation: string): Markup {
  const [cx, cy] = [Math.round(image.widthMm * EMU_PER_MM), Math.round(image.heightMm * EMU_PER_MM)];
  return html`<w:p
    ><w:pPr><w:keepNext /><w:spacing w:before="0" w:after="0" /><w:jc w:val="center" /></w:pPr
    ><w:r
      ><w:drawing
        ><wp:inline distT="0" distB="0" distL="0" distR="0"
          ><wp:extent cx="${cx}" cy="${cy}" /><wp:docPr
            id="${id}"
            name="${image.name}"
            descr="${image.description}" /><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
            ><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"
              ><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"
                ><pic:nvPicPr><pic:cNvPr id="${id}" name="${image.name}" /><pic:cNvPicPr /></pic:nvPicPr
                ><pic:blipFill
                  ><a:blip r:embed="${relation}" /><a:stretch><a:fillRect /></a:stretch></pic:blipFill
                ><pic:spPr
                  ><a:xfrm><a:off x="0" y="0" /><a:ext cx="${cx}" cy="${cy}" /></a:xfrm
                  ><a:prstGeom prst="rect"
                    ><a:avLst /></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r
  ></w:p>`;
}

export interface TableCell {
  readonly content: Markup;
  readonly span?: number;
  readonly shade?: string;
}

/** A table with fixed columns; `borders: false` for laying out pictures. */
export function table(rows: readonly (readonly TableCell[])[], columnsMm: readonly number[], borders = true): Markup {
  const twips = columnsMm.map((mm) => Math.round(mm * TWIPS_PER_MM));
  const line = trusted(
    ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
      .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="9AA5B1"/>`)
      .join(''),
  );
  const grid = twips.map((w) => html`<w:gridCol w:w="${w}" />`);
  return html`<w:tbl
    ><w:tblPr
      ><w:tblW
        w:w="${twips.reduce((a, b) => a + b, 0)}"
        w:type="dxa" />${borders && html`<w:tblBorders>${line}</w:tblBorders>`}<w:tblLayout
        w:type="fixed" /><w:tblCellMar
        ><w:left w:w="70" w:type="dxa" /><w:right w:w="70" w:type="dxa" /></w:tblCellMar></w:tblPr
    ><w:tblGrid>${grid}</w:tblGrid>${rows.map((row) => tableRow(row, twips))}</w:tbl
  >`;
}

function tableRow(cells: readonly TableCell[], twips: readonly number[]): Markup {
  let at = 0;
  const markup = cells.map(({ content, span = 1, shade }) => {
    const width = twips.slice(at, at + span).reduce((a, b) => a + b, 0);
    at += span;
    return html`<w:tc
      ><w:tcPr
        ><w:tcW
          w:w="${width}"
          w:type="dxa" />${span > 1 && html`<w:gridSpan w:val="${span}" />`}${shade !== undefined && html`<w:shd w:val="clear" w:color="auto" w:fill="${shade}" />`}<w:vAlign
          w:val="center" /></w:tcPr
      >${content}</w:tc
    >`;
  });
  return html`<w:tr
    ><w:trPr><w:cantSplit /></w:trPr>${markup}</w:tr
  >`;
}

export const pageBreak = (): Markup => trusted('<w:p><w:r><w:br w:type="page"/></w:r></w:p>');
