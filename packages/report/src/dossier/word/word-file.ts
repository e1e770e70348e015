import type { IsoDate } from '@landscar/core';
import { writeZip } from '../../exports/zip.js';
import { html, trusted, type Markup } from '../../exports/page/html.js';
import { imageParagraph, type WordImage } from './word-markup.js';

const MAIN = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const XML = trusted('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n');

/** Collects the pictures of a document while its body is put together. */
export class WordFile {
  private readonly images: WordImage[] = [];

  /** `font` for Chinese; a program that has none of this name takes the nearest. */
  constructor(private readonly font = 'SimSun') {}

  image(image: WordImage): Markup {
    this.images.push(image);
    return imageParagraph(image, this.images.length, `rIdImage${this.images.length}`);
  }

  /**
   * The .docx (ECMA-376, A4 portrait). Bytes depend on the content alone; `date` stands as its date of making.
   * Fonts are named, not embedded.
   */
  bytes(body: readonly Markup[], title: string, footer: string, date: IsoDate): Buffer {
    const part = (name: string, markup: Markup): { name: string; data: Buffer } => ({
      name,
      data: Buffer.from(XML.text + markup.text, 'utf8'),
    });
    const relation = (id: string, type: string, target: string): Markup =>
      html`<Relationship Id="${id}" Type="${type}" Target="${target}" />`;
    return writeZip([
      part('[Content_Types].xml', contentTypes()),
      part(
        '_rels/.rels',
        html`<Relationships xmlns="${PACKAGE}/relationships"
          >${relation('rId1', `${OFFICE}/officeDocument`, 'word/document.xml')}${relation('rId2', `${PACKAGE}/relationships/metadata/core-properties`, 'docProps/core.xml')}</Relationships
        >`,
      ),
      part('docProps/core.xml', coreProperties(title, date)),
      part('word/document.xml', documentPart(body)),
      part('word/styles.xml', stylesPart(this.font)),
      part('word/footer1.xml', footerPart(footer)),
      part(
        'word/_rels/document.xml.rels',
        html`<Relationships xmlns="${PACKAGE}/relationships"
          >${relation('rIdStyles', `${OFFICE}/styles`, 'styles.xml')}${relation('rIdFooter', `${OFFICE}/footer`, 'footer1.xml')}${this.images.map((_image, i) => relation(`rIdImage${i + 1}`, `${OFFICE}/image`, `media/image${i + 1}.jpg`))}</Relationships
        >`,
      ),
      ...this.images.map(({ data }, i) => ({ name: `word/media/image${i + 1}.jpg`, data })),
    ]);
  }
}

function contentTypes(): Markup {
  const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
  return html`<Types xmlns="${PACKAGE}/content-types"
    ><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" /><Default
      Extension="xml"
      ContentType="application/xml" /><Default Extension="jpg" ContentType="image/jpeg" /><Override
      PartName="/word/document.xml"
      ContentType="${word}.document.main+xml" /><Override
      PartName="/word/styles.xml"
      ContentType="${word}.styles+xml" /><Override
      PartName="/word/footer1.xml"
      ContentType="${word}.footer+xml" /><Override
      PartName="/docProps/core.xml"
      ContentType="application/vnd.openxmlformats-package.core-properties+xml"
  /></Types>`;
}

const coreProperties = (title: string, date: IsoDate): Markup =>
  html`<cp:coreProperties
    xmlns:cp="${PACKAGE}/metadata/core-properties"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:dcterms="http://purl.org/dc/terms/"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    ><dc:title>${title}</dc:title><dc:creator>landscar</dc:creator
    ><dcterms:created xsi:type="dcterms:W3CDTF">${date}T00:00:00Z</dcterms:created
    ><dcterms:modified xsi:type="dcterms:W3CDTF">${date}T00:00:00Z</dcterms:modified></cp:coreProperties
  >`;

const documentPart = (body: readonly Markup[]): Markup =>
  html`<w:document
    xmlns:w="${MAIN}"
    xmlns:r="${OFFICE}"
    xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    ><w:body
      >${body}<w:sectPr
        ><w:footerReference w:type="default" r:id="rIdFooter" /><w:pgSz w:w="11906" w:h="16838" /><w:pgMar
          w:top="1021"
          w:right="1021"
          w:bottom="1021"
          w:left="1021"
          w:header="454"
          w:footer="454"
          w:gutter="0" /></w:sectPr></w:body
  ></w:document>`;

function stylesPart(font: string): Markup {
  const fonts = html`<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="${font}" w:cs="Arial" />`;
  const heading = (level: 1 | 2, size: number): Markup =>
    html`<w:style w:type="paragraph" w:styleId="${`Heading${level}`}"
      ><w:name w:val="${`heading ${level}`}"/><w:basedOn w:val="Normal"/><w:next
      w:val="Normal"/><w:pPr><w:keepNext/><w:outlineLvl w:val="${level - 1}"/></w:pPr><w:rPr><w:b/><w:color
      w:val="12616F"/><w:sz w:val="${size}"/></w:rPr></w:style
    >`;
  return html`<w:styles xmlns:w="${MAIN}"
    ><w:docDefaults
      ><w:rPrDefault
        ><w:rPr
          >${fonts}<w:sz w:val="20" /><w:szCs w:val="20" /><w:lang
            w:val="en-US"
            w:eastAsia="zh-CN" /></w:rPr></w:rPrDefault></w:docDefaults
    ><w:style w:type="paragraph" w:default="1" w:styleId="Normal"
      ><w:name w:val="Normal"/></w:style
    >${heading(1, 32)}${heading(2, 24)}</w:styles
  >`;
}

const footerPart = (text: string): Markup =>
  html`<w:ftr xmlns:w="${MAIN}"
    ><w:p
      ><w:pPr><w:jc w:val="center" /></w:pPr
      ><w:r
        ><w:rPr><w:color w:val="5B6876" /><w:sz w:val="16" /></w:rPr><w:t>${text}</w:t></w:r
      ></w:p
    ></w:ftr
  >`;
