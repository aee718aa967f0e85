import { assert } from '@apollo/federation-internals';
import type { ResponsePath } from './apollo-internals.ts';
import { propertyOf } from './data.ts';
import { ordinaryName } from './not-compiled.ts';

/** Finds the values at a path of an answer: one value, or a list when the path passes lists. */
export type Flatten = (value: unknown) => unknown;

/** Adds the values at the rest of a path, from within a list, to those that were found. */
type Collect = (value: unknown, found: unknown[]) => void;

/** What is not a list fails as it does for the stock executor. */
const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : (value as unknown[]).flatMap((element) => element);

const enterField = (name: string, value: unknown): unknown => {
  assert(!Array.isArray(value), () => `Unexpected array in result for path element ${name}`);
  return propertyOf(value, name);
};

const addValue: Collect = (value, found) => {
  if (!Array.isArray(value)) found.push(value);
  else for (const element of value) found.push(element);
};

function compileCollect([current, ...others]: ResponsePath): Collect {
  if (current === undefined) return addValue;
  const rest = compileCollect(others);
  if (current === '@') {
    return (value, found) => {
      if (value == null) found.push(value);
      else for (const element of listOf(value)) rest(element, found);
    };
  }
  const name = ordinaryName(String(current));
  return (value, found) => {
    if (value == null) found.push(value);
    else rest(enterField(name, value), found);
  };
}

/** Compiles the path of a flatten node. */
export function compileFlatten(path: ResponsePath): Flatten {
  const [current, ...others] = path;
  if (current === undefined) return (value) => value;
  if (current === '@') {
    const collect = compileCollect(others);
    return (value) => {
      if (value == null) return value;
      const found: unknown[] = [];
      for (const element of listOf(value)) collect(element, found);
      return found;
    };
  }
  const name = ordinaryName(String(current));
  const rest = compileFlatten(others);
  return (value) => (value == null ? value : rest(enterField(name, value)));
}
