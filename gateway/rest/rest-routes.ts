import { isCallersMistake, notFound } from '@soko/errors';
import type { Logger } from '@soko/log';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import type { Authenticate } from '../authentication/authenticate.ts';
import type { GatewayEnv } from '../env.ts';
import { readHttpError } from '../errors/read-http-error.ts';
import type { CurrentGraph } from '../execution/current-graph.ts';
import type { Traffic } from '../limits/traffic.ts';
import { acceptsJson } from './accepts-json.ts';
import { createCompiledRoutes } from './compiled-routes.ts';
import { addDocuments } from './document-routes.ts';
import { etagOf, matchesEtag } from './etag.ts';
import { madeIdOperation, readMadeId } from './made-id.ts';
import { pageLinks } from './page-links.ts';
import { createProblems, type Problem, problemType } from './problem.ts';
import { rateLimitHeaders } from './rate-limit-headers.ts';
import { missingHeader, type Outcome, readResult } from './read-result.ts';
import { readVariables, type RestRequest } from './read-variables.ts';
import type { Method, Route, RouteGroup } from './route.ts';

export interface RestOptions {
  env: GatewayEnv;
  graphs: CurrentGraph;
  authenticate: Authenticate;
  traffic: Traffic;
  /** Throws for a host name or origin that is not allowed. */
  requirePage(request: FastifyRequest): void;
  log: Logger;
}

/** All routes are below this path. */
export const restPath = '/v1';

const isReading = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD';

const httpError = (statusCode: number, message: string): Error => Object.assign(new Error(message), { statusCode });

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  if (problem.retryAfter !== undefined) reply.header('retry-after', problem.retryAfter);
  return reply.code(problem.status).header('cache-control', 'no-store').type(problemType).send(JSON.stringify(problem));
}

function addVary(reply: FastifyReply, name: string): void {
  const others = reply.getHeader('vary');
  reply.header('vary', others === undefined ? name : `${String(others)}, ${name}`);
}

/** Sends the body of an answer: 304 when the client has it already. */
function sendAnswer(
  { status = 200 }: Route,
  { body, page, missing = [] }: Extract<Outcome, { kind: 'answer' }>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (!isReading(request)) {
    if (missing.length > 0) reply.header(missingHeader, missing.join(', '));
    reply.code(status).header('cache-control', 'no-store');
    return status === 204 ? reply.send() : reply.send(body);
  }
  const text = JSON.stringify(body);
  const etag = etagOf(text);
  const links = page && pageLinks(new URL(request.url, `${request.protocol}://${request.host}`), page);
  reply.header('etag', etag).header('cache-control', 'private, no-cache');
  if (links) reply.header('link', links);
  if (matchesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.type('application/json; charset=utf-8').send(text);
}

const keyIn = (header: string | string[] | undefined): string | undefined => [header].flat()[0];

/** The paths of the table, with the routes of each. */
function byPath(routes: readonly Route[]): Map<string, Route[]> {
  const found = new Map<string, Route[]>();
  for (const route of routes) found.set(route.path, [...(found.get(route.path) ?? []), route]);
  return found;
}

/** `/products/{id}` → `/products/:id`. */
const asFastifyPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

const methods: readonly (Method | 'PUT')[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Bodies are JSON, and may be left out. */
function readBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (String(text).trim() === '') done(null, undefined);
    else void parse(request, String(text), done);
  });
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume();
    done(httpError(415, 'The body must be application/json.'));
  });
}

/** Every route of the table. Each executes its operation as a client of `/graphql` would, in this process. */
function addRoutes(app: FastifyInstance, table: readonly RouteGroup[], options: RestOptions): void {
  const { graphs, authenticate, traffic, env } = options;
  const routesOf = createCompiledRoutes(table);
  const problems = createProblems(new URL(env.SOKO_PUBLIC_URL).origin);

  async function takeRequest({ identity }: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      rateLimitHeaders(reply, await traffic.takeRest(identity));
    } catch (error) {
      const retryAfter = isCallersMistake(error) ? (error as GraphQLError).extensions['retryAfter'] : undefined;
      if (typeof retryAfter === 'number')
        rateLimitHeaders(reply, { points: env.REST_REQUESTS_PER_CALLER, left: 0, msLeft: retryAfter * 1_000 });
      throw error;
    }
  }

  async function answer(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const graph = graphs.get();
    const compiled = routesOf(graph).get(route);
    if (compiled === undefined) throw notFound('The thing at this address');
    const variables = readVariables(compiled, {
      params: request.params as RestRequest['params'],
      query: request.query as RestRequest['query'],
      body: request.body,
      key: keyIn(request.headers['idempotency-key']),
    });
    const operation = { query: compiled.text, operationName: compiled.operationName, variables };
    const idOfMade = async (): Promise<string | null> => {
      const isKeyed = keyIn(request.headers['idempotency-key']) !== undefined;
      const again = isKeyed ? madeIdOperation(compiled.node, graph.schema) : null;
      // The command was executed, also where its id cannot be read.
      const made = again && (await graph.execute({ ...again, variables }, request.identity).catch(() => null));
      return made && readMadeId(made);
    };
    const outcome = readResult(compiled, await graph.execute(operation, request.identity));
    if (outcome.kind === 'error') return sendProblem(reply, problems.ofError(outcome.error, compiled));
    if (outcome.kind === 'executed') return sendProblem(reply, problems.ofExecuted(outcome.missing, await idOfMade()));
    if (outcome.kind === 'refusal') return sendProblem(reply, problems.ofRefusal(outcome.refusal));
    return sendAnswer(route, outcome, request, reply);
  }

  app.addHook('onRequest', async (request, reply) => {
    addVary(reply, 'authorization');
    const { headers, identity } = request;
    request.identity = { ...identity, viewer: await authenticate(headers.authorization, identity.correlationId) };
    await takeRequest(request, reply);
    if (!acceptsJson(headers.accept)) throw httpError(406, 'Answers are application/json: accept it.');
  });

  for (const [path, routes] of byPath(table.flatMap((group) => group.routes))) {
    const url = asFastifyPath(path);
    for (const route of routes)
      app.route({ method: route.method, url, handler: async (request, reply) => answer(route, request, reply) });
    const allowed = routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    app.route({
      method: methods.filter((method) => !allowed.includes(method)),
      url,
      onRequest: async (request, reply) => {
        reply.header('allow', allowed.join(', '));
        throw httpError(405, `${request.method} is not allowed here: ${allowed.join(' and ')} are.`);
      },
      handler: async () => undefined,
    });
  }
}

/** The REST façade: the routes of `table` below `/v1`, with problems instead of errors of GraphQL. */
export const restRoutes =
  (table: readonly RouteGroup[], options: RestOptions) =>
  async (app: FastifyInstance): Promise<void> => {
    const { traffic, requirePage, log, env, graphs } = options;
    const problems = createProblems(new URL(env.SOKO_PUBLIC_URL).origin);
    app.setErrorHandler<Error>((thrown, request, reply) => {
      const { status, error } = readHttpError(log, thrown, request);
      return sendProblem(reply, problems.ofError(error, null, status));
    });
    app.setNotFoundHandler(async () => {
      throw notFound('The address');
    });
    app.addHook('onRequest', async (request) => {
      requirePage(request);
      await traffic.takeRequest(request.identity);
    });
    readBodies(app);
    addDocuments(app, table, graphs);
    await app.register(async (scope) => addRoutes(scope, table, options));
  };
