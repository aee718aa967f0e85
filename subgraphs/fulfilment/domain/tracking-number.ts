import { randomInt } from 'node:crypto';

/** Without characters that are easily confused, such as 0 and O. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A number such as `SK7Q2MXB4HT9WEAC`. It opens the public tracking of a parcel, so it cannot be guessed (68 bits). */
export const newTrackingNumber = (): string =>
  `SK${Array.from({ length: 14 }, () => alphabet[randomInt(alphabet.length)]).join('')}`;
