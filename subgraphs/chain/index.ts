import { BadEnvironment } from '@soko/env';
import { defineSubgraph } from '@soko/subgraph';
import { createAirdropMaker } from './commands/airdrops/make-airdrops.ts';
import { tellAirdrops } from './commands/airdrops/tell-airdrops.ts';
import { createCallQueue } from './commands/call-queue.ts';
import { createLookSoon } from './commands/look-soon.ts';
import { createTransferFollower } from './commands/follow-transfers.ts';
import { issueCodes } from './commands/rewards/issue-code.ts';
import { tellHolders } from './commands/rewards/tell-holders.ts';
import { expireTokens } from './commands/give-back-tokens.ts';
import { tellSupply } from './commands/tell-supply.ts';
import { createChainContext } from './context.ts';
import { chainEnv } from './env.ts';
import { consumers } from './events/index.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { createKeyCodes } from './peers/key-codes.ts';
import { createOrdersPeer } from './peers/orders.ts';
import { createProductsPeer } from './peers/products.ts';
import { createAlchemyCallbacks } from './providers/alchemy-callbacks.ts';
import { createOpenChain, oldSignerOptions, signerOptions } from './providers/open-chain.ts';
import { createFindOwnEmail, createFindSegmentMembers } from './peers/users.ts';
import { resolvers } from './resolvers/index.ts';
import { chainCallbacks } from './routes/chain-callbacks.ts';
import { claimPage } from './routes/claim-page.ts';
import { metadataRoute } from './routes/metadata.ts';
import type { ChainServices } from './services.ts';
import { gauges } from './store/gauges.ts';
import { invariants } from './store/invariants.ts';
import { keyRequestMs } from './domain/wallet.ts';
import { deleteUnusedKeyExports } from './store/key-exports.ts';
import { deleteExpiredChallenges } from './store/wallet-challenges.ts';

/** Collections and tokens of stores, minted on an EVM chain. */
export const chain = defineSubgraph({
  name: 'chain',
  invariants,
  typeDefs,
  resolvers,
  env: chainEnv,
  checkEnv({ CHAIN_RPC_URL, CHAIN_SIGNER_KEY, CHAIN_KMS_KEY_ID, CHAIN_OLD_SIGNER_KEY, CHAIN_OLD_KMS_KEY_ID }) {
    if (CHAIN_OLD_SIGNER_KEY !== undefined && CHAIN_OLD_KMS_KEY_ID !== undefined) {
      throw new BadEnvironment(
        'CHAIN_OLD_SIGNER_KEY and CHAIN_OLD_KMS_KEY_ID cannot both be set: one account moves at a time',
      );
    }
    if (CHAIN_RPC_URL === undefined && (CHAIN_OLD_SIGNER_KEY ?? CHAIN_OLD_KMS_KEY_ID) !== undefined) {
      throw new BadEnvironment('CHAIN_OLD_SIGNER_KEY and CHAIN_OLD_KMS_KEY_ID need CHAIN_RPC_URL');
    }
    const isSameKey =
      CHAIN_OLD_SIGNER_KEY !== undefined && CHAIN_OLD_SIGNER_KEY.toLowerCase() === CHAIN_SIGNER_KEY?.toLowerCase();
    if (isSameKey || (CHAIN_OLD_KMS_KEY_ID !== undefined && CHAIN_OLD_KMS_KEY_ID === CHAIN_KMS_KEY_ID)) {
      throw new BadEnvironment('The previous account of the chain cannot be the account of now');
    }
    if (CHAIN_SIGNER_KEY !== undefined && CHAIN_KMS_KEY_ID !== undefined) {
      throw new BadEnvironment(
        'CHAIN_SIGNER_KEY and CHAIN_KMS_KEY_ID cannot both be set: one account sends transactions',
      );
    }
    if ((CHAIN_RPC_URL === undefined) !== (CHAIN_SIGNER_KEY === undefined && CHAIN_KMS_KEY_ID === undefined)) {
      throw new BadEnvironment('CHAIN_RPC_URL must be set together with CHAIN_SIGNER_KEY or CHAIN_KMS_KEY_ID');
    }
  },
  async open({ env, pool, adapter, limits, peer, log, now }) {
    const db = new PrismaClient({ adapter });
    const { CHAIN_RPC_URL: rpcUrl, CHAIN_ID: chainId } = env;
    const [signer, oldSigner] = [signerOptions(env), oldSignerOptions(env)];
    const services: ChainServices = {
      db,
      pool,
      limits,
      products: createProductsPeer(peer('products')),
      orders: createOrdersPeer(peer('orders')),
      openChain: rpcUrl === undefined || signer === null ? null : createOpenChain({ rpcUrl, chainId, signer }),
      openOldChain:
        rpcUrl === undefined || oldSigner === null ? null : createOpenChain({ rpcUrl, chainId, signer: oldSigner }),
      chainId,
      publicUrl: env.SOKO_PUBLIC_URL.replace(/\/$/, ''),
      findOwnEmail: createFindOwnEmail(peer('users')),
      keyCodes: createKeyCodes(peer('users')),
      findSegmentMembers: createFindSegmentMembers(peer('users')),
      sealKeys: [env.SOKO_SEAL_KEY, ...env.SOKO_SEAL_KEYS_OLD],
      perDay: {
        transfers: env.CHAIN_TRANSFERS_PER_DAY,
        collections: env.CHAIN_COLLECTIONS_PER_DAY,
        tokens: env.CHAIN_TOKENS_PER_DAY,
      },
      log,
      now,
    };
    const queue = createCallQueue(services, {
      confirmations: env.CHAIN_CONFIRMATIONS,
      stuckMs: env.CHAIN_STUCK_SECONDS * 1_000,
    });
    const lookSoon = createLookSoon(services, queue);
    const followTransfers = createTransferFollower(services, { confirmations: env.CHAIN_CONFIRMATIONS });
    return {
      context: (identity) => createChainContext(services, identity),
      consumers: consumers(services),
      jobs: [
        { name: 'chain.make-airdrops', everyMs: 1_000, run: createAirdropMaker(services) },
        { name: 'chain.send-calls', everyMs: 1_000, run: queue.run },
        { name: 'chain.follow-transfers', everyMs: 3_000, run: followTransfers },
        { name: 'chain.look-back', everyMs: 15_000, run: queue.lookBack },
        { name: 'chain.tell-airdrops', everyMs: 1_000, run: () => tellAirdrops(services) },
        { name: 'chain.tell-supply', everyMs: 1_000, run: () => tellSupply(services) },
        { name: 'chain.issue-codes', everyMs: 5_000, run: () => issueCodes(services) },
        { name: 'chain.tell-holders', everyMs: 5_000, run: () => tellHolders(services) },
        { name: 'chain.expire-sales', everyMs: 5_000, run: () => expireTokens(services) },
        { name: 'chain.delete-challenges', everyMs: 3_600_000, run: () => deleteExpiredChallenges(pool, now()) },
        {
          name: 'chain.delete-key-requests',
          everyMs: 3_600_000,
          run: () => deleteUnusedKeyExports(pool, new Date(now().getTime() - keyRequestMs)),
        },
      ],
      gauges: gauges(services),
      routes(app) {
        metadataRoute(app, services);
        claimPage(app);
        if (env.CHAIN_CALLBACK_KEYS.length > 0)
          chainCallbacks(app, services, createAlchemyCallbacks(env.CHAIN_CALLBACK_KEYS), lookSoon);
      },
      stopWorking: () => lookSoon.end(),
      close: () => db.$disconnect(),
    };
  },
});
