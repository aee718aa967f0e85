import { AsyncLocalStorage } from 'node:async_hooks';

/** The SQL statements of one piece of work. */
interface Tally {
  count: number;
  texts: string[];
}

const current = new AsyncLocalStorage<Tally>();

/** Called by every connection for every statement. */
export function noteStatement(text: string): void {
  const tally = current.getStore();
  if (tally === undefined) return;
  tally.count += 1;
  tally.texts.push(text);
}

/** Runs `work` and returns the SQL statements it sent, BEGIN and COMMIT included. For tests and benchmarks. */
export async function countStatements<T>(
  work: () => Promise<T>,
): Promise<{ result: T; count: number; texts: string[] }> {
  const tally: Tally = { count: 0, texts: [] };
  const result = await current.run(tally, work);
  return { result, count: tally.count, texts: tally.texts };
}
