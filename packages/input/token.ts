import { badUserInput } from '@soko/errors';
import { nameField } from './name-field.ts';

/** Tokens of providers, ids and card numbers. They become parts of addresses and of messages that are saved. */
const allowed = /^[\w-]{3,200}$/;

/** A payment token of a provider, or the id of a saved payment method. Throws BAD_USER_INPUT at `field` for other texts. */
export function readPaymentToken(token: string, field: string): string {
  if (allowed.test(token)) return token;
  throw badUserInput(
    `${nameField(field)} must have 3 to 200 letters, digits, "_" or "-". Pass it as the provider returned it.`,
    field,
  );
}
