export {
  type Address,
  maxAddressLengths,
  type Place,
  readAddress,
  readPlace,
  type WrittenAddress,
  type WrittenPlace,
} from './address.ts';
export { readCode } from './code.ts';
export { type ContactKind, contactDataIn, plainForm, replaceContactData } from './contact-data.ts';
export { readCountry } from './country.ts';
export { readDate } from './date.ts';
export { normaliseEmail, readEmail } from './email.ts';
export { readMoney, readPositiveMoney, requireChargeable, type WrittenMoney } from './money.ts';
export { nameField } from './name-field.ts';
export { type Range, readList, readQuantity } from './number.ts';
export { readOptional } from './optional.ts';
export { readLocale } from './locale.ts';
export { readPhone } from './phone.ts';
export { faultOfText, requireStorable } from './storable.ts';
export { readPostalCode } from './postal-code.ts';
export { readLine, readName, readText, type TextLimits } from './text.ts';
export { readTimeZone } from './time-zone.ts';
export { readPaymentToken } from './token.ts';
export { readUrl } from './url.ts';
