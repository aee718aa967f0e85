import type { DocumentNode, GraphQLSchema } from 'graphql';
import {
  createSourceEventStream,
  execute,
  type ExecutionArgs,
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { isCallersMistake, serviceUnavailable } from '@soko/errors';
import { requireStorable } from '@soko/input';
import type { Logger } from '@soko/log';
import type { RequestIdentity } from '@soko/auth';
import { isOutage } from '@soko/retry';
import { inSpan, SpanKind } from '@soko/tracing';
import { keysIn } from './live.ts';
import type { SubgraphError, SubgraphRequest, SubgraphResponse, SubgraphTransport } from './transport.ts';

type Checked = DocumentNode | readonly GraphQLError[];

/** Characters of all cached operations. Their parsed form takes about 36 times as many bytes: 18 MB in all. */
const maxCharactersKept = 500_000;

/** Parses and validates each operation once: the gateway sends the same operations again and again. */
function createDocuments(schema: GraphQLSchema): (query: string) => Checked {
  const documents = new LRUCache<string, Checked>({
    maxSize: maxCharactersKept,
    sizeCalculation: (_document, query) => query.length + 1,
  });
  return (query) => {
    const known = documents.get(query);
    if (known !== undefined) return known;
    const document = parseAndValidate(schema, query);
    documents.set(query, document);
    return document;
  };
}

function parseAndValidate(schema: GraphQLSchema, query: string): Checked {
  try {
    const document = parse(query, { noLocation: true });
    visit(document, { StringValue: ({ value }) => requireStorable({ value }) });
    const errors = validate(schema, document);
    return errors.length > 0 ? errors : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

/** The GraphQL error that `check` throws, or null. */
function mistakeOf(check: () => void): GraphQLError | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

/** Seconds after which a client may try again what failed because a database or another service did not answer. */
const retryAfter = 1;

/**
 * A caller's mistake is returned unchanged. An outage is reported as such: the same request may succeed soon. Any
 * other fault is logged with its cause and returned without its message.
 */
function toSubgraphError(error: GraphQLError, identity: RequestIdentity, log: Logger): SubgraphError {
  const { message } = error;
  const path = error.path === undefined ? {} : { path: error.path };
  const cause = error.originalError;
  if (isCallersMistake(error)) return { message, ...path, extensions: { ...error.extensions } };
  if (cause === undefined || cause instanceof GraphQLError) {
    // An error of graphql-js: a custom scalar or a variable refuses a value.
    return { message, ...path, extensions: { code: 'BAD_USER_INPUT' } };
  }
  const about = { err: cause, ...path, requestId: identity.requestId };
  if (isOutage(cause)) {
    log.warn(about, 'a resolver failed: something that it needs does not answer');
    const unavailable = serviceUnavailable();
    return { message: unavailable.message, ...path, extensions: { ...unavailable.extensions, retryAfter } };
  }
  log.error(about, 'a resolver failed');
  return { message: 'Internal error.', ...path, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

const hasOperation = (document: DocumentNode, operation: OperationTypeNode): boolean =>
  document.definitions.some(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION && definition.operation === operation,
  );

/** Starts a subscription: checks the viewer's right and returns the keys of the events that concern the viewer. */
async function startSubscription(args: ExecutionArgs) {
  const begun = await createSourceEventStream(args);
  return 'errors' in begun ? { errors: begun.errors ?? [] } : { data: {}, extensions: { keys: keysIn(begun) } };
}

const typeOf = (document: DocumentNode): string =>
  Object.values(OperationTypeNode).find((type) => hasOperation(document, type)) ?? 'query';

/** A transport that runs operations on `schema` in this process. */
export function createExecutor(options: {
  /** Name of the subgraph. */
  name: string;
  schema: GraphQLSchema;
  context: (identity: RequestIdentity) => unknown;
  log: Logger;
  /** Called after every mutation, which may have saved events, before it returns. */
  afterMutation?: (document: DocumentNode) => Promise<void> | void;
}): SubgraphTransport {
  const { name, schema, context, log, afterMutation = () => {} } = options;
  const documentFor = createDocuments(schema);

  const run = async (
    document: Checked,
    { operationName, variables, identity, event }: SubgraphRequest,
  ): Promise<SubgraphResponse> => {
    const unstorable = mistakeOf(() => requireStorable(variables ?? {}));
    if (unstorable) return { errors: [toSubgraphError(unstorable, identity, log)] };
    if ('length' in document) {
      if (document.every(isCallersMistake))
        return { errors: document.map((error) => toSubgraphError(error, identity, log)) };
      // The gateway planned the operation for another schema than this one, so it is a fault and not the caller's mistake.
      log.error(
        { errors: document.map(({ message }) => message), requestId: identity.requestId },
        'the operation does not fit this schema',
      );
      return { errors: [{ message: 'Internal error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] };
    }
    const args = {
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: context(identity),
      rootValue: event,
    };
    const begins = event == null && hasOperation(document, OperationTypeNode.SUBSCRIPTION);
    const { errors, ...answer } = begins ? await startSubscription(args) : await execute(args);
    if (hasOperation(document, OperationTypeNode.MUTATION)) await afterMutation(document);
    return errors === undefined
      ? answer
      : { ...answer, errors: errors.map((error) => toSubgraphError(error, identity, log)) };
  };

  return (request) => {
    const document = documentFor(request.query);
    const type = 'length' in document ? 'invalid' : typeOf(document);
    const attributes = { 'soko.subgraph': name, 'graphql.operation.type': type };
    return inSpan(`${name} ${type}`, { kind: SpanKind.SERVER, attributes }, () => run(document, request));
  };
}
