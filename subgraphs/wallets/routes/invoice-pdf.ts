import { formatMinor } from '@soko/money';
import PDFDocument from 'pdfkit';
import type { BillingDetails } from '../domain/sellers/billing-details.ts';
import type { Invoice, InvoiceLine } from '../domain/sellers/invoice.ts';

/** Characters of Windows-1252 beyond Latin-1, which the standard fonts have too. */
const extra = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');

const isWritable = (character: string): boolean => /^[\n -~\u00a0-\u00ff]$/u.test(character) || extra.has(character);

/** Letters that Unicode does not divide into a letter and an accent. */
const plainLetters: Readonly<Record<string, string>> = {
  Ł: 'L',
  ł: 'l',
  Đ: 'D',
  đ: 'd',
  Ħ: 'H',
  ħ: 'h',
  Ŧ: 'T',
  ŧ: 't',
  ı: 'i',
};

/** The text in letters of the standard fonts. Other letters lose their accents, or become a question mark. */
export const inStandardLetters = (text: string): string =>
  Array.from(text.normalize('NFC'), (character) => {
    if (isWritable(character)) return character;
    const plain = (plainLetters[character] ?? character).normalize('NFKD').replaceAll(/\p{M}/gu, '');
    return plain !== '' && Array.from(plain).every(isWritable) ? plain : '?';
  }).join('');

const left = 56;
const right = 539;
const columns = [
  { label: 'Charges', x: left, width: 236, align: 'left' },
  { label: 'Number', x: 296, width: 50, align: 'right' },
  { label: 'VAT %', x: 350, width: 50, align: 'right' },
  { label: 'VAT', x: 404, width: 60, align: 'right' },
  { label: 'Total', x: 468, width: right - 468, align: 'right' },
] as const;

const day = (time: Date): string => time.toISOString().slice(0, 10);
const minute = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const titles = { INVOICE: 'Invoice', CREDIT_NOTE: 'Credit note' } as const;
const labels = { FEE: 'Marketplace fees', ADVERT: 'Adverts' } as const;

function cellsOf(
  { kind, count, vatBasisPoints, vatMinor, totalMinor, correctsId }: InvoiceLine,
  of: Invoice,
  numbers: ReadonlyMap<string, string>,
) {
  const corrected = correctsId === null ? '' : ` of invoice ${numbers.get(correctsId) ?? correctsId}`;
  const what = of.kind === 'INVOICE' ? labels[kind] : `${labels[kind]}${corrected}, returned`;
  const money = (amountMinor: bigint) => formatMinor(amountMinor, of.currency);
  return [what, String(count), (vatBasisPoints / 100).toFixed(2), money(vatMinor), money(totalMinor)];
}

const countries = new Intl.DisplayNames('en', { type: 'region' });

const linesOf = ({ legalName, address, taxId }: BillingDetails): string[] =>
  [
    legalName,
    address.line1,
    address.line2,
    [address.postalCode, address.city].filter(Boolean).join(' '),
    address.region,
    countries.of(address.country),
    taxId === null ? null : `Tax number: ${taxId}`,
  ].filter((line) => line != null);

function writeHead(pdf: PDFKit.PDFDocument, invoice: Invoice): void {
  const { number, kind, issuer, issuerTaxId, recipient, sellerId, periodFrom, periodUntil, issuedAt } = invoice;
  pdf.fontSize(10).text(inStandardLetters(issuer), left, 56, { width: 260 });
  if (issuerTaxId !== null) pdf.text(`Tax number: ${inStandardLetters(issuerTaxId)}`);
  if (recipient !== null)
    pdf.moveDown(2).text(inStandardLetters(['To', ...linesOf(recipient)].join('\n')), { width: 300 });
  pdf.moveDown(3).fontSize(18).text(`${titles[kind]} ${number}`);
  pdf.moveDown(0.5).fontSize(10);
  pdf.text(`Issued: ${day(issuedAt)}`);
  pdf.text(`Period: ${minute(periodFrom)} to ${minute(periodUntil)}`);
  pdf.text(`Seller: ${sellerId}`);
  if (recipient === null) pdf.text('No legal name and address of the seller are known.');
  pdf.moveDown(2);
}

function writeTable(pdf: PDFKit.PDFDocument, invoice: Invoice, numbers: ReadonlyMap<string, string>): void {
  const writeRow = (cells: readonly string[]): void => {
    const { y } = pdf;
    for (const [index, { x, width, align }] of columns.entries()) pdf.text(cells[index] ?? '', x, y, { width, align });
    // The first cell may need several lines.
    const height = pdf.heightOfString(cells[0] ?? '', { width: columns[0].width });
    pdf.y = y + Math.max(18, height + 6);
  };
  pdf.font('Helvetica-Bold');
  writeRow(columns.map(({ label }) => label));
  pdf.font('Helvetica');
  for (const line of invoice.lines) {
    if (pdf.y > 740) pdf.addPage();
    writeRow(cellsOf(line, invoice, numbers));
  }
  pdf.moveDown();
  const totals = [
    ['Net', invoice.netMinor],
    ['Value added tax', invoice.vatMinor],
    [invoice.kind === 'INVOICE' ? 'Total' : 'Total returned', invoice.totalMinor],
  ] as const;
  for (const [label, amountMinor] of totals) {
    writeRow([label, '', '', '', `${formatMinor(amountMinor, invoice.currency)} ${invoice.currency}`]);
  }
  const settled = invoice.kind === 'INVOICE' ? 'was taken from your sales and balance' : 'was added to your balance';
  pdf.moveDown().text(`This amount ${settled}. Nothing is left to pay.`, left, pdf.y, { width: right - left });
}

/** An invoice as a PDF. `numbers` are those of the invoices that its lines correct. The same invoice gives the same file. */
export function writeInvoice(invoice: Invoice, numbers: ReadonlyMap<string, string>): Promise<Buffer> {
  const title = `${titles[invoice.kind]} ${invoice.number}`;
  const info = { Title: title, CreationDate: invoice.issuedAt, ModDate: invoice.issuedAt };
  // Not compressed: it is small, and programs find its text.
  const pdf = new PDFDocument({ size: 'A4', margin: left, compress: false, info });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
    writeHead(pdf, invoice);
    writeTable(pdf, invoice, numbers);
    pdf.end();
  });
}
