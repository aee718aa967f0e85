import { readLine } from '@soko/input';

/** The reason for a decision about a user or a seller. Throws BAD_USER_INPUT at `reason`. */
export const readReason = (text: string): string => readLine(text, 'reason', { max: 500 });
