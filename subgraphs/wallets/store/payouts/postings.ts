import type { AccountRef, NewTransaction } from '../../ledger/index.ts';
import type { Payout, PayoutKind } from '../../domain/payouts/payout.ts';

const clearings = { MPESA: 'mpesa_float', STRIPE: 'stripe_clearing', BANK_ACCOUNT: 'bank_clearing' } as const;

/** The account that a payout leaves by. */
const clearingOf = (kind: PayoutKind, currency: string): AccountRef => ({ code: clearings[kind], currency });

const payableOf = ({ sellerId, currency }: Pick<Payout, 'sellerId' | 'currency'>): AccountRef => ({
  code: 'seller_payable',
  currency,
  ownerId: sellerId,
});

const aboutOf = ({ id, sellerId }: Payout) => ({ payoutId: id, sellerId });

/** The hold of a payout: its amount leaves the seller's account for the provider. */
export const payoutHold = (payout: Payout, at: Date) => ({
  reference: `payout:${payout.id}`,
  kind: 'payout',
  debit: payableOf(payout),
  credit: clearingOf(payout.kind, payout.currency),
  amountMinor: payout.amountMinor,
  at,
  about: aboutOf(payout),
});

/** Money that moved after the hold had ended: paid although it had failed (`late`), or back after it had been paid (`return`). */
export function afterwards(payout: Payout, posting: 'late' | 'return', at: Date): NewTransaction {
  const { debit, credit, amountMinor } = payoutHold(payout, at);
  const transfer = posting === 'late' ? { debit, credit } : { debit: credit, credit: debit };
  return {
    reference: `payout:${payout.id}:${posting === 'late' ? 'late' : 'returned'}`,
    kind: posting === 'late' ? 'payout' : 'payout_returned',
    transfers: [{ ...transfer, amountMinor }],
    at,
    about: aboutOf(payout),
  };
}
