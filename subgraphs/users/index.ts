import { defineSubgraph } from '@soko/subgraph';
import { gatherDataExports } from './commands/gather-data-exports.ts';
import { createUsersContext, type UsersServices } from './context.ts';
import { type UsersEnv, usersEnv } from './env.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { resolvers } from './resolvers/index.ts';
import { addRoutes } from './routes.ts';
import { createAccessTokens } from './secrets/access-tokens.ts';
import { createDigest } from './secrets/digests.ts';
import { readSigningKey } from './secrets/jwt-keys.ts';
import { cleanUp } from './store/clean-up.ts';

export { publicJwks } from './secrets/jwt-keys.ts';
export {
  NoSeedInProduction,
  type SeedPerson,
  type SeedSeller,
  type SeedStore,
  seedUsers,
  type UsersSeed,
} from './seed.ts';

const settingsOf = (env: UsersEnv): UsersServices['settings'] => ({
  localAccounts: env.LOCAL_ACCOUNTS,
  refreshLifetimeMs: env.REFRESH_TOKEN_DAYS * 86_400_000,
  logInTriesPerAccount: env.LOG_IN_TRIES_PER_ACCOUNT,
  logInTriesPerAddress: env.LOG_IN_TRIES_PER_ADDRESS,
  codesPerAddressAnHour: env.CODES_PER_ADDRESS_AN_HOUR,
  publicUrl: env.SOKO_PUBLIC_URL,
});

/** People: accounts, sessions, codes, addresses, sellers, stores and their keys. */
export const users = defineSubgraph({
  name: 'users',
  typeDefs,
  resolvers,
  env: usersEnv,
  async open({ env, adapter, now }) {
    const db = new PrismaClient({ adapter });
    const settings = settingsOf(env);
    const services: UsersServices = {
      db,
      settings,
      now,
      digest: createDigest(env.SOKO_OTP_KEY),
      sealKey: env.SOKO_SEAL_KEY,
      signAccessToken: createAccessTokens({
        key: await readSigningKey(env),
        issuer: env.TOKEN_ISSUER,
        lifetimeMs: env.ACCESS_TOKEN_MINUTES * 60_000,
      }),
    };
    return {
      context: (identity) => createUsersContext(services, identity),
      jobs: [
        { name: 'gather-data-exports', everyMs: 2_000, run: () => gatherDataExports(services) },
        { name: 'clean-up', everyMs: 60_000, run: () => cleanUp(db, now(), settings.refreshLifetimeMs) },
      ],
      routes: (app) => addRoutes(app, services, env),
      close: () => db.$disconnect(),
    };
  },
});
