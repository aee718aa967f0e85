import { randomInt } from 'node:crypto';

/** Without what is easily mistaken for something else. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A number such as `SK7Q2MXB4HT9WEAC`: whoever knows it may follow the parcel, so it cannot be guessed (68 bits). */
export const newTrackingNumber = (): string =>
  `SK${Array.from({ length: 14 }, () => alphabet[randomInt(alphabet.length)]).join('')}`;
