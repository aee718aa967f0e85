import type { WrittenMoney } from '@soko/input';
import { currencyDigits } from '@soko/money';
import { z } from 'zod';
import { byColumn, type CsvColumn, type FileColumn } from './csv-columns.ts';
import type { ProductInput } from './new-product.ts';
import { type PackageSize, productConditions, productTypes, type VariantOption } from './product.ts';
import { cleanSku, type VariantInput } from './read-variant.ts';
import { readList, readPart } from './written-list.ts';

/**
 * A valid row. `category` is an id or a slug, which is looked up later. `isWhole` is false if further variants of the product
 * may follow in rows of their own.
 */
export type ImportedRow =
  | {
      kind: 'product';
      product: Omit<ProductInput, 'categoryId' | 'storeId'>;
      category: string | null;
      isWhole: boolean;
    }
  | { kind: 'variant'; variantOf: string; variant: VariantInput };

/** The row is invalid. `message` explains it to the author of the file. */
export class BadRow extends Error {
  override readonly name = 'BadRow';
}

const splitList = (text: string | undefined): string[] =>
  readList(text ?? '', '|')
    .map((each) => each.trim())
    .filter(Boolean);

function readOption(text: string): VariantOption {
  const [name, ...value] = readList(text, '=');
  if (name === undefined || value.length === 0)
    throw new BadRow(`options: "${text}" must be Name=Value; separate several options by |.`);
  return { name: readPart(name).trim(), value: readPart(value.join('=')).trim() };
}

function readFurtherPrice(text: string): WrittenMoney {
  const [, currency, amount] = /^([a-z]{3})=(.+)$/i.exec(text) ?? [];
  if (currency === undefined || amount === undefined)
    throw new BadRow(`further_prices: "${text}" must be a currency and an amount, such as USD=12.50.`);
  return readAmount(amount.trim(), currency.toUpperCase());
}

const packageColumns = {
  lengthMm: 'length_mm',
  widthMm: 'width_mm',
  heightMm: 'height_mm',
  weightG: 'weight_g',
} as const;

type Row = Partial<Record<CsvColumn, string>>;

function packageOf(row: Row): PackageSize | null {
  const values = Object.values(packageColumns).map((column) => row[column]);
  if (values.every((value) => value === undefined)) return null;
  const missing = Object.values(packageColumns).filter((column) => row[column] === undefined);
  if (missing.length > 0) throw new BadRow(`${missing.join(', ')}: a package needs all four columns.`);
  const bad = Object.values(packageColumns).find((column) => !/^\d{1,7}$/.test(row[column] ?? ''));
  if (bad !== undefined) throw new BadRow(`${bad}: "${row[bad]}" is not a whole number.`);
  const [lengthMm, widthMm, heightMm, weightG] = values.map(Number) as [number, number, number, number];
  return { lengthMm, widthMm, heightMm, weightG };
}

function requireColumn(row: Row, column: CsvColumn): string {
  const value = row[column];
  if (value === undefined) throw new BadRow(`${column}: a value is required.`);
  return value;
}

function oneOf<const Value extends string>(
  row: Row,
  column: CsvColumn,
  values: readonly Value[],
  fallback: Value,
): Value {
  const text = row[column]?.toUpperCase() ?? fallback;
  const known = values.find((value) => value === text);
  if (known === undefined) throw new BadRow(`${column}: "${row[column]}" is not one of ${values.join(', ')}.`);
  return known;
}

/**
 * `12,50` → `12.50`: many countries write a decimal comma. A comma before three digits may separate thousands, so it stays
 * and is refused.
 */
const withDecimalPoint = (amount: string): string => amount.replace(/^(\d+),(\d{1,2})$/, '$1.$2');

/** `12.5` → `12.50` and `10` → `10.00`: a spreadsheet drops zeros at the end of a number when it saves it. */
function withAllDecimals(amount: string, currency: string): string {
  const digits = Object.hasOwn(currencyDigits, currency) ? (currencyDigits[currency] ?? 0) : 0;
  const [, whole, decimals = ''] = /^(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  return whole === undefined || decimals.length >= digits ? amount : `${whole}.${decimals.padEnd(digits, '0')}`;
}

/** An amount as a spreadsheet may have saved it. */
const readAmount = (amount: string, currency: string): WrittenMoney => ({
  amount: withAllDecimals(withDecimalPoint(amount), currency),
  currency,
});

function variantOf(row: Row): VariantInput {
  const currency = requireColumn(row, 'currency').toUpperCase();
  const compareAt = row.compare_at === undefined ? null : readAmount(row.compare_at, currency);
  return {
    sku: requireColumn(row, 'sku'),
    options: splitList(row.options).map(readOption),
    price: readAmount(requireColumn(row, 'price'), currency),
    compareAt,
    furtherPrices: splitList(row.further_prices).map(readFurtherPrice),
    package: packageOf(row),
  };
}

/** A row of a CSV file: a product with one variant or, with `variant_of`, another variant of the product that has that SKU. */
export function csvRow(columns: readonly FileColumn[], fields: readonly string[]): ImportedRow {
  if (fields.length !== columns.length) {
    throw new BadRow(`The row has ${fields.length} fields, but the header has ${columns.length}.`);
  }
  const row = byColumn(columns, fields);
  const variant = variantOf(row);
  if (row.variant_of !== undefined) return { kind: 'variant', variantOf: cleanSku(row.variant_of), variant };
  return {
    kind: 'product',
    category: row.category ?? null,
    isWhole: false,
    product: {
      title: requireColumn(row, 'title'),
      description: row.description ?? '',
      type: oneOf(row, 'type', productTypes, 'PHYSICAL'),
      condition: oneOf(row, 'condition', productConditions, 'NEW'),
      tags: splitList(row.tags).map(readPart),
      variants: [variant],
    },
  };
}

const money = z.object({ amount: z.string(), currency: z.string() });

const productLine = z.strictObject({
  title: z.string(),
  description: z.string().optional(),
  type: z.enum(productTypes).default('PHYSICAL'),
  condition: z.enum(productConditions).optional(),
  category: z.string().nullish(),
  tags: z.array(z.string()).optional(),
  variants: z
    .array(
      z.strictObject({
        sku: z.string(),
        options: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
        price: money,
        compareAt: money.nullish(),
        furtherPrices: z.array(money).nullish(),
        package: z
          .object({ lengthMm: z.number(), widthMm: z.number(), heightMm: z.number(), weightG: z.number() })
          .nullish(),
      }),
    )
    .min(1),
});

/** A line of an NDJSON file: a product with its variants as in `createProduct`, where `category` is an id or a slug. */
export function jsonRow(content: unknown): ImportedRow {
  const parsed = productLine.safeParse(content);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new BadRow(path.length === 0 ? message : `${path.join('.')}: ${message}`);
  }
  const { category = null, ...product } = parsed.data;
  return { kind: 'product', product, category, isWhole: true };
}
