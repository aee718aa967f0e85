import { payoutTransfers } from '../../domain/bets/payout.ts';
import { type SettlingBet, stakeAtRisk } from '../../domain/settlement/change-bet.ts';
import {
  debtReference,
  repaymentReference,
  reversalReference,
  settleReference,
} from '../../domain/settlement/references.ts';
import type { FundedChange } from '../../domain/settlement/share-debts.ts';
import type { AccountRef, NewTransaction, Reversal } from '../../ledger/index.ts';

/** Why a run changes bets, and when. */
export interface Posting {
  at: Date;
  marketId: string;
  reason: string | null;
  actorId: string | null;
}

type Owner = Pick<SettlingBet, 'userId' | 'currency'>;

export const walletOf = ({ currency, userId }: Owner): AccountRef => ({
  code: 'user_wallet',
  currency,
  ownerId: userId,
});

/** What a user owes since an earlier settlement was taken back. */
export const receivableOf = ({ currency, userId }: Owner): AccountRef => ({
  code: 'customer_receivable',
  currency,
  ownerId: userId,
});

type Part = Pick<NewTransaction, 'reference' | 'kind' | 'transfers'>;

function partsOf({ change, lentMinor, repaidMinor }: FundedChange): Part[] {
  const { bet, reversed, settled } = change;
  const [wallet, receivable] = [walletOf(bet), receivableOf(bet)];
  const parts: Part[] = [];
  if (settled !== null) {
    const transfers = payoutTransfers(bet, { stakeMinor: stakeAtRisk(bet), paidMinor: settled.returnMinor });
    parts.push({ reference: settleReference(bet.id, settled.revision), kind: 'bet_settlement', transfers });
  }
  if (lentMinor > 0n) {
    const transfers = [{ debit: receivable, credit: wallet, amountMinor: lentMinor }];
    parts.push({ reference: debtReference(bet.id, reversed!.revision), kind: 'bet_debt', transfers });
  }
  if (repaidMinor > 0n) {
    const transfers = [{ debit: wallet, credit: receivable, amountMinor: repaidMinor }];
    parts.push({ reference: repaymentReference(bet.id, settled!.revision), kind: 'bet_debt_repayment', transfers });
  }
  return parts;
}

/** The parts of a transaction that say why. A settlement does not stop at a frozen wallet: it pays, and takes back. */
const because = ({ at, reason, actorId }: Posting) => ({
  at,
  isDespiteFreeze: true,
  ...(reason === null ? {} : { reason }),
  ...(actorId === null ? {} : { actorId }),
});

/** The ledger's transactions of changes: settlements, the debts that reversals need, and repayments of debts. */
export const transactionsOf = (funded: readonly FundedChange[], posting: Posting): NewTransaction[] =>
  funded.flatMap((each) => {
    const about = { betId: each.change.bet.id, marketId: posting.marketId };
    return partsOf(each).map((part) => ({ ...part, about, ...because(posting) }));
  });

/** The reversals of earlier settlements. They are posted last: what the bets pay now, and debts, cover them. */
export const reversalsOf = (funded: readonly FundedChange[], posting: Posting): Reversal[] =>
  funded.flatMap(({ change: { bet, reversed } }) => {
    if (reversed === null) return [];
    const names = {
      reference: settleReference(bet.id, reversed.revision),
      reversalReference: reversalReference(bet.id, reversed.revision),
    };
    return [{ ...names, reason: 'Settled again', ...because(posting) }];
  });
