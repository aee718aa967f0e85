import { isOutage } from '@soko/retry';

/** Rows that a job works on one after another. */
export interface RowWork<Row> {
  /** Finds up to `limit` rows that are due, without those whose work has failed in this run. */
  find(limit: number, except: readonly string[]): Promise<readonly Row[]>;
  keyOf(row: Row): string;
  /** The work of one row. Afterwards the row is no longer due. */
  work(row: Row): Promise<void>;
  /** Rows that are found at once. */
  batch: number;
  /** Failed rows after which the run ends: then it is not the rows that are at fault. */
  maxFailed?: number;
}

/** Some rows could not be worked on. All others were. */
export class RowsFailed extends AggregateError {
  override readonly name = 'RowsFailed';
}

/**
 * Works on all rows that are due. One that fails is left for the next run and holds up no other. Throws at the end when
 * there were any, and at once when the database or a service cannot be reached.
 */
export async function workOnRows<Row>({ find, keyOf, work, batch, maxFailed = 100 }: RowWork<Row>): Promise<void> {
  const failed = new Map<string, unknown>();
  const seen = new Set<string>();
  let rows: readonly Row[];
  let isNew: boolean;
  do {
    rows = await find(batch, [...failed.keys()]);
    // Rows that stay due, against the promise, must not keep the job running.
    isNew = rows.some((row) => !seen.has(keyOf(row)));
    for (const row of rows) {
      seen.add(keyOf(row));
      await work(row).catch((error: unknown) => {
        if (isOutage(error)) throw error;
        failed.set(keyOf(row), error);
      });
      if (failed.size > maxFailed) break;
    }
  } while (isNew && rows.length === batch && failed.size <= maxFailed);
  if (failed.size === 0) return;
  const [[first, cause]] = failed as unknown as [[string, unknown]];
  throw new RowsFailed(
    [...failed.values()],
    `${failed.size} rows failed, the first of them ${first}: ${String(cause)}`,
  );
}
