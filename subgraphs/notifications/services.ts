import type { Keys } from '@soko/env/keys';
import type { Limits } from '@soko/limits';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { FindGuestEmail } from './peers/orders.ts';
import type { FindPersonalKey } from './peers/users.ts';

/** What this subgraph holds while it runs. */
export interface NotificationsServices {
  db: PrismaClient;
  limits: Limits;
  /** Opens sealed fields of events, and seals the texts of messages. */
  sealKeys: Keys;
  findPersonalKey: FindPersonalKey;
  findGuestEmail: FindGuestEmail;
  /** Whether this installation shows its messages at all (`NOTIFICATIONS_OUTBOX`). */
  outboxIsShown: boolean;
  now: () => Date;
}
