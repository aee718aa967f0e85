import type { Logger } from '@soko/log';
import { BadRow } from '../domain/imported-row.ts';
import type { FileRecord } from '../domain/file-records.ts';
import type { ProductImport } from '../domain/product-import.ts';
import type { ProductsServices } from '../services.ts';
import { beginImport, findWaitingImport, finishImport } from '../store/imports.ts';
import { sellerStatusOf } from '../store/known-sellers.ts';
import { findUpload } from '../store/uploads.ts';
import type { ReadRow } from './import-batch.ts';
import { type ImportFile, openImportFile } from './open-import-file.ts';
import { type Batch, type FilePosition, saveImportBatch } from './save-import-batch.ts';

export interface ImportOptions {
  batchRows: number;
  /** Time after which a turn ends, so that other jobs can run and the process can stop. */
  turnMs: number;
  log: Logger;
}

type Services = Pick<ProductsServices, 'pool' | 'db' | 'media' | 'now'>;

/** Failed turns in a row after which an import is given up, so that other imports can run. */
const maxFailures = 10;

/**
 * Returns a job that imports the waiting files, the oldest first. A call ends when nothing is left to import or its turn
 * is over; the next call continues from there.
 */
export function createImportRunner(services: Services, options: ImportOptions): () => Promise<void> {
  const failures = new Map<string, number>();

  async function continueOrGiveUp(productImport: ProductImport, deadline: number): Promise<Ending | null> {
    try {
      const ending = await continueImport(services, productImport, options, deadline);
      failures.delete(productImport.id);
      return ending;
    } catch (error) {
      const failed = (failures.get(productImport.id) ?? 0) + 1;
      failures.set(productImport.id, failed);
      if (failed < maxFailures) throw error;
      options.log.error({ err: error, import: productImport.id }, 'import failed; giving up after 10 attempts');
      return {
        failure: 'The file could not be read further. Products created so far stay; import the remaining rows again.',
      };
    }
  }

  return async () => {
    const deadline = performance.now() + options.turnMs;
    while (performance.now() < deadline) {
      const productImport = await findWaitingImport(services.db);
      if (productImport === null) return;
      const ending = await continueOrGiveUp(productImport, deadline);
      if (ending === null) return;
      await finishImport(services.db, productImport.id, ending.failure, services.now());
    }
  };
}

/** End of an import. `failure` is null for a complete import. */
interface Ending {
  failure: string | null;
}

/** Imports batches until the file ends or cannot be read further. Returns null if the turn is over before that. */
async function continueImport(
  services: Services,
  productImport: ProductImport,
  options: ImportOptions,
  deadline: number,
): Promise<Ending | null> {
  const upload = await findUpload(services.db, productImport.uploadId);
  if (upload === null || (await services.media.peek(upload.key, 1)) === null)
    return { failure: 'The uploaded file no longer exists. Upload it again.' };
  const file = await openImportFile(services.media, upload);
  if ('failure' in file) return file;
  let current = await countRecords(services, productImport, file);
  for (;;) {
    const batch = await readBatch(file, current, options.batchRows);
    if (batch.records.length === 0) return { failure: null };
    const status = await sellerStatusOf(services.db, current.sellerId);
    if (status !== 'ACTIVE')
      return {
        failure: `The seller has the status ${status ?? 'unknown'}; only a seller with the status ACTIVE may sell.`,
      };
    current = await saveImportBatch(services, current, batch, options.log);
    if (performance.now() > deadline) return null;
  }
}

/** `PENDING → RUNNING` with the number of records, so that clients can show progress. */
async function countRecords({ db }: Services, productImport: ProductImport, file: ImportFile): Promise<ProductImport> {
  if (productImport.status === 'RUNNING') return productImport;
  let total = 0;
  for await (const _ of file.records(file.start)) total += 1;
  await beginImport(db, productImport.id, total);
  return { ...productImport, status: 'RUNNING', total };
}

async function readBatch(file: ImportFile, { byteOffset, nextLine }: ProductImport, size: number): Promise<Batch> {
  const from: FilePosition = byteOffset === 0n ? file.start : { line: nextLine, offset: Number(byteOffset) };
  const records: Batch['records'] = [];
  for await (const record of file.records(from)) {
    records.push({ ...toReadRow(file, record), next: { line: record.nextLine, offset: record.end } });
    if (records.length === size) break;
  }
  return { records };
}

function toReadRow(file: ImportFile, record: FileRecord<unknown>): ReadRow {
  const { line } = record;
  if ('reason' in record) return { line, reason: record.reason };
  try {
    return { line, row: file.toRow(record.content) };
  } catch (error) {
    if (error instanceof BadRow) return { line, reason: error.message };
    throw error;
  }
}
