import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous, type Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import type { LiveEvent } from '@soko/subgraph';
import { person, until } from '@soko/testing';
import { openChat, type Outcome, stranger, support, type TestChat } from './open-chat.ts';

describe('who sees and writes', () => {
  let chat: TestChat;
  beforeAll(async () => {
    chat = await openChat();
  });
  afterAll(() => chat.close());

  const begun = async () => {
    const product = await chat.product();
    const buyer = chat.person();
    return { product, buyer, seller: product.seller, id: await chat.start(buyer, { productId: product.id }) };
  };
  const firstMessage = async (as: Viewer, id: string): Promise<string> =>
    (await chat.see(as, id, 'messages(first: 1) { nodes { id } }')).messages.nodes[0].id;
  const report = (as: Viewer, messageId: string, more: object = { reason: 'SPAM' }) =>
    chat.mutate(as, 'reportMessage', { messageId, ...more }, '... on MessageReport { id status note reporter { id } }');
  const key: Viewer = { kind: 'apiKey', id: 'key_1', storeId: 'sto_1', scopes: ['products:read'] };

  it('shows a conversation to its two people alone', async () => {
    const { id, buyer, seller, product } = await begun();
    const messageId = await firstMessage(buyer, id);
    const entities = `query ($refs: [_Any!]!) { _entities(representations: $refs) {
      ... on Conversation { id } ... on Message { id text } ... on Product { conversation { id } } } }`;
    const refs = [
      { __typename: 'Conversation', id },
      { __typename: 'Message', id: messageId },
      { __typename: 'Product', id: product.id },
    ];
    const find = async (as: Viewer) => (await chat.query(entities, { refs }, { as })).data['_entities'];
    expect(await find(buyer)).toEqual([{ id }, { id: messageId, text: 'Is it available?' }, { conversation: { id } }]);
    expect(await find(seller)).toEqual([{ id }, { id: messageId, text: 'Is it available?' }, { conversation: null }]);
    for (const viewer of [stranger, support, person('usr_other', 'SELLER'), person('usr_a', 'ADMIN'), anonymous, key]) {
      expect(await find(viewer)).toEqual([null, null, { conversation: null }]);
    }
    for (const viewer of [stranger, support]) expect(await chat.see(viewer, id)).toBeNull();
  });

  it('refuses every change of a conversation of other people as if there were none', async () => {
    const { id, buyer } = await begun();
    const messageId = await firstMessage(buyer, id);
    const clientId = newId('req');
    const attempts: [string, object][] = [
      ['sendMessage', { conversationId: id, text: 'Hello', clientId }],
      ['markConversationRead', { conversationId: id }],
      ['setTyping', { conversationId: id }],
      ['blockConversation', { conversationId: id }],
      ['unblockConversation', { conversationId: id }],
      ['reportMessage', { messageId, reason: 'SPAM' }],
    ];
    const before = await chat.eventsOf(id);
    for (const [mutation, input] of attempts) {
      for (const viewer of [stranger, support, person('usr_a', 'ADMIN')]) {
        expect([mutation, await chat.failure(viewer, mutation, input)]).toEqual([mutation, { code: 'NOT_FOUND' }]);
      }
      expect(await chat.failure(anonymous, mutation, input)).toEqual({ code: 'UNAUTHENTICATED' });
      expect(await chat.failure(key, mutation, input)).toEqual({ code: 'FORBIDDEN' });
    }
    expect(await chat.eventsOf(id)).toEqual(before);
  });

  it('shows a conversation to support once a message is reported, and lets support write nothing', async () => {
    const { id, buyer, seller, product } = await begun();
    const messageId = await firstMessage(seller, id);
    expect(await report(buyer, messageId)).toMatchObject({ code: 'OWN_MESSAGE' });
    const saved = await report(seller, messageId, { reason: 'OTHER', note: 'Strange' });
    expect(saved).toMatchObject({ status: 'OPEN', note: 'Strange', reporter: { id: seller.id } });
    expect(await report(seller, messageId)).toEqual(saved);
    expect(await chat.see(support, id, 'viewerSide unreadCount messages(first: 5) { nodes { text } }')).toEqual({
      viewerSide: null,
      unreadCount: 0,
      messages: { nodes: [{ text: 'Is it available?' }] },
    });
    expect(await chat.see(stranger, id)).toBeNull();
    const input = { conversationId: id, text: 'Hello', clientId: newId('req') };
    expect(await chat.failure(support, 'sendMessage', input)).toEqual({ code: 'NOT_FOUND' });
    const reports = '{ messageReports(status: OPEN) { nodes { id message { text } note } } }';
    const listed = await chat.query(reports, {}, { as: support });
    expect(listed.data['messageReports'].nodes).toContainEqual({
      id: saved.id,
      message: { text: 'Is it available?' },
      note: 'Strange',
    });
    expect((await chat.query(reports, {}, { as: seller })).errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
    expect(await chat.failure(seller, 'reportMessage', { messageId, reason: 'OTHER' })).toMatchObject({
      field: 'note',
    });
    const order = chat.order(buyer.id, product);
    expect(await chat.see(buyer, await chat.start(buyer, { orderId: order }), 'status')).toEqual({ status: 'OPEN' });
    const ofOrder = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Order { conversation { id } } } }`;
    const found = await chat.query(ofOrder, { refs: [{ __typename: 'Order', id: order }] }, { as: support });
    expect(found.data['_entities']).toEqual([{ conversation: null }]);
  });

  it('lets support close the conversation of a report, once', async () => {
    const { id, buyer, seller } = await begun();
    const { id: reportId } = await report(seller, await firstMessage(seller, id));
    const selection = '... on MessageReport { status decisionNote }';
    const decide = (as: Viewer, decision: string) =>
      chat.mutate(as, 'decideMessageReport', { reportId, decision, note: 'Seen' }, selection);
    expect(await chat.failure(buyer, 'decideMessageReport', { reportId, decision: 'DISMISS' })).toEqual({
      code: 'FORBIDDEN',
    });
    const closed = { status: 'CONVERSATION_CLOSED', decisionNote: 'Seen' };
    expect(await decide(support, 'CLOSE_CONVERSATION')).toMatchObject(closed);
    expect(await decide(support, 'CLOSE_CONVERSATION')).toMatchObject(closed);
    expect(await decide(support, 'DISMISS')).toMatchObject({ code: 'MESSAGE_REPORT_DECIDED' });
    expect((await chat.see(buyer, id)).status).toBe('CLOSED');
    const input = { conversationId: id, text: 'Hello', clientId: newId('req') };
    for (const [mutation, given] of [
      ['sendMessage', input],
      ['setTyping', { conversationId: id }],
    ] as const) {
      expect(await chat.mutate(buyer, mutation, given)).toMatchObject({ code: 'CONVERSATION_CLOSED' });
    }
    expect((await chat.eventsOf(id)).slice(-2).map(({ type }) => type.split('.')[2])).toEqual([
      'report_decided',
      'closed',
    ]);
    // The block is about the two: there are other conversations, and new ones.
    const other = await chat.product(seller);
    const otherId = await chat.start(buyer, { productId: other.id });
    const blocked = await chat.mutate(seller, 'blockConversation', { conversationId: id });
    expect(blocked).toMatchObject({ status: 'CLOSED', isBlockedByViewer: true });
    expect((await chat.see(buyer, otherId)).status).toBe('BLOCKED');
    const unblocked = await chat.mutate(seller, 'unblockConversation', { conversationId: id });
    expect(unblocked).toMatchObject({ status: 'CLOSED', isBlockedByViewer: false });
    expect((await chat.see(buyer, otherId)).status).toBe('OPEN');
  });

  it('blocks a person in all conversations of the two, old and new, until it is ended', async () => {
    const { id, buyer, seller, product } = await begun();
    const second = await chat.product(seller);
    const secondId = await chat.start(buyer, { productId: second.id });
    expect(await chat.mutate(seller, 'blockConversation', { conversationId: id })).toMatchObject({
      status: 'BLOCKED',
      isBlockedByViewer: true,
    });
    expect((await chat.see(buyer, secondId)).status).toBe('BLOCKED');
    const message = { text: 'Hello', clientId: newId('req') };
    const third = await chat.product(seller);
    const start = { message: 'Hello', clientId: newId('req') };
    const byBuyer = '... on ConversationBlocked { isBlockedByViewer }';
    const refused = { code: 'CONVERSATION_BLOCKED', isBlockedByViewer: false };
    expect(await chat.mutate(buyer, 'sendMessage', { ...message, conversationId: id }, byBuyer)).toMatchObject(refused);
    expect(await chat.mutate(buyer, 'startConversation', { ...start, productId: product.id }, byBuyer)).toMatchObject(
      refused,
    );
    expect(await chat.mutate(buyer, 'startConversation', { ...start, productId: third.id }, byBuyer)).toMatchObject(
      refused,
    );
    const order = chat.order(buyer.id, product);
    expect(await chat.mutate(buyer, 'startConversation', { ...start, orderId: order }, byBuyer)).toMatchObject(refused);
    expect(await chat.mutate(buyer, 'setTyping', { conversationId: id })).toMatchObject({
      code: 'CONVERSATION_BLOCKED',
    });
    expect(await chat.mutate(seller, 'sendMessage', { ...message, conversationId: secondId }, byBuyer)).toMatchObject({
      code: 'CONVERSATION_BLOCKED',
      isBlockedByViewer: true,
    });

    await chat.mutate(buyer, 'blockConversation', { conversationId: secondId });
    await chat.mutate(seller, 'unblockConversation', { conversationId: secondId });
    expect((await chat.see(seller, id)).status).toBe('BLOCKED');
    await chat.mutate(buyer, 'unblockConversation', { conversationId: id });
    expect((await chat.see(seller, secondId)).status).toBe('OPEN');
    await chat.send(buyer, id, 'Again');
    await chat.start(buyer, { productId: third.id });
  });

  it('sends no message after a block, however many are under way', async () => {
    const { id, buyer, seller } = await begun();
    const results = await Promise.all([
      ...Array.from({ length: 10 }, (_, index) =>
        chat.mutate(buyer, 'sendMessage', { conversationId: id, text: `M ${index}`, clientId: newId('req') }),
      ),
      chat.mutate(seller, 'blockConversation', { conversationId: id }),
      ...Array.from({ length: 10 }, (_, index) =>
        chat.mutate(buyer, 'sendMessage', { conversationId: id, text: `N ${index}`, clientId: newId('req') }),
      ),
    ]);
    const refused = results.filter(({ code }: Outcome) => code === 'CONVERSATION_BLOCKED').length;
    const types = (await chat.eventsOf(id)).map(({ type }) => type.split('.')[2]);
    expect(types.at(-1)).toBe('blocked');
    expect(types.filter((type) => type === 'message_sent')).toHaveLength(1 + 20 - refused);
  });

  describe('live', () => {
    const added = 'subscription ($id: ID!) { messageAdded(conversationId: $id) { id text } }';
    const typing = 'subscription ($id: ID!) { typing(conversationId: $id) { user { id } isTyping } }';
    const inbox = 'subscription { inboxChanged { id unreadCount } }';
    const begin = async (as: Viewer, text: string, variables = {}) => {
      const { errors, extensions } = await chat.query(text, variables, { as, event: null });
      return errors ? errors[0]!.extensions?.['code'] : extensions?.['keys'];
    };
    const told = async (as: Viewer, text: string, event: LiveEvent, variables = {}) => {
      const { data, errors } = await chat.query(text, variables, { as, event });
      return errors ? errors[0]!.extensions?.['code'] : Object.values(data)[0];
    };

    it('messages are for the people of the conversation, and for nobody else', async () => {
      const { id, buyer, seller } = await begun();
      const other = await begun();
      const envelope = (await chat.eventsOf(id)).find(({ type }) => type.endsWith('message_sent'))!;
      const event = { topic: 'chat.conversation', envelope };
      for (const viewer of [buyer, seller]) {
        expect(await begin(viewer, added, { id })).toEqual([id]);
        expect(await told(viewer, added, event, { id })).toMatchObject({ text: 'Is it available?' });
      }
      for (const viewer of [stranger, support]) {
        expect(await begin(viewer, added, { id })).toBe('NOT_FOUND');
        expect(await told(viewer, added, event, { id })).toBeNull();
      }
      expect(await begin(anonymous, added, { id })).toBe('UNAUTHENTICATED');
      expect(await told(other.buyer, added, event, { id: other.id })).toBeNull();
      const started = (await chat.eventsOf(id))[0]!;
      expect(await told(buyer, added, { topic: 'chat.conversation', envelope: started }, { id })).toBeNull();
      expect(await begin(seller, inbox)).toEqual([seller.id]);
      expect(await told(seller, inbox, event)).toEqual({ id, unreadCount: 1 });
      expect(await told(stranger, inbox, event)).toBeNull();
    });

    it('typing is published once in two seconds, shown to the other person, and saved nowhere', async () => {
      const { id, buyer, seller } = await begun();
      const set = (isTyping: boolean) => chat.mutate(buyer, 'setTyping', { conversationId: id, isTyping });
      for (const isTyping of [true, true, true, false, false]) await set(isTyping);
      const published = async () =>
        (await chat.bus.read('chat.typing', { limit: 100 }))
          .flatMap(({ envelope }) => envelope ?? [])
          .filter(({ subject }) => subject === id);
      await until('both states are published', async () => (await published()).length >= 2);
      const states = await published();
      expect(states.map(({ data }) => data)).toEqual([
        { userId: buyer.id, isTyping: true },
        { userId: buyer.id, isTyping: false },
      ]);
      const event = { topic: 'chat.typing', envelope: states[0]! };
      expect(await told(seller, typing, event, { id })).toEqual({ user: { id: buyer.id }, isTyping: true });
      expect(await told(buyer, typing, event, { id })).toBeNull();
      expect(await told(stranger, typing, event, { id })).toBeNull();
      expect((await chat.eventsOf(id)).map(({ type }) => type)).not.toContain('chat.typing.changed');
    });
  });
});
