import type { EventTrail } from '@soko/events';
import type { Logger } from '@soko/log';
import type { ProductsServices } from '../context.ts';
import { BadRow } from '../domain/imported-row.ts';
import type { FileRecord } from '../domain/file-records.ts';
import type { ProductImport } from '../domain/product-import.ts';
import { advanceImport, beginImport, findWaitingImport, finishImport } from '../store/imports.ts';
import { sellerStatusOf } from '../store/known-sellers.ts';
import { inTransaction } from '../store/transaction.ts';
import { findUpload } from '../store/uploads.ts';
import { type BatchOutcome, importBatch, type ReadRow } from './import-batch.ts';
import { type FileReader, openFile } from './import-records.ts';

export interface ImportOptions {
  batchRows: number;
  /** How long one turn may last before it gives way: to other jobs, and to a process that wants to stop. */
  turnMs: number;
  log: Logger;
}

type Services = Pick<ProductsServices, 'pool' | 'db' | 'media' | 'now'>;

/** Reads waiting files, the oldest first, until none is left or the turn is over. The next turn goes on where this one ended. */
export async function runImports(services: Services, options: ImportOptions): Promise<void> {
  const deadline = performance.now() + options.turnMs;
  while (performance.now() < deadline) {
    const reading = await findWaitingImport(services.db);
    if (reading === null) return;
    const end = await readOn(services, reading, options, deadline);
    if (end === null) return;
    await finishImport(services.db, reading.id, end.failure, services.now());
  }
}

/** Reads until the file ends, or cannot be read on. Answers null when the turn is over before that. */
async function readOn(
  services: Services,
  reading: ProductImport,
  options: ImportOptions,
  deadline: number,
): Promise<{ failure: string | null } | null> {
  const upload = await findUpload(services.db, reading.uploadId);
  if (upload === null) return { failure: 'The uploaded file is gone.' };
  const file = await openFile(services.media, upload);
  if ('failure' in file) return file;
  let place = await begin(services, reading, file);
  for (;;) {
    const batch = await nextBatch(file, place, options.batchRows);
    if (batch.records.length === 0) return { failure: null };
    const status = await sellerStatusOf(services.pool, place.sellerId);
    if (status !== 'ACTIVE') return { failure: `The seller is ${status ?? 'unknown'}; only an ACTIVE one sells.` };
    place = await saveBatch(services, place, batch, options);
    if (performance.now() > deadline) return null;
  }
}

/** Counts the records before the first is read, so that progress can be told. */
async function begin({ db }: Services, reading: ProductImport, file: FileReader): Promise<ProductImport> {
  if (reading.status === 'RUNNING') return reading;
  let total = 0;
  for await (const _ of file.records(file.start)) total += 1;
  await beginImport(db, reading.id, total);
  return { ...reading, status: 'RUNNING', total };
}

interface Place {
  line: number;
  offset: number;
}

interface Batch {
  /** Each with the place where the next record begins. */
  records: (ReadRow & { next: Place })[];
}

async function nextBatch(file: FileReader, place: ProductImport, size: number): Promise<Batch> {
  const from: Place = place.byteOffset === 0n ? file.start : { line: place.nextLine, offset: Number(place.byteOffset) };
  const records: Batch['records'] = [];
  for await (const record of file.records(from)) {
    records.push({ ...toReadRow(file, record), next: { line: record.nextLine, offset: record.end } });
    if (records.length === size) break;
  }
  return { records };
}

function toReadRow(file: FileReader, record: FileRecord<unknown>): ReadRow {
  const { line } = record;
  if ('reason' in record) return { line, reason: record.reason };
  try {
    return { line, row: file.toRow(record.content) };
  } catch (error) {
    if (error instanceof BadRow) return { line, reason: error.message };
    throw error;
  }
}

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
async function saveBatch(
  services: Services,
  place: ProductImport,
  batch: Batch,
  options: ImportOptions,
): Promise<ProductImport> {
  try {
    return await saveRows(services, place, batch.records, batch.records.at(-1)!.next);
  } catch (error) {
    if (!refusesData(error)) throw error;
    options.log.warn({ err: error, import: place.id }, 'a batch was refused; trying its rows one by one');
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
  const outcome: BatchOutcome = await inTransaction(pool, async (client) => {
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
