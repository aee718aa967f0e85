import { badUserInput } from '@soko/errors';
import { hashInput, readIdempotencyKey } from '@soko/idempotency';
import { readList, readText } from '@soko/input';

/** A message as its sender wrote it. */
export interface Draft {
  text: string;
  pictureIds: readonly string[];
  clientId: string;
  /** Hash of the whole input: a repeat must have the same. */
  inputHash: string;
}

const maxPictures = 4;

/** Reads the message of an input. `target` is the conversation, product or order. Throws BAD_USER_INPUT. */
export function readDraft(
  given: { text?: string | undefined; pictureIds?: readonly string[] | undefined; clientId: string },
  target: object,
  textField: string,
): Draft {
  const clientId = readIdempotencyKey(given.clientId, 'clientId');
  const pictureIds = readList(given.pictureIds ?? [], 'pictureIds', { min: 0, max: maxPictures });
  if (new Set(pictureIds).size < pictureIds.length) {
    throw badUserInput('Each picture may be named once.', 'pictureIds');
  }
  const text = readText(given.text ?? '', textField, { min: pictureIds.length > 0 ? 0 : 1, max: 4_000 });
  return { text, pictureIds, clientId, inputHash: hashInput({ target, text, pictureIds }) };
}
