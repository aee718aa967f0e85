import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buyer, card, guest, openShop, type Shop, stranger } from './shop.ts';

describe('an order of long ago', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
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

  it('keeps no word, picture and tracking number of a guest about a return longer than their contact data', async () => {
    const { token: cartToken } = await shop.fillCart(guest, [[shop.stocked(9), 1]]);
    const placed = await shop.place(guest, (await shop.quote(guest, { cartToken, email: 'g@example.com' })).id);
    const [{ id: orderId }] = placed.orders;
    await shop.pool.query(
      `INSERT INTO order_return (id, order_id, number, seller_id, currency, status, note, tracking_number, buyer_pays_return,
        decision_due_at, created_at, updated_at, closed_at)
      VALUES ('ret_old', $1, 'R1', 'slr', 'EUR', 'CANCELLED', 'It hums.', 'TRK', false, now(), now(), now(), now())`,
      [orderId],
    );
    await shop.pool.query(
      `INSERT INTO order_return_history (return_id, at, to_status, actor_kind, reason) VALUES
        ('ret_old', now(), 'CANCELLED', 'anonymous', 'I moved to Kisumu.'), ('ret_old', now(), 'CANCELLED', 'service', 'nothing was sent in time')`,
    );
    await shop.pool.query(
      `INSERT INTO case_picture (id, status, order_id, owner, mime_type, size, key, used_by, created_at, expires_at)
      VALUES ('cpc_old', 'USED', $1, $1, 'image/png', 1, 'orders/pictures/old', 'ret_old', now(), now())`,
      [orderId],
    );
    const left = async (days: number) => {
      await shop.pool.query(`UPDATE order_return SET closed_at = now() - $1 * interval '1 day'`, [days]);
      await shop.pool.query(`UPDATE order_return_history SET at = now() - $1 * interval '1 day'`, [days]);
      await shop.subgraph.runJob('orders.prune');
      const { rows } = await shop.pool.query(
        `SELECT r.note, r.tracking_number, p.used_by, ARRAY(SELECT h.reason FROM order_return_history h WHERE h.return_id = r.id ORDER BY h.id) AS reasons
        FROM order_return r, case_picture p WHERE r.id = 'ret_old' AND p.id = 'cpc_old'`,
      );
      return rows[0];
    };
    const [own, others] = ['I moved to Kisumu.', 'nothing was sent in time'];
    expect(await left(179)).toEqual({
      note: 'It hums.',
      tracking_number: 'TRK',
      used_by: 'ret_old',
      reasons: [own, others],
    });
    expect(await left(181)).toEqual({ note: '', tracking_number: null, used_by: null, reasons: [null, others] });
  });
});
