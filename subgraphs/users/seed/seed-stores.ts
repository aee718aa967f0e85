import type { Envelope } from '@soko/events';
import { stableId } from '@soko/ids';
import type pg from 'pg';
import { memberJoined, storeCreated } from '../commands/store-events.ts';
import type { StoreMember } from '../domain/store-member.ts';
import type { Store } from '../domain/store.ts';
import { bulkInsert, insertEvents, seedTrail } from './bulk-insert.ts';
import type { SeedStore } from './seed.ts';

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
  const store: Store = { ...shown, status: 'ACTIVE', logoUrl: null, version: 1 };
  const joined = teamOf(seed).map((member) => memberJoined(trail, store, member));
  return [storeCreated(trail, store, members[0]?.userId ?? 'seed'), ...joined];
}

export async function seedStores(client: pg.PoolClient, stores: readonly SeedStore[]): Promise<void> {
  const made = await bulkInsert(client, 'stores', storeColumns, stores.map(storeRow));
  await bulkInsert(client, 'store_members', memberColumns, stores.flatMap(teamOf).map(memberRow));
  await insertEvents(client, stores.filter(({ id }) => made.has(id)).flatMap(eventsOf));
}
