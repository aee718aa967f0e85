import type { Keys } from '@soko/env/keys';
import type { PrismaClient } from './generated/prisma/client.ts';

/** What this subgraph holds while it runs. */
export interface NotificationsServices {
  db: PrismaClient;
  /** Opens sealed fields of events, and seals the texts of messages. */
  sealKeys: Keys;
  /** Whether this installation shows its messages at all (`NOTIFICATIONS_OUTBOX`). */
  outboxIsShown: boolean;
  now: () => Date;
}
