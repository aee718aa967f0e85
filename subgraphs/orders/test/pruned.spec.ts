import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buyer, card, guest, openShop, type Shop, stranger } from './shop.ts';

describe('an order of long ago', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  }, 60_000);
  afterAll(() => shop.close());

  it('is repeated with the first result also after its quote was deleted, for buyers and for guests', async () => {
    for (const as of [buyer, guest]) {
      const { token: cartToken } = await shop.fillCart(as, [[shop.stocked(9), 1]]);
      const { id: quoteId } = await shop.quote(as, as === guest ? { cartToken, email: 'g@example.com' } : {});
      const input = { quoteId, paymentMethod: card, idempotencyKey: `long ago ${as.kind}` };
      const first = await shop.mutate(as, 'placeOrder', input, '... on Checkout { id status }');
      await shop.pool.query('DELETE FROM quote WHERE id = $1', [quoteId]);
      expect(await shop.mutate(as, 'placeOrder', input, '... on Checkout { id status }')).toEqual(first);
      const other = { ...input, paymentMethod: { ...card, token: 'pm_other' } };
      expect(await shop.failure(as, 'placeOrder', other)).toEqual({ code: 'IDEMPOTENCY_MISMATCH' });
      expect(await shop.failure(stranger, 'placeOrder', input)).toEqual({ code: 'NOT_FOUND' });
    }
  });

  it('keeps no network address of a guest longer than their contact data', async () => {
    const { token: cartToken } = await shop.fillCart(guest, [[shop.stocked(9), 1]]);
    const { id } = await shop.place(guest, (await shop.quote(guest, { cartToken, email: 'g@example.com' })).id);
    const evidence = async (days: number) => {
      await shop.pool.query(`UPDATE checkout SET updated_at = now() - $2 * interval '1 day' WHERE id = $1`, [id, days]);
      await shop.subgraph.runJob('orders.prune');
      return (await shop.pool.query('SELECT tax_evidence FROM checkout WHERE id = $1', [id])).rows[0].tax_evidence;
    };
    expect(await evidence(179)).toEqual({ declaredCountry: null, deliveryCountry: 'DE', clientAddress: '127.0.0.1' });
    expect(await evidence(181)).toEqual({ declaredCountry: null, deliveryCountry: 'DE' });
  });
});
