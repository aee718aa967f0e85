import type { Bank } from './bank.ts';

/** The looks at payouts that have ended: when the next one is due, and waiting for them. */
export function endedLooks(bank: () => Bank) {
  /** What a payout does next. */
  async function nextOf(reference: string): Promise<{ dueAt: Date | null; error: string | null; attempts: number }> {
    const text = 'SELECT due_at AS "dueAt", last_error AS error, attempts FROM disbursement WHERE reference = $1';
    return (await bank().pool.query(text, [reference])).rows[0];
  }

  /** Waits for looks at a payout that fail, until there were so many failed tries. */
  const untilFailed = (reference: string, attempts: number): Promise<{ dueAt: Date | null; attempts: number }> =>
    bank().untilFast(`a look at ${reference} has failed`, async () => {
      const next = await nextOf(reference);
      return next.attempts >= attempts && next.error !== null && next;
    });
  const untilLookedAt = (reference: string): Promise<boolean> =>
    bank().untilFast('it was looked at for the last time', async () => (await nextOf(reference)).dueAt === null);
  return { nextOf, untilFailed, untilLookedAt };
}
