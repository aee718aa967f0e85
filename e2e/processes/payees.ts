import { until } from '@soko/testing';
import * as buying from '../harness/buying.ts';
import { act, kes } from '../harness/bettors.ts';
import type { Client } from '../harness/client.ts';
import { becomeSeller, newAddress, signUp } from '../harness/people.ts';
import { type House, pauseMs } from './house.ts';

export const untilSeen = <T>(what: string, look: () => Promise<T | null | false>): Promise<T> =>
  until(what, look, 90_000, pauseMs);

/** A seller with goods without delivery. */
export interface Payee {
  seller: Client;
  sellerId: string;
  variantId: string;
}

/** Sellers who are paid in each of the three ways, and people who buy from them. */
export interface Payees {
  /** Paid in shillings. */
  mpesa: Payee;
  /** `account` is the connected account at Stripe. */
  stripe: Payee & { account: string };
  bank: Payee;
  buyers: { shillings: Client; euros: Client };
}

async function newPayee({ visitor, processes }: House, name: string): Promise<Payee> {
  const { seller, sellerId } = await becomeSeller(name, visitor(), processes.gatewayUrl);
  const { small: variantId } = await buying.putOnSale(seller, name, 'DIGITAL');
  return { seller, sellerId, variantId };
}

const payTo = ({ seller, sellerId }: Payee, payoutMethod: object) =>
  act(seller, 'updateSeller', { sellerId, payoutMethod }, '... on Seller { id }');

/** The connected account of a seller who has given Stripe everything. */
async function openAccount(payee: Payee): Promise<string> {
  const { seller, sellerId } = payee;
  const asked = { sellerId, country: 'DE' };
  const { account, url } = await act(seller, 'startPayoutOnboarding', asked, '... on PayoutOnboarding { account url }');
  await fetch(url, { method: 'POST', redirect: 'manual' });
  await untilSeen('Stripe pays out to the bank', async () => {
    const { me } = await seller.data('{ me { seller { payoutAccount { payoutsEnabled } } } }');
    return me.seller.payoutAccount.payoutsEnabled;
  });
  await payTo(payee, { kind: 'STRIPE', stripeAccount: account });
  return account;
}

export async function openPayees(house: House): Promise<Payees> {
  const mpesa = await newPayee(house, 'by-mpesa');
  const further = { variantId: mpesa.variantId, furtherPrices: [kes('2500.00')] };
  await act(mpesa.seller, 'updateVariant', further, '... on Variant { id }');
  // A run pays the older seller first.
  const stripe = await newPayee(house, 'by-stripe');
  const bank = await newPayee(house, 'by-bank');
  await payTo(bank, { kind: 'BANK_ACCOUNT', iban: 'DE89 3704 0044 0532 0130 00' });
  const [shillings, euros] = [
    await signUp(newAddress('shillings'), house.visitor()),
    await signUp(newAddress('euros'), house.visitor()),
  ];
  return { mpesa, stripe: { ...stripe, account: await openAccount(stripe) }, bank, buyers: { shillings, euros } };
}

/** One piece of each of these is bought, and its receipt confirmed. The money is available at Stripe at once. */
export async function sell(buyer: Client, payees: readonly Payee[], currency: string): Promise<void> {
  await buying.fillCart(
    buyer,
    payees.map(({ variantId }) => [variantId, 1] as const),
  );
  await act(buyer, 'setCartCurrency', { currency });
  const country = currency === 'KES' ? 'KE' : 'DE';
  const { id: quoteId } = await buying.quote(buyer, null, { deliveryMethod: 'NONE', country });
  const { orders } = await buying.placeOrder(buyer, quoteId, 'pm_card_bypassPending');
  for (const { id: orderId } of orders as { id: string }[]) {
    await untilSeen('the goods are here', async () => {
      const { order } = await buyer.data('query ($id: ID!) { order(id: $id) { status } }', { id: orderId });
      return order.status === 'FULFILLED';
    });
    await act(buyer, 'confirmReceipt', { orderId }, '... on Order { id }');
  }
}

interface Payout {
  id: string;
  status: string;
  amount: { amount: string };
}

interface Money {
  currency: string;
  available: { amount: string };
  inPayout: { amount: string };
}

/** The money of a seller in one currency, and the payouts that are not among the earlier ones. */
export async function moneyOf({ seller }: Payee, currency: string, earlier: readonly Payout[] = []) {
  const fields = 'balance { currency available { amount } inPayout { amount } }';
  const { me } = await seller.data(
    `{ me { seller { ${fields} payouts(first: 100) { nodes { id status amount { amount } } } } } }`,
  );
  const money = (me.seller.balance as Money[] | null)?.find((each) => each.currency === currency);
  const known = new Set(earlier.map(({ id }) => id));
  return {
    available: money?.available.amount ?? '0.00',
    inPayout: money?.inPayout.amount ?? '0.00',
    payouts: (me.seller.payouts.nodes as Payout[]).filter(({ id }) => !known.has(id)),
  };
}
