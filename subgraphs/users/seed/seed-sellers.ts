import type { Envelope } from '@soko/events';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { sellerChanged } from '../commands/seller-events.ts';
import { sealPayout } from '../commands/seal-payout.ts';
import type { Payout, PayoutInput } from '../domain/payout.ts';
import type { Seller } from '../domain/seller.ts';
import { bulkInsert, seedTrail } from './bulk-insert.ts';
import type { SeedSeller } from './seed-data.ts';

const columns = `id text, user_id text, handle text, display_name text, status text, version int, payout_kind text,
  payout_masked text, payout_sealed text, created_at timestamptz, updated_at timestamptz, approved_at timestamptz`;

/** An example account number published by banks. */
const exampleIban = 'DE89 3704 0044 0532 0130 00';

function payoutOf(sealKey: string, phone: string | undefined): Payout {
  const input: PayoutInput = phone?.startsWith('+254')
    ? { kind: 'MPESA', phone }
    : { kind: 'BANK_ACCOUNT', iban: exampleIban };
  return sealPayout({ sealKeys: sealKey }, input);
}

interface SellerWithPayout {
  seller: SeedSeller;
  payout: Payout;
}

const rowOf = ({ seller, payout }: SellerWithPayout) => ({
  id: seller.id,
  user_id: seller.userId,
  handle: seller.handle,
  display_name: seller.displayName,
  status: 'ACTIVE',
  version: 2,
  payout_kind: payout.kind,
  payout_masked: payout.masked,
  payout_sealed: payout.sealed,
  created_at: seller.joinedAt,
  updated_at: seller.joinedAt,
  approved_at: seller.joinedAt,
});

function eventsOf({ seller: { id, userId, handle, displayName, joinedAt }, payout }: SellerWithPayout): Envelope[] {
  const trail = seedTrail(joinedAt);
  const facts = { id, userId, handle, displayName, payout, createdAt: joinedAt };
  const applied: Seller = { ...facts, status: 'APPLIED', version: 1, approvedAt: null };
  const approved: Seller = { ...facts, status: 'ACTIVE', version: 2, approvedAt: joinedAt };
  return [sellerChanged(trail, 'applied', applied), sellerChanged(trail, 'approved', approved)];
}

/** `phones` maps users to their numbers: sellers with a Kenyan number are paid by M-Pesa. */
export async function seedSellers(
  db: Queryable,
  sellers: readonly SeedSeller[],
  options: { sealKey: string; phones: ReadonlyMap<string, string | undefined> },
): Promise<void> {
  const rows = sellers.map((seller) => ({
    seller,
    payout: payoutOf(options.sealKey, options.phones.get(seller.userId)),
  }));
  const inserted = await bulkInsert(db, 'sellers', columns, rows.map(rowOf));
  await tell(db, rows.filter(({ seller }) => inserted.has(seller.id)).flatMap(eventsOf));
}
