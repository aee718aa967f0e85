import { expect } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import type { UsersGraph } from './start-users.ts';

const capitalised = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1)}`;

/** Returns a function that runs one mutation and returns its union member with `fields`. Errors are thrown. */
export const mutationsOf =
  (graph: () => UsersGraph) =>
  // oxlint-disable-next-line typescript/no-explicit-any
  async (name: string, input: object, as?: Viewer, fields = ''): Promise<any> => {
    const document = `mutation ($input: ${capitalised(name)}Input!) {
      ${name}(input: $input) { __typename ${fields} ... on UserError { code } }
    }`;
    const { data, errors } = await graph().query(document, { input }, as === undefined ? {} : { as });
    if (errors) throw Object.assign(new Error(errors[0]?.message), { extensions: errors[0]?.extensions });
    return data[name];
  };

/** Matches an error that `mutationsOf` throws, by its code and its field. */
export const mistake = (code: string, field?: string) =>
  expect.objectContaining({ extensions: expect.objectContaining(field === undefined ? { code } : { code, field }) });

/** The types of the published events with a subject, oldest first. */
export const typesAbout = async (graph: UsersGraph, subject: string): Promise<string[]> =>
  (await graph.told()).filter((event) => event.subject === subject).map(({ type }) => type);

/** The union members of several results, sorted. */
export const kindsOf = (answers: readonly { __typename: string }[]): string[] =>
  answers.map(({ __typename }) => __typename).sort((one, other) => one.localeCompare(other));
