import type { RequestIdentity } from '@soko/auth';
import type { EventBus } from '@soko/event-bus';
import type { Invariant } from '@soko/invariants';
import type { Limits } from '@soko/limits';
import type { Logger } from '@soko/log';
import type { Consumer } from '@soko/outbox';
import type { Planning, PruneRule } from '@soko/postgres';
import type { PrismaPg } from '@prisma/adapter-pg';
import type { FastifyInstance } from 'fastify';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import type pg from 'pg';
import type { z } from 'zod';
import type { Projections } from './projections.ts';
import type { SubgraphTransport } from './transport.ts';

/** The resources that a subgraph gets when it opens. They are the same in a shared process and in its own. */
export interface SubgraphResources<Env> {
  env: Env;
  pool: pg.Pool;
  adapter: PrismaPg;
  bus: EventBus;
  /** The transport to another subgraph, for `@inaccessible` fields that only services may call. */
  peer(name: string): SubgraphTransport;
  /** Limits on attempts, which all replicas count together. */
  limits: Limits;
  log: Logger;
  now: () => Date;
}

/** Work that is repeated, by one process at a time per database. */
export interface Job {
  name: string;
  everyMs: number;
  /** The job claims its work row by row, so that all processes may run it at the same time. It needs no lock. */
  isShared?: boolean;
  run(): Promise<void>;
}

/** A number of a subgraph for Prometheus, beside those that every subgraph has. */
export interface SubgraphGauge {
  /** Such as `soko_chat_open_reports`. */
  name: string;
  help: string;
  /** It only grows while the process runs, such as a number of failures. Its name ends with `_total`. */
  isCounter?: boolean;
  /** Names of the labels, where there are several numbers. */
  labelNames?: readonly string[];
  /** Counts it now, with an index: it is read with every page of metrics. */
  read(): Promise<number | readonly LabelledNumber[]>;
}

/** One of several numbers of a gauge. */
export interface LabelledNumber {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** An open subgraph. */
export interface OpenSubgraph<Context> {
  /** Called once per request; loaders are made here. */
  context(identity: RequestIdentity): Context;
  consumers?: readonly Consumer[];
  jobs?: readonly Job[];
  /** Rows that are deleted once they are old, by the job `<subgraph>.prune`. Its inbox and the event log are added. */
  prune?: readonly PruneRule[];
  gauges?: readonly SubgraphGauge[];
  /** HTTP routes beside GraphQL, served under the gateway's address. */
  routes?(app: FastifyInstance): void | Promise<void>;
  /** Takes up no more work in the background, and waits for what runs. Requests are still served. */
  stopWorking?(): Promise<void>;
  /** Closes its resources. Nothing is running then, or it is given up: all that must not be lost is saved. */
  close?(): Promise<void>;
}

export interface SubgraphDefinition<Shape extends z.ZodRawShape = z.ZodRawShape, Context = unknown> {
  name: string;
  typeDefs: string;
  resolvers: GraphQLResolverMap<Context>;
  /** The environment variables: a zod shape for `readEnv`. */
  env: Shape;
  /** Throws `BadEnvironment` for values that do not fit together. Called before anything is opened. */
  checkEnv?(env: z.infer<z.ZodObject<Shape>>): void | Promise<void>;
  /** `by index` if no statement reads a whole table: plans are then made once and stay right as tables grow. */
  planning?: Planning;
  /**
   * Projections in other subgraphs that have the change of a mutation when it returns, by its field. Clients then read their
   * own writes there as well. A mutation waits `PROJECTION_WAIT_MS` at most.
   */
  projections?: Projections;
  /** Rules that its rows must keep. They are checked by a job, beside those of the outbox. */
  invariants?: readonly Invariant[];
  open(resources: SubgraphResources<z.infer<z.ZodObject<Shape>>>): Promise<OpenSubgraph<Context>>;
}

/** Describes a subgraph. Nothing is opened before `startSubgraph` is called with it. */
export const defineSubgraph = <const Shape extends z.ZodRawShape, Context>(
  definition: Omit<SubgraphDefinition<Shape, Context>, 'resolvers'> & { resolvers: object },
): SubgraphDefinition<Shape, Context> => definition as SubgraphDefinition<Shape, Context>;
