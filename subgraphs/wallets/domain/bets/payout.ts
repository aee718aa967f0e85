interface Account {
  code: 'bet_open_stakes' | 'betting_result' | 'user_wallet';
  currency: string;
  ownerId?: string;
}

interface Transfer {
  debit: Account;
  credit: Account;
  amountMinor: bigint;
}

/**
 * The transfers that end a stake: what the bet pays leaves the open stakes for the wallet, and the difference is the
 * operator's result, a gain or a loss. None for a stake of zero.
 */
export function payoutTransfers(
  { currency, userId }: { currency: string; userId: string },
  { stakeMinor, paidMinor }: { stakeMinor: bigint; paidMinor: bigint },
): Transfer[] {
  const open: Account = { code: 'bet_open_stakes', currency };
  const result: Account = { code: 'betting_result', currency };
  const wallet: Account = { code: 'user_wallet', currency, ownerId: userId };
  const fromStake = paidMinor < stakeMinor ? paidMinor : stakeMinor;
  return [
    { debit: open, credit: wallet, amountMinor: fromStake },
    { debit: open, credit: result, amountMinor: stakeMinor - fromStake },
    { debit: result, credit: wallet, amountMinor: paidMinor - fromStake },
  ].filter(({ amountMinor }) => amountMinor > 0n);
}
