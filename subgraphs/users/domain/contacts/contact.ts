import { badUserInput } from '@soko/errors';
import { nameField, readLine, readList } from '@soko/input';

export type ContactSource = 'ORDER' | 'CLAIM' | 'MANUAL' | 'IMPORT';

/** A person whom a store knows: one with an account who bought or claimed, or an address that the store wrote down. */
export interface Contact {
  id: string;
  storeId: string;
  userId: string | null;
  email: string | null;
  name: string | null;
  source: ContactSource;
  /** Lower case, sorted. */
  tags: string[];
  orders: number;
  lastOrderedAt: Date | null;
  lastActiveAt: Date;
  createdAt: Date;
}

export interface ContactNote {
  id: string;
  contactId: string;
  /** Null for an API key. */
  authorId: string | null;
  text: string;
  createdAt: Date;
}

/** What a contact spent at the store in one currency. */
export interface ContactSpending {
  contactId: string;
  currency: string;
  spentMinor: bigint;
}

/** Maximum number of contacts that a store can add and import. Buyers are not counted. */
export const maxContacts = 100_000;

export const maxTags = 30;
export const maxTagLength = 40;
export const maxNotes = 100;
export const maxNoteLength = 2_000;

const tagShape = /^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} ._-]*$/u;

/** A tag in its one spelling: lower case. Throws BAD_USER_INPUT at `field`. */
export function readTag(text: string, field: string): string {
  const tag = readLine(text, field, { max: maxTagLength }).toLowerCase();
  if (tagShape.test(tag)) return tag;
  throw badUserInput(
    `${nameField(field)} must begin with a letter or digit, and have only letters, digits, spaces, dots, hyphens and underscores.`,
    field,
  );
}

/** True for an error that says what is wrong with an input. */
export const isMistake = (error: unknown): error is Error => error instanceof Error && 'extensions' in error;

const inOrder = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** The tags of both lists, once each and sorted. */
export const joinTags = (some: readonly string[], others: readonly string[]): string[] =>
  [...new Set([...some, ...others])].toSorted(inOrder);

/** A list of at least `min` tags. Throws BAD_USER_INPUT at `tags`. */
export const readTags = (tags: readonly string[], min: number): string[] =>
  joinTags(
    readList(tags, 'tags', { min, max: maxTags }).map((tag, index) => readTag(tag, `tags.${index}`)),
    [],
  );
