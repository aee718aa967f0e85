import { openMedia, servePictures } from '@soko/media';
import { defineSubgraph } from '@soko/subgraph';
import { confirmPicture } from './commands/confirm-picture.ts';
import { fillInStores } from './commands/fill-in-stores.ts';
import { notifyWaiting } from './commands/notify-waiting.ts';
import { publishBlocks } from './commands/publish-blocks.ts';
import { removeOrphans } from './commands/remove-orphans.ts';
import { removeUnusedPictures } from './commands/remove-unused-pictures.ts';
import { createChatContext } from './context.ts';
import { createFleeting } from './publish-fleeting.ts';
import { chatEnv } from './env.ts';
import { consumers } from './events/index.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { createSubjectsPeer } from './peers/subjects.ts';
import { pictureLinks } from './pictures/picture-links.ts';
import { projections } from './projections.ts';
import { resolvers } from './resolvers/index.ts';
import type { ChatServices } from './services.ts';
import { gauges } from './store/gauges.ts';
import { invariants } from './store/invariants.ts';
import { findPictures } from './store/pictures.ts';
import { pruneRules } from './store/prune-rules.ts';
import { createTypingGate } from './typing-gate.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Time between two looks at all files: a bucket counts each thousand as a request. */
const orphansEveryMs = 6 * hourMs;

/** Conversations of buyers and sellers about products and orders. */
export const chat = defineSubgraph({
  name: 'chat',
  invariants,
  projections,
  planning: 'by index',
  typeDefs,
  resolvers,
  env: chatEnv,
  async open({ env, pool, adapter, bus, limits, peer, log, now }) {
    const db = new PrismaClient({ adapter });
    const media = openMedia(env, { uploadPath: '/chat/uploads' });
    const services: ChatServices = {
      db,
      pool,
      limits,
      subjects: createSubjectsPeer(peer),
      media: media.store,
      sealKeys: [env.SOKO_SEAL_KEY, ...env.SOKO_SEAL_KEYS_OLD],
      settings: {
        masking: env.CHAT_MASKING,
        messagesPerMinute: env.CHAT_MESSAGES_PER_MINUTE,
        conversationsPerHour: env.CHAT_CONVERSATIONS_PER_HOUR,
        waitingMs: env.CHAT_WAITING_SECONDS * 1_000,
        maxPictureBytes: env.CHAT_MAX_PICTURE_BYTES,
        linkMs: env.CHAT_PICTURE_LINK_SECONDS * 1_000,
        publicUrl: env.SOKO_PUBLIC_URL.replace(/\/$/, ''),
      },
      typingGate: createTypingGate(),
      publishFleeting: createFleeting(bus, log),
      now,
    };
    return {
      context: (identity) => createChatContext(services, identity),
      consumers: consumers(services),
      jobs: [
        { name: 'chat.notify-waiting', everyMs: 10_000, run: () => notifyWaiting(services) },
        { name: 'chat.publish-blocks', everyMs: 3_600_000, run: () => publishBlocks(services) },
        { name: 'chat.fill-in-stores', everyMs: 60_000, run: () => fillInStores(services) },
        { name: 'chat.remove-unused-pictures', everyMs: 60_000, run: () => removeUnusedPictures(services) },
        {
          name: 'chat.remove-orphans',
          everyMs: orphansEveryMs,
          run: () => removeOrphans({ ...services, log }, env.ORPHANED_FILE_DAYS * dayMs),
        },
      ],
      prune: pruneRules({ conversationDays: env.CHAT_DAYS }),
      gauges: gauges(services),
      async routes(app) {
        await media.acceptUploads(app, {
          now,
          find: async (id) => (await findPictures(pool, [id]))[0] ?? null,
          confirm: (picture) => confirmPicture(services, picture),
        });
        servePictures(app, {
          links: pictureLinks,
          store: media.store,
          keys: services.sealKeys,
          now,
          async find(id) {
            const [picture] = await findPictures(pool, [id]);
            return picture?.messageId == null ? null : picture;
          },
          advice: 'Open the message again for a new link.',
        });
      },
      close: () => db.$disconnect(),
    };
  },
});
