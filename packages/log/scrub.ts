/** An email address, also with letters beyond ASCII. */
const email = /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/** A phone number in E.164 format. */
const phone = /\+\d{8,15}\b/g;

/** Members of JSON that identify a person, at any depth. */
const members =
  /"(firstName|lastName|displayName|recipient|line1|line2|postalCode|email|phone|previousEmail)":"(?:[^"\\]|\\.)*"/g;

/** A postal address as an object in JSON. It has no objects within. */
const address = /"(address|shippingAddress|billingAddress)":\{[^{}]*\}/g;

export const censor = '[redacted]';

/** The text without email addresses and phone numbers. */
export const scrubText = (text: string): string => text.replace(email, censor).replace(phone, censor);

/** A line of JSON without email addresses, phone numbers, names and postal addresses. */
export const scrubLine = (line: string): string =>
  scrubText(line.replace(address, `"$1":"${censor}"`).replace(members, `"$1":"${censor}"`));
