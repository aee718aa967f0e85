import type { Envelope } from '@soko/events';
import { seal } from '@soko/seal';
import type pg from 'pg';
import { sellerTold } from '../commands/seller-events.ts';
import { type Payout, type PayoutInput, readPayout } from '../domain/payout.ts';
import type { Seller } from '../domain/seller.ts';
import { bulkInsert, insertEvents, seedTrail } from './bulk-insert.ts';
import type { SeedSeller } from './seed.ts';

const columns = `id text, user_id text, handle text, display_name text, status text, version int, payout_kind text,
  payout_masked text, payout_sealed text, created_at timestamptz, updated_at timestamptz, approved_at timestamptz`;

/** An account number that banks publish as an example. */
const exampleIban = 'DE89 3704 0044 0532 0130 00';

function payoutOf(sealKey: string, phone: string | undefined): Payout {
  const input: PayoutInput = phone?.startsWith('+254')
    ? { kind: 'MPESA', phone }
    : { kind: 'BANK_ACCOUNT', iban: exampleIban };
  const { kind, masked, destination } = readPayout(input);
  return { kind, masked, sealed: seal(sealKey, 'payout', destination) };
}

interface Shop {
  shop: SeedSeller;
  payout: Payout;
}

const rowOf = ({ shop, payout }: Shop) => ({
  id: shop.id,
  user_id: shop.userId,
  handle: shop.handle,
  display_name: shop.displayName,
  status: 'ACTIVE',
  version: 2,
  payout_kind: payout.kind,
  payout_masked: payout.masked,
  payout_sealed: payout.sealed,
  created_at: shop.joinedAt,
  updated_at: shop.joinedAt,
  approved_at: shop.joinedAt,
});

function eventsOf({ shop: { id, userId, handle, displayName, joinedAt }, payout }: Shop): Envelope[] {
  const trail = seedTrail(joinedAt);
  const facts = { id, userId, handle, displayName, payout, createdAt: joinedAt };
  const applied: Seller = { ...facts, status: 'APPLIED', version: 1, approvedAt: null };
  const approved: Seller = { ...facts, status: 'ACTIVE', version: 2, approvedAt: joinedAt };
  return [sellerTold(trail, 'applied', applied), sellerTold(trail, 'approved', approved)];
}

/** `phones` is by person: whoever has a Kenyan number is paid there. */
export async function seedSellers(
  client: pg.PoolClient,
  sellers: readonly SeedSeller[],
  options: { sealKey: string; phones: ReadonlyMap<string, string | undefined> },
): Promise<void> {
  const shops = sellers.map((shop) => ({ shop, payout: payoutOf(options.sealKey, options.phones.get(shop.userId)) }));
  const made = await bulkInsert(client, 'sellers', columns, shops.map(rowOf));
  await insertEvents(client, shops.filter(({ shop }) => made.has(shop.id)).flatMap(eventsOf));
}
