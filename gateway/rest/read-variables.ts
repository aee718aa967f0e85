import { badUserInput } from '@soko/errors';
import { getNullableType, type GraphQLInputType, isListType, isNonNullType } from 'graphql';
import { type CompiledRoute, filledBy, keyField, mayOmitBody, type Parameter, typeNameOf } from './compile-route.ts';

/** What a request says, as Fastify read it. */
export interface RestRequest {
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string | string[] | undefined>>;
  body: unknown;
  /** The header `Idempotency-Key`. */
  key: string | undefined;
}

export const keyHeader = 'Idempotency-Key';

type Variables = Record<string, unknown>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of a text for a type. A text that cannot have the type stays as it is: the gateway refuses it as it refuses others. */
function valueOf(text: string, typeName: string): unknown {
  if (typeName === 'Int' && /^-?\d{1,10}$/.test(text)) return Number(text);
  if (typeName === 'Boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

const isList = (type: GraphQLInputType): boolean => isListType(getNullableType(type));

function readParameter(parameter: Parameter, given: string | string[] | undefined): unknown {
  const typeName = typeNameOf(parameter);
  if (isList(parameter.type))
    return given === undefined ? undefined : [given].flat().map((text) => valueOf(text, typeName));
  if (Array.isArray(given))
    throw badUserInput(`The parameter \`${parameter.name}\` may be given once.`, parameter.name);
  if (given === undefined && isNonNullType(parameter.type))
    throw badUserInput(`The parameter \`${parameter.name}\` is required.`, parameter.name);
  return given === undefined ? undefined : valueOf(given, typeName);
}

const pageParameters = ['limit', 'after', 'before'];

/** The page: `limit` items after or before a cursor. */
function readPage(query: RestRequest['query']): Variables {
  const { limit: text, after, before } = query;
  for (const name of pageParameters)
    if (Array.isArray(query[name])) throw badUserInput(`The parameter \`${name}\` may be given once.`, name);
  if (after !== undefined && before !== undefined)
    throw badUserInput('Give one of the parameters `after` and `before`.', 'before');
  if (text !== undefined && !/^(100|[1-9]\d?)$/.test(String(text)))
    throw badUserInput('The parameter `limit` must be a whole number from 1 to 100.', 'limit');
  const limit = text === undefined ? 20 : Number(text);
  return before === undefined ? { first: limit, ...(after === undefined ? {} : { after }) } : { last: limit, before };
}

function readQuery(route: CompiledRoute, query: RestRequest['query']): Variables {
  const known = [...route.queryParameters.map(({ name }) => name), ...(route.hasPages ? pageParameters : [])];
  const unknown = Object.keys(query).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const name = unknown.slice(0, 50);
    const all =
      known.length === 0 ? 'This route takes none.' : `It takes ${known.map((each) => `\`${each}\``).join(', ')}.`;
    throw badUserInput(`The route has no parameter \`${name}\`. ${all}`, name);
  }
  const read = route.queryParameters.map((parameter) => [
    parameter.name,
    readParameter(parameter, query[parameter.name]),
  ]);
  const given = Object.fromEntries(read.filter(([, value]) => value !== undefined)) as Variables;
  return route.hasPages ? { ...given, ...readPage(query) } : given;
}

function readBody(route: CompiledRoute, body: unknown): Variables {
  if (body === undefined && mayOmitBody(route)) return {};
  if (route.body === null) throw badUserInput('This route takes no body.', 'body');
  if (!isRecord(body)) throw badUserInput('The body must be a JSON object.', 'body');
  const unknown = Object.keys(body).find((name) => !route.body!.some((field) => field.name === name));
  if (unknown !== undefined)
    throw badUserInput(`The body has no field \`${unknown.slice(0, 50)}\`.`, unknown.slice(0, 50));
  return body;
}

/** The key in the header, with the quotes that the draft of the IETF asks for or without. */
function readKey({ key }: CompiledRoute, header: string | undefined): Variables {
  if (header === undefined) {
    if (key === 'required') throw badUserInput(`The header \`${keyHeader}\` is required.`, keyHeader);
    return {};
  }
  if (key === 'none')
    throw badUserInput(
      `This route takes no \`${keyHeader}\`: a repeat does its work again, or changes nothing.`,
      keyHeader,
    );
  return { [keyField]: /^"(.*)"$/.exec(header)?.[1] ?? header };
}

/** The variables of the route's operation. Throws BAD_USER_INPUT for whatever the route does not take. */
export function readVariables(route: CompiledRoute, { params, query, body, key }: RestRequest): Variables {
  const given = readQuery(route, query);
  const content = readBody(route, body);
  const keyed = readKey(route, key);
  if (!route.isCommand) return { ...params, ...given };
  const filled = Object.entries(params).map(([name, value]) => [filledBy(route, name), value]);
  return { input: { ...content, ...Object.fromEntries(filled), ...keyed } };
}
