import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { fillInStores } from '../commands/fill-in-stores.ts';
import { invariants } from '../store/invariants.ts';
import { beginInStore, openChat, type Outcome, stranger, type TestChat } from './open-chat.ts';
import { whileWaiting } from './while-waiting.ts';

describe('the team of a store, before and after it is known to a conversation,', () => {
  let chat: TestChat;
  beforeAll(async () => {
    chat = await openChat({ CHAT_MESSAGES_PER_MINUTE: '1000' });
  });
  afterAll(async () => {
    const bounds = { since: new Date(0), settled: new Date(0) };
    const checked = await checkInvariants(chat.pool, invariants, bounds);
    await chat.close();
    expect(checked.filter(({ broken }) => broken.length > 0)).toEqual([]);
  });

  const begun = () => beginInStore(chat);
  const list = async (as: Viewer, storeId: string): Promise<Outcome> => {
    const text = `query ($storeId: ID) { conversations(storeId: $storeId, first: 50) { nodes { id } } }`;
    return (await chat.query(text, { storeId }, { as })).data['conversations'];
  };
  const messages = `messages(first: 50) { nodes { side sender { id } writtenBy { id } store { id } } }`;
  const seen = async (as: Viewer, id: string) => (await chat.see(as, id, messages)).messages.nodes;

  it('begins a conversation about an order of the store', async () => {
    const { storeId, product, owner, buyer, amina, baraka } = await begun();
    const orderId = chat.order(buyer.id, product);
    const id = await chat.start(amina, { orderId }, 'Your lamp leaves today.');
    const inStore = { id, viewerSide: 'SELLER', unreadCount: 0, about: 'SO-2026-000123-1' };
    for (const colleague of [owner, amina, baraka]) expect(await chat.see(colleague, id)).toMatchObject(inStore);
    expect(await chat.see(buyer, id)).toMatchObject({ viewerSide: 'BUYER', unreadCount: 1 });
    expect(await seen(buyer, id)).toMatchObject([
      { side: 'SELLER', sender: { id: owner.id }, writtenBy: null, store: { id: storeId } },
    ]);
    expect(await seen(baraka, id)).toMatchObject([{ writtenBy: { id: amina.id } }]);
    expect((await chat.eventsOf(id))[0]).toMatchObject({
      type: 'chat.conversation.started',
      data: { starterId: amina.id, conversation: { buyerId: buyer.id, sellerUserId: owner.id, storeId } },
    });
    // A colleague and the buyer continue the same one.
    for (const next of [baraka, owner, buyer]) expect(await chat.start(next, { orderId }, 'More.')).toBe(id);
  });

  it('begins none about orders of other goods, of guests, or for guests of the store', async () => {
    const { storeId, product, owner, buyer, amina } = await begun();
    const start = (as: Viewer, orderId: string) =>
      chat.failure(as, 'startConversation', { orderId, message: 'Hello', clientId: newId('req') });
    const ofStore = chat.order(buyer.id, product);
    const outside = chat.order(buyer.id, await chat.product(owner));
    const elsewhere = chat.order(buyer.id, await chat.product(undefined, newId('sto')));
    for (const orderId of [outside, elsewhere, newId('ord')])
      expect(await start(amina, orderId)).toEqual({ code: 'NOT_FOUND' });
    const [guest, removed] = [chat.person(), chat.person()];
    await chat.team(storeId, guest.id, 'added', 'GUEST');
    await chat.team(storeId, removed.id, 'added', 'SUPPORT');
    await chat.team(storeId, removed.id, 'removed');
    for (const as of [guest, removed, stranger]) expect(await start(as, ofStore)).toEqual({ code: 'NOT_FOUND' });
    const ofGuest = { orderId: chat.order(null, product), message: 'Hello', clientId: newId('req') };
    expect(await chat.mutate(amina, 'startConversation', ofGuest)).toMatchObject({ code: 'BUYER_HAS_NO_ACCOUNT' });
    // A block of the two people holds for the team.
    await chat.mutate(buyer, 'blockConversation', { conversationId: await chat.start(owner, { orderId: outside }) });
    const blocked = { orderId: ofStore, message: 'Hello', clientId: newId('req') };
    const refused = '... on ConversationBlocked { isBlockedByViewer }';
    expect(await chat.mutate(amina, 'startConversation', blocked, refused)).toMatchObject({ isBlockedByViewer: false });
  });

  it('begins nothing by a member who was removed while the message was under way', async () => {
    const { storeId, product, buyer, amina } = await begun();
    const orderId = chat.order(buyer.id, product);
    const late = await whileWaiting(
      chat.pool,
      `SELECT pg_advisory_xact_lock(hashtextextended($1, 7))`,
      `chat ${[buyer.id, product.sellerUserId].toSorted().join(' ')}`,
      () => chat.failure(amina, 'startConversation', { orderId, message: 'Late', clientId: newId('req') }),
      () => chat.team(storeId, amina.id, 'removed'),
    );
    expect(late).toEqual({ code: 'NOT_FOUND' });
    const { rows } = await chat.pool.query('SELECT FROM conversation WHERE subject_id = $1', [orderId]);
    expect(rows).toEqual([]);
  });

  describe('conversations that began before chat knew stores', () => {
    /** As the migration leaves them. */
    const old = async (id: string) => {
      await chat.pool.query('UPDATE conversation SET store_id = NULL, store_is_known = false WHERE id = $1', [id]);
      await chat.pool.query('UPDATE participant SET store_id = NULL WHERE conversation_id = $1', [id]);
    };

    it('get their store from products and orders, and are looked at once', async () => {
      const { storeId, product, owner, buyer, amina, id } = await begun();
      const ofOrder = await chat.start(owner, { orderId: chat.order(buyer.id, product) });
      const outside = await chat.start(buyer, { productId: (await chat.product(owner)).id });
      const gone = await begun();
      chat.hide(gone.product.id);
      const all = [id, ofOrder, outside, gone.id];
      for (const each of all) await old(each);
      expect(await chat.see(amina, id)).toBeNull();
      const told = (await chat.eventsOf(id)).length;
      await fillInStores(chat);
      expect((await list(amina, storeId)).nodes).toHaveLength(2);
      for (const each of [id, ofOrder])
        expect(await chat.see(amina, each, 'store { id }')).toEqual({ store: { id: storeId } });
      for (const each of [outside, gone.id]) expect(await chat.see(amina, each)).toBeNull();
      expect(await chat.eventsOf(id)).toHaveLength(told);
      const { rows } = await chat.pool.query('SELECT FROM conversation WHERE NOT store_is_known');
      expect(rows).toEqual([]);
      // A store that is known is not asked for again.
      expect((await chat.statements(() => fillInStores(chat))).count).toBe(1);
    });

    it('are more than one batch', async () => {
      const buyer = chat.person();
      const { product, storeId, amina } = await begun();
      await chat.pool.query(
        `INSERT INTO conversation (id, status, buyer_id, seller_id, seller_user_id, subject_kind, subject_id, about, version,
           last_sequence, created_at, last_message_at)
         SELECT 'cnv_old_' || n, 'OPEN', $1 || n, $2, $3, 'PRODUCT', $4, 'Lamp', 1, 0, now(), now() FROM generate_series(1, 201) AS n`,
        [buyer.id, product.sellerId, product.sellerUserId, product.id],
      );
      await chat.pool.query(
        `INSERT INTO participant (conversation_id, user_id, side, last_message_at)
         SELECT c.id, p.user_id, p.side, now() FROM conversation c,
           LATERAL (VALUES (c.buyer_id, 'BUYER'), (c.seller_user_id, 'SELLER')) AS p (user_id, side) WHERE c.id LIKE 'cnv_old_%'`,
      );
      await fillInStores(chat);
      const { rows } = await chat.pool.query('SELECT FROM participant WHERE store_id = $1', [storeId]);
      expect(rows).toHaveLength(202);
      expect(await chat.see(amina, 'cnv_old_201')).toMatchObject({ viewerSide: 'SELLER' });
    });

    it('are continued by the team before the job has run', async () => {
      const { product, owner, buyer, amina } = await begun();
      const orderId = chat.order(buyer.id, product);
      const id = await chat.start(owner, { orderId });
      await old(id);
      expect(await chat.start(amina, { orderId }, 'Hello')).toBe(id);
      expect(await chat.see(amina, id)).toMatchObject({ viewerSide: 'SELLER' });
    });
  });
});
