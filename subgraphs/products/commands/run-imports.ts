import type { Logger } from '@soko/log';
import type { ProductsServices } from '../context.ts';
import { BadRow } from '../domain/imported-row.ts';
import type { FileRecord } from '../domain/file-records.ts';
import type { ProductImport } from '../domain/product-import.ts';
import { beginImport, findWaitingImport, finishImport } from '../store/imports.ts';
import { sellerStatusOf } from '../store/known-sellers.ts';
import { findUpload } from '../store/uploads.ts';
import type { ReadRow } from './import-batch.ts';
import { type FileReader, openFile } from './import-records.ts';
import { type Batch, type Place, saveBatch } from './save-import-batch.ts';

export interface ImportOptions {
  batchRows: number;
  /** How long one turn may last before it gives way: to other jobs, and to a process that wants to stop. */
  turnMs: number;
  log: Logger;
}

type Services = Pick<ProductsServices, 'pool' | 'db' | 'media' | 'now'>;

/** How often reading on may fail, for whatever reason, before an import is given up and others get their turn. */
const mostFailures = 10;

/**
 * Reads waiting files, the oldest first. Each call is one turn, until nothing is left or the turn is over; the next one
 * goes on where it ended.
 */
export function createImportRunner(services: Services, options: ImportOptions): () => Promise<void> {
  const failures = new Map<string, number>();

  async function readOrGiveUp(reading: ProductImport, deadline: number): Promise<Ending | null> {
    try {
      const ending = await readOn(services, reading, options, deadline);
      failures.delete(reading.id);
      return ending;
    } catch (error) {
      const failed = (failures.get(reading.id) ?? 0) + 1;
      failures.set(reading.id, failed);
      if (failed < mostFailures) throw error;
      options.log.error({ err: error, import: reading.id }, 'an import was given up');
      return { failure: 'The file could not be read on. What was created stays; import the rest again.' };
    }
  }

  return async () => {
    const deadline = performance.now() + options.turnMs;
    while (performance.now() < deadline) {
      const reading = await findWaitingImport(services.db);
      if (reading === null) return;
      const ending = await readOrGiveUp(reading, deadline);
      if (ending === null) return;
      await finishImport(services.db, reading.id, ending.failure, services.now());
    }
  };
}

/** How an import ends: well with null. */
interface Ending {
  failure: string | null;
}

/** Reads until the file ends, or cannot be read on. Answers null when the turn is over before that. */
async function readOn(
  services: Services,
  reading: ProductImport,
  options: ImportOptions,
  deadline: number,
): Promise<Ending | null> {
  const upload = await findUpload(services.db, reading.uploadId);
  if (upload === null || (await services.media.peek(upload.key, 1)) === null)
    return { failure: 'The uploaded file is gone.' };
  const file = await openFile(services.media, upload);
  if ('failure' in file) return file;
  let place = await begin(services, reading, file);
  for (;;) {
    const batch = await nextBatch(file, place, options.batchRows);
    if (batch.records.length === 0) return { failure: null };
    const status = await sellerStatusOf(services.pool, place.sellerId);
    if (status !== 'ACTIVE') return { failure: `The seller is ${status ?? 'unknown'}; only an ACTIVE one sells.` };
    place = await saveBatch(services, place, batch, options.log);
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
