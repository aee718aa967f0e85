import { usersSeller, usersStore, usersUser } from '@soko/events';
import type { Projections } from '@soko/subgraph';

const sellers = { topic: usersSeller.name, groups: ['products', 'fulfilment', 'orders.purchases', 'payments.sellers'] };
const stores = {
  topic: usersStore.name,
  groups: ['products', 'fulfilment', 'notifications.webhooks', 'chat', 'orders.offers', 'chain'],
};

const contacts = { topic: usersUser.name, groups: ['notifications.messages'] };

/** A seller who was just approved can create a product; one who was just suspended cannot. Quiet hours follow the time zone of the profile. */
export const projections: Projections = {
  approveSeller: sellers,
  suspendSeller: sellers,
  reinstateSeller: sellers,
  closeSeller: sellers,
  createStore: stores,
  acceptStoreInvitation: stores,
  setStoreMemberRole: stores,
  removeStoreMember: stores,
  updateProfile: contacts,
};
