import { badUserInput } from '@soko/errors';

type Given<Changes> = { [Field in keyof Changes]?: Changes[Field] | null | undefined };

/** The changes without null. GraphQL allows null for every optional field; a required value cannot be removed. */
export function rejectNulls<Changes extends object>(given: Given<Changes>): Changes {
  for (const [field, value] of Object.entries(given)) {
    if (value === null) throw badUserInput(`\`${field}\` must not be null. Omit it to keep the current value.`, field);
  }
  return given as Changes;
}
