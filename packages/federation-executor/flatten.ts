import { assert } from '@apollo/federation-internals';
import type { ResponsePath } from './apollo-internals.ts';
import { propertyOf } from './data.ts';
import { ordinaryName } from './not-compiled.ts';

/** Finds the values at a path of an answer: one value, or a list when the path passes lists. */
export type Flatten = (value: unknown) => unknown;

const passList =
  (rest: Flatten): Flatten =>
  (value) =>
    value == null ? value : (value as unknown[]).flatMap((element) => rest(element));

const passField =
  (name: string, rest: Flatten): Flatten =>
  (value) => {
    if (value == null) return value;
    assert(!Array.isArray(value), () => `Unexpected array in result for path element ${name}`);
    return rest(propertyOf(value, name));
  };

/** Compiles the path of a flatten node. */
export function compileFlatten(path: ResponsePath): Flatten {
  const [current, ...others] = path;
  if (current === undefined) return (value) => value;
  const rest = compileFlatten(others);
  return current === '@' ? passList(rest) : passField(ordinaryName(String(current)), rest);
}
