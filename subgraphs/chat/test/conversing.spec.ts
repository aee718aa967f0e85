import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { openChat, type Outcome, type TestChat } from './open-chat.ts';

describe('a conversation', () => {
  let chat: TestChat;
  beforeAll(async () => {
    chat = await openChat({ CHAT_MESSAGES_PER_MINUTE: '1000' });
  });
  afterAll(() => chat.close());

  const begun = async () => {
    const product = await chat.product();
    const buyer = chat.person();
    return { product, buyer, seller: product.seller, id: await chat.start(buyer, { productId: product.id }) };
  };

  const texts = 'messages(last: 100) { nodes { sequence text } }';

  it('begins with a message about a product, and has an event for each change', async () => {
    const { id, buyer, seller, product } = await begun();
    expect(
      await chat.see(buyer, id, 'about status viewerSide unreadCount product { id } order { id } buyer { id }'),
    ).toEqual({
      about: 'Oak lamp',
      status: 'OPEN',
      viewerSide: 'BUYER',
      unreadCount: 0,
      product: { id: product.id },
      order: null,
      buyer: { id: buyer.id },
    });
    expect(await chat.see(seller, id, 'viewerSide unreadCount lastMessage { text side isRead clientId }')).toEqual({
      viewerSide: 'SELLER',
      unreadCount: 1,
      lastMessage: { text: 'Is it available?', side: 'BUYER', isRead: false, clientId: null },
    });
    await chat.mutate(seller, 'markConversationRead', { conversationId: id });
    await chat.send(seller, id, 'Yes.');
    const events = await chat.eventsOf(id);
    expect(events.map(({ type, sequence }) => [type.split('.')[2], sequence])).toEqual([
      ['started', 1],
      ['message_sent', 2],
      ['read', 3],
      ['message_sent', 4],
    ]);
    expect(JSON.stringify(events)).not.toContain('available');
  });

  it('is one for the two people and the product, however often and at once it is started', async () => {
    const { id, buyer, product } = await begun();
    const again = await Promise.all(
      [1, 2, 3].map((number) => chat.start(buyer, { productId: product.id }, `Hello ${number}`)),
    );
    expect(new Set(again)).toEqual(new Set([id]));
    const newcomer = chat.person();
    const clientId = newId('req');
    const input = { productId: product.id, message: 'Once', clientId };
    const starts = await Promise.all([1, 2, 3, 4].map(() => chat.mutate(newcomer, 'startConversation', input)));
    expect(new Set(starts.map((each: Outcome) => each.id)).size).toBe(1);
    const { messages } = await chat.see(newcomer, starts[0].id, texts);
    expect(messages.nodes).toEqual([{ sequence: 1, text: 'Once' }]);
  });

  it('about an order is started by its buyer or its seller, and by no one else who sees it', async () => {
    const product = await chat.product();
    const buyer = chat.person();
    const orderId = chat.order(buyer.id, product);
    const id = await chat.start(product.seller, { orderId }, 'Which colour?');
    expect(await chat.start(buyer, { orderId }, 'Blue')).toBe(id);
    expect(await chat.see(buyer, id, 'about viewerSide order { id }')).toEqual({
      about: 'SO-2026-000123-1',
      viewerSide: 'BUYER',
      order: { id: orderId },
    });
    const courier = chat.person('COURIER');
    const input = { orderId, message: 'Hello', clientId: newId('req') };
    expect(await chat.failure(courier, 'startConversation', input)).toEqual({ code: 'NOT_FOUND' });
    const guests = chat.order(null, product);
    expect(await chat.mutate(product.seller, 'startConversation', { ...input, orderId: guests })).toMatchObject({
      code: 'BUYER_HAS_NO_ACCOUNT',
    });
  });

  it('is refused about an own product, and not found about one that is hidden', async () => {
    const product = await chat.product();
    const input = { productId: product.id, message: 'Hello', clientId: newId('req') };
    expect(await chat.mutate(product.seller, 'startConversation', input)).toMatchObject({ code: 'OWN_PRODUCT' });
    chat.hide(product.id);
    expect(await chat.failure(chat.person(), 'startConversation', input)).toEqual({ code: 'NOT_FOUND' });
  });

  it('has one message for a client id, also in parallel; with another text it is a mismatch', async () => {
    const { id, buyer } = await begun();
    const input = { conversationId: id, text: 'Once', clientId: newId('req') };
    const sent = await Promise.all([1, 2, 3, 4, 5].map(() => chat.mutate(buyer, 'sendMessage', input)));
    expect(new Set(sent.map((each: Outcome) => each.id)).size).toBe(1);
    expect(await chat.mutate(buyer, 'sendMessage', input)).toEqual(sent[0]);
    expect(await chat.failure(buyer, 'sendMessage', { ...input, text: 'Twice' })).toEqual({
      code: 'IDEMPOTENCY_MISMATCH',
      field: 'clientId',
    });
    const { messages } = await chat.see(buyer, id, texts);
    expect(messages.nodes.map(({ text }: Outcome) => text)).toEqual(['Is it available?', 'Once']);
  });

  it('counts the unread messages of 50 that are sent at once, and has them in one order', async () => {
    const { id, buyer, seller } = await begun();
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => chat.send(index % 2 === 0 ? buyer : seller, id, `Message ${index}`)),
    );
    expect((await chat.see(seller, id)).unreadCount).toBe(26);
    expect((await chat.see(buyer, id)).unreadCount).toBe(25);
    const { messages } = await chat.see(buyer, id, 'messages(first: 100) { nodes { sequence createdAt } }');
    expect(messages.nodes.map(({ sequence }: Outcome) => sequence)).toEqual(
      Array.from({ length: 51 }, (_, index) => index + 1),
    );
    const times: string[] = messages.nodes.map(({ createdAt }: Outcome) => createdAt);
    expect(times).toEqual([...times].toSorted());
    const sent = (await chat.eventsOf(id)).filter(({ type }) => type.endsWith('message_sent'));
    const order = sent.map(({ data }) => (data as Outcome).messageSequence);
    expect(order).toEqual(order.toSorted((one: number, other: number) => one - other));
    const { data } = await chat.query('{ conversations { unreadCount nodes { id } } }', {}, { as: seller });
    expect(data['conversations']).toEqual({ unreadCount: 26, nodes: [{ id }] });
  });

  it('counts one message of each of 50 people who write to a seller at once', async () => {
    const product = await chat.product();
    const ids = await Promise.all(
      Array.from({ length: 50 }, () => chat.start(chat.person(), { productId: product.id })),
    );
    expect(new Set(ids).size).toBe(50);
    const list = '{ conversations(first: 100) { unreadCount nodes { unreadCount } } }';
    const { data } = await chat.query(list, {}, { as: product.seller });
    expect(data['conversations'].unreadCount).toBe(50);
    expect(data['conversations'].nodes).toEqual(ids.map(() => ({ unreadCount: 1 })));
  });

  it('remembers how far each person has read, and never goes back', async () => {
    const { id, buyer, seller } = await begun();
    const second = await chat.send(buyer, id, 'Second');
    await chat.send(buyer, id, 'Third');
    const mark = (messageId?: string) =>
      chat.mutate(
        seller,
        'markConversationRead',
        { conversationId: id, messageId },
        '... on Conversation { unreadCount }',
      );
    expect(await mark(second)).toMatchObject({ unreadCount: 1 });
    const read = 'messages(first: 10) { nodes { isRead } }';
    const states = async () => (await chat.see(buyer, id, read)).messages.nodes.map(({ isRead }: Outcome) => isRead);
    expect(await states()).toEqual([true, true, false]);
    expect(await mark()).toMatchObject({ unreadCount: 0 });
    expect(await mark(second)).toMatchObject({ unreadCount: 0 });
    expect(await states()).toEqual([true, true, true]);
    const other = await begun();
    const foreign = { conversationId: id, messageId: await chat.send(other.buyer, other.id, 'Elsewhere') };
    expect(await chat.failure(seller, 'markConversationRead', foreign)).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'messageId',
    });
  });

  it('is read both ways in pages', async () => {
    const { id, buyer } = await begun();
    for (const text of ['B', 'C', 'D', 'E']) await chat.send(buyer, id, text);
    const page = async (args: string) => {
      const { messages } = await chat.see(
        buyer,
        id,
        `messages(${args}) { nodes { sequence } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
      );
      return { numbers: messages.nodes.map(({ sequence }: Outcome) => sequence), ...messages.pageInfo };
    };
    const last = await page('last: 2');
    expect(last).toMatchObject({ numbers: [4, 5], hasPreviousPage: true, hasNextPage: false });
    const before = await page(`last: 2, before: "${last.startCursor}"`);
    expect(before).toMatchObject({ numbers: [2, 3], hasPreviousPage: true, hasNextPage: true });
    await chat.send(buyer, id, 'F');
    expect((await page(`first: 2, after: "${before.endCursor}"`)).numbers).toEqual([4, 5]);
    expect((await page(`first: 2, after: "${last.endCursor}"`)).numbers).toEqual([6]);
  });

  it('moves to the top of the list with each message; cursors continue', async () => {
    const buyer = chat.person();
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { id } = await chat.product();
      ids.push(await chat.start(buyer, { productId: id }));
    }
    const list = async (args: string): Promise<Outcome> =>
      (await chat.query(`{ conversations(${args}) { nodes { id } pageInfo { endCursor } } }`, {}, { as: buyer })).data[
        'conversations'
      ];
    await chat.send(buyer, ids[0]!, 'Again');
    const all = (await list('first: 10')).nodes.map(({ id }: Outcome) => id);
    expect(all[0]).toBe(ids[0]);
    expect(all.toSorted()).toEqual(ids.toSorted());
    const first = await list('first: 1');
    const rest = await list(`first: 10, after: "${first.pageInfo.endCursor}"`);
    expect([...first.nodes, ...rest.nodes].map(({ id }: Outcome) => id)).toEqual(all);
  });

  it('masks contact data about a product, and not about an order', async () => {
    const { id, buyer, product } = await begun();
    const input = { text: 'Call 0712 345 678', clientId: newId('req') };
    expect(await chat.mutate(buyer, 'sendMessage', { ...input, conversationId: id })).toMatchObject({
      text: 'Call •••',
      isMasked: true,
    });
    const order = await chat.start(buyer, { orderId: chat.order(buyer.id, product) });
    const message = { ...input, conversationId: order, clientId: newId('req') };
    expect(await chat.mutate(buyer, 'sendMessage', message)).toMatchObject({ text: input.text, isMasked: false });
  });

  it.each([
    [{ text: '' }, 'text'],
    [{ text: ' \u200b ' }, 'text'],
    [{ text: 'x'.repeat(4_001) }, 'text'],
    [{ text: 'nul \0' }, 'text'],
    [{ text: 'Hello', clientId: 'short' }, 'clientId'],
    [{ text: 'Hello', pictureIds: ['a', 'b', 'c', 'd', 'e'] }, 'pictureIds'],
    [{ text: 'Hello', pictureIds: ['pic_1', 'pic_1'] }, 'pictureIds'],
    [{ text: 'Hello', pictureIds: ['pic_1'] }, 'pictureIds.0'],
  ])('refuses the input %j', async (input, field) => {
    const { id, buyer } = await begun();
    const given = { conversationId: id, clientId: newId('req'), ...input };
    expect(await chat.failure(buyer, 'sendMessage', given)).toEqual({ code: 'BAD_USER_INPUT', field });
  });

  it('takes 4,000 characters, counted as people count them', async () => {
    const { id, buyer } = await begun();
    await expect(chat.send(buyer, id, '😀'.repeat(4_000))).resolves.toBeDefined();
  });

  it('costs a fixed number of statements', async () => {
    const buyer = chat.person();
    const open = async () => chat.start(buyer, { productId: (await chat.product()).id });
    const list = `{ conversations(first: 100) { unreadCount nodes { id unreadCount lastMessage { text isRead pictures { id } }
      messages(last: 5) { nodes { text sender { id } side isRead } } } } }`;
    const countOf = async () => (await chat.statements(() => chat.query(list, {}, { as: buyer }))).count;
    for (let count = 0; count < 5; count += 1) await open();
    const few = await countOf();
    for (let count = 0; count < 20; count += 1) await open();
    expect([few, await countOf()]).toEqual([5, 5]);
    const id = await open();
    // Two of them read `side`, `isRead` and `pictures`.
    const sent = await chat.statements(() => chat.send(buyer, id, 'Counted'));
    expect(sent.count).toBe(10);
    const product = await chat.product();
    const countOfMutation = async (as: Viewer, mutation: string, input: object) =>
      (await chat.statements(() => chat.mutate(as, mutation, input, '__typename'))).count;
    const start = { productId: product.id, message: 'Counted', clientId: newId('req') };
    expect(await countOfMutation(buyer, 'startConversation', start)).toBe(19);
    expect(await countOfMutation(buyer, 'startConversation', { ...start, clientId: newId('req') })).toBe(11);
    const own = { conversationId: await chat.start(buyer, { productId: product.id }) };
    expect(await countOfMutation(product.seller, 'markConversationRead', own)).toBe(8);
    expect(await countOfMutation(product.seller, 'blockConversation', own)).toBe(8);
    expect(await countOfMutation(product.seller, 'unblockConversation', own)).toBe(9);
  });
});

describe('a person who writes too much', () => {
  it('is refused for a while; resent messages do not count', async () => {
    const chat = await openChat({ CHAT_MESSAGES_PER_MINUTE: '3', CHAT_CONVERSATIONS_PER_HOUR: '2' });
    try {
      const buyer = chat.person();
      const product = await chat.product();
      const id = await chat.start(buyer, { productId: product.id });
      const input = { conversationId: id, text: 'Again', clientId: newId('req') };
      for (let count = 0; count < 4; count += 1) await chat.mutate(buyer, 'sendMessage', input);
      await chat.send(buyer, id, 'Third');
      const next = { ...input, clientId: newId('req') };
      expect(await chat.failure(buyer, 'sendMessage', next)).toMatchObject({ code: 'RATE_LIMITED' });
      const other = chat.person();
      for (let count = 0; count < 2; count += 1) await chat.start(other, { productId: (await chat.product()).id });
      const third = { productId: (await chat.product()).id, message: 'Hello', clientId: newId('req') };
      expect(await chat.failure(other, 'startConversation', third)).toMatchObject({ code: 'RATE_LIMITED' });
    } finally {
      await chat.close();
    }
  });
});
