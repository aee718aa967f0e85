import type { Consumer } from '@soko/outbox';
import { storeMemberConsumer } from '@soko/store-members';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** Administrators and members of a store manage its products. */
export const onStoreMemberChanged = ({ pool }: ConsumerDeps): Consumer => storeMemberConsumer({ group, pool });
