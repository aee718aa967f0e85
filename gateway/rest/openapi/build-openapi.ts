import type { Scope } from '@soko/auth';
import { httpStatusOf } from '@soko/errors';
import type { GraphQLSchema } from 'graphql';
import { type CompiledRoute, mayOmitBody } from '../compile-route.ts';
import { createCompiledRoutes } from '../compiled-routes.ts';
import { executedStatus, executedTitle, refusalStatus } from '../problem.ts';
import { missingHeader } from '../read-result.ts';
import type { Access, RouteGroup } from '../route.ts';
import { createAnswerSchemas } from './answer-schema.ts';
import { parametersIn } from './parameters.ts';
import { headers, problemResponse, problemSchema } from './problem-schema.ts';
import { refusalsOf } from './refusals-of.ts';
import { createComponents, type JsonSchema } from './schemas.ts';

/** The document, as far as its readers need to know it. */
export interface OpenApi {
  openapi: '3.1.0';
  info: {
    title: string;
    version: string;
    summary: string;
    description: string;
    license: { name: string; identifier: string };
  };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, JsonSchema>>;
  components: Record<string, JsonSchema>;
}

const introduction =
  `Soko for servers. Every route executes one named operation of the graph, with the same rights, limits and
errors. A request has the header \`Authorization: Bearer <token>\` with the API key of a store or the access token of a person. Errors are
problems (RFC 9457). Lists have the addresses of their other pages in \`Link\`. The guide is docs/rest.md.`.replaceAll(
    '\n',
    ' ',
  );

const areScopes = (access: Access): access is readonly Scope[] => Array.isArray(access);

/** A key needs one of the scopes; people need none. */
function securityOf(access: Access): JsonSchema[] {
  if (access === 'everyone' || access === 'people') return [{}, { bearer: [] }];
  if (access === 'users') return [{ bearer: [] }];
  const withScope = (scope: Scope): JsonSchema => ({ bearer: [scope] });
  return areScopes(access) ? access.map(withScope) : [{}, ...access.keys.map(withScope)];
}

const accessText = (access: Access): string => {
  if (access === 'everyone') return 'No token is needed.';
  if (access === 'people') return 'For people, guests as well: API keys are refused.';
  if (access === 'users') return 'For people: API keys are refused.';
  const names = (areScopes(access) ? access : access.keys).map((scope) => `\`${scope}\``).join(' or ');
  return `API keys need the scope ${names}.${areScopes(access) ? '' : ' Guests need no token.'}`;
};

const lowerFirst = (name: string): string => name[0]!.toLowerCase() + name.slice(1);

const json = (schema: JsonSchema): JsonSchema => ({ 'application/json': { schema } });

const problems = (...codes: readonly Parameters<typeof httpStatusOf>[0][]): [string, JsonSchema][] =>
  codes.map((code) => [String(httpStatusOf(code)), { $ref: '#/components/responses/Problem' }]);

function answersOf(route: CompiledRoute, answer: JsonSchema | null, refusals: readonly string[]): JsonSchema {
  const isRead = route.method === 'GET';
  const names = [
    'RateLimit',
    'RateLimit-Policy',
    ...(isRead ? ['ETag'] : []),
    ...(route.hasPages ? ['Link'] : []),
    ...(route.isCommand ? [missingHeader] : []),
  ];
  const refused = refusals.length === 0 ? '' : ` Refusals: ${refusals.map((code) => `\`${code}\``).join(', ')}.`;
  return {
    ...(route.isCommand ? { [String(executedStatus)]: problemResponse(`${executedTitle}.`) } : {}),
    [String(route.status ?? 200)]: {
      description: 'The request succeeded.',
      headers: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
      ...(answer === null ? {} : { content: json(answer) }),
    },
    ...(isRead ? { '304': { description: 'The caller has this answer already.' } } : {}),
    ...Object.fromEntries(problems('BAD_USER_INPUT', 'UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND')),
    ...(isRead ? {} : { [String(refusalStatus)]: problemResponse(`The present state does not allow it.${refused}`) }),
    ...Object.fromEntries(problems('RATE_LIMITED', 'INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE')),
  };
}

/** The OpenAPI document of the routes of `table` that fit the schema. */
export function buildOpenApi(table: readonly RouteGroup[], schema: GraphQLSchema): OpenApi {
  const components = createComponents();
  components.once('Problem', () => problemSchema);
  const answerOf = createAnswerSchemas(schema, components);
  const compiled = createCompiledRoutes(table)({ schema });
  const paths: OpenApi['paths'] = {};

  for (const { name: tag, routes } of table) {
    for (const each of routes) {
      const route = compiled.get(each);
      if (route === undefined) continue;
      const bodyName = `${route.operationName}Body`;
      const { body } = route;
      const path = (paths[route.path] ??= {});
      const parameters = parametersIn(route, schema, components);
      path[route.method.toLowerCase()] = {
        operationId: lowerFirst(route.operationName),
        tags: [tag],
        summary: route.summary,
        description: accessText(route.access),
        security: securityOf(route.access),
        ...(parameters.length > 0 ? { parameters } : {}),
        ...(body === null
          ? {}
          : {
              requestBody: {
                required: !mayOmitBody(route),
                content: json(components.once(bodyName, () => components.ofFields(body))),
              },
            }),
        responses: answersOf(
          route,
          answerOf(route),
          refusalsOf(route, schema).map(({ code }) => code),
        ),
      };
    }
  }
  const schemas = Object.fromEntries(Object.entries(components.written).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Soko',
      version: '1',
      summary: 'The REST façade of Soko.',
      description: introduction,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/v1' }],
    tags: table.map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      schemas,
      responses: { Problem: problemResponse('What is wrong: see `code` and `detail`.') },
      headers,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key of a store, or an access token of a person.',
        },
      },
    },
  };
}
