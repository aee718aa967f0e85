import { type Disbursement, isOpenDisbursement } from '../domain/disbursement.ts';
import { lookAgainAt } from '../domain/funds-times.ts';
import { afterEnd, endedPayout, type PayoutOutcome } from '../domain/unmatched.ts';
import { AccountGone, type Payouts, type PayoutWord } from '../providers/funds-provider.ts';
import { type PaymentsServices, trailOfService } from '../services.ts';
import { postponeDisbursement } from '../store/disbursements.ts';
import { isLeftToPeople, keepUnmatched } from '../store/unmatched-funds.ts';

const dayMs = 86_400_000;

/** Time for which a payout is looked at that people have ended, in milliseconds: as long as a bank may return one. */
const watchedMs = 7 * dayMs;

/** Time after which a look that fails again is the last one, in milliseconds. */
const triedMs = watchedMs + dayMs;

const eventIdOf = ({ ref }: Pick<PayoutWord, 'ref'>, status: PayoutWord['status']): string => `ended_${ref}:${status}`;

const outcomeOf = ({ status }: Disbursement): PayoutOutcome => (status === 'SUCCEEDED' ? 'PAID' : 'TAKEN_BACK');

/** True for a part of a transfer that people have as a whole: earlier versions reported the parts so, together. */
async function isWithinWhole({ db }: PaymentsServices, { partOf, status }: PayoutWord): Promise<boolean> {
  if (partOf === null) return false;
  return isLeftToPeople(db, eventIdOf({ ref: partOf }, status), 'taken_back_after_end');
}

async function keepWord(services: PaymentsServices, disbursement: Disbursement, word: PayoutWord): Promise<void> {
  const { db, log, now } = services;
  const { id: aboutId, provider, currency, reference, correlationId } = disbursement;
  const { ref, status, isOurs } = word;
  const what = { disbursement: aboutId, payout: ref };
  if (status === 'under_way') {
    log.warn(what, 'a provider has a payout under way that people have ended: cancel it there');
    return;
  }
  if (await isWithinWhole(services, word)) return;
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
async function hearEndedPayout(
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
 * Looks at a payout that people have ended, more and more rarely: its webhook may be lost, or have come while people decided. A look
 * that fails is made again at the time of the next one. The last one that fails is logged as an error.
 */
export async function watchEndedPayout(
  services: PaymentsServices,
  payouts: Payouts,
  disbursement: Disbursement,
): Promise<void> {
  const { db, log, now, settings } = services;
  const { id, updatedAt: endedAt, lastError } = disbursement;
  const next = lookAgainAt(endedAt, now(), settings.funds);
  const watchedFor = now().getTime() - endedAt.getTime();
  try {
    await hearEndedPayout(services, payouts, disbursement);
    await postponeDisbursement(db, disbursement, watchedFor >= watchedMs ? null : next);
  } catch (error) {
    const isLast = watchedFor >= triedMs && lastError !== null;
    const what = { err: error, disbursement: id };
    if (isLast) log.error(what, 'a provider does not say what became of a payout that people have ended');
    else log.warn(what, 'could not look at a payout that people have ended; looking again later');
    await postponeDisbursement(db, disbursement, isLast ? null : next, String(error));
  }
}

/**
 * Hears a webhook about a payout that people have ended. While its account is gone its provider says nothing: the next look does, and
 * there is one more when they were over.
 */
export async function heedEndedPayout(
  services: PaymentsServices,
  payouts: Payouts,
  disbursement: Disbursement,
): Promise<void> {
  try {
    await hearEndedPayout(services, payouts, disbursement);
  } catch (error) {
    if (!(error instanceof AccountGone)) throw error;
    const { db, log, now, settings } = services;
    const { id, updatedAt: endedAt, dueAt } = disbursement;
    log.warn({ err: error, disbursement: id }, 'a webhook reports about an ended payout whose account is gone');
    if (dueAt === null) await postponeDisbursement(db, disbursement, lookAgainAt(endedAt, now(), settings.funds));
  }
}
