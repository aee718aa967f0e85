import type { CashDependencies } from '../../services.ts';

/** Asks payments. Null when it does not answer: the outcome is found later, by an event or by a job. */
export async function askPayments<Fact>(
  { log }: Pick<CashDependencies, 'log'>,
  ask: () => Promise<Fact>,
): Promise<Fact | null> {
  try {
    return await ask();
  } catch (error) {
    log.warn({ err: error }, 'payments did not answer; asking again later');
    return null;
  }
}
