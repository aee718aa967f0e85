/** The chain subgraph as a process of its own, on Kafka or on the log in Postgres, for a spec that runs two and kills one. */
import { commaList, readEnv } from '@soko/env';
import { createKafkaBus, createPostgresLog } from '@soko/event-bus';
import { silentLogger } from '@soko/log';
import { startSubgraph } from '@soko/subgraph';
import pg from 'pg';
import { z } from 'zod';
import { createCallQueue } from '../commands/call-queue.ts';
import { chainEnv } from '../env.ts';
import { chain } from '../index.ts';
import type { Hex } from '../providers/chain.ts';
import { createOpenChain } from '../providers/open-chain.ts';

const env = readEnv({
  ...chainEnv,
  DATABASE_URL: z.string(),
  LOG_URL: z.string(),
  BROKERS: commaList.default([]),
});

const bus =
  env.BROKERS.length > 0
    ? createKafkaBus({ brokers: env.BROKERS, clientId: 'chain', log: silentLogger, sessionTimeoutMs: 6_000 })
    : createPostgresLog({ url: env.LOG_URL, log: silentLogger });

const queue = createCallQueue(
  {
    pool: new pg.Pool({ connectionString: env.DATABASE_URL }),
    openChain: createOpenChain({
      rpcUrl: env.CHAIN_RPC_URL!,
      chainId: env.CHAIN_ID,
      signer: { key: env.CHAIN_SIGNER_KEY as Hex },
    }),
    publicUrl: env.SOKO_PUBLIC_URL,
    log: silentLogger,
    now: () => new Date(),
  },
  // A transaction for each mint, so that there are as many nonces.
  { confirmations: env.CHAIN_CONFIRMATIONS, stuckMs: env.CHAIN_STUCK_SECONDS * 1_000, batchSize: 1 },
);

const subgraph = await startSubgraph(
  {
    ...chain,
    open: async (resources) => {
      const opened = await chain.open(resources);
      const jobs = opened.jobs?.map((job) => (job.name === 'chain.send-calls' ? { ...job, run: queue.run } : job));
      return { ...opened, ...(jobs === undefined ? {} : { jobs }) };
    },
  },
  // oxlint-disable-next-line node/no-process-env
  { databaseUrl: env.DATABASE_URL, bus, log: silentLogger, env: process.env, keepSentMs: 3_600_000 },
);
await subgraph.consuming.joined;
process.stdout.write('joined\n');

// Beside the job, whose lock only one process has: as when the connection of the lock was lost.
for (;;) await queue.run();
