import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { act, kes } from '../harness/bettors.ts';
import { becomeSeller, newAddress, signUp } from '../harness/people.ts';
import type { Flow, Stage } from './money-flows.ts';

let phones = 0;
/** A number that M-Pesa has no outcome of its own for. */
const newPhone = (): string => `2541${String((phones += 1)).padStart(5, '0')}555`;

interface Money {
  currency: string;
  available: { amount: string };
  inPayout: { amount: string };
}

/** A seller who is paid by M-Pesa, and asks for everything that a sale has earned. */
export async function payoutFlow({ house, mpesa }: Stage): Promise<Flow> {
  const { seller, sellerId } = await becomeSeller('payee', house.visitor(), house.processes.gatewayUrl);
  const phone = newPhone();
  const payoutMethod = { kind: 'MPESA', phone: `+${phone}` };
  await act(seller, 'updateSeller', { sellerId, payoutMethod }, '... on Seller { id }');
  const { small: variantId } = await buying.putOnSale(seller, 'payee', 'DIGITAL');
  await act(seller, 'updateVariant', { variantId, furtherPrices: [kes('2500.00')] }, '... on Variant { id }');
  const buyer = await signUp(newAddress('paying'), house.visitor());
  await buying.fillCart(buyer, [[variantId, 1]]);
  await act(buyer, 'setCartCurrency', { currency: 'KES' });
  const { id: quoteId } = await buying.quote(buyer, null, { deliveryMethod: 'NONE', country: 'KE' });
  const { orders } = await buying.placeOrder(buyer, quoteId);
  const orderId: string = orders[0].id;
  await until('the goods are here', async () => {
    const { order } = await buyer.data('query ($id: ID!) { order(id: $id) { status } }', { id: orderId });
    return order.status === 'FULFILLED';
  });
  await act(buyer, 'confirmReceipt', { orderId }, '... on Order { id }');
  const moneyOf = async () => {
    const fields = 'balance { currency available { amount } inPayout { amount } }';
    const { me } = await seller.data(`{ me { seller { ${fields} payouts(first: 5) { nodes { status } } } } }`);
    const money = (me.seller.balance as Money[] | null)?.find(({ currency }) => currency === 'KES');
    return {
      available: money?.available.amount ?? '0.00',
      inPayout: money?.inPayout.amount ?? '0.00',
      payouts: me.seller.payouts.nodes.map(({ status }: { status: string }) => status),
    };
  };
  const earned = await until('the sale is available', async () => {
    const { available } = await moneyOf();
    return Number(available) >= 1 && available;
  });
  const input = { sellerId, currency: 'KES', idempotencyKey: v7() };
  return {
    async round() {
      const { status, ...refusal } = await act(seller, 'requestPayout', input, '... on Payout { status }');
      if (status === undefined) throw new Error(`The payout was refused: ${JSON.stringify(refusal)}`);
      if (status === 'PROCESSING') await mpesa.finish('payouts', phone);
    },
    seen: async () => ({ ...(await moneyOf()), asked: (await mpesa.requestsOf('payouts', phone)).length }),
    // M-Pesa pays whole shillings.
    end: { available: `0.${earned.split('.')[1]}`, inPayout: '0.00', payouts: ['PAID'], asked: 1 },
  };
}
