import { type Envelope, newEvent, usersUser } from '@soko/events';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { bulkInsert, seedTrail } from './bulk-insert.ts';
import type { SeedPerson } from './seed-data.ts';

const columns = `id text, email text, phone text, password_hash text, first_name text, last_name text, locale text,
  roles text[], status text, email_verified_at timestamptz, phone_verified_at timestamptz, version int,
  created_at timestamptz, updated_at timestamptz`;

const rowOf = (passwordHash: string) => (person: SeedPerson) => ({
  id: person.id,
  email: person.email,
  phone: person.phone ?? null,
  password_hash: passwordHash,
  first_name: person.firstName,
  last_name: person.lastName,
  locale: person.locale,
  roles: person.roles,
  status: 'ACTIVE',
  email_verified_at: person.joinedAt,
  phone_verified_at: person.phone === undefined ? null : person.joinedAt,
  version: 2,
  created_at: person.joinedAt,
  updated_at: person.joinedAt,
});

function eventsOf({ id: subject, email, firstName, locale, roles, joinedAt }: SeedPerson): Envelope[] {
  const trail = seedTrail(joinedAt);
  const data = { email, firstName, locale, roles: [...roles] };
  return [
    newEvent(usersUser, 'registered', { subject, sequence: 1, data }, trail),
    newEvent(usersUser, 'verified', { subject, sequence: 2, data: {} }, trail),
  ];
}

export async function seedPeople(db: Queryable, people: readonly SeedPerson[], passwordHash: string): Promise<void> {
  const inserted = await bulkInsert(db, 'users', columns, people.map(rowOf(passwordHash)));
  await tell(db, people.filter(({ id }) => inserted.has(id)).flatMap(eventsOf));
}
