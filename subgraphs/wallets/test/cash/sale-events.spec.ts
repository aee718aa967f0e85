import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { type CashDesk, openCashDesk } from './cash-desk.ts';
import { eur, newSale as newSaleAt } from './new-sale.ts';

let desk: CashDesk;
beforeAll(async () => {
  desk = await openCashDesk();
});
afterAll(() => desk.close());

interface Told {
  paymentId: string;
  kind: string;
  seller: { amountMinor: string };
  fee: { amountMinor: string };
}

/** The events about a payment, oldest first. */
const toldOf = async (paymentId: string): Promise<{ subject: string; data: Told }[]> =>
  ((await desk.told('wallets.sale.posted')) as { subject: string; data: Told }[]).filter(
    ({ data }) => data.paymentId === paymentId,
  );

const sum = (told: readonly { data: Told }[], part: 'seller' | 'fee'): number =>
  told.reduce((all, { data }) => all + Number(data[part].amountMinor), 0);

describe('the events of a sale', () => {
  it('have what the ledger has for the seller and the fee, once for each transaction', async () => {
    const sale = newSaleAt(desk);
    await sale.charged();
    await sale.capture(12_400);
    await sale.refund(2_400);
    await sale.refundFailed(2_400);
    await sale.refund(1_000, { feeReturned: false });
    await sale.payment('charged_back', { amount: eur(3_000) });
    const told = await until('five events', async () => {
      const found = await toldOf(sale.paymentId);
      return found.length >= 5 && found;
    });
    const lines = await sale.lines();
    expect(sum(told, 'seller')).toBe(lines['seller_payable']);
    expect(sum(told, 'fee')).toBe(lines['platform_fee']);
    expect(told.map(({ data }) => data.kind)).toEqual(['SALE', 'REFUND', 'REVERSAL', 'REFUND', 'CHARGEBACK']);
    expect(told[0]!.data).toMatchObject({ seller: eur(9_850), fee: eur(150) });
    expect(Number(told[1]!.data.seller.amountMinor)).toBe(-Number(told[2]!.data.seller.amountMinor));
    const { rows } = await desk.pool.query(
      "SELECT reference FROM ledger_transaction WHERE about->>'paymentId' = $1 ORDER BY reference",
      [sale.paymentId],
    );
    const references: string[] = rows.map(({ reference }) => reference);
    expect(told.map(({ subject }) => subject).sort()).toEqual(references.sort());
  });

  it('are none while a sale waits for its prices', async () => {
    const sale = newSaleAt(desk);
    await sale.untilHandled(await sale.capture(12_400));
    expect(await toldOf(sale.paymentId)).toEqual([]);
    await sale.charged();
    await until('the event of the sale', async () => (await toldOf(sale.paymentId)).length === 1);
  });
});
