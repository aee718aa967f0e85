import { InvalidParams } from './api-error.ts';
import type { RawParams } from './raw-params.ts';

type Raw = RawParams[string] | undefined;

/** Reads one parameter; `name` is for messages, such as `card[number]`. Throws `InvalidParams`. */
export type Param<T> = (raw: Raw, name: string) => T;

export type Shape = Record<string, Param<unknown>>;

export type Params<S extends Shape> = { [Name in keyof S]: ReturnType<S[Name]> };

const notUnset = (name: string): InvalidParams =>
  new InvalidParams(
    `You passed an empty string for '${name}'. We assume empty values are an attempt to unset a parameter; however '${name}' cannot be unset. You should remove '${name}' from your request or supply a non-empty value.`,
    { code: 'parameter_invalid_empty', param: name },
  );

const expected = (what: string, raw: unknown, name: string): InvalidParams =>
  new InvalidParams(`Invalid ${what}: ${typeof raw === 'string' ? raw : JSON.stringify(raw)}`, {
    code: what === 'integer' ? 'parameter_invalid_integer' : 'parameter_invalid',
    param: name,
  });

function textOf(raw: Raw, what: string, name: string): string | undefined {
  if (raw === undefined) return undefined;
  if (typeof raw !== 'string') throw expected(what, raw, name);
  return raw;
}

/** A required `param`: 400 when it is missing. */
export const required =
  <T>(param: Param<T>): Param<NonNullable<T>> =>
  (raw, name) => {
    if (raw === undefined)
      throw new InvalidParams(`Missing required param: ${name}.`, { code: 'parameter_missing', param: name });
    if (raw === '') throw notUnset(name);
    return param(raw, name) as NonNullable<T>;
  };

/** A text; an empty one is read as `null`, which unsets. */
export const text =
  (maxLength = 5_000): Param<string | null | undefined> =>
  (raw, name) => {
    const value = textOf(raw, 'string', name);
    if (value !== undefined && value.length > maxLength)
      throw new InvalidParams(`Invalid string: ${value.slice(0, 40)}…; must be at most ${maxLength} characters`, {
        param: name,
      });
    return value === '' ? null : value;
  };

export const integer =
  (range: { min?: number; max?: number } = {}): Param<number | undefined> =>
  (raw, name) => {
    const value = textOf(raw, 'integer', name);
    if (value === undefined) return undefined;
    if (value === '') throw notUnset(name);
    if (!/^-?\d{1,15}$/.test(value)) throw expected('integer', value, name);
    const number = Number(value);
    if (range.min !== undefined && number < range.min)
      throw new InvalidParams(`This value must be greater than or equal to ${range.min}.`, {
        code: 'parameter_invalid_integer',
        param: name,
      });
    if (range.max !== undefined && number > range.max)
      throw new InvalidParams(`This value must be less than or equal to ${range.max}.`, {
        code: 'parameter_invalid_integer',
        param: name,
      });
    return number;
  };

export const flag: Param<boolean | undefined> = (raw, name) => {
  const value = textOf(raw, 'boolean', name);
  if (value === undefined) return undefined;
  if (value !== 'true' && value !== 'false') throw expected('boolean', value, name);
  return value === 'true';
};

export const choice =
  <T extends string>(...choices: readonly T[]): Param<T | undefined> =>
  (raw, name) => {
    const value = textOf(raw, 'string', name);
    if (value === undefined) return undefined;
    if ((choices as readonly string[]).includes(value)) return value as T;
    throw new InvalidParams(`Invalid ${name}: must be one of ${choices.join(', ')}`, { param: name });
  };

export const list =
  <T>(param: Param<T>): Param<NonNullable<T>[] | undefined> =>
  (raw, name) => {
    if (raw === undefined) return undefined;
    if (raw === '') return [];
    if (typeof raw !== 'object') throw new InvalidParams(`Invalid array`, { param: name });
    return Object.entries(raw).map(([index, value]) => required(param)(value, `${name}[${index}]`));
  };

/** An object with these parameters and no others. */
export const nested =
  <S extends Shape>(shape: S): Param<Params<S> | undefined> =>
  (raw, name) => {
    if (raw === undefined || raw === '') return undefined;
    if (typeof raw !== 'object') throw new InvalidParams('Invalid object', { param: name });
    return readParams(shape, raw, name);
  };

const entriesMost = 50;

/** A map from key to text; an empty text is read as `null`, which unsets all. An empty value unsets its key. */
export const metadata: Param<Record<string, string> | null | undefined> = (raw, name) => {
  if (raw === undefined) return undefined;
  if (raw === '') return null;
  if (typeof raw !== 'object') throw new InvalidParams('Invalid object', { param: name });
  const entries = Object.entries(raw).map(([key, value]) => {
    if (typeof value !== 'string') throw new InvalidParams('Metadata values must be strings', { param: name });
    if (key.length > 40 || value.length > 500)
      throw new InvalidParams('Metadata keys have at most 40 characters and values at most 500 characters', {
        param: `${name}[${key}]`,
      });
    return [key, value];
  });
  if (entries.length > entriesMost)
    throw new InvalidParams(`You can have up to ${entriesMost} metadata keys`, { param: name });
  return Object.fromEntries(entries) as Record<string, string>;
};

/** Accepted unchanged: texts and nested objects of texts. */
export const anything: Param<RawParams | string | undefined> = (raw) => raw;

/** A parameter that Stripe has and this simulator lacks. An error is better than a wrong result. */
export const leftOut: Param<undefined> = (raw, name) => {
  if (raw === undefined) return undefined;
  throw new InvalidParams(`This simulator leaves out Stripe's parameter ${name}.`, { param: name });
};

const fullName = (name: string, within: string | undefined): string => (within ? `${within}[${name}]` : name);

/** Reads parameters by their shape. Throws `InvalidParams` for the first that is wrong and for all that are unknown. */
export function readParams<S extends Shape>(shape: S, raw: RawParams, within?: string): Params<S> {
  const unknown = Object.keys(raw).filter((name) => !Object.hasOwn(shape, name));
  if (unknown.length > 0) {
    const names = unknown.map((name) => fullName(name, within));
    throw new InvalidParams(`Received unknown parameter${names.length > 1 ? 's' : ''}: ${names.join(', ')}`, {
      code: 'parameter_unknown',
      param: names[0]!,
    });
  }
  const entries = Object.entries(shape).map(([name, param]) => [name, param(raw[name], fullName(name, within))]);
  return Object.fromEntries(entries) as Params<S>;
}
