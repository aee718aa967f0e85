import type { Queryable } from '@soko/postgres';
import type { CashOutOffer } from '../../domain/bets/accept-cash-out.ts';

export async function addCashOutOffer(db: Queryable, offer: CashOutOffer): Promise<void> {
  const { id, userId, currency, betId, betVersion, stakeMinor, amountMinor, expiresAt } = offer;
  await db.query({
    // SQL: an offer is made whenever someone looks at the value of a bet.
    name: 'cash-out-offer-add',
    text: `INSERT INTO cash_out_offer (id, user_id, currency, bet_id, bet_version, stake_minor, amount_minor, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [id, userId, currency, betId, betVersion, stakeMinor, amountMinor, expiresAt],
  });
}

interface OfferRow {
  id: string;
  user_id: string;
  currency: string;
  bet_id: string;
  bet_version: number;
  stake_minor: string;
  amount_minor: string;
  expires_at: Date;
}

/** An offer, or null. Offers are kept for a day after they expired. */
export async function findCashOutOffer(db: Queryable, id: string): Promise<CashOutOffer | null> {
  const { rows } = await db.query<OfferRow>({
    // SQL: runs in the transaction that pays it.
    name: 'cash-out-offer-find',
    text: 'SELECT * FROM cash_out_offer WHERE id = $1',
    values: [id],
  });
  const row = rows[0];
  if (row === undefined) return null;
  return {
    id: row.id,
    userId: row.user_id,
    currency: row.currency,
    betId: row.bet_id,
    betVersion: row.bet_version,
    stakeMinor: BigInt(row.stake_minor),
    amountMinor: BigInt(row.amount_minor),
    expiresAt: row.expires_at,
  };
}
