import { newEvent, usersUser } from '@soko/events';
import { tellWithPrisma } from '@soko/outbox';
import type { UsersContext } from '../context.ts';
import type { Address } from '../domain/address.ts';
import { findAddressesOf } from '../store/addresses.ts';
import type { Db } from '../store/database.ts';
import { countChange } from '../store/users.ts';

const countryOf = ([defaultAddress]: readonly Address[]): string | null => defaultAddress?.country ?? null;

/** Publishes the country of a user's default address when it is not as `before`. The addresses must be locked. */
export async function tellCountry(
  { trail }: Pick<UsersContext, 'trail'>,
  tx: Db,
  userId: string,
  before: readonly Address[],
): Promise<void> {
  const country = countryOf(await findAddressesOf(tx, [userId]));
  if (country === countryOf(before)) return;
  const sequence = await countChange(tx, userId);
  await tellWithPrisma(tx, [
    newEvent(usersUser, 'country_changed', { subject: userId, sequence, data: { country } }, trail),
  ]);
}
