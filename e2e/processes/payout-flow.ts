import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { act, kes, richBettor } from '../harness/bettors.ts';
import type { Client } from '../harness/client.ts';
import { becomeSeller } from '../harness/people.ts';
import type { Flow, Stage } from './money-flows.ts';

let phones = 0;
/** A number that M-Pesa has no outcome of its own for. */
const newPhone = (): string => `2542${String((phones += 1)).padStart(5, '0')}555`;

/** Money of a seller in shillings: what can be paid out, and what is on its way. */
async function moneyOf(seller: Client): Promise<{ available: string; inPayout: string }> {
  const { me } = await seller.data(
    '{ me { seller { balance { currency available { amount } inPayout { amount } } } } }',
  );
  const found = me.seller.balance?.find(({ currency }: { currency: string }) => currency === 'KES');
  return { available: found?.available.amount ?? '0.00', inPayout: found?.inPayout.amount ?? '0.00' };
}

/** Somebody buys digital goods of a seller from their wallet, and confirms that they came. */
async function sell(stage: Stage, seller: Client): Promise<void> {
  const { small: variantId } = await buying.putOnSale(seller, 'payouts', 'DIGITAL');
  await act(seller, 'updateVariant', { variantId, furtherPrices: [kes('2500.00')] }, '... on Variant { id }');
  const { user } = await richBettor('5000.00', stage.house.visitor());
  await buying.fillCart(user, [[variantId, 1]]);
  await act(user, 'setCartCurrency', { currency: 'KES' });
  const { id: quoteId } = await buying.quote(user, null, { deliveryMethod: 'NONE', country: 'KE' });
  const input = { quoteId, idempotencyKey: v7(), paymentMethod: { method: 'WALLET' } };
  const { orders } = await act(user, 'placeOrder', input, '... on Checkout { orders { id } }');
  const orderId: string = orders[0].id;
  await until('the goods are here', async () => {
    const { order } = await user.data('query ($id: ID!) { order(id: $id) { status } }', { id: orderId });
    return order.status === 'FULFILLED';
  });
  await act(user, 'confirmReceipt', { orderId }, '... on Order { id }');
  await until('the sale can be paid out', async () => Number((await moneyOf(seller)).available) > 0);
}

/** A seller asks for their money, which M-Pesa pays. */
export async function payoutFlow(stage: Stage): Promise<Flow> {
  const { house, mpesa } = stage;
  const { seller, sellerId } = await becomeSeller('payouts', house.visitor(), house.processes.gatewayUrl);
  const phone = newPhone();
  await act(seller, 'updateSeller', { sellerId, payoutMethod: { kind: 'MPESA', phone: `+${phone}` } });
  await sell(stage, seller);
  const input = { sellerId, currency: 'KES', idempotencyKey: v7() };
  return {
    async round() {
      await act(seller, 'requestPayout', input, '... on Payout { id }');
      await mpesa.finish('payouts', phone);
    },
    async seen() {
      const { payouts } = await seller.data('query ($id: ID!) { payouts(sellerId: $id) { nodes { status } } }', {
        id: sellerId,
      });
      return {
        payouts: payouts.nodes.map(({ status }: { status: string }) => status),
        ...(await moneyOf(seller)),
        asked: (await mpesa.requestsOf('payouts', phone)).length,
      };
    },
    end: { payouts: ['PAID'], available: '0.00', inPayout: '0.00', asked: 1 },
  };
}
