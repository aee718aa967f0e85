import { errorCodeDef, ERRORS } from '@apollo/federation-internals';
import { GraphQLError } from 'graphql';
import { propertyOf } from './data.ts';
import type { Cursor, Run } from './run.ts';

type Path = readonly (string | number)[];

/** An error as a data source returns it. */
export interface FetchError {
  message: string;
  path?: Path | undefined;
  extensions?: Record<string, unknown> | undefined;
}

/** The error of a subgraph at its place in the answer, as the stock executor reports it. */
function placed(error: FetchError, subgraph: string, path: Path | undefined): GraphQLError {
  const { extensions } = error;
  const message = error.message || `Error while fetching subquery from service "${subgraph}"`;
  const options = {
    originalError: error as unknown as Error,
    path,
    extensions: { ...extensions, serviceName: subgraph },
  };
  const definition = errorCodeDef(error as unknown as GraphQLError);
  if (!definition && extensions?.['code']) return new GraphQLError(message, options);
  return (definition ?? ERRORS.DOWNSTREAM_SERVICE_ERROR).err(message, options);
}

/** The places of the objects at a path, in the order in which they are fetched. Values of a wrong shape have none. */
function placesAt(value: unknown, rest: Path, parent: Path = []): Path[] {
  const [head, ...others] = rest;
  if (value == null) return [];
  if (head === undefined) return [parent];
  if (Array.isArray(value)) {
    const within = head === '@' ? others : rest;
    return value.flatMap((element: unknown, index) => placesAt(element, within, [...parent, index]));
  }
  return head === '@' ? [] : placesAt(propertyOf(value, String(head)), others, [...parent, head]);
}

/** The number of the entity in the request that an error is about. */
export const entityOf = ({ path }: FetchError): number | null => (typeof path?.[1] === 'number' ? path[1] : null);

/** Adds the errors of a fetch of root fields. */
export function addErrors(run: Run, errors: readonly FetchError[], subgraph: string, { path }: Cursor): void {
  const all = errors.map((error) => placed(error, subgraph, error.path ? [...path, ...error.path] : undefined));
  record(run, errors, subgraph, all);
}

/** Adds the errors of a fetch of entities. Each is with the number of its representation, or null. */
export function addEntityErrors(
  run: Run,
  errors: readonly { error: FetchError; entity: number | null }[],
  subgraph: string,
  cursor: Cursor,
): void {
  let places: readonly Path[] | null = null;
  const placesOf = (): readonly Path[] => (places ??= placesAt(run.root, cursor.path));
  const pathOf = ({ path }: FetchError, entity: number | null): Path | undefined => {
    if (entity !== null) return [...(placesOf()[entity] ?? []), ...path!.slice(2)];
    return path ? [...cursor.path, ...path] : undefined;
  };
  const all = errors.map(({ error, entity }) => placed(error, subgraph, pathOf(error, entity)));
  record(
    run,
    errors.map(({ error }) => error),
    subgraph,
    all,
  );
}

/** Usage reporting reads the paths from the metrics of the request. */
function record(run: Run, errors: readonly FetchError[], subgraph: string, all: readonly GraphQLError[]): void {
  run.errors.push(...all);
  const { metrics } = run.request;
  const paths = errors.map(({ path }) => ({ subgraph, path }));
  metrics.nonFtv1ErrorPaths = [...(metrics.nonFtv1ErrorPaths ?? []), ...(paths as never[])];
}
