import { v7 } from 'uuid';
import { act } from '../harness/bettors.ts';
import type { Flow, Stage } from './money-flows.ts';
import { moneyOf, sell, untilSeen } from './payees.ts';

let phones = 0;
/** A number that M-Pesa has no outcome of its own for. */
const newPhone = (): string => `2541${String((phones += 1)).padStart(5, '0')}555`;

/** A seller who is paid by M-Pesa, and asks for everything that a sale has earned. */
export async function payoutFlow({ mpesa, payees }: Stage): Promise<Flow> {
  const { seller, sellerId } = payees.mpesa;
  const phone = newPhone();
  const payoutMethod = { kind: 'MPESA', phone: `+${phone}` };
  await act(seller, 'updateSeller', { sellerId, payoutMethod }, '... on Seller { id }');
  const before = await moneyOf(payees.mpesa, 'KES');
  await sell(payees.buyers.shillings, [payees.mpesa], 'KES');
  const look = () => moneyOf(payees.mpesa, 'KES', before.payouts);
  const earned = await untilSeen('the sale is available', async () => {
    const { available } = await look();
    return Number(available) >= 1 && available;
  });
  const [shillings, cents] = earned.split('.');
  const input = { sellerId, currency: 'KES', idempotencyKey: v7() };
  return {
    async round() {
      const { status, ...refusal } = await act(seller, 'requestPayout', input, '... on Payout { status }');
      if (status === undefined) throw new Error(`The payout was refused: ${JSON.stringify(refusal)}`);
      if (status === 'PROCESSING') await mpesa.finish('payouts', phone);
    },
    async seen() {
      const { payouts, ...money } = await look();
      const paid = payouts.map(({ status, amount }) => `${status} ${amount.amount}`);
      return { ...money, paid, asked: (await mpesa.requestsOf('payouts', phone)).length };
    },
    // M-Pesa pays whole shillings.
    end: { available: `0.${cents}`, inPayout: '0.00', paid: [`PAID ${shillings}.00`], asked: 1 },
  };
}
