import type { ResponsePath } from './apollo-internals.ts';
import { propertyOf } from './data.ts';
import { ordinaryName } from './not-compiled.ts';

/** Notes that a value on a path has the wrong shape, so that nothing is found in it. */
export interface Misfits {
  isMisshapen: boolean;
}

/** Finds the values at a path of an answer: one value, or a list when the path passes lists. */
export type Flatten = (value: unknown, misfits: Misfits) => unknown;

/** Adds the values at the rest of a path, from within a list, to those that were found. */
type Collect = (value: unknown, found: unknown[], misfits: Misfits) => void;

function elementsOf(value: unknown, misfits: Misfits): readonly unknown[] {
  if (Array.isArray(value)) return value;
  misfits.isMisshapen = true;
  return [];
}

function enterField(name: string, value: unknown, misfits: Misfits): unknown {
  if (!Array.isArray(value)) return propertyOf(value, name);
  misfits.isMisshapen = true;
  return null;
}

const addValue: Collect = (value, found) => {
  if (!Array.isArray(value)) found.push(value);
  else for (const element of value) found.push(element);
};

function compileCollect([current, ...others]: ResponsePath): Collect {
  if (current === undefined) return addValue;
  const rest = compileCollect(others);
  if (current === '@') {
    return (value, found, misfits) => {
      if (value == null) found.push(value);
      else for (const element of elementsOf(value, misfits)) rest(element, found, misfits);
    };
  }
  const name = ordinaryName(String(current));
  return (value, found, misfits) => {
    if (value == null) found.push(value);
    else rest(enterField(name, value, misfits), found, misfits);
  };
}

/** Compiles the path of a flatten node. */
export function compileFlatten(path: ResponsePath): Flatten {
  const [current, ...others] = path;
  if (current === undefined) return (value) => value;
  if (current === '@') {
    const collect = compileCollect(others);
    return (value, misfits) => {
      if (value == null) return value;
      const found: unknown[] = [];
      for (const element of elementsOf(value, misfits)) collect(element, found, misfits);
      return found;
    };
  }
  const name = ordinaryName(String(current));
  const rest = compileFlatten(others);
  return (value, misfits) => (value == null ? value : rest(enterField(name, value, misfits), misfits));
}
