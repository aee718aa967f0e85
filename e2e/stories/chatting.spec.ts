import { afterAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { becomeSeller, mailed, newAddress, signUp } from '../harness/people.ts';
import { picture } from '../harness/picture.ts';
import { sellSomething, someCategory } from '../harness/selling.ts';
import { watcher, type Watcher } from '../harness/watching.ts';

const open: Watcher[] = [];
const watching = (who: Client): Watcher => {
  const opened = watcher(who.token);
  open.push(opened);
  return opened;
};

const message = '... on Message { id sequence text isMasked pictures { id } }';
const conversation = '... on Conversation { id status unreadCount product { title } seller { displayName } }';

const mutate = async (who: Client, mutation: string, input: object, selection = conversation) => {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const refusal = mutation === 'markConversationRead' ? '' : '... on UserError { code }';
  const text = `mutation($input: ${type}!) { ${mutation}(input: $input) { __typename ${selection} ${refusal} } }`;
  return (await who.data(text, { input }))[mutation];
};

const send = (who: Client, conversationId: string, text: string, more: object = {}) =>
  mutate(who, 'sendMessage', { conversationId, text, clientId: v7(), ...more }, message);

const messageAdded =
  'subscription($id: ID!) { messageAdded(conversationId: $id) { sequence text side sender { displayName } } }';

describe('a buyer and a seller', () => {
  afterAll(() => open.forEach((each) => each.close()));

  it('write to each other live, with read marks, typing, an order, a block and a report', async () => {
    const goods = await buying.goodsOnSale('chatty', 10);
    const buyer = await signUp(newAddress('chatter'));
    const stranger = await signUp(newAddress('stranger'));
    const start = { productId: goods.productId, message: 'Is it oak?', clientId: v7() };
    const begun = await mutate(buyer, 'startConversation', start);
    expect(begun).toMatchObject({ status: 'OPEN', seller: { displayName: 'chatty & Co' } });
    expect((await mutate(buyer, 'startConversation', start)).id).toBe(begun.id);
    const { id } = begun;

    const [ofBuyer, ofSeller] = [watching(buyer), watching(goods.seller)];
    const heard = await ofBuyer.watch(messageAdded, { id });
    const inbox = await ofSeller.watch('subscription { inboxChanged { id unreadCount lastMessage { text isRead } } }');
    const typing = await ofSeller.watch('subscription($id: ID!) { typing(conversationId: $id) { isTyping } }', { id });
    const refused = await watching(stranger).watch(messageAdded, { id });
    await until('the stranger is refused', () => refused.errors !== null);

    await mutate(buyer, 'setTyping', { conversationId: id }, '... on Typing { isTyping }');
    await typing.sees('that the buyer writes', (data) => data.typing.isTyping === true);
    const texts = Array.from({ length: 10 }, (_, index) => `Answer ${index}`);
    for (const text of texts) await send(goods.seller, id, text);
    await heard.sees('the last answer', (data) => data.messageAdded.text === 'Answer 9');
    const added = heard.messages.map(({ messageAdded: { sequence, text } }) => [sequence, text] as const);
    // The event of the first message may have been on its way when the watching began.
    expect(added.filter(([sequence]) => sequence !== 1)).toEqual(texts.map((text, index) => [index + 2, text]));
    await send(buyer, id, 'Call 0712 345 678');
    await inbox.sees('the masked message', (data) => data.inboxChanged.lastMessage.text === 'Call •••');
    await mutate(buyer, 'markConversationRead', { conversationId: id });
    const list =
      '{ conversations { unreadCount nodes { id unreadCount messages(last: 2) { nodes { isRead text } } } } }';
    expect((await buyer.data(list)).conversations).toMatchObject({ unreadCount: 0 });
    const [sellers] = (await goods.seller.data(list)).conversations.nodes;
    expect(sellers).toMatchObject({ id, unreadCount: 2, messages: { nodes: [{ isRead: true }, { isRead: false }] } });

    const cart = await buying.fillCart(buyer, [[goods.small, 1]]);
    const checkout = await buying.placeOrder(buyer, (await buying.quote(buyer, cart)).id);
    const orderId: string = checkout.orders[0].id;
    await mutate(goods.seller, 'startConversation', { orderId, message: 'Thank you!', clientId: v7() });
    const ofOrder = 'query($id: ID!) { order(id: $id) { conversation { about lastMessage { text } } number } }';
    const { order } = await buyer.data(ofOrder, { id: orderId });
    expect(order.conversation).toEqual({ about: order.number, lastMessage: { text: 'Thank you!' } });

    const see = 'query($id: ID!) { conversation(id: $id) { status messages(first: 1) { nodes { id text } } } }';
    const support = await signedInAs('support@example.com');
    for (const other of [stranger, support]) expect((await other.data(see, { id })).conversation).toBeNull();
    const [first] = (await goods.seller.data(see, { id })).conversation.messages.nodes;
    const report = { messageId: first.id, reason: 'OTHER', note: 'A test' };
    await mutate(goods.seller, 'reportMessage', report, '... on MessageReport { id }');
    expect((await support.data(see, { id })).conversation.messages.nodes).toEqual([first]);
    expect((await stranger.data(see, { id })).conversation).toBeNull();

    const png = picture(30, 20);
    const asked = await mutate(
      buyer,
      'createMessagePicture',
      { mimeType: 'image/png', size: png.length },
      '... on MessagePicture { id uploadUrl uploadHeaders { name value } }',
    );
    const headers = { 'content-type': 'image/png' };
    expect((await fetch(asked.uploadUrl, { method: 'PUT', headers, body: new Uint8Array(png) })).status).toBe(204);
    await send(buyer, id, '', { pictureIds: [asked.id] });
    const pictures = 'query($id: ID!) { conversation(id: $id) { lastMessage { pictures { url width } } } }';
    const [shown] = (await goods.seller.data(pictures, { id })).conversation.lastMessage.pictures;
    const found = await fetch(shown.url);
    expect([found.status, found.headers.get('content-type'), shown.width]).toEqual([200, 'image/png', 30]);
    expect(Buffer.from(await found.arrayBuffer()).equals(png)).toBe(true);

    await mutate(goods.seller, 'blockConversation', { conversationId: id });
    expect(await send(buyer, id, 'Hello?')).toMatchObject({ code: 'CONVERSATION_BLOCKED' });
    await mutate(goods.seller, 'unblockConversation', { conversationId: id });
    expect(await send(buyer, id, 'Hello!')).toMatchObject({ text: 'Hello!' });
  });
});

describe('the team of a store', () => {
  afterAll(() => open.forEach((each) => each.close()));

  const store = async () => {
    const { seller } = await becomeSeller('team', client());
    const input = { name: 'Team & Co' };
    const { id } = await mutate(seller, 'createStore', input, '... on Store { id }');
    const goods = { title: 'Stool of a team', tags: ['stool'], categoryId: await someCategory(seller), storeId: id };
    return { seller, storeId: id as string, productId: await sellSomething(seller, goods) };
  };

  const join = async (seller: Client, storeId: string) => {
    const email = newAddress('helper');
    const helper = await signUp(email);
    const invite = { storeId, email, role: 'SUPPORT' };
    const { id } = await mutate(seller, 'inviteStoreMember', invite, '... on StoreMember { id }');
    const token = await mailed(helper, email, /enter this token: (\S+)/);
    await mutate(helper, 'acceptStoreInvitation', { token }, '... on StoreMember { id }');
    return { helper, memberId: id as string };
  };

  it('answers for it live, and hears nothing more once removed, also on an open socket', async () => {
    const { seller, storeId, productId } = await store();
    const { helper, memberId } = await join(seller, storeId);
    const buyer = await signUp(newAddress('asking'));
    const { id } = await mutate(buyer, 'startConversation', { productId, message: 'Is it oak?', clientId: v7() });
    const [ofBuyer, ofHelper] = [watching(buyer), watching(helper)];
    const heard = await ofBuyer.watch(
      `subscription($id: ID!) { messageAdded(conversationId: $id) { text store { name } writtenBy { id } } }`,
      { id },
    );
    const helped = await ofHelper.watch(messageAdded, { id });
    const inbox = await ofHelper.watch('subscription { inboxChanged { id unreadCount } }');
    const list = `query($id: ID!) { conversations(storeId: $id) { unreadCount nodes { id store { name } } } }`;
    expect((await helper.data(list, { id: storeId })).conversations).toEqual({
      unreadCount: 1,
      nodes: [{ id, store: { name: 'Team & Co' } }],
    });
    await mutate(helper, 'markConversationRead', { conversationId: id });
    await inbox.sees('that it is read', (data) => data.inboxChanged?.unreadCount === 0);
    await send(helper, id, 'Yes, solid oak.');
    await heard.sees('the answer of the store', ({ messageAdded: { text, store: of, writtenBy } }) => {
      return text === 'Yes, solid oak.' && of.name === 'Team & Co' && writtenBy === null;
    });
    await helped.sees('their own answer', (data) => data.messageAdded?.text === 'Yes, solid oak.');

    await mutate(seller, 'removeStoreMember', { storeMemberId: memberId }, '... on StoreMember { id }');
    await send(buyer, id, 'Thank you!');
    await send(seller, id, 'You are welcome.');
    await heard.sees('the last message', (data) => data.messageAdded.text === 'You are welcome.');
    const texts = [...helped.messages, ...inbox.messages].map((data) => data.messageAdded?.text);
    expect(texts).not.toContain('Thank you!');
    const see = 'query($id: ID!) { conversation(id: $id) { id } }';
    expect((await helper.data(see, { id })).conversation).toBeNull();
    expect((await seller.data(see, { id })).conversation).toEqual({ id });
  });

  it('writes to the buyer of an order of the store, and is answered, until the member is removed', async () => {
    const { seller, storeId, productId } = await store();
    const { helper, memberId } = await join(seller, storeId);
    const { product } = await seller.data('query($id: ID!) { product(id: $id) { variants { id } } }', {
      id: productId,
    });
    const variantId: string = product.variants[0].id;
    await buying.receiveStock(seller, variantId, 5);
    const buyer = await signUp(newAddress('ordering'));
    await buying.fillCart(buyer, [[variantId, 1]]);
    const checkout = await buying.placeOrder(buyer, (await buying.quote(buyer, null)).id);
    const orderId: string = checkout.orders[0].id;

    const hello = { orderId, message: 'Your stool leaves today.', clientId: v7() };
    const stranger = await signUp(newAddress('passing'));
    const start = 'mutation($input: StartConversationInput!) { startConversation(input: $input) { __typename } }';
    const codeOf = async (who: Client, text: string, variables: Record<string, unknown>) =>
      (await who.ask(text, variables)).errors?.[0]?.extensions?.['code'];
    expect(await codeOf(stranger, start, { input: hello })).toBe('NOT_FOUND');
    const { id } = await mutate(helper, 'startConversation', hello);
    const ofOrder = 'query($id: ID!) { order(id: $id) { number conversation { id lastMessage { text } } } }';
    const { order } = await buyer.data(ofOrder, { id: orderId });
    expect(order.conversation).toEqual({ id, lastMessage: { text: 'Your stool leaves today.' } });
    expect(await send(buyer, id, 'Thank you! Which parcel?')).toMatchObject({ sequence: 2 });
    const see =
      'query($id: ID!) { conversation(id: $id) { about viewerSide messages(first: 5) { nodes { text writtenBy { id } } } } }';
    const seen = (await helper.data(see, { id })).conversation;
    expect(seen).toMatchObject({ about: order.number, viewerSide: 'SELLER' });
    expect(seen.messages.nodes.map(({ text }: { text: string }) => text)).toEqual([
      'Your stool leaves today.',
      'Thank you! Which parcel?',
    ]);
    expect(await send(helper, id, 'The green one.')).toMatchObject({ sequence: 3 });

    await mutate(seller, 'removeStoreMember', { storeMemberId: memberId }, '... on StoreMember { id }');
    expect((await helper.data(see, { id })).conversation).toBeNull();
    const late = { conversationId: id, text: 'One more thing.', clientId: v7() };
    const write = 'mutation($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }';
    expect(await codeOf(helper, write, { input: late })).toBe('NOT_FOUND');
    const again = { ...hello, message: 'One more thing.', clientId: v7() };
    expect(await codeOf(helper, start, { input: again })).toBe('NOT_FOUND');
    expect((await seller.data(see, { id })).conversation.messages.nodes).toHaveLength(3);
  });
});
