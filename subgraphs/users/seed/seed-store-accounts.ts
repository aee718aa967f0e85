import type { Envelope } from '@soko/events';
import { stableId } from '@soko/ids';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { memberAdded, storeCreated } from '../commands/store-account-events.ts';
import type { StoreMember } from '../domain/store-team.ts';
import type { StoreAccount } from '../domain/store-account.ts';
import { bulkInsert, seedTrail } from './bulk-insert.ts';
import type { SeedStore } from './seed-data.ts';

const storeColumns = `id text, name text, domain text, tagline text, color text, plan text, mint_quota int,
  created_at timestamptz, updated_at timestamptz`;

const memberColumns = `id text, store_id text, user_id text, role text, status text, created_at timestamptz,
  joined_at timestamptz`;

const storeRow = ({ id, name, domain, tagline, color, plan, mintQuota, createdAt }: SeedStore) => ({
  id,
  name,
  domain,
  tagline,
  color,
  plan,
  mint_quota: mintQuota,
  created_at: createdAt,
  updated_at: createdAt,
});

const teamOf = ({ id: storeId, members, createdAt }: SeedStore): StoreMember[] =>
  members.map(({ userId, role }) => ({
    id: stableId('mem', `${storeId} ${userId}`, createdAt),
    storeId,
    userId,
    email: null,
    role,
    status: 'ACTIVE',
    createdAt,
    joinedAt: createdAt,
  }));

const memberRow = ({ id, storeId, userId, role, status, createdAt, joinedAt }: StoreMember) => ({
  id,
  store_id: storeId,
  user_id: userId,
  role,
  status,
  created_at: createdAt,
  joined_at: joinedAt,
});

function eventsOf(seed: SeedStore): Envelope[] {
  const { members, ...shown } = seed;
  const trail = seedTrail(seed.createdAt);
  const store: StoreAccount = { ...shown, status: 'ACTIVE', logoUrl: null, version: 1 };
  const joined = teamOf(seed).map((member) => memberAdded(trail, store, member));
  return [storeCreated(trail, store, members[0]?.userId ?? 'seed'), ...joined];
}

export async function seedStores(db: Queryable, stores: readonly SeedStore[]): Promise<void> {
  const inserted = await bulkInsert(db, 'stores', storeColumns, stores.map(storeRow));
  await bulkInsert(db, 'store_members', memberColumns, stores.flatMap(teamOf).map(memberRow));
  await tell(db, stores.filter(({ id }) => inserted.has(id)).flatMap(eventsOf));
}
