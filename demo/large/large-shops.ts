import { stableId } from '@soko/ids';
import { categoryTree, type CategoryNote } from '../categories.ts';
import { slugOf } from '../catalogue/slug.ts';
import type { Currency, Person, Shop } from '../people/person.ts';
import { shops } from '../people/shops.ts';
import { createRandom } from '../random.ts';

const families = `
  Achieng Adan Akinyi Barasa Chebet Gathoni Hassan Jeptoo Karanja Kipchoge Makau Mutiso Mwikali Ndungu Njeri Okoth Omondi Wafula Wambui Yusuf
  Andersen Bach Dalgaard Friis Hald Kjær Lauritsen Mikkelsen Rask Vestergaard
  Bauer Ehlers Fuchs Hartmann Jansen Keller Lorenz Peters Reuter Seidel
`.trim().split(/\s+/); // prettier-ignore

const trades = `
  Goods Trading Workshop Supply House Market Collective Corner Depot Emporium Studio Works Bazaar Outlet Provisions
  Mercantile Exchange Kiosk Duka Handel Kontor Laden Handelshus Magasin Stall
`.trim().split(/\s+/); // prettier-ignore

const firstNames = [
  'Amina',
  'Brian',
  'Clara',
  'Daudi',
  'Emma',
  'Faraj',
  'Grete',
  'Hamisi',
  'Ida',
  'Jonas',
  'Kezia',
  'Lars',
  'Mumbi',
];

const towns: readonly (readonly [town: string, country: string, currency: Currency, locale: string])[] = [
  ['Eldoret', 'KE', 'KES', 'sw-KE'], ['Thika', 'KE', 'KES', 'sw-KE'], ['Malindi', 'KE', 'KES', 'sw-KE'], ['Odense', 'DK', 'EUR', 'da-DK'],
  ['Nyeri', 'KE', 'KES', 'en-KE'], ['Hamburg', 'DE', 'EUR', 'de-DE'], ['Aalborg', 'DK', 'EUR', 'da-DK'], ['Kampala', 'UG', 'USD', 'en-UG'],
  ['Bremen', 'DE', 'EUR', 'de-DE'], ['Machakos', 'KE', 'KES', 'sw-KE'], ['Dar es Salaam', 'TZ', 'USD', 'sw-TZ'],
]; // prettier-ignore

/** There are no more names than this. */
export const mostLargeShops = families.length * trades.length;

const leavesOf = (note: CategoryNote): string[] => note.below?.flatMap(leavesOf) ?? [note.slug];
const departments = categoryTree.map(leavesOf);

export interface KeptShop {
  shop: Shop;
  keeper: Person;
}

/** The shop of a number from 0: two departments of the catalogue, somewhere, run by somebody. */
function keptShop(number: number): KeptShop {
  const family = families[number % families.length]!;
  const displayName = `${family} ${trades[Math.floor(number / families.length) % trades.length]!}`;
  const handle = slugOf(displayName);
  const random = createRandom(`shop:${handle}`);
  const [town, country, currency, locale] = random.pick(towns);
  const joinedAt = new Date(Date.UTC(2025, 1, 10, 9) + random.between(0, 80 * 86_400) * 1_000);
  const sells = [...departments[number % departments.length]!, ...departments[(number * 7 + 3) % departments.length]!];
  const keeper: Person = {
    id: stableId('usr', handle, joinedAt),
    email: `${handle}@example.com`,
    firstName: random.pick(firstNames),
    lastName: family,
    locale,
    roles: ['CUSTOMER', 'SELLER'],
    joinedAt,
  };
  const shop: Shop = {
    id: stableId('slr', handle, joinedAt),
    userId: keeper.id,
    displayName,
    handle,
    town,
    country,
    currency,
    furtherCurrencies: [],
    sells,
    resells: sells,
    sending: [`Sent from ${town} within three days.`, `Collection in ${town} on weekdays.`],
    skuPrefix: `${handle.slice(0, 3).toUpperCase()}${number}`,
    joinedAt,
  };
  return { shop, keeper };
}

/** One shop for every hundred products beyond those of the demo, at most as many as there are names. */
export const largeShops = (products: number): KeptShop[] => {
  const count = Math.min(mostLargeShops, Math.max(0, Math.floor(products / 100) - shops.length));
  return Array.from({ length: count }, (_, number) => keptShop(number));
};
