import { requireService, type Role, userIdOf, type Viewer } from '@soko/auth';
import { type Envelope, newEvent, usersStore } from '@soko/events';
import { newId } from '@soko/ids';
import { type Fixture, person, startFixture, startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { chat } from '../index.ts';
import { createSubjectsPeer, type SubjectsPeer } from '../peers/subjects.ts';
import { saveSeller } from '../store/known-sellers.ts';

/** Specs read answers as plain JSON; their expectations check it. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Outcome = any;

export const support = person('usr_support', 'SUPPORT');
export const stranger = person('usr_stranger');

interface Goods {
  sellerId: string;
  sellerUserId: string;
  storeId: string | null;
}

/** A chat subgraph with products and orders as fixtures, and the steps that most specs start with. */
export interface TestChat extends TestSubgraph {
  subjects: SubjectsPeer;
  person(...roles: Role[]): Viewer & { id: string };
  /** A product of a new seller, or of `sellerUser`, and of a store. */
  product(
    sellerUser?: { id: string },
    storeId?: string,
  ): Promise<Goods & { id: string; seller: Viewer & { id: string } }>;
  /** An order of a product. `buyerId` is null for a guest. */
  order(buyerId: string | null, goods: Goods): string;
  /** Publishes what happened to a member of a store, and waits until chat knows it. */
  team(storeId: string, userId: string, change: 'added' | 'removed' | 'role_changed', role?: StoreRole): Promise<void>;
  /** Nobody sees the product any more. */
  hide(productId: string): void;
  /** The result of one mutation with `input`, which must not fail. */
  mutate(as: Viewer, mutation: string, input: object, selection?: string): Promise<Outcome>;
  /** The extensions of the error of a mutation; undefined without an error. */
  failure(as: Viewer, mutation: string, input: object): Promise<Record<string, unknown> | undefined>;
  /** Starts a conversation and returns its id. */
  start(as: Viewer, about: { productId: string } | { orderId: string }, message?: string): Promise<string>;
  /** Sends a message and returns its id. */
  send(as: Viewer, conversationId: string, text: string): Promise<string>;
  /** A conversation as the viewer sees it. */
  see(as: Viewer, id: string, selection?: string): Promise<Outcome>;
  eventsOf(conversationId: string): Promise<Envelope[]>;
}

type StoreRole = 'ADMIN' | 'MEMBER' | 'SUPPORT' | 'GUEST';

const wholeConversation = '... on Conversation { id status unreadCount viewerSide isBlockedByViewer about }';
const wholeMessage = '... on Message { id sequence text isMasked isRead side clientId pictures { id url } }';

/**
 * Products and orders with their real contracts: an order is visible to its two people, to support and to couriers, and its
 * parties to services.
 */
function startPeers() {
  const products = new Map<string, Outcome>();
  const orders = new Map<string, Outcome>();
  const anyone = { admits: () => {} };
  const productsPeer = startFixture(
    'products',
    {
      Query: {
        product: (_, { id }: { id: string }) => products.get(id) ?? null,
        storesOfProducts(_, { ids }: { ids: string[] }, viewer: Viewer) {
          requireService(viewer);
          return ids.map((id) => products.get(id)?.store?.id ?? null);
        },
      },
    },
    {},
    anyone,
  );
  const mayOpen = (viewer: Viewer, people: readonly (string | null)[]): boolean =>
    people.includes(userIdOf(viewer)) || (viewer.kind === 'user' && viewer.roles.some((role) => role !== 'CUSTOMER'));
  const ordersPeer = startFixture(
    'orders',
    {
      Query: {
        order: (_, { id }: { id: string }, viewer: Viewer) => {
          const found = orders.get(id);
          return found && mayOpen(viewer, [found.buyer?.id ?? null, found.sellerUserId]) ? found : null;
        },
        orderParties(_, { ids }: { ids: string[] }, viewer: Viewer) {
          requireService(viewer);
          return ids.map((id) => {
            const found = orders.get(id);
            if (found === undefined) return null;
            const { number, seller, store, buyer } = found;
            return { orderId: id, number, sellerId: seller.id, storeId: store?.id ?? null, buyerId: buyer?.id ?? null };
          });
        },
      },
    },
    {},
    anyone,
  );
  const peers: Record<string, Fixture> = { products: productsPeer, orders: ordersPeer };
  return { products, orders, transportOf: (name: string) => peers[name]!.transport };
}

/** Starts chat on a database of its own. */
export async function openChat(env: Record<string, string> = {}, now?: () => Date): Promise<TestChat> {
  const { products, orders, transportOf } = startPeers();
  let storeVersion = 0;
  const graph = await startTestSubgraph(chat, { env, peers: transportOf, ...(now ? { now } : {}) });

  const ask = (as: Viewer, mutation: string, input: object, selection: string) => {
    const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
    // It has no refusal so far.
    const refusal = mutation === 'markConversationRead' ? '' : '... on UserError { code message }';
    const text = `mutation Test($input: ${type}!) { ${mutation}(input: $input) { __typename ${selection} ${refusal} } }`;
    return graph.query(text, { input }, { as });
  };

  async function mutate(as: Viewer, mutation: string, input: object, selection?: string): Promise<Outcome> {
    const usual = { sendMessage: wholeMessage, setTyping: '... on Typing { isTyping }' }[mutation] ?? wholeConversation;
    const { data, errors } = await ask(as, mutation, input, selection ?? usual);
    if (errors !== undefined) throw new Error(`${mutation}: ${errors[0]!.message}`);
    return data[mutation];
  }

  const test: TestChat = {
    ...graph,
    subjects: createSubjectsPeer(transportOf),
    person: (...roles) => person(newId('usr'), ...roles) as Viewer & { id: string },
    async product(sellerUser, storeId) {
      const seller = sellerUser ? (person(sellerUser.id, 'SELLER') as Viewer & { id: string }) : test.person('SELLER');
      const id = newId('prd');
      const sellerId = newId('slr');
      const store = storeId === undefined ? null : { id: storeId };
      products.set(id, { id, title: 'Oak lamp', seller: { id: sellerId }, store });
      await saveSeller(graph.pool, { id: sellerId, userId: seller.id, status: 'ACTIVE', sequence: 1 });
      return { id, sellerId, sellerUserId: seller.id, storeId: storeId ?? null, seller };
    },
    order(buyerId, { sellerId, sellerUserId, storeId }) {
      const id = newId('ord');
      const buyer = buyerId === null ? null : { id: buyerId };
      const store = storeId === null ? null : { id: storeId };
      orders.set(id, { id, number: 'SO-2026-000123-1', seller: { id: sellerId }, store, buyer, sellerUserId });
      return id;
    },
    async team(storeId, userId, change, role = 'MEMBER') {
      const trail = {
        correlationId: newId('req'),
        causationId: null,
        actor: { kind: 'service', id: 'users' },
      } as const;
      const member = { memberId: newId('mem'), userId, role };
      storeVersion += 1;
      const event = newEvent(
        usersStore,
        `member_${change}`,
        { subject: storeId, sequence: storeVersion, data: { ...member, previousRole: role } },
        { ...trail, now: now ?? (() => new Date()) },
      );
      await graph.bus.publish('users.store', [event]);
      await until('chat knows the member', async () => {
        const { rows } = await graph.pool.query<{ sequence: number }>(
          'SELECT sequence FROM store_member WHERE store_id = $1 AND user_id = $2',
          [storeId, userId],
        );
        return rows[0]?.sequence === storeVersion;
      });
    },
    hide: (productId) => void products.delete(productId),
    mutate,
    async failure(as, mutation, input) {
      const { errors } = await ask(as, mutation, input, '');
      return errors?.[0]?.extensions;
    },
    async start(as, about, message = 'Is it available?') {
      const input = { ...about, message, clientId: newId('req') };
      const { __typename, id } = await mutate(as, 'startConversation', input);
      if (__typename !== 'Conversation') throw new Error(`startConversation returned ${__typename}.`);
      return id as string;
    },
    async send(as, conversationId, text) {
      const { id, code } = await mutate(as, 'sendMessage', { conversationId, text, clientId: newId('req') });
      if (code !== undefined) throw new Error(`sendMessage returned ${code}.`);
      return id as string;
    },
    async see(as, id, selection = wholeConversation) {
      const text = `query ($id: ID!) { conversation(id: $id) { ${selection} } }`;
      const { data, errors } = await graph.query(text, { id }, { as });
      if (errors !== undefined) throw new Error(errors[0]!.message);
      return data['conversation'];
    },
    eventsOf: async (conversationId) => (await graph.told()).filter(({ subject }) => subject === conversationId),
  };
  return test;
}

/** A conversation about a product of a store, and two members of its team. */
export async function beginInStore(chat: TestChat) {
  const storeId = newId('sto');
  const product = await chat.product(undefined, storeId);
  const [buyer, amina, baraka] = [chat.person(), chat.person(), chat.person()];
  await chat.team(storeId, amina.id, 'added', 'SUPPORT');
  await chat.team(storeId, baraka.id, 'added', 'MEMBER');
  const id = await chat.start(buyer, { productId: product.id });
  return { storeId, product, owner: product.seller, buyer, amina, baraka, id };
}
