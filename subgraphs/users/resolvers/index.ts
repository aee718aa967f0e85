import type { Resolvers } from '../generated/graphql.ts';
import { accountMutations } from './account-mutations.ts';
import { activeSession } from './active-session.ts';
import { addressMutations } from './address-mutations.ts';
import { address } from './address.ts';
import { apiKey } from './api-key.ts';
import { contact, contactNote } from './contacts/contact.ts';
import { contactMutations } from './contacts/contact-mutations.ts';
import { contactQueries } from './contacts/contact-queries.ts';
import { segment } from './contacts/segment.ts';
import { dataExport } from './data-export.ts';
import { logInMutations } from './log-in-mutations.ts';
import { otpChallenge } from './otp-challenge.ts';
import { query } from './query.ts';
import { sellerMutations } from './seller-mutations.ts';
import { seller } from './seller.ts';
import { staffMutations } from './staff-mutations.ts';
import { statusChange } from './status-change.ts';
import { storeMember } from './store-member.ts';
import { storeMutations } from './store-mutations.ts';
import { store, storePlanSubscription } from './store.ts';
import { userChallengeMutations } from './user-challenge-mutations.ts';
import { user } from './user.ts';

export const resolvers: Resolvers = {
  Query: { ...query, ...contactQueries },
  Mutation: {
    ...logInMutations,
    ...accountMutations,
    ...addressMutations,
    ...sellerMutations,
    ...staffMutations,
    ...storeMutations,
    ...userChallengeMutations,
    ...contactMutations,
  },
  User: user,
  Address: address,
  OtpChallenge: otpChallenge,
  ActiveSession: activeSession,
  StatusChange: statusChange,
  Seller: seller,
  Store: store,
  StorePlanSubscription: storePlanSubscription,
  StoreMember: storeMember,
  ApiKey: apiKey,
  DataExport: dataExport,
  Contact: contact,
  ContactNote: contactNote,
  Segment: segment,
};
