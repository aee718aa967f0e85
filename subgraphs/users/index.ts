import { checkTogether } from '@soko/env';
import { defineSubgraph } from '@soko/subgraph';
import { createExportWorker } from './commands/gather-data-exports.ts';
import { endLapsedPlans } from './commands/plans/end-lapsed-plans.ts';
import { createUsersContext } from './context.ts';
import { type UsersEnv, usersEnv } from './env.ts';
import { consumers } from './events/index.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { createPaymentsPeer } from './peers/payments.ts';
import { createReadElsewhere } from './peers/personal-data.ts';
import { resolvers } from './resolvers/index.ts';
import { addRoutes } from './routes.ts';
import { createAccessTokens } from './secrets/access-tokens.ts';
import { createDigest } from './secrets/digests.ts';
import { publicJwks, readSigningKey } from './secrets/jwt-keys.ts';
import { readPasswordCost } from './secrets/password-cost.ts';
import { createPasswords } from './secrets/passwords.ts';
import type { Settings, UsersServices } from './services.ts';
import { cleanUp } from './store/clean-up.ts';
import { projections } from './projections.ts';
import { invariants } from './store/invariants.ts';
import { pruneRules } from './store/prune-rules.ts';

export { publicJwks } from './secrets/jwt-keys.ts';

const settingsOf = (env: UsersEnv): Settings => ({
  localAccounts: env.LOCAL_ACCOUNTS,
  accessLifetimeMs: env.ACCESS_TOKEN_MINUTES * 60_000,
  refreshLifetimeMs: env.REFRESH_TOKEN_DAYS * 86_400_000,
  maxLogInTriesPerAccount: env.LOG_IN_TRIES_PER_ACCOUNT,
  maxLogInTriesPerClient: env.LOG_IN_TRIES_PER_ADDRESS,
  maxCodesPerClientPerHour: env.CODES_PER_ADDRESS_AN_HOUR,
  publicUrl: env.SOKO_PUBLIC_URL,
  plans: {
    price: env.STORE_PLAN_PRICE,
    mintQuota: env.STORE_PLAN_MINTS,
    graceMs: env.STORE_PLAN_GRACE_DAYS * 86_400_000,
  },
});

const accessTokensOf = async (env: UsersEnv) =>
  createAccessTokens({
    key: await readSigningKey(env),
    issuer: env.TOKEN_ISSUER,
    lifetimeMs: env.ACCESS_TOKEN_MINUTES * 60_000,
  });

/** Accounts, sessions, one-time codes, addresses, sellers, stores and API keys. */
export const users = defineSubgraph({
  name: 'users',
  invariants,
  projections,
  typeDefs,
  resolvers,
  env: usersEnv,
  checkEnv: (env) => checkTogether([() => readPasswordCost(env), () => publicJwks(env)]),
  async open({ env, adapter, limits, pool, peer, log, now }) {
    const passwordCost = readPasswordCost(env);
    const signAccessToken = await accessTokensOf(env);
    const db = new PrismaClient({ adapter });
    const settings = settingsOf(env);
    const services: UsersServices = {
      db,
      pool,
      limits,
      settings,
      now,
      log,
      signAccessToken,
      payments: createPaymentsPeer(peer('payments')),
      readElsewhere: createReadElsewhere(peer),
      digest: createDigest(env.SOKO_OTP_KEY),
      passwords: createPasswords(passwordCost),
      sealKeys: [env.SOKO_SEAL_KEY, ...env.SOKO_SEAL_KEYS_OLD],
    };
    const exportWorker = createExportWorker(services);
    return {
      context: (identity) => createUsersContext(services, identity),
      consumers: consumers(services),
      jobs: [
        { name: 'users.gather-data-exports', everyMs: 2_000, isShared: true, run: exportWorker.runDue },
        { name: 'users.end-lapsed-plans', everyMs: 60_000, run: () => endLapsedPlans(services) },
        { name: 'users.clean-up', everyMs: 60_000, run: () => cleanUp(db, now()) },
      ],
      prune: pruneRules(settings.refreshLifetimeMs),
      routes: (app) => addRoutes(app, services, env),
      async close() {
        await exportWorker.close();
        await db.$disconnect();
      },
    };
  },
});
