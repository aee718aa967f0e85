/** A process that works on the calls of a database, for a spec that kills it. */
import { readEnv } from '@soko/env';
import { silentLogger } from '@soko/log';
import pg from 'pg';
import { z } from 'zod';
import { createCallQueue } from '../commands/call-queue.ts';
import { chainEnv } from '../env.ts';
import type { Hex } from '../providers/chain.ts';
import { createOpenChain } from '../providers/open-chain.ts';

const env = readEnv({ ...chainEnv, DATABASE_URL: z.string() });

const queue = createCallQueue(
  {
    pool: new pg.Pool({ connectionString: env.DATABASE_URL }),
    openChain: createOpenChain({
      rpcUrl: env.CHAIN_RPC_URL!,
      chainId: env.CHAIN_ID,
      signerKey: env.CHAIN_SIGNER_KEY as Hex,
    }),
    publicUrl: env.SOKO_PUBLIC_URL,
    log: silentLogger,
    now: () => new Date(),
  },
  { confirmations: env.CHAIN_CONFIRMATIONS, stuckMs: env.CHAIN_STUCK_SECONDS * 1_000 },
);

await queue.run();
process.exit();
