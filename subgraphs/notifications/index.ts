import { unseal } from '@soko/seal';
import { defineSubgraph } from '@soko/subgraph';
import { bodySeal } from './commands/compose-messages.ts';
import type { NotificationsContext } from './context.ts';
import { notificationsEnv } from './env.ts';
import { group } from './events/group.ts';
import { consumers } from './events/index.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { resolvers } from './resolvers/index.ts';
import { createContactStore } from './store/contact-store.ts';
import { createMessageStore } from './store/message-store.ts';

/** Messages to people, composed from events. */
export const notifications = defineSubgraph({
  name: 'notifications',
  typeDefs,
  resolvers,
  env: notificationsEnv,
  async open({ env, adapter, now }) {
    const prisma = new PrismaClient({ adapter });
    const messages = createMessageStore(prisma, group);
    const contacts = createContactStore(prisma);
    const sealKey = env.SOKO_SEAL_KEY;
    return {
      context: (identity): NotificationsContext => ({
        identity,
        messages,
        outboxIsShown: env.NOTIFICATIONS_OUTBOX,
        openBody: (sealed) => unseal(sealKey, bodySeal, sealed),
      }),
      consumers: consumers({ messages, contacts, sealKey, now }),
      jobs: [
        {
          name: 'notifications.remove-expired-texts',
          everyMs: 5_000,
          run: () => messages.removeExpiredTexts(now()),
        },
      ],
      close: () => prisma.$disconnect(),
    };
  },
});
