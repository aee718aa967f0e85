import type { Consumer } from '@soko/outbox';
import { storeMemberConsumer } from '@soko/store-members';
import type { ChatServices } from '../services.ts';
import { group } from './group.ts';

/** Saves who is in the team of a store, and answers for it. */
export const onStoreMemberChanged = ({ pool }: Pick<ChatServices, 'pool'>): Consumer =>
  storeMemberConsumer({ group, pool });
