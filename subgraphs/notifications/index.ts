import { BadEnvironment } from '@soko/env';
import { defineSubgraph } from '@soko/subgraph';
import type { NotificationsContext } from './context.ts';
import { sendBetDigests } from './commands/send-bet-digests.ts';
import { notificationsEnv } from './env.ts';
import { consumers } from './events/index.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { resolvers } from './resolvers/index.ts';
import { createFindGuestEmail } from './peers/orders.ts';
import { createFindPersonalKey } from './peers/users.ts';
import type { NotificationsServices } from './services.ts';
import { removeExpiredTexts } from './store/messages.ts';

/** Messages to people, composed from events. */
export const notifications = defineSubgraph({
  name: 'notifications',
  typeDefs,
  resolvers,
  env: notificationsEnv,
  checkEnv(env) {
    if (env.NOTIFICATIONS_OUTBOX && env.NODE_ENV === 'production') {
      throw new BadEnvironment(
        'NOTIFICATIONS_OUTBOX must be off with NODE_ENV=production: the outbox shows the one-time codes of every account',
      );
    }
  },
  async open({ env, adapter, limits, peer, now }) {
    const db = new PrismaClient({ adapter });
    const services: NotificationsServices = {
      db,
      limits,
      sealKeys: [env.SOKO_SEAL_KEY, ...env.SOKO_SEAL_KEYS_OLD],
      findPersonalKey: createFindPersonalKey(peer('users')),
      findGuestEmail: createFindGuestEmail(peer('orders')),
      outboxIsShown: env.NOTIFICATIONS_OUTBOX,
      now,
    };
    return {
      context: (identity): NotificationsContext => ({ ...services, identity }),
      consumers: consumers(services),
      jobs: [
        { name: 'notifications.remove-expired-texts', everyMs: 5_000, run: () => removeExpiredTexts(db, now()) },
        { name: 'notifications.send-bet-digests', everyMs: 60_000, run: () => sendBetDigests(services) },
      ],
      prune: [{ table: 'notifications', where: 'created_at < $1', keepMs: env.NOTIFICATION_DAYS * 86_400_000 }],
      close: () => db.$disconnect(),
    };
  },
});
