import type { EventTrail } from '@soko/events';
import type { Logger } from '@soko/log';
import type { ProductsServices } from '../context.ts';
import type { ProductImport } from '../domain/product-import.ts';
import { advanceImport } from '../store/imports.ts';
import { inTransaction } from '../store/transaction.ts';
import { importBatch, type ReadRow } from './import-batch.ts';

/** A place in a file: a line, and how many bytes come before it. */
export interface Place {
  line: number;
  offset: number;
}

/** Records to save together. */
export interface Batch {
  /** Each with the place where the next record begins. */
  records: (ReadRow & { next: Place })[];
}

type Services = Pick<ProductsServices, 'pool' | 'now'>;

const trailOfImport = ({ ownerKind, ownerId, correlationId }: ProductImport, now: () => Date): EventTrail => ({
  correlationId,
  causationId: null,
  actor: ownerKind === 'user' ? { kind: 'user', id: ownerId } : { kind: 'service', id: 'products' },
  now,
});

/** Postgres refused the data itself, as opposed to being out of reach: trying the same again cannot help. */
const refusesData = (error: unknown): boolean => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^2[23]/.test(code);
};

/**
 * Saves a batch and where to go on in one transaction. A batch that the database refuses is saved row by row, so that
 * one row it does not like costs itself alone.
 */
export async function saveBatch(
  services: Services,
  place: ProductImport,
  batch: Batch,
  log: Logger,
): Promise<ProductImport> {
  try {
    return await saveRows(services, place, batch.records, batch.records.at(-1)!.next);
  } catch (error) {
    if (!refusesData(error)) throw error;
    log.warn({ err: error, import: place.id }, 'a batch was refused; trying its rows one by one');
  }
  let at = place;
  for (const record of batch.records) {
    at = await saveRow(services, at, record);
  }
  return at;
}

async function saveRow(
  services: Services,
  place: ProductImport,
  record: ReadRow & { next: Place },
): Promise<ProductImport> {
  try {
    return await saveRows(services, place, [record], record.next);
  } catch (error) {
    if (!refusesData(error)) throw error;
    return saveRows(services, place, [{ line: record.line, reason: 'The row cannot be stored.' }], record.next);
  }
}

async function saveRows(
  services: Services,
  place: ProductImport,
  records: readonly ReadRow[],
  next: Place,
): Promise<ProductImport> {
  const { pool, now } = services;
  const outcome = await inTransaction(pool, async (client) => {
    const saved = await importBatch(client, place, records, trailOfImport(place, now));
    const progress = { ...saved, byteOffset: next.offset, nextLine: next.line };
    if (!(await advanceImport(client, place, progress)))
      throw new Error(`Import ${place.id} is read elsewhere as well.`);
    return saved;
  });
  return {
    ...place,
    byteOffset: BigInt(next.offset),
    nextLine: next.line,
    created: place.created + outcome.created,
    failed: place.failed + outcome.errors.length,
  };
}
