import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CashDesk, openCashDesk } from './cash-desk.ts';
import { eur, newSale } from './new-sale.ts';

describe('a sale with a discount', () => {
  let desk: CashDesk;
  beforeAll(async () => {
    desk = await openCashDesk();
  });
  afterAll(() => desk.close());

  it('gives the seller the full price when the platform pays a discount, and takes its part back with refunds', async () => {
    const sale = newSale(desk);
    // 20.00 off the goods, and the delivery of 5.00 for free: the buyer pays 99.00.
    await sale.charged({ total: 9_900, platform: 2_500, platformDelivery: 500 });
    await sale.capture(9_900);
    const paid = {
      stripe_clearing: -9_900,
      promotions: -2_000,
      seller_payable: 9_850,
      platform_fee: 150,
      taxes_due: 1_900,
    };
    await sale.untilLines(paid);
    await sale.refund(4_950, { delivery: eur(0) });
    const half = {
      stripe_clearing: -4_950,
      promotions: -1_000,
      seller_payable: 4_925,
      platform_fee: 75,
      taxes_due: 950,
    };
    await sale.untilLines(half);
    await sale.refund(100);
    await sale.untilLines({
      stripe_clearing: -4_850,
      promotions: -980,
      seller_payable: 4_826,
      platform_fee: 73,
      taxes_due: 931,
    });
    await sale.refundFailed(100);
    await sale.untilLines(half);
    await sale.refund(4_949);
    await sale.refund(1);
    await sale.untilLines({ stripe_clearing: 0, promotions: 0, seller_payable: 0, platform_fee: 0, taxes_due: 0 });
    expect(await desk.trialBalance()).toBe(0n);
  });
});
