import type { EventTrail } from '@soko/events';
import type { Logger } from '@soko/log';
import { inTransaction, isUniqueViolation } from '@soko/postgres';
import { retry } from '@soko/retry';
import type { ProductImport } from '../domain/product-import.ts';
import type { ProductsServices } from '../services.ts';
import { advanceImport } from '../store/imports.ts';
import { importBatch, type ReadRow } from './import-batch.ts';

/** A position in a file: a line and its byte offset. */
export interface FilePosition {
  line: number;
  offset: number;
}

/** Records to save together. */
export interface Batch {
  /** Records, each with the position of the next one. */
  records: (ReadRow & { next: FilePosition })[];
}

type Services = Pick<ProductsServices, 'pool' | 'now'>;

const trailOfImport = ({ ownerKind, ownerId, correlationId }: ProductImport, now: () => Date): EventTrail => ({
  correlationId,
  causationId: null,
  actor: ownerKind === 'user' ? { kind: 'user', id: ownerId } : { kind: 'service', id: 'products' },
  now,
});

/** Attempts at choosing slugs, in case another request or import takes one of them at the same time. */
const maxTries = 4;

/** True if Postgres refused the data itself (classes 22 and 23), so that a repeat cannot succeed. */
const isDataError = (error: unknown): boolean => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^2[23]/.test(code);
};

/**
 * Saves a batch and the position after it in one transaction. If Postgres refuses the batch, its rows are saved one by
 * one, so that only the refused row fails.
 */
export async function saveImportBatch(
  services: Services,
  productImport: ProductImport,
  batch: Batch,
  log: Logger,
): Promise<ProductImport> {
  try {
    return await saveRows(services, productImport, batch.records, batch.records.at(-1)!.next);
  } catch (error) {
    if (!isDataError(error)) throw error;
    log.warn({ err: error, import: productImport.id }, 'Postgres refused a batch; saving its rows one by one');
  }
  let current = productImport;
  for (const record of batch.records) current = await saveRow(services, current, record);
  return current;
}

async function saveRow(
  services: Services,
  productImport: ProductImport,
  record: ReadRow & { next: FilePosition },
): Promise<ProductImport> {
  try {
    return await saveRows(services, productImport, [record], record.next);
  } catch (error) {
    if (!isDataError(error)) throw error;
    return saveRows(services, productImport, [{ line: record.line, reason: 'The row cannot be saved.' }], record.next);
  }
}

async function saveRows(
  services: Services,
  productImport: ProductImport,
  records: readonly ReadRow[],
  next: FilePosition,
): Promise<ProductImport> {
  const { pool, now } = services;
  const save = () =>
    inTransaction(pool, async (client) => {
      const saved = await importBatch(client, productImport, records, trailOfImport(productImport, now));
      const progress = { ...saved, byteOffset: next.offset, nextLine: next.line };
      if (!(await advanceImport(client, productImport, progress)))
        throw new Error(`Another process runs import ${productImport.id} as well.`);
      return saved;
    });
  const outcome = await retry(save, {
    tries: maxTries,
    isPassing: (error) => isUniqueViolation(error, 'product_slug_key'),
  });
  return {
    ...productImport,
    byteOffset: BigInt(next.offset),
    nextLine: next.line,
    created: productImport.created + outcome.created,
    unchanged: productImport.unchanged + outcome.unchanged,
    failed: productImport.failed + outcome.errors.length,
  };
}
