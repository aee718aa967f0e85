import { formatMinor, type Money } from '@soko/money';
import { withFormulaGuard, writeCsvRecord } from '@soko/spreadsheet';
import { type CsvColumn, csvColumns } from './csv-columns.ts';
import type { Product, Variant } from './product.ts';
import { unixLineBreaks } from './unix-line-breaks.ts';
import { writePart } from './written-list.ts';

/** What of a product is exported: all that an import reads. */
export type ExportedProduct = Pick<Product, 'title' | 'description' | 'type' | 'condition' | 'tags' | 'variants'> & {
  /** Slug of the category. */
  category: string | null;
};

const amountOf = ({ amountMinor, currency }: Money): string => formatMinor(amountMinor, currency);

const variantCells = ({ sku, options, price, compareAt, furtherPrices, package: size }: Variant) => ({
  sku,
  options: options.map(({ name, value }) => `${writePart(name)}=${writePart(value)}`).join('|'),
  price: amountOf(price),
  currency: price.currency,
  compare_at: compareAt === null ? '' : amountOf(compareAt),
  further_prices: furtherPrices.map((each) => `${each.currency}=${amountOf(each)}`).join('|'),
  length_mm: size === null ? '' : `${size.lengthMm}`,
  width_mm: size === null ? '' : `${size.widthMm}`,
  height_mm: size === null ? '' : `${size.heightMm}`,
  weight_g: size === null ? '' : `${size.weightG}`,
});

const writeRow = (cells: Partial<Record<CsvColumn, string>>): string =>
  writeCsvRecord(csvColumns.map((column) => withFormulaGuard(cells[column] ?? '')));

/** The first line of a CSV file of products. Without the byte order mark, Excel reads the file as Windows-1252. */
export const csvHeader = `\uFEFF${writeCsvRecord(csvColumns)}`;

/** The rows of a product in a CSV file: one for each variant. `csvRow` reads them. */
export function csvRowsOf({ variants, ...product }: ExportedProduct): string {
  const first = variants[0]?.sku ?? '';
  return variants
    .map((variant, index) =>
      writeRow(
        index > 0
          ? { ...variantCells(variant), variant_of: first }
          : {
              ...variantCells(variant),
              title: product.title,
              description: unixLineBreaks(product.description),
              type: product.type,
              condition: product.condition,
              category: product.category ?? '',
              tags: product.tags.map(writePart).join('|'),
            },
      ),
    )
    .join('');
}

const written = (money: Money) => ({ amount: amountOf(money), currency: money.currency });

/** The line of a product in an NDJSON file. `jsonRow` reads it. */
export const jsonLineOf = ({
  title,
  description,
  type,
  condition,
  category,
  tags,
  variants,
}: ExportedProduct): string =>
  `${JSON.stringify({
    title,
    description,
    type,
    condition,
    category,
    tags,
    variants: variants.map((variant) => ({
      sku: variant.sku,
      options: variant.options.map(({ name, value }) => ({ name, value })),
      price: written(variant.price),
      compareAt: variant.compareAt && written(variant.compareAt),
      furtherPrices: variant.furtherPrices.map(written),
      package: variant.package,
    })),
  })}\n`;
