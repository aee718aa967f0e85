import { deflateText, type Deflated, endOfStream } from './deflate.ts';
import { sheetTail, workbookFiles } from './sheet-xml.ts';
import { writeZip, type ZipEntry } from './zip.ts';

/** The compressed parts of a sheet: `tableFormats.XLSX.head`, and rows. */
export interface Sheet {
  parts: AsyncIterable<Buffer>;
  /** Checksum and size of the text of all parts. */
  facts: Pick<Deflated, 'crc' | 'size'>;
}

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
  yield endOfStream;
}

async function fileEntry(name: string, text: string): Promise<ZipEntry> {
  const { content, ...facts } = await deflateText(text);
  return { name, content: once(content), facts: () => facts };
}

async function* withTail(parts: AsyncIterable<Buffer>, tail: Buffer): AsyncGenerator<Buffer> {
  yield* parts;
  yield* once(tail);
}

async function sheetEntry({ parts, facts }: Sheet, index: number): Promise<ZipEntry> {
  const tail = await deflateText(sheetTail, facts.crc);
  return {
    name: `xl/worksheets/sheet${index + 1}.xml`,
    content: withTail(parts, tail.content),
    facts: () => ({ crc: tail.crc, size: facts.size + tail.size }),
  };
}

/** Writes an XLSX workbook of sheets whose parts are compressed already: no more than one part is held at a time. */
export async function* writeWorkbook(sheets: readonly Sheet[]): AsyncGenerator<Buffer> {
  const files = Object.entries(workbookFiles(sheets.length)).map(([name, text]) => fileEntry(name, text));
  yield* writeZip([...(await Promise.all(files)), ...(await Promise.all(sheets.map(sheetEntry)))]);
}
