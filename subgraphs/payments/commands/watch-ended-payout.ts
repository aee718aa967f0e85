import { type Disbursement, isOpenDisbursement } from '../domain/disbursement.ts';
import { lookAgainAt } from '../domain/funds-times.ts';
import { afterEnd, endedPayout, type PayoutOutcome } from '../domain/unmatched.ts';
import type { Payouts, PayoutWord } from '../providers/funds-provider.ts';
import { type PaymentsServices, trailOfService } from '../services.ts';
import { postponeDisbursement } from '../store/disbursements.ts';
import { isLeftToPeople, keepUnmatched } from '../store/unmatched-funds.ts';

/** Time for which a payout is looked at that people have ended, in milliseconds: as long as a bank may return one. */
const watchedMs = 7 * 86_400_000;

const eventIdOf = ({ ref }: PayoutWord, status: PayoutWord['status']): string => `ended_${ref}:${status}`;

const outcomeOf = ({ status }: Disbursement): PayoutOutcome => (status === 'SUCCEEDED' ? 'PAID' : 'TAKEN_BACK');

async function keepWord(services: PaymentsServices, disbursement: Disbursement, word: PayoutWord): Promise<void> {
  const { db, log, now } = services;
  const { id: aboutId, provider, currency, reference, correlationId } = disbursement;
  const { ref, status, isOurs } = word;
  const what = { disbursement: aboutId, payout: ref };
  if (status === 'under_way') {
    log.warn(what, 'a provider has a payout under way that people have ended: cancel it there');
    return;
  }
  const wasPaid = await isLeftToPeople(db, eventIdOf(word, 'paid'), 'paid_after_end');
  const fact = afterEnd(outcomeOf(disbursement), { ...word, status, wasPaid });
  if (fact === null) return;
  const isNew = await keepUnmatched(
    db,
    {
      ...fact,
      eventId: eventIdOf(word, status),
      kind: endedPayout,
      receipt: ref,
      providerRef: ref,
      reference,
      aboutId,
    },
    trailOfService({ now }, correlationId),
    { provider, currency },
  );
  if (!isNew) return;
  log.error(
    { ...what, reason: fact.reason, isOurs },
    'a provider moved money of a payout that people have ended; people must look at it',
  );
}

/** Keeps what the provider says of a payout that people have ended, for people. Changes nothing of the payout, and moves no money. */
export async function hearEndedPayout(
  services: PaymentsServices,
  payouts: Payouts,
  disbursement: Disbursement,
): Promise<void> {
  if (isOpenDisbursement(disbursement)) throw new Error(`The payout ${disbursement.id} has not ended.`);
  const { id, kind, attempts, providerRef: ref, receipt, amountMinor, updatedAt: endedAt } = disbursement;
  const known = { id, kind, attempts, ref, receipt, amountMinor };
  const words = (await payouts.hearEnded?.(known, endedAt)) ?? [];
  for (const word of words) await keepWord(services, disbursement, word);
}

/**
 * Looks at a payout that people have ended, more and more rarely: its webhook may be lost, or have come while people decided. A last
 * look that fails is logged.
 */
export async function watchEndedPayout(
  services: PaymentsServices,
  payouts: Payouts,
  disbursement: Disbursement,
): Promise<void> {
  const { db, log, now, settings } = services;
  const { id, updatedAt: endedAt } = disbursement;
  const isLast = now().getTime() >= endedAt.getTime() + watchedMs;
  try {
    await hearEndedPayout(services, payouts, disbursement);
  } catch (error) {
    if (!isLast) throw error;
    log.error(
      { err: error, disbursement: id },
      'a provider does not say what became of a payout that people have ended',
    );
  }
  await postponeDisbursement(db, disbursement, isLast ? null : lookAgainAt(endedAt, now(), settings.funds));
}
