import type { OperationResult } from '../graph.ts';

/** One message of a subscription. Subscribers share it, and its text. */
export interface LiveMessage {
  /** The aggregate whose state it is. */
  about: string;
  /** Where a client resumes that has this message. */
  cursor: string;
  /** The message as JSON. After a gap it says so in `extensions.gap`. */
  text(hasGap: boolean): string;
  /** Length of the text in characters. */
  length: number;
}

export function createLiveMessage(about: string, result: OperationResult, cursor: string): LiveMessage {
  const text = JSON.stringify({ ...result, extensions: { cursor } });
  return {
    about,
    cursor,
    length: text.length,
    text: (hasGap) => (hasGap ? JSON.stringify({ ...result, extensions: { cursor, gap: true } }) : text),
  };
}
