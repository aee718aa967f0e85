import type { Logger } from '@soko/log';
import { createDueWorker, type DueWorker } from '@soko/subgraph';
import { BadRow } from '../domain/imported-row.ts';
import type { FileRecord } from '../domain/file-records.ts';
import { maxVariants } from '../domain/product.ts';
import type { ProductImport } from '../domain/product-import.ts';
import type { ProductsServices } from '../services.ts';
import { beginImport, findImport, findWaitingImports, finishImport, type WaitingImport } from '../store/imports.ts';
import { sellerStatusOf } from '../store/known-sellers.ts';
import { findUpload } from '../store/uploads.ts';
import type { ReadRow } from './import-batch.ts';
import { type ImportFile, openImportFile } from './open-import-file.ts';
import { type Batch, type FilePosition, saveImportBatch } from './save-import-batch.ts';

export interface ImportOptions {
  batchRows: number;
  /** Time after which the turn of an import ends, so that others have theirs and the process can stop. */
  turnMs: number;
  log: Logger;
}

type Services = Pick<ProductsServices, 'pool' | 'db' | 'media' | 'now'>;

/** Imports that run at the same time, each of another seller and into another store. A low number leaves the database to people who wait. */
const atOnce = 3;

/** Sellers among whom turns are given. */
const maxWaiting = 1_000;

/** Failed turns in a row after which an import is given up. */
const maxFailures = 10;

/** Pause of an import after a failed turn. */
const pauseMs = 1_000;

/**
 * Imports the waiting files. Sellers take turns: each turn imports some batches of one seller's oldest file, and the seller
 * whose last turn was the longest ago is the next. A slow file, or a seller with many, holds up no other seller.
 */
export function createImportRunner(services: Services, options: ImportOptions): DueWorker {
  const failures = new Map<string, { count: number; until: number }>();
  /** Sellers and stores whose imports run. Batches into one store wait for each other, and must not wait in all places. */
  const atWork = new Set<string>();
  /** The number of each waiting seller's last turn. */
  const turns = new Map<string, number>();
  let turn = 0;

  const keysOf = ({ sellerId, storeId }: WaitingImport): string[] =>
    storeId === null ? [sellerId] : [sellerId, storeId];

  const isPaused = (id: string): boolean => (failures.get(id)?.until ?? 0) > performance.now();

  async function claim(limit: number): Promise<WaitingImport[]> {
    const waiting = await findWaitingImports(services.pool, maxWaiting);
    const sellers = new Set(waiting.map(({ sellerId }) => sellerId));
    for (const sellerId of turns.keys()) if (!sellers.has(sellerId)) turns.delete(sellerId);
    const lastTurn = ({ sellerId }: WaitingImport): number => turns.get(sellerId) ?? 0;
    const next: WaitingImport[] = [];
    for (const each of waiting.toSorted((one, other) => lastTurn(one) - lastTurn(other))) {
      if (next.length === limit) break;
      if (isPaused(each.id) || keysOf(each).some((key) => atWork.has(key))) continue;
      next.push(each);
      for (const key of keysOf(each)) atWork.add(key);
      turns.set(each.sellerId, (turn += 1));
    }
    return next;
  }

  async function continueOrGiveUp(productImport: ProductImport): Promise<Ending | null> {
    const { id } = productImport;
    try {
      const ending = await continueImport(services, productImport, options, performance.now() + options.turnMs);
      failures.delete(id);
      return ending;
    } catch (error) {
      const count = (failures.get(id)?.count ?? 0) + 1;
      failures.set(id, { count, until: performance.now() + pauseMs });
      if (count < maxFailures) throw error;
      failures.delete(id);
      options.log.error({ err: error, import: id }, 'import failed; giving up after 10 attempts');
      return {
        failure: 'The file could not be read further. Products created so far stay; import the remaining rows again.',
      };
    }
  }

  return createDueWorker<WaitingImport>({
    atOnce,
    claim,
    async run(waiting) {
      const { id } = waiting;
      try {
        const productImport = await findImport(services.db, id);
        const ending = productImport && (await continueOrGiveUp(productImport));
        if (ending) await finishImport(services.db, id, ending.failure, services.now());
      } finally {
        for (const key of keysOf(waiting)) atWork.delete(key);
      }
    },
  });
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
    const row = toReadRow(file, record);
    if (records.length >= size && (!isFurtherVariant(row) || records.length >= size + maxVariants)) break;
    records.push({ ...row, next: { line: record.nextLine, offset: record.end } });
  }
  return { records };
}

/** A batch does not end between a product and its further variants, which must know whether its row was refused. */
const isFurtherVariant = (read: ReadRow): boolean => 'row' in read && read.row.kind === 'variant';

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
