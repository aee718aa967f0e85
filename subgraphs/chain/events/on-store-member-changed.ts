import type { Consumer } from '@soko/outbox';
import { storeMemberConsumer } from '@soko/store-members';
import type { ChainServices } from '../services.ts';
import { group } from './group.ts';

/** Keeps the roles of the members of stores, who create collections and mint. */
export const onStoreMemberChanged = ({ pool }: Pick<ChainServices, 'pool'>): Consumer =>
  storeMemberConsumer({ group, pool });
