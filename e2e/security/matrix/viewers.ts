import { scopes } from '@soko/auth';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from '../../harness/buying.ts';
import { type Client, client } from '../../harness/client.ts';
import * as fulfilling from '../../harness/fulfilling.ts';
import { mailed, newAddress, password, signUp } from '../../harness/people.ts';
import type { RunningSoko } from '../../harness/soko.mjs';
import { stripeAdmin } from '../../harness/paying.ts';
import { upload } from '../../harness/selling.ts';
import { createWorld } from '../hostile/real-ids.ts';
import type { RealIds } from '../hostile/sound-values.ts';

const refused = '... on UserError { code message }';

/** Columns of the tables: everyone who asks. What they ask for belongs to `buyer` or to `seller`. */
export const viewers = [
  'anonymous',
  'guest',
  'stranger',
  'buyer',
  'other seller',
  'seller',
  'API key',
  'other key',
  'member',
  'support',
  'warehouse',
  'courier',
  'trader',
  'admin',
] as const;
export type Viewer = (typeof viewers)[number];

export interface MatrixWorld {
  clients: Readonly<Record<Viewer, Client>>;
  ids: RealIds;
}

/** A guest whose header has the token of a cart that they filled: a token opens what it belongs to, and nothing else. */
const withGuestToken = (visitor: Client, token: string): Client => ({
  ...visitor,
  ask: (document, variables, headers) => visitor.ask(document, variables, { ...headers, 'x-guest-token': token }),
});

async function createKey(owner: Client, storeId: string): Promise<{ id: string; secret: string }> {
  const { createApiKey } = await owner.data(
    `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) {
       ... on CreatedApiKey { apiKey { id } secret } ${refused} } }`,
    { input: { storeId, name: 'Till', scopes: [...scopes] } },
  );
  return { id: createApiKey.apiKey.id, secret: createApiKey.secret };
}

/** A person of their own who joins the team of a store, and the id of the membership. */
async function joinStore(owner: Client, storeId: string, visitor: Client): Promise<{ member: Client; id: string }> {
  const email = newAddress('member');
  const member = await signUp(email, visitor);
  const { inviteStoreMember } = await owner.data(
    `mutation ($input: InviteStoreMemberInput!) { inviteStoreMember(input: $input) { ... on StoreMember { id } ${refused} } }`,
    { input: { storeId, email, role: 'SUPPORT' } },
  );
  const token = await mailed(member, email, /enter this token: (\S+)/);
  await member.data(
    `mutation ($input: AcceptStoreInvitationInput!) { acceptStoreInvitation(input: $input) { ... on StoreMember { id } ${refused} } }`,
    { input: { token } },
  );
  return { member, id: inviteStoreMember.id };
}

/** What only the buyer has: a checkout, a saved card, a second session and an export of their data. */
async function thingsOf(buyer: Client, orderId: string, card: string): Promise<Record<string, string>> {
  const { me, order } = await buyer.data('query ($id: ID!) { me { email } order(id: $id) { checkout { id } } }', {
    id: orderId,
  });
  await buyer.data(
    `mutation ($input: LogInInput!) { logIn(input: $input) { ... on Session { accessToken } ${refused} } }`,
    {
      input: { email: me.email, password },
    },
  );
  const { sessions } = await buyer.data('{ sessions { id current } }');
  const other = sessions.find(({ current }: { current: boolean }) => !current);
  const { savePaymentMethod } = await buyer.data(
    `mutation ($input: SavePaymentMethodInput!) { savePaymentMethod(input: $input) { ... on PaymentMethod { id } ${refused} } }`,
    { input: { method: 'STRIPE_CARD', token: card, idempotencyKey: `saved-${orderId}` } },
  );
  if (savePaymentMethod.id === undefined) throw new Error(`Not saved: ${JSON.stringify(savePaymentMethod)}`);
  const { requestDataExport } = await buyer.data(
    `mutation { requestDataExport { ... on DataExport { id } ${refused} } }`,
  );
  await until('the data is exported', async () => {
    const { dataExport } = await buyer.data('query ($id: ID!) { dataExport(id: $id) { downloadUrl } }', {
      id: requestDataExport.id,
    });
    return dataExport.downloadUrl;
  });
  return {
    'checkout.id': order.checkout.id,
    sessionId: other.id,
    paymentMethodId: savePaymentMethod.id,
    'dataExport.id': requestDataExport.id,
  };
}

/** A parcel that waits for its courier. */
async function parcelOf(
  { warehouse, courier }: Record<'warehouse' | 'courier', Client>,
  variantId: string,
  visitor: Client,
): Promise<Record<string, string>> {
  const bought = await buying.buy([[variantId, 1]], visitor);
  const orderId = bought.orders[0]!;
  await fulfilling.pack(warehouse, orderId);
  const deliveryId = await fulfilling.deliveryOf(courier, orderId);
  const { order } = await bought.buyer.data('query ($id: ID!) { order(id: $id) { delivery { trackingNumber } } }', {
    id: orderId,
  });
  return { deliveryId, 'trackDelivery.trackingNumber': order.delivery.trackingNumber };
}

/** A dispute of the buyer about an order of the seller that is on its way. */
async function disputeOf(
  { buyer, warehouse, courier }: Record<'buyer' | 'warehouse' | 'courier', Client>,
  variantId: string,
): Promise<Record<string, string>> {
  await buying.fillCart(buyer, [[variantId, 1]]);
  const checkout = await buying.placeOrder(buyer, (await buying.quote(buyer, null)).id);
  const orderId: string = checkout.orders[0].id;
  await fulfilling.pack(warehouse, orderId);
  await fulfilling.deliver(courier, 'startDelivery', { deliveryId: await fulfilling.deliveryOf(courier, orderId) });
  const id = await until('the order is on its way', async () => {
    const { openDispute } = await buyer.data(
      `mutation ($input: OpenDisputeInput!) { openDispute(input: $input) { ... on Dispute { id } ${refused} } }`,
      { input: { orderId, reason: 'NOT_RECEIVED', text: 'Where is it?', idempotencyKey: `dispute-${v7()}` } },
    );
    return openDispute.id ?? null;
  });
  return { disputeId: id, caseId: id, 'dispute.id': id };
}

async function importOf(seller: Client): Promise<string> {
  const uploadId = await upload(seller, Buffer.from('sku,title\nA-1,Stool\n'), 'text/csv', 'goods.csv');
  const { importProducts } = await seller.data(
    `mutation ($input: ImportProductsInput!) { importProducts(input: $input) { ... on ProductImport { id } ${refused} } }`,
    { input: { uploadId } },
  );
  return importProducts.id;
}

/** A conversation of the buyer and the seller, and a report of its first message, so that support sees it. */
async function talkOf(buyer: Client, seller: Client, productId: string): Promise<Record<string, string>> {
  const { startConversation: talk } = await buyer.data(
    `mutation ($input: StartConversationInput!) { startConversation(input: $input) {
      ... on Conversation { id lastMessage { id } } ${refused} } }`,
    { input: { productId, message: 'Hello', clientId: `talk-${productId}` } },
  );
  const { reportMessage: report } = await seller.data(
    `mutation ($input: ReportMessageInput!) { reportMessage(input: $input) { ... on MessageReport { id } ${refused} } }`,
    { input: { messageId: talk.lastMessage.id, reason: 'SPAM' } },
  );
  return {
    conversationId: talk.id,
    'conversation.id': talk.id,
    messageId: talk.lastMessage.id,
    reportId: report.id,
  };
}

/** The newest notification of a person. They have one at least once they were welcomed, soon after their code. */
const notificationOf = (someone: Client): Promise<string> =>
  until('a notification is shown', async () => {
    const { notifications } = await someone.data('{ notifications(first: 1) { nodes { id } } }');
    return notifications.nodes[0]?.id ?? null;
  });

/** One of everything that belongs to somebody, and everyone who may ask for it. */
export async function createMatrixWorld(soko: RunningSoko): Promise<MatrixWorld> {
  const { url, stripeAdmin: admin } = soko;
  const visitor = client({ url });
  const world = await createWorld(soko);
  const { buyer, seller } = world.attackers as Record<'buyer' | 'seller', Client>;
  const first = (name: string): string => world.ids[name]![0]!;
  const storeId = first('storeId');
  const others = await buying.goodsOnSale('other', 5, url);
  const { createStore: otherStore } = await others.seller.data(
    `mutation ($input: CreateStoreInput!) { createStore(input: $input) { ... on Store { id } ${refused} } }`,
    { input: { name: 'Other' } },
  );
  const [key, otherKey, joined, cartToken] = await Promise.all([
    createKey(seller, storeId),
    createKey(others.seller, otherStore.id),
    joinStore(seller, storeId, visitor),
    buying.fillCart(visitor, [[others.small, 1]]),
  ]);
  const ids = Object.fromEntries(Object.entries(world.ids).map(([name, [id]]) => [name, [id!]]));
  const parcel = await parcelOf(world.attackers as Record<'warehouse' | 'courier', Client>, others.large, visitor);
  const stranger = await signUp(newAddress('stranger'), visitor);
  for (const person of [stranger, seller, others.seller, joined.member]) await notificationOf(person);
  const things = {
    notificationId: await notificationOf(buyer),
    ...parcel,
    ...(await disputeOf(world.attackers as Record<'buyer' | 'warehouse' | 'courier', Client>, first('variantId'))),
    ...(await talkOf(buyer, seller, first('productId'))),
    ...(await thingsOf(buyer, first('orderId'), await stripeAdmin(admin).newCard())),
    'productImport.id': await importOf(seller),
  };
  for (const [name, id] of Object.entries(things)) ids[name] = [id];
  return {
    clients: {
      ...(world.attackers as Record<
        'anonymous' | 'buyer' | 'seller' | 'support' | 'warehouse' | 'courier' | 'trader' | 'admin',
        Client
      >),
      guest: withGuestToken(visitor, cartToken!),
      stranger,
      'other seller': others.seller,
      'API key': visitor.withToken(key.secret),
      'other key': visitor.withToken(otherKey.secret),
      member: joined.member,
    },
    ids: { ...ids, apiKeyId: [key.id], storeMemberId: [joined.id], quoteId: [world.ids['quoteId']![0]!] },
  };
}
