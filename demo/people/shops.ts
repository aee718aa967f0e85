import { createRandom } from '../random.ts';
import { stableId } from '@soko/ids';
import { demoAccount } from './demo-accounts.ts';
import type { Person, Shop } from './person.ts';
import { shopNotes, type ShopNote } from './shop-notes.ts';

const dayMs = 86_400_000;
const words = (text: string | undefined): string[] => (text === undefined ? [] : text.split(' '));

/** Shops opened in the spring of 2025, before the first of the catalogue's things. */
const openedAt = (handle: string): Date =>
  new Date(Date.UTC(2025, 2, 1, 8) + Math.floor(createRandom(`opened:${handle}`).next() * 60 * dayMs));

const ownerOf = (note: ShopNote): Person => {
  if (typeof note.owner === 'string') return demoAccount(note.owner);
  const [firstName, lastName] = note.owner;
  const joinedAt = new Date(openedAt(note.handle).getTime() - 2 * dayMs);
  return {
    id: stableId('usr', note.handle, joinedAt),
    email: `${note.handle}@example.com`,
    firstName,
    lastName,
    locale: note.locale,
    roles: ['CUSTOMER', 'SELLER'],
    joinedAt,
  };
};

const shopOf = (note: ShopNote): Shop => {
  const owner = ownerOf(note);
  const joinedAt = typeof note.owner === 'string' ? new Date(owner.joinedAt.getTime() + dayMs) : openedAt(note.handle);
  return {
    id: stableId('slr', note.handle, joinedAt),
    userId: owner.id,
    displayName: note.name,
    handle: note.handle,
    town: note.town,
    country: note.country,
    currency: note.currency,
    furtherCurrencies: note.further ?? [],
    sells: words(note.sells),
    resells: words(note.resells),
    sending: note.sending,
    skuPrefix: note.sku,
    joinedAt,
    ...(note.store === undefined ? {} : { store: note.store }),
  };
};

export const shops: readonly Shop[] = shopNotes.map(shopOf);

/** The people behind the shops that no demo account runs. */
export const shopkeepers: readonly Person[] = shopNotes.filter(({ owner }) => typeof owner !== 'string').map(ownerOf);
