import type { EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import { clearingCodeOf } from '../../domain/cash/clearings.ts';
import {
  atTheSellersExpense,
  divide,
  divideRefund,
  partsOfOrder,
  type SaleParts,
  subtractParts,
  sumOfParts,
} from '../../domain/cash/divide-sale.ts';
import { type RefundFeePolicy, returnsFee } from '../../domain/cash/refund-fee.ts';
import { salePosted } from '../../domain/cash/sale-posting.ts';
import { type AccountRef, isLedgerRefusal, type NewTransaction, post, type Transfer } from '../../ledger/index.ts';
import { findOpenRefunds, type SaleRefund, saveRefundPosted } from '../../store/cash/sale-refunds.ts';
import { findFinalPrices, lockSale, type Sale, savePosted } from '../../store/cash/sales.ts';
import { noteSellerCharge } from '../../store/sellers/charges.ts';
import { feeOf } from './fee-of.ts';
import type { Queryable } from '@soko/postgres';

/** What decides about postings beside the sale itself. */
export interface SaleTerms {
  now: Date;
  /** What becomes of the fee in refunds about which the caller did not decide. */
  feePolicy: RefundFeePolicy;
  trail: EventTrail;
}

/** The account of the money at the provider of a sale. */
const clearingOf = ({ method, currency }: Sale): AccountRef => ({ code: clearingCodeOf(method), currency });

/** The accounts of the parts, with their amounts. Parts of zero are left out. */
function accountsOf({ sellerId, currency }: Sale, parts: SaleParts): { account: AccountRef; amountMinor: bigint }[] {
  const all = [
    { account: { code: 'seller_payable', currency, ownerId: sellerId }, amountMinor: parts.sellerMinor },
    { account: { code: 'platform_fee', currency }, amountMinor: parts.feeMinor },
    { account: { code: 'taxes_due', currency }, amountMinor: parts.taxMinor },
    { account: { code: 'delivery_income', currency }, amountMinor: parts.deliveryMinor },
  ] as const;
  return all.filter(({ amountMinor }) => amountMinor > 0n);
}

/** Amounts that leave some accounts and reach others, with the same sum: the first of both meet first. */
function pair(
  from: readonly { account: AccountRef; amountMinor: bigint }[],
  to: readonly { account: AccountRef; amountMinor: bigint }[],
): { from: AccountRef; to: AccountRef; amountMinor: bigint }[] {
  const pairs: { from: AccountRef; to: AccountRef; amountMinor: bigint }[] = [];
  const sources = from.map((each) => ({ ...each }));
  for (const { account, amountMinor } of to) {
    let left = amountMinor;
    for (const source of sources) {
      const part = source.amountMinor < left ? source.amountMinor : left;
      if (part > 0n) pairs.push({ from: source.account, to: account, amountMinor: part });
      source.amountMinor -= part;
      left -= part;
    }
  }
  return pairs;
}

/** Where the money of parts comes from: the platform pays its discounts, and the buyer the rest. */
const sourcesOf = (sale: Sale, parts: SaleParts): { account: AccountRef; amountMinor: bigint }[] => [
  { account: { code: 'promotions', currency: sale.currency }, amountMinor: parts.promotionsMinor },
  { account: clearingOf(sale), amountMinor: sumOfParts(parts) },
];

async function postOrThrow(tx: Queryable, transaction: NewTransaction): Promise<void> {
  const posted = await post(tx, [transaction]);
  if (isLedgerRefusal(posted)) throw new Error(`The ledger refused ${transaction.reference}: ${posted.refused}.`);
}

const aboutOf = ({ paymentId, orderId, sellerId }: Sale) => ({ paymentId, orderId, sellerId });

async function postCapture(tx: Queryable, sale: Sale, parts: SaleParts, { now, trail }: SaleTerms): Promise<void> {
  const transfers = pair(sourcesOf(sale, parts), accountsOf(sale, parts)).map(
    ({ from: debit, to: credit, amountMinor }): Transfer => {
      return { debit, credit, amountMinor };
    },
  );
  const reference = `payment:${sale.paymentId}:capture`;
  await postOrThrow(tx, { reference, kind: 'sale', transfers, at: sale.capturedAt, about: aboutOf(sale) });
  await tell(tx, [salePosted(sale, { reference, kind: 'SALE', at: sale.capturedAt, transfers }, trail)]);
  await noteSellerCharge(tx, feeOf(sale, parts.feeMinor, { reference, at: sale.capturedAt }));
  await savePosted(tx, sale.paymentId, parts, now);
}

/**
 * Takes a refund from the parts in proportion to what is left of them; the delivery in it, where it is known, from the delivery.
 * The policy decides whether the platform or the seller pays the fee's part. Returns all that has gone back. A refund that was under way
 * when the buyer got a chargeback can exceed it: the money has gone twice, and who bears that is for people to decide.
 */
async function postRefund(
  tx: Queryable,
  sale: Sale & { parts: SaleParts },
  refund: SaleRefund,
  refunded: SaleParts,
  { now, feePolicy, trail }: SaleTerms,
): Promise<SaleParts> {
  const left = subtractParts(sale.parts, refunded);
  const leftMinor = sumOfParts(left);
  const excessMinor = refund.amountMinor > leftMinor ? refund.amountMinor - leftMinor : 0n;
  const back = divideRefund(refund.amountMinor - excessMinor, left, refund.deliveryMinor);
  const paid = returnsFee(feePolicy, refund) ? back : atTheSellersExpense(back);
  const suspense = { account: { code: 'suspense', currency: sale.currency }, amountMinor: excessMinor } as const;
  const lost = { account: clearingOf(sale), amountMinor: excessMinor };
  const pairs = [...pair(sourcesOf(sale, back), accountsOf(sale, paid)), ...pair([lost], [suspense])];
  // A refund goes the other way.
  const transfers = pairs.map(({ from: credit, to: debit, amountMinor }): Transfer => ({ debit, credit, amountMinor }));
  const kind = refund.kind === 'REFUND' ? 'sale_refund' : 'sale_charged_back';
  await postOrThrow(tx, { reference: refund.reference, kind, transfers, at: refund.at, about: aboutOf(sale) });
  await tell(tx, [salePosted(sale, { ...refund, transfers }, trail)]);
  await noteSellerCharge(tx, feeOf(sale, -paid.feeMinor, refund));
  const all = subtractParts(refunded, negate(back));
  await saveRefundPosted(tx, refund, { refunded: all, feeKeptMinor: back.feeMinor - paid.feeMinor }, now);
  return all;
}

const negate = ({ sellerMinor, feeMinor, taxMinor, deliveryMinor, promotionsMinor }: SaleParts): SaleParts => ({
  sellerMinor: -sellerMinor,
  feeMinor: -feeMinor,
  taxMinor: -taxMinor,
  deliveryMinor: -deliveryMinor,
  promotionsMinor: -promotionsMinor,
});

/**
 * Posts what is known of the sale of an order and not in the ledger yet: the capture once its prices are final, then its
 * refunds in their order. A repeat posts nothing.
 */
export async function postSale(tx: Queryable, orderId: string, terms: SaleTerms): Promise<void> {
  const sale = await lockSale(tx, orderId);
  if (sale === null) return;
  let { parts } = sale;
  if (parts === null) {
    const prices = await findFinalPrices(tx, orderId, sale.capturedMinor);
    if (prices === null) return;
    parts = divide(sale.capturedMinor, partsOfOrder(prices));
    await postCapture(tx, sale, parts, terms);
  }
  let { refunded } = sale;
  for (const refund of await findOpenRefunds(tx, sale.paymentId)) {
    refunded = await postRefund(tx, { ...sale, parts }, refund, refunded, terms);
  }
}
