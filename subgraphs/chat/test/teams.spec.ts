import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous, type Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { person } from '@soko/testing';
import { notifyWaiting } from '../commands/notify-waiting.ts';
import { countUnread } from '../store/conversation-rows.ts';
import { invariants } from '../store/invariants.ts';
import { beginInStore, openChat, type Outcome, stranger, support, type TestChat } from './open-chat.ts';
import { whileWaiting } from './while-waiting.ts';

describe('the team of a store', () => {
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
  const list = async (as: Viewer, storeId?: string): Promise<Outcome> => {
    const text = `query ($storeId: ID) { conversations(storeId: $storeId, first: 50) {
      unreadCount nodes { id unreadCount viewerSide } } }`;
    const { data, errors } = await chat.query(text, { storeId }, { as });
    return errors ? errors[0]!.extensions?.['code'] : data['conversations'];
  };
  const messages = `messages(first: 50) { nodes { text side isRead clientId sender { id } writtenBy { id } store { id } } }`;
  const seen = async (as: Viewer, id: string) => (await chat.see(as, id, messages))?.messages.nodes;

  it('sees the conversations of its store, answers, and shows the buyer the store alone', async () => {
    const { storeId, owner, buyer, amina, baraka, id } = await begun();
    const waiting = { unreadCount: 1, nodes: [{ id, unreadCount: 1, viewerSide: 'SELLER' }] };
    for (const member of [amina, baraka]) expect(await list(member, storeId)).toEqual(waiting);
    // Their own list is about what they buy and sell themselves.
    expect(await list(amina)).toEqual({ unreadCount: 0, nodes: [] });
    expect(await list(owner)).toEqual(waiting);
    await chat.send(amina, id, 'Yes, in both colours.');
    const question = {
      text: 'Is it available?',
      side: 'BUYER',
      sender: { id: buyer.id },
      writtenBy: null,
      store: null,
    };
    const answer = { text: 'Yes, in both colours.', side: 'SELLER', sender: { id: owner.id }, store: { id: storeId } };
    for (const colleague of [owner, baraka]) {
      expect(await seen(colleague, id)).toEqual([
        { ...question, isRead: false, clientId: null },
        { ...answer, isRead: false, clientId: null, writtenBy: { id: amina.id } },
      ]);
    }
    const [, toBuyer] = await seen(buyer, id);
    expect(toBuyer).toEqual({ ...answer, isRead: false, clientId: null, writtenBy: null });
    expect(
      JSON.stringify(await chat.see(buyer, id, `store { id } seller { id } buyer { id } ${messages}`)),
    ).not.toContain(amina.id);
    expect(await chat.see(buyer, id, 'store { id } unreadCount')).toEqual({ store: { id: storeId }, unreadCount: 1 });
  });

  it('reads as one side: what one has read, all have read', async () => {
    const { storeId, owner, buyer, amina, baraka, id } = await begun();
    await chat.mutate(baraka, 'markConversationRead', { conversationId: id });
    expect(await list(amina, storeId)).toMatchObject({ unreadCount: 0 });
    expect((await chat.see(owner, id)).unreadCount).toBe(0);
    expect((await seen(buyer, id))[0]).toMatchObject({ isRead: true });
    // What a colleague writes is not unread for the team.
    await chat.send(amina, id, 'One moment.');
    expect((await chat.see(baraka, id)).unreadCount).toBe(0);
    expect((await chat.see(buyer, id)).unreadCount).toBe(1);
    const read = (await chat.eventsOf(id)).find(({ type }) => type.endsWith('.read'))!;
    expect(read.data).toMatchObject({ readerId: baraka.id, conversation: { storeId } });
    // Nobody of the seller's side is notified of what a colleague has read.
    await notifyWaiting({ pool: chat.pool, now: () => new Date(Date.now() + 3_600_000) });
    const told = (await chat.eventsOf(id)).filter(({ type }) => type.endsWith('message_waiting'));
    expect(told.map(({ data }) => (data as Outcome).recipientId)).toEqual([buyer.id]);
  });

  it('counts right when the buyer and three people of the store write at once', async () => {
    const { storeId, owner, buyer, amina, baraka, id } = await begun();
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        chat.send([buyer, amina, owner, baraka][index % 4]!, id, `Message ${index}`),
      ),
    );
    expect(await list(amina, storeId)).toMatchObject({ unreadCount: 11 });
    expect((await chat.see(buyer, id)).unreadCount).toBe(30);
  });

  it('has conversations about orders of the store, and none about other goods of the seller', async () => {
    const { storeId, product, owner, buyer, amina } = await begun();
    const orderId = chat.order(buyer.id, product);
    const about = await chat.start(owner, { orderId }, 'Thank you!');
    const ofOrder =
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Order { conversation { id } } } }';
    const find = async (as: Viewer) =>
      (await chat.query(ofOrder, { refs: [{ __typename: 'Order', id: orderId }] }, { as })).data['_entities'];
    expect(await find(amina)).toEqual([{ conversation: { id: about } }]);
    expect(await find(stranger)).toEqual([{ conversation: null }]);
    const outside = await chat.start(chat.person(), { productId: (await chat.product(owner)).id });
    expect(await chat.see(amina, outside)).toBeNull();
    const { nodes } = await list(amina, storeId);
    expect(nodes.map(({ id }: Outcome) => id)).not.toContain(outside);
  });

  it('is no guest of the store, no member of another one, and nobody else', async () => {
    const { storeId, id } = await begun();
    const [guest, elsewhere] = [chat.person(), chat.person()];
    await chat.team(storeId, guest.id, 'added', 'GUEST');
    await chat.team(newId('sto'), elsewhere.id, 'added', 'ADMIN');
    for (const viewer of [guest, elsewhere, stranger, support, person('usr_a', 'ADMIN')]) {
      expect(await chat.see(viewer, id)).toBeNull();
      expect(await list(viewer, storeId)).toBe('FORBIDDEN');
      const input = { conversationId: id, text: 'Hello', clientId: newId('req') };
      expect(await chat.failure(viewer, 'sendMessage', input)).toEqual({ code: 'NOT_FOUND' });
    }
    expect(await list(anonymous, storeId)).toBe('UNAUTHENTICATED');
  });

  it('reports a message of the buyer, and leaves blocks to the person of the seller', async () => {
    const { owner, buyer, amina, baraka, id } = await begun();
    for (const mutation of ['blockConversation', 'unblockConversation']) {
      expect(await chat.failure(amina, mutation, { conversationId: id })).toEqual({ code: 'FORBIDDEN' });
    }
    const answer = await chat.send(amina, id, 'Yes.');
    const { messages: of } = await chat.see(amina, id, 'messages(first: 1) { nodes { id } }');
    const report = (as: Viewer, messageId: string) =>
      chat.mutate(as, 'reportMessage', { messageId, reason: 'SPAM' }, '... on MessageReport { reporter { id } }');
    expect(await report(baraka, answer)).toMatchObject({ code: 'OWN_MESSAGE' });
    expect(await report(baraka, of.nodes[0].id)).toMatchObject({ reporter: { id: baraka.id } });
    await chat.mutate(owner, 'blockConversation', { conversationId: id });
    expect(await chat.see(amina, id)).toMatchObject({ status: 'BLOCKED', isBlockedByViewer: true });
    const message = { conversationId: id, text: 'Hello', clientId: newId('req') };
    const refused = '... on ConversationBlocked { isBlockedByViewer }';
    expect(await chat.mutate(amina, 'sendMessage', message, refused)).toMatchObject({ isBlockedByViewer: true });
    expect(await chat.mutate(buyer, 'sendMessage', message, refused)).toMatchObject({ isBlockedByViewer: false });
  });

  describe('live', () => {
    const added = 'subscription ($id: ID!) { messageAdded(conversationId: $id) { text writtenBy { id } } }';
    const typing = 'subscription ($id: ID!) { typing(conversationId: $id) { user { id } isTyping } }';
    const inbox = 'subscription { inboxChanged { id unreadCount } }';
    const begin = async (as: Viewer, text: string, variables = {}) => {
      const { errors, extensions } = await chat.query(text, variables, { as, event: null });
      return errors ? errors[0]!.extensions?.['code'] : extensions?.['keys'];
    };
    const told = async (as: Viewer, text: string, event: { topic: string; envelope: Outcome }, variables = {}) => {
      const { data, errors } = await chat.query(text, variables, { as, event });
      return errors ? errors[0]!.extensions?.['code'] : Object.values(data)[0];
    };

    it('hears each message, and nothing more once the member was removed or is a guest', async () => {
      const { storeId, amina, baraka, id } = await begun();
      for (const member of [amina, baraka]) {
        expect(await begin(member, added, { id })).toEqual([id]);
        expect(await begin(member, inbox)).toEqual([member.id, storeId]);
      }
      await chat.send(amina, id, 'Hello');
      const envelope = (await chat.eventsOf(id)).findLast(({ type }) => type.endsWith('message_sent'))!;
      const event = { topic: 'chat.conversation', envelope };
      expect(envelope.data).toMatchObject({ conversation: { storeId } });
      expect(await told(baraka, added, event, { id })).toEqual({ text: 'Hello', writtenBy: { id: amina.id } });
      expect(await told(baraka, inbox, event)).toEqual({ id, unreadCount: 1 });
      await chat.team(storeId, baraka.id, 'removed');
      await chat.team(storeId, amina.id, 'role_changed', 'GUEST');
      for (const left of [baraka, amina]) {
        expect(await told(left, added, event, { id })).toBeNull();
        expect(await told(left, inbox, event)).toBeNull();
        expect(await begin(left, added, { id })).toBe('NOT_FOUND');
        expect(await begin(left, inbox)).toEqual([left.id]);
        expect(await chat.see(left, id)).toBeNull();
      }
    });

    it('shows a member who writes to the buyer as the seller, and the buyer to the team', async () => {
      const { owner, buyer, amina, baraka, id } = await begun();
      const envelope = (userId: string) => ({
        id: newId('evt'),
        type: 'chat.typing.changed',
        subject: id,
        sequence: 1,
        data: { userId, isTyping: true },
      });
      const show = (as: Viewer, userId: string) =>
        told(as, typing, { topic: 'chat.typing', envelope: envelope(userId) }, { id });
      expect(await show(buyer, amina.id)).toEqual({ user: { id: owner.id }, isTyping: true });
      expect(await show(baraka, buyer.id)).toEqual({ user: { id: buyer.id }, isTyping: true });
      expect(await show(baraka, amina.id)).toBeNull();
      expect(await chat.mutate(amina, 'setTyping', { conversationId: id })).toMatchObject({ isTyping: true });
    });
  });

  it('counts its unread messages without reading what it has read', async () => {
    const client = await chat.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`INSERT INTO conversation (id, status, buyer_id, seller_id, seller_user_id, store_id, subject_kind,
          subject_id, about, version, last_sequence, created_at, last_message_at)
        SELECT 'cnv_read_' || n, 'OPEN', 'usr_read_' || n, 'slr_read', 'usr_sells', 'sto_read', 'PRODUCT', 'prd_read', 'Lamp',
          1, 0, now(), now() FROM generate_series(1, 2000) AS n`);
      await client.query(`INSERT INTO participant (conversation_id, user_id, side, store_id, unread, last_message_at)
        SELECT 'cnv_read_' || n, 'usr_sells', 'SELLER', 'sto_read', CASE n WHEN 1 THEN 3 ELSE 0 END, now()
        FROM generate_series(1, 2000) AS n`);
      await client.query('ANALYZE participant');
      const { rows } = await client.query(
        `EXPLAIN (FORMAT JSON) SELECT sum(unread) FROM participant WHERE store_id = 'sto_read' AND unread > 0`,
      );
      expect(JSON.stringify(rows)).toContain('"Index Name":"participant_unread_of_store"');
      expect(await countUnread(client, { userId: 'usr_sells', storeId: 'sto_read' })).toBe(3);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('posts nothing of a member who was removed while the message was under way', async () => {
    const { storeId, amina, baraka, id } = await begun();
    const late = await whileWaiting(
      chat.pool,
      'SELECT FROM conversation WHERE id = $1 FOR UPDATE',
      id,
      () => chat.failure(amina, 'sendMessage', { conversationId: id, text: 'Late', clientId: newId('req') }),
      () => chat.team(storeId, amina.id, 'removed'),
    );
    expect(late).toEqual({ code: 'NOT_FOUND' });
    expect((await seen(baraka, id)).map(({ text }: Outcome) => text)).toEqual(['Is it available?']);
  });

  it('costs a fixed number of statements', async () => {
    const { storeId, product, amina } = await begun();
    const text = `query ($storeId: ID!) { conversations(storeId: $storeId, first: 100) {
      unreadCount nodes { unreadCount ${messages} } } }`;
    const countOf = async () => (await chat.statements(() => chat.query(text, { storeId }, { as: amina }))).count;
    for (let count = 0; count < 4; count += 1) await chat.start(chat.person(), { productId: product.id });
    const few = await countOf();
    for (let count = 0; count < 20; count += 1) await chat.start(chat.person(), { productId: product.id });
    expect([few, await countOf()]).toEqual([4, 4]);
  });
});
