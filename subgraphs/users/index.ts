import { defineSubgraph } from '@soko/subgraph';
import { createUsersContext, type UsersServices } from './context.ts';
import { usersEnv } from './env.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { resolvers } from './resolvers/index.ts';
import { addRoutes } from './routes.ts';
import { createAccessTokens } from './secrets/access-tokens.ts';
import { createDigest } from './secrets/digests.ts';
import { readSigningKey } from './secrets/jwt-keys.ts';

export { publicJwks } from './secrets/jwt-keys.ts';

/** People: accounts, sessions, codes, addresses, sellers, stores and their keys. */
export const users = defineSubgraph({
  name: 'users',
  typeDefs,
  resolvers,
  env: usersEnv,
  async open({ env, adapter, now }) {
    const prisma = new PrismaClient({ adapter });
    const services: UsersServices = {
      db: prisma,
      digest: createDigest(env.SOKO_OTP_KEY),
      sealKey: env.SOKO_SEAL_KEY,
      signAccessToken: createAccessTokens({
        key: await readSigningKey(env),
        issuer: env.TOKEN_ISSUER,
        lifetimeMs: env.ACCESS_TOKEN_MINUTES * 60_000,
      }),
      settings: {
        localAccounts: env.LOCAL_ACCOUNTS,
        refreshLifetimeMs: env.REFRESH_TOKEN_DAYS * 86_400_000,
        logInTriesPerAccount: env.LOG_IN_TRIES_PER_ACCOUNT,
        logInTriesPerAddress: env.LOG_IN_TRIES_PER_ADDRESS,
        codesPerAddressAnHour: env.CODES_PER_ADDRESS_AN_HOUR,
        publicUrl: env.SOKO_PUBLIC_URL,
      },
      now,
    };
    return {
      context: (identity) => createUsersContext(services, identity),
      routes: (app) => addRoutes(app, env),
      close: () => prisma.$disconnect(),
    };
  },
});
