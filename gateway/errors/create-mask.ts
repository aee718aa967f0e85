import { faultMessage, serviceUnavailable } from '@soko/errors';
import type { GraphQLFormattedError } from 'graphql';
import type { ErrorRule } from '../config/gateway-config.ts';
import { maskError, pathOf } from './mask-error.ts';

/** The part of an error that a client gets. */
export type Mask = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** Extensions that name what is inside. They never pass. */
const inside = ['serviceName', 'stacktrace', 'exception', 'http', 'code'];

type Picked = Extract<ErrorRule, object>;

const picks = (names: 'all' | readonly string[], name: string): boolean => names === 'all' || names.includes(name);

const passing: Picked = { codes: 'all', message: true, extensions: 'all' };
const masking: Picked = { codes: [], message: false, extensions: [] };

function pick(formatted: GraphQLFormattedError, rule: Picked): GraphQLFormattedError {
  const { code, ...others } = formatted.extensions ?? {};
  if (typeof code !== 'string' || !picks(rule.codes, code))
    return { message: faultMessage, ...pathOf(formatted), extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  const passed = Object.entries(others).filter(([name]) => !inside.includes(name) && picks(rule.extensions, name));
  return {
    message: rule.message ? formatted.message : faultMessage,
    ...pathOf(formatted),
    extensions: { ...Object.fromEntries(passed), code },
  };
}

const unavailable = serviceUnavailable();

/** What the gateway itself says when a subgraph does not answer. It tells nothing of the subgraph. */
const isUnavailable = ({ message, extensions }: GraphQLFormattedError): boolean =>
  message === unavailable.message && extensions?.['code'] === unavailable.extensions['code'];

/** Errors of a subgraph pass by its rule; those of the gateway as `maskError` says. */
export const createMask =
  (ruleOf: (subgraph: string) => ErrorRule): Mask =>
  (formatted, error) => {
    const { serviceName } = formatted.extensions ?? {};
    const rule = typeof serviceName === 'string' ? ruleOf(serviceName) : 'known';
    if (rule === 'known' || isUnavailable(formatted)) return maskError(formatted, error);
    if (rule === 'pass') return pick(formatted, passing);
    return pick(formatted, rule === 'mask' ? masking : rule);
  };
