/** An e-mail address or a phone number as it is stored: lower case, and `+` and digits alone. */
export const normaliseAddress = (address: string): string => {
  const trimmed = address.replaceAll(/\p{Cc}/gu, '').trim();
  return trimmed.includes('@') ? trimmed.toLowerCase() : trimmed.replaceAll(/[^+\d]/g, '');
};
