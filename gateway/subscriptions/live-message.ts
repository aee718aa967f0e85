import type { OperationResult } from '../graph.ts';

/** One message of a subscription. Subscribers share it, and its text. */
export interface LiveMessage {
  /** The aggregate whose state it is. */
  about: string;
  /** Where a client resumes that has this message; null for a message that cannot be sent again. */
  cursor: string | null;
  /** The message as JSON. After a gap it says so in `extensions.gap`. */
  text(hasGap: boolean): string;
  /** Length of the text in characters. */
  length: number;
}

export function createLiveMessage(about: string, result: OperationResult, cursor: string | null): LiveMessage {
  const place = cursor === null ? {} : { cursor };
  const text = JSON.stringify(cursor === null ? result : { ...result, extensions: place });
  return {
    about,
    cursor,
    length: text.length,
    text: (hasGap) => (hasGap ? JSON.stringify({ ...result, extensions: { ...place, gap: true } }) : text),
  };
}
