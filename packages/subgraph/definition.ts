import type { RequestIdentity } from '@soko/auth';
import type { EventBus } from '@soko/event-bus';
import type { Logger } from '@soko/log';
import type { Consumer } from '@soko/outbox';
import type { Planning } from '@soko/postgres';
import type { PrismaPg } from '@prisma/adapter-pg';
import type { FastifyInstance } from 'fastify';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import type pg from 'pg';
import type { z } from 'zod';
import type { SubgraphTransport } from './transport.ts';

/** What a subgraph is given when it opens. Nothing in it tells whether the process is shared or its own. */
export interface SubgraphResources<Env> {
  env: Env;
  pool: pg.Pool;
  adapter: PrismaPg;
  bus: EventBus;
  /** Another subgraph, asked directly: for the `@inaccessible` fields that services keep for each other. */
  peer(name: string): SubgraphTransport;
  log: Logger;
  now: () => Date;
}

/** Work that repeats, done by one process at a time per database. */
export interface Job {
  name: string;
  everyMs: number;
  run(): Promise<void>;
}

/** What a subgraph offers once it is open. */
export interface OpenSubgraph<Context> {
  /** Called once per request; loaders are made here. */
  context(identity: RequestIdentity): Context;
  consumers?: readonly Consumer[];
  jobs?: readonly Job[];
  /** HTTP routes of its own beside GraphQL, served under the gateway's address. */
  routes?(app: FastifyInstance): void | Promise<void>;
  close?(): Promise<void>;
}

export interface SubgraphDefinition<Shape extends z.ZodRawShape = z.ZodRawShape, Context = unknown> {
  name: string;
  typeDefs: string;
  resolvers: GraphQLResolverMap<Context>;
  /** The variables it reads: a zod shape for `readEnv`. */
  env: Shape;
  /** `by index` where no statement has to read a table whole: its plans are made once, and stay good as tables grow. */
  planning?: Planning;
  open(resources: SubgraphResources<z.infer<z.ZodObject<Shape>>>): Promise<OpenSubgraph<Context>>;
}

/** A subgraph as a value: nothing is opened before `startSubgraph` is called with it. */
export const defineSubgraph = <const Shape extends z.ZodRawShape, Context>(
  definition: Omit<SubgraphDefinition<Shape, Context>, 'resolvers'> & { resolvers: object },
): SubgraphDefinition<Shape, Context> => definition as SubgraphDefinition<Shape, Context>;
