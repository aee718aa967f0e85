import type { Consumer } from '@soko/outbox';
import { storeMemberConsumer } from '@soko/store-members';
import type { FulfilmentServices } from '../services.ts';
import { group } from './group.ts';

/** Keeps the members of each store, since administrators and members manage its stock. */
export const onStoreMemberChanged = ({ pool }: FulfilmentServices): Consumer => storeMemberConsumer({ group, pool });
