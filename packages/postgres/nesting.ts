import { AsyncLocalStorage } from 'node:async_hooks';

interface Transaction {
  isOpen: boolean;
}

let transactions: AsyncLocalStorage<Transaction> | null = null;
let nested: string[] = [];

/**
 * Begins to note code that takes a second connection while it holds a transaction. With as many such requests as a pool has
 * connections, each waits for another: a deadlock that no database sees. For specs; it costs time. `take()` returns where that
 * happened, and forgets it.
 */
export function watchNesting(): { take(): string[] } {
  transactions ??= new AsyncLocalStorage();
  return {
    take() {
      const found = nested;
      nested = [];
      return found;
    },
  };
}

/** Runs `work`, which holds a connection until it ends. */
export async function holdingConnection<T>(work: () => Promise<T>): Promise<T> {
  if (transactions === null) return work();
  const transaction: Transaction = { isOpen: true };
  try {
    return await transactions.run(transaction, work);
  } finally {
    transaction.isOpen = false;
  }
}

/** Called for every connection that is taken from a pool. */
export function noteConnection(): void {
  if (transactions?.getStore()?.isOpen !== true) return;
  nested.push(new Error('A second connection was taken inside a transaction.').stack ?? '');
}
