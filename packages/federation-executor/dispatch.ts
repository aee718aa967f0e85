import type { FetchNode } from './apollo-internals.ts';
import type { Data } from './data.ts';
import type { FetchError } from './fetch-errors.ts';
import { NotCompiled, ordinaryName } from './not-compiled.ts';
import type { Cursor, Run } from './run.ts';

export interface FetchResponse {
  data?: Data | null | undefined;
  errors?: readonly FetchError[] | undefined;
}

/** The variables of the operation that a fetch uses, by compiled names. */
export function compileVariables({ variableUsages = [] }: FetchNode): (variables: Data | undefined) => Data {
  const names = variableUsages.map(ordinaryName);
  // The name of the variable with which entities are asked for.
  if (names.includes('representations')) throw new NotCompiled('name');
  return (given) => {
    const used: Data = {};
    if (given === undefined || given === null) return used;
    for (const name of names) {
      if (Object.hasOwn(given, name) && given[name] !== undefined) used[name] = given[name];
    }
    return used;
  };
}

/** Sends a fetch to its data source, as the stock executor does. */
export async function dispatch(run: Run, fetch: FetchNode, variables: Data, cursor: Cursor): Promise<FetchResponse> {
  const source = run.sourceOf(fetch.serviceName);
  const sent = {
    kind: 'incoming operation',
    request: { query: fetch.operation, variables, operationName: fetch.operationName, http: undefined },
    incomingRequestContext: run.request,
    context: run.request.context,
    document: fetch.operationDocumentNode,
    pathInIncomingRequest: cursor.path,
  };
  return source.process(sent as never);
}
