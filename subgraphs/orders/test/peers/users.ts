import { startFixture } from './fixture.ts';

const sdl = `type Query { me: User } type User @key(fields: "id") { id: ID! email: String }
  type Address @key(fields: "id") { id: ID! name: String! line1: String! line2: String city: String! region: String postalCode: String
    country: String! phone: String }`;

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

/** One person with one saved address, `adr_home`. It is asked in the viewer's name, so it does not ask for a service. */
export function startUsers() {
  const fixture = startFixture(
    sdl,
    {},
    {
      Query: { me: () => ({ id: 'usr_buyer', email: 'buyer@example.com' }) },
      Address: { __resolveReference: ({ id }: { id: string }) => (id === 'adr_home' ? { id, ...address } : null) },
    },
  );
  return fixture;
}
