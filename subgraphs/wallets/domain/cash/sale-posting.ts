import { type EventTrail, newEvent, walletsSale } from '@soko/events';

/** The sale that a transaction of the ledger is about. */
interface PostedSale {
  paymentId: string;
  orderId: string;
  sellerId: string;
  currency: string;
}

/** A transfer of the ledger, as far as it matters here. */
interface Moved {
  debit: { code: string };
  credit: { code: string };
  amountMinor: bigint;
}

type Account = 'seller_payable' | 'platform_fee';

type SalePostingKind = 'SALE' | 'REFUND' | 'CHARGEBACK' | 'REVERSAL';

/** What transfers add to the accounts of a kind: negative for what leaves them. */
const gainOf = (transfers: readonly Moved[], code: Account): bigint =>
  transfers.reduce(
    (sum, { debit, credit, amountMinor }) =>
      sum + (credit.code === code ? amountMinor : 0n) - (debit.code === code ? amountMinor : 0n),
    0n,
  );

/** The event of a transaction about a sale. Its amounts are those of the transfers that are in the ledger. */
export function salePosted(
  { paymentId, orderId, sellerId, currency }: PostedSale,
  posting: { reference: string; kind: SalePostingKind; at: Date; transfers: readonly Moved[] },
  trail: EventTrail,
) {
  const money = (code: Account) => ({
    amountMinor: gainOf(posting.transfers, code).toString(),
    currency,
  });
  const data = {
    orderId,
    paymentId,
    sellerId,
    kind: posting.kind,
    at: posting.at.toISOString(),
    seller: money('seller_payable'),
    fee: money('platform_fee'),
  };
  return newEvent(walletsSale, 'posted', { subject: posting.reference, sequence: 1, data }, trail);
}
