import { afterAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { type Client, signedInAs } from '../harness/client.ts';
import { newAddress, signUp } from '../harness/people.ts';
import { picture } from '../harness/picture.ts';
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
  }, 90_000);
});
