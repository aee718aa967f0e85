/** A process that makes airdrops, works on the calls of a database, and follows transfers, for a spec that kills it. */
import { readEnv } from '@soko/env';
import { silentLogger } from '@soko/log';
import pg from 'pg';
import { z } from 'zod';
import { createAirdropMaker } from '../commands/airdrops/make-airdrops.ts';
import { createCallQueue } from '../commands/call-queue.ts';
import { createTransferFollower } from '../commands/follow-transfers.ts';
import { chainEnv } from '../env.ts';
import type { Hex } from '../providers/chain.ts';
import { createOpenChain } from '../providers/open-chain.ts';

const env = readEnv({ ...chainEnv, DATABASE_URL: z.string() });

const services = {
  pool: new pg.Pool({ connectionString: env.DATABASE_URL }),
  openChain: createOpenChain({
    rpcUrl: env.CHAIN_RPC_URL!,
    chainId: env.CHAIN_ID,
    signer: { key: env.CHAIN_SIGNER_KEY as Hex },
  }),
  publicUrl: env.SOKO_PUBLIC_URL,
  sealKeys: [env.SOKO_SEAL_KEY] as const,
  log: silentLogger,
  now: () => new Date(),
};

const confirmations = env.CHAIN_CONFIRMATIONS;

await createAirdropMaker(services)();
await createCallQueue(services, { confirmations, stuckMs: env.CHAIN_STUCK_SECONDS * 1_000 }).run();
await createTransferFollower(services, { confirmations })();
process.exit();
