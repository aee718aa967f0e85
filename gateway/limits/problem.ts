import { badUserInput } from '@soko/errors';
import { type ASTNode, GraphQLError } from 'graphql';
import type { Telling } from './leaf-fault.ts';

/** Problems that one error names. The rest come to light when these are corrected. */
export const maxProblems = 5;

const maxNameLength = 50;

export type Path = readonly (string | number)[];

/** Something wrong with an argument. `message` is the end of a sentence about `path`. */
export interface Problem {
  path: Path;
  message: string;
  node?: ASTNode;
}

/** Collects problems, and ignores those beyond the most that are named. `telling` is what their messages may tell. */
export interface Problems {
  readonly telling: Telling;
  readonly all: readonly Problem[];
  readonly isFull: boolean;
  report(problem: Problem): void;
}

export function collectProblems(telling: Telling): Problems {
  const all: Problem[] = [];
  return {
    telling,
    all,
    get isFull() {
      return all.length >= maxProblems;
    },
    report(problem) {
      if (all.length < maxProblems) all.push(problem);
    },
  };
}

export const noSuchField = (key: string): string => `has no field named "${key.slice(0, maxNameLength)}"`;

/** The path as clients know it: mutations take one argument, `input`, which is not part of it. */
const fieldOf = (path: Path): string => (path.length > 1 && path[0] === 'input' ? path.slice(1) : path).join('.');

/**
 * One error for all problems; null when there are none. Its field is the path of the first as an argument: `argumentOf`
 * finds the path of an argument for the name of a variable.
 */
export function errorOf(
  problems: readonly Problem[],
  start: string,
  { sign = '', argumentOf = (name) => [name] }: { sign?: string; argumentOf?: (name: string) => Path } = {},
): GraphQLError | null {
  const [first] = problems;
  if (first === undefined) return null;
  const text = problems.map(({ path, message }) => `\`${sign}${path.join('.')}\` ${message}.`).join(' ');
  const { message, extensions } = badUserInput(
    `${start} ${text}`,
    fieldOf([...argumentOf(String(first.path[0])), ...first.path.slice(1)]),
  );
  return new GraphQLError(message, { extensions, nodes: first.node ?? null });
}
