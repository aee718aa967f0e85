/** An address as it is stored: email addresses in lower case, phone numbers as `+` and digits. Empty when it is neither. */
export const normaliseAddress = (address: string): string => {
  const trimmed = address.replaceAll(/\p{Cc}/gu, '').trim();
  return trimmed.includes('@') ? trimmed.toLowerCase() : trimmed.replaceAll(/[^+\d]/g, '');
};
