import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { copyOf, person } from '@soko/testing';
import { address, admin, support } from './shop.ts';
import { oneOf, openReturnsShop } from './returns/returns-scene.ts';

/** A spec reads results as plain JSON. */
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

const promotion = { title: 'Welcome', kind: 'PERCENT', activation: 'CODE', code: 'WELCOME', basisPoints: 1_000 };

describe('the copy of what orders holds about a person', () => {
  let scene: Awaited<ReturnType<typeof openReturnsShop>>;
  beforeAll(async () => {
    scene = await openReturnsShop();
    await scene.shop.mutate(admin, 'createPromotion', { ...promotion, idempotencyKey: 'a promotion' });
  });
  afterAll(() => scene.shop.close());

  /** Someone who bought twice, sends the first back and disputes the second, and has a lamp in the cart. */
  async function someone(name: string) {
    const { shop, deliver, request, change } = scene;
    const id = newId('usr');
    const as: Viewer = person(id);
    const email = `${name.toLowerCase()}@example.com`;
    const lamp = shop.stocked(9);
    const bought: Json[] = [];
    for (const promotionCode of ['WELCOME', null]) {
      await shop.fillCart(as, [[lamp, 1]]);
      const quote = await shop.quote(as, {
        email,
        address: { ...address, name, line1: `${name} Street 1` },
        ...(promotionCode && { promotionCode }),
      });
      const { orders } = await shop.place(as, quote.id);
      await deliver(orders[0].id);
      bought.push(orders[0]);
    }
    const seller = await shop.seller(lamp.sellerId);
    const [first, second] = bought;
    const sentBack = await request(as, first.id, oneOf(first.lines[0].id), { note: `${name} does not like it.` });
    await change(seller, 'approveReturn', sentBack.id);
    const dispute = { orderId: second.id, reason: 'NOT_AS_DESCRIBED', text: `${name} says it is green.` };
    const disputed = await shop.mutate(
      as,
      'openDispute',
      { ...dispute, idempotencyKey: `dispute of ${name}` },
      '... on Dispute { id }',
    );
    const answer = { disputeId: disputed.id, text: `Dear ${name}, it is red.`, idempotencyKey: `answer to ${name}` };
    await shop.mutate(seller, 'replyToDispute', answer);
    const decision = { disputeId: disputed.id, outcome: 'SELLER', reason: 'The picture shows a red lamp.' };
    await shop.mutate(support, 'resolveDispute', decision);
    await shop.fillCart(as, [[lamp, 2]]);
    return { id, as, seller: seller.kind === 'user' ? seller.id : '', email, lamp, first, second, sentBack, disputed };
  }

  it('has the cart, orders, promotions, returns and disputes of the person, and nothing of another one', async () => {
    const { shop } = scene;
    const [ada, bob] = [await someone('Ada'), await someone('Bob')];
    const own = await copyOf(shop, 'ordersDataOf', ada.id);
    expect(own).toMatchObject({
      cart: [{ variantId: ada.lamp.variantId, quantity: 2 }],
      cartPromotionCodes: [],
      checkouts: [
        { status: 'CONFIRMED', totalMinor: expect.stringMatching(/^\d+$/), currency: 'EUR' },
        { status: 'CONFIRMED' },
      ],
      orders: [
        {
          id: ada.first.id,
          email: 'ada@example.com',
          address: { name: 'Ada', line1: 'Ada Street 1' },
          currency: 'EUR',
          itemsMinor: '1250',
          lines: [{ title: ada.first.lines[0].title, quantity: 1, unitPriceMinor: '1250' }],
        },
        { id: ada.second.id },
      ],
      promotionRedemptions: [{ title: 'Welcome', code: 'WELCOME', amountMinor: '125', currency: 'EUR' }],
      returns: [
        { id: ada.sentBack.id, orderId: ada.first.id, note: 'Ada does not like it.', lines: [{ quantity: 1 }] },
      ],
      disputes: [{ id: ada.disputed.id, orderId: ada.second.id, decisionReason: 'The picture shows a red lamp.' }],
      disputeMessages: [{ disputeId: ada.disputed.id, text: 'Ada says it is green.' }],
      pictures: [],
    });
    expect(own['returns']![0].history).toMatchObject([
      { to: 'REQUESTED', by: 'user', isOwn: true },
      { to: 'APPROVED', by: 'user', isOwn: false },
    ]);
    const text = JSON.stringify(own);
    for (const { id, email, lamp, first, second, sentBack, disputed } of [bob])
      for (const secret of [id, email, lamp.variantId, first.id, second.id, sentBack.id, disputed.id, 'Bob'])
        expect(text).not.toContain(secret);
    for (const secret of [ada.seller, 'usr_support', 'usr_admin', 'Dear Ada', 'secret'])
      expect(text).not.toContain(secret);
    // An id may have these letters as well.
    expect(text).not.toMatch(/"\w*fee\w*":/i);

    const ofSeller = await copyOf(shop, 'ordersDataOf', ada.seller);
    expect(ofSeller).toMatchObject({ orders: [], returns: [], disputes: [], checkouts: [] });
    expect(ofSeller['disputeMessages']).toMatchObject([{ side: 'SELLER', text: 'Dear Ada, it is red.' }]);
    expect(JSON.stringify(ofSeller)).not.toContain(ada.id);
  });

  it('has the offers that a person made, with their own words alone', async () => {
    const { shop } = scene;
    const id = newId('usr');
    await shop.pool.query(
      `INSERT INTO offer (id, variant_id, product_id, seller_id, buyer_id, title, options, status, quantity, currency,
         unit_price_minor, list_price_minor, expires_at, created_at, updated_at)
       SELECT 'ofr_' || who, 'var_1', 'prd_1', 'slr_1', who, 'Lamp', '[]', 'COUNTERED', 1, 'EUR', 900, 1000, now(), now(), now()
       FROM unnest(ARRAY[$1, 'usr_other']) AS who`,
      [id],
    );
    await shop.pool.query(
      `INSERT INTO offer_step (offer_id, version, at, status, side, actor_kind, actor_id, unit_price_minor, message)
       VALUES ('ofr_' || $1, 1, now(), 'OPEN', 'BUYER', 'user', $1, 800, 'It is old.'),
         ('ofr_' || $1, 2, now(), 'COUNTERED', 'SELLER', 'user', 'usr_seller', 900, 'It is not.')`,
      [id],
    );
    const { offers } = await copyOf(shop, 'ordersDataOf', id);
    expect(offers).toMatchObject([{ title: 'Lamp', unitPriceMinor: '900', currency: 'EUR' }]);
    expect(offers![0]!['steps']).toMatchObject([
      { side: 'BUYER', unitPriceMinor: '800', message: 'It is old.' },
      { side: 'SELLER', unitPriceMinor: '900', message: null },
    ]);
    expect(JSON.stringify(offers)).not.toMatch(/usr_(other|seller)/);
  });

  it('has each row once, however many there are at one moment', async () => {
    const { shop } = scene;
    const id = newId('usr');
    await shop.pool.query(
      `INSERT INTO case_picture (id, status, order_id, owner, mime_type, size, key, created_at, expires_at)
       SELECT 'cpc_' || lpad(n::text, 4, '0'), 'UPLOADED', 'ord_1', $1, 'image/png', n, $1 || n,
         timestamptz '2026-01-01' + (n / 150) * interval '1 ms', now() FROM generate_series(1, 450) AS n`,
      [id],
    );
    const { pictures } = await copyOf(shop, 'ordersDataOf', id);
    expect(pictures!.map(({ size }) => size)).toEqual(Array.from({ length: 450 }, (_, index) => index + 1));
    expect(pictures![0]).toMatchObject({ createdAt: '2026-01-01T00:00:00+00:00' });
  });
});
