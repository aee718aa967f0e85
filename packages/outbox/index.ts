export { type Consumer, consumer } from './consumer.ts';
export { outboxInvariants } from './invariants.ts';
export { onceOnly, onceOnlyWithPrisma } from './once-only.ts';
export { listRefusedEvents, type RefusedEvent, resendRefusedEvents } from './refused-events.ts';
export { type OutboxRow, outboxRows } from './outbox-rows.ts';
export { findPersonalKeys, openPersonalFields } from './personal-keys.ts';
export { type Publisher, type Relay, startRelay } from './relay.ts';
export { gather } from './gather.ts';
export { outboxInsert, type PrismaStatements, tell, tellWithPrisma } from './tell.ts';
