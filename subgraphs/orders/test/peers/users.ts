import { startFixture } from '@soko/testing';

const address = {
  name: 'Ada',
  line1: 'Main Street 1',
  line2: null,
  city: 'Berlin',
  region: null,
  postalCode: '10115',
  country: 'DE',
  phone: null,
};

/** One user with one saved address, `adr_home`. Orders asks in the viewer's name, so no service is required. */
export function startUsers() {
  const fixture = startFixture(
    'users',
    {},
    {
      Query: { me: () => ({ id: 'usr_buyer', email: 'buyer@example.com' }) },
      Address: { __resolveReference: ({ id }: { id: string }) => (id === 'adr_home' ? { id, ...address } : null) },
    },
  );
  return fixture;
}
