import { stableId } from '@soko/ids';
import type { Person, Role } from './person.ts';

/** The password of every demo account. Outside the standalone there are none. */
export const demoPassword = 'soko-demo-2026';

/** An account to try Soko with, one per role. */
const account = (
  name: string,
  [firstName, lastName]: readonly [string, string],
  role: Role,
  locale: string,
  joined: string,
  phone?: string,
): Person => ({
  id: stableId('usr', name, new Date(joined)),
  email: `${name}@example.com`,
  firstName,
  lastName,
  locale,
  roles: role === 'CUSTOMER' ? ['CUSTOMER'] : ['CUSTOMER', role],
  joinedAt: new Date(joined),
  ...(phone === undefined ? {} : { phone }),
});

export const demoAccounts: readonly Person[] = [
  account('customer', ['Achieng', 'Otieno'], 'CUSTOMER', 'en-KE', '2025-06-02T07:12:00Z', '+254700000101'),
  account('seller', ['Wanjiru', 'Kamau'], 'SELLER', 'sw-KE', '2025-03-11T09:30:00Z', '+254700000102'),
  account('seller2', ['Mikkel', 'Sørensen'], 'SELLER', 'da-DK', '2025-03-19T14:05:00Z', '+4520000103'),
  account('warehouse', ['Baraka', 'Mwangi'], 'WAREHOUSE', 'sw-KE', '2025-02-03T06:45:00Z'),
  account('courier', ['Freja', 'Holm'], 'COURIER', 'da-DK', '2025-02-03T07:10:00Z', '+4520000105'),
  account('trader', ['Otto', 'Brandt'], 'TRADER', 'de-DE', '2025-02-04T10:00:00Z'),
  account('support', ['Halima', 'Abdi'], 'SUPPORT', 'sw-KE', '2025-02-01T08:00:00Z'),
  account('admin', ['Noor', 'Lindqvist'], 'ADMIN', 'en', '2025-02-01T07:00:00Z'),
];

/** The demo account of a name such as `seller2`. Throws when there is none. */
export function demoAccount(name: string): Person {
  const found = demoAccounts.find(({ email }) => email === `${name}@example.com`);
  if (!found) throw new Error(`There is no demo account "${name}".`);
  return found;
}
