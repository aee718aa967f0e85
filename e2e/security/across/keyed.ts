import type { Answer, Client } from '../../harness/client.ts';

/** A mutation that two people send with one key, each about their own. */
export interface Keyed {
  name: string;
  /** Who acts, and with what. The key is added. */
  first: { as: Client; input: object };
  second: { as: Client; input: object };
  /** What the second one needs, and the first one must not have found. */
  between?: () => Promise<unknown>;
  /** What the first one can do as well, though not with this key; in another mutation where `name` says so. */
  other?: { name?: string; input: object };
  selection: string;
  /** What the answer made. */
  made(answer: Answer['data']): string;
}

/** The id of what was made. */
export const id = ({ id: made }: { id?: string }): string => made!;
