import { randomInt } from 'node:crypto';
import { codeLength, codeLetters, formatCode } from '../../domain/promotions/code.ts';

/** A code that nobody can guess. */
export const makeCode = (prefix: string | null): string =>
  formatCode(Array.from({ length: codeLength }, () => codeLetters[randomInt(codeLetters.length)]).join(''), prefix);
