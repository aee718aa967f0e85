import { createDueWorker, type DueWorker } from '@soko/subgraph';
import type { Deposit } from '../../domain/cash/deposit.ts';
import type { Withdrawal } from '../../domain/cash/withdrawal.ts';
import { claimDueDeposits } from '../../store/cash/deposits.ts';
import { claimDueWithdrawals } from '../../store/cash/withdrawals.ts';
import { trailOfJob } from '../wallets/trail-of-job.ts';
import { askPayments } from './ask-payments.ts';
import type { CashServices } from './cash-services.ts';
import { submitWithdrawal } from './confirm-withdrawal.ts';
import { followDeposit } from './follow-deposit.ts';
import { followWithdrawal } from './follow-withdrawal.ts';

/** Items of one kind that are at work at the same time. */
const atOnce = 8;

const trailFor = ({ now }: CashServices, correlationId: string) => ({ ...trailOfJob(now), correlationId });

/** Asks payments for the outcome of a deposit whose event is overdue. */
async function lookAtDeposit(services: CashServices, { id, correlationId }: Deposit): Promise<void> {
  const { cash } = services;
  const fact = await askPayments(cash, () => cash.payments.lookAtCollection(id, correlationId));
  if (fact !== null) await followDeposit(services, id, fact, trailFor(services, correlationId));
}

/** The next step of a withdrawal: it was not confirmed in time, or its payout is asked for, again or for the first time. */
async function continueWithdrawal(services: CashServices, withdrawal: Withdrawal): Promise<void> {
  const trail = trailFor(services, withdrawal.correlationId);
  if (withdrawal.status === 'REQUESTED') {
    const message = 'The withdrawal was not confirmed in time.';
    await followWithdrawal(services, withdrawal.id, { kind: 'refused', code: 'not_confirmed', message }, trail);
    return;
  }
  await submitWithdrawal(services, withdrawal, trail);
}

/** Continues deposits and withdrawals that are due: requests that no process finished, and outcomes that no event has brought. */
export function createCashWorkers(services: CashServices): Record<'deposits' | 'withdrawals', DueWorker> {
  const { pool, now, cash } = services;
  const times = () => ({ now: now(), until: new Date(now().getTime() + cash.settings.lookMs) });
  const guard =
    <Item extends { id: string }>(work: (services: CashServices, item: Item) => Promise<void>) =>
    async (item: Item): Promise<void> => {
      try {
        await work(services, item);
      } catch (error) {
        cash.log.error({ err: error, id: item.id }, 'could not continue a deposit or withdrawal; retrying');
      }
    };
  return {
    deposits: createDueWorker<Deposit>({
      atOnce,
      claim: (limit) => claimDueDeposits(pool, limit, times()),
      run: guard(lookAtDeposit),
    }),
    withdrawals: createDueWorker<Withdrawal>({
      atOnce,
      claim: (limit) => claimDueWithdrawals(pool, limit, times()),
      run: guard(continueWithdrawal),
    }),
  };
}
