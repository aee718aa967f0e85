import type { Viewer } from '@soko/auth';
import { type EventTrail, type EventsOf, chatBlock, newEvent, usersStore } from '@soko/events';
import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { person, until } from '@soko/testing';
import { invariants } from '../../store/invariants.ts';
import { openShop, type Shop } from '../shop.ts';
import type { FixtureVariant } from '../peers/products.ts';

/** A spec reads results as plain JSON; its expectations are the check. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

export const hourMs = 3_600_000;

const offerFields = `id status turn quantity unitPrice { amount currency } listPrice { amount } title version validUntil expiresAt
  order { id } buyer { id } seller { id } store { id } steps { status side unitPrice { amount } message automatic }`;
const wholeOffer = `... on Offer { ${offerFields} } ... on OfferPriceNotAllowed { lowest { amount } highest { amount } }
  ... on PersonBlocked { isBlockedByViewer }`;

const accepting = '... on Offer { id status version validUntil } ... on WrongOfferStatus { status }';

export const euro = (amount: string) => ({ amount, currency: 'EUR' });
export const newBuyer = () => person(newId('usr'));
export const idOf = (viewer: Viewer): string => (viewer.kind === 'user' ? viewer.id : '');

const trail: EventTrail = {
  correlationId: 'req_spec',
  causationId: null,
  actor: { kind: 'service', id: 'spec' },
  now: () => new Date(),
};

/** A shop whose clock can be set, with the steps that specs of offers need. */
export interface HagglingShop extends Shop {
  now(): Date;
  /** Lets time pass. */
  pass(ms: number): void;
  /** A lamp for 10.00 that takes offers, and the person who sells it. */
  listed(overrides?: Partial<FixtureVariant>): Promise<{ lamp: FixtureVariant; seller: Viewer }>;
  make(as: Viewer, lamp: FixtureVariant, amount: string, more?: object): Promise<Json>;
  counter(as: Viewer, offerId: string, amount: string, more?: object): Promise<Json>;
  /** Accepts the offer as it is now. */
  accept(as: Viewer, offerId: string): Promise<Json>;
  offer(as: Viewer, id: string): Promise<Json>;
  /** A buyer with an accepted offer. */
  agreed(amount: string, more?: object): Promise<{ buyer: Viewer; seller: Viewer; lamp: FixtureVariant; offer: Json }>;
  /** Publishes a change of a block, and waits until orders knows it. */
  block(
    blockerId: string,
    blockedId: string,
    type?: 'added' | 'removed' | 'erased',
  ): Promise<EventsOf<typeof chatBlock>>;
  join(storeId: string, member: Viewer, role: 'ADMIN' | 'MEMBER' | 'SUPPORT' | 'GUEST'): Promise<void>;
  broken(): Promise<unknown[]>;
}

export async function openHagglingShop(env: Record<string, string> = {}): Promise<HagglingShop> {
  let passed = 0;
  const shop = await openShop({ env, now: () => new Date(Date.now() + passed) });
  let keys = 0;
  const key = () => `offer key ${(keys += 1)}`;
  const haggling: HagglingShop = {
    ...shop,
    now: () => new Date(Date.now() + passed),
    pass(ms) {
      passed += ms;
    },
    async listed(overrides = {}) {
      const lamp = shop.stocked(50, { price: euro('10.00'), acceptsOffers: true, ...overrides });
      return { lamp, seller: await shop.seller(lamp.sellerId) };
    },
    make: (as, { variantId }, amount, more = {}) =>
      shop.mutate(
        as,
        'makeOffer',
        { variantId, quantity: 2, unitPrice: euro(amount), idempotencyKey: key(), ...more },
        `${wholeOffer} ... on OfferOpen { offer { id } }`,
      ),
    counter: (as, offerId, amount, more = {}) =>
      shop.mutate(
        as,
        'counterOffer',
        { offerId, unitPrice: euro(amount), idempotencyKey: key(), ...more },
        `${wholeOffer} ... on TooManyProposals { maximum } ... on WrongOfferStatus { status }`,
      ),
    async accept(as, offerId) {
      const { version } = await haggling.offer(as, offerId);
      return shop.mutate(as, 'acceptOffer', { offerId, expectedVersion: version }, accepting);
    },
    offer: async (as, id) =>
      (await shop.ask(as, `query ($id: ID!) { offer(id: $id) { ${offerFields} } }`, { id })).offer,
    async agreed(amount, more = {}) {
      const buyer = newBuyer();
      const { lamp, seller } = await haggling.listed();
      const made = await haggling.make(buyer, lamp, amount, more);
      await haggling.accept(seller, made.id);
      return { buyer, seller, lamp, offer: made };
    },
    async block(blockerId, blockedId, type: 'added' | 'removed' | 'erased' = 'added') {
      const event = newEvent(
        chatBlock,
        type,
        { subject: `${blockerId}:${blockedId}`, sequence: (keys += 1), data: { blockerId, blockedId } },
        { ...trail, now: () => new Date(Date.now() + passed) },
      );
      await shop.bus.publish(chatBlock.name, [event]);
      await until('the block is known', async () => {
        const { rows } = await shop.pool.query<{ is_blocked: boolean }>(
          'SELECT is_blocked FROM person_block WHERE blocker_id = $1 AND blocked_id = $2',
          [blockerId, blockedId],
        );
        return (rows[0]?.is_blocked ?? false) === (type === 'added');
      });
      return event;
    },
    async join(storeId, member, role) {
      const data = { memberId: newId('mem'), userId: idOf(member), role };
      const event = newEvent(usersStore, 'member_added', { subject: storeId, sequence: (keys += 1), data }, trail);
      await shop.bus.publish(usersStore.name, [event]);
      await until('the member is known', async () => {
        const { rows } = await shop.pool.query('SELECT FROM store_member WHERE user_id = $1', [idOf(member)]);
        return rows.length === 1;
      });
    },
    async broken() {
      const checked = await checkInvariants(shop.pool, invariants, { since: new Date(0), settled: new Date(0) });
      return checked.filter(({ broken }) => broken.length > 0);
    },
  };
  return haggling;
}
