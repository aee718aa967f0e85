import { type Place, readLine, readOptional, readPlace, type WrittenPlace } from '@soko/input';

/** The recipient of an invoice. */
export interface BillingDetails {
  legalName: string;
  address: Place;
  /** Tax number. Null for a seller without one. */
  taxId: string | null;
}

/** Billing details as a client writes them. */
export interface WrittenBillingDetails {
  legalName: string;
  address: WrittenPlace;
  taxId?: string | null | undefined;
}

/** The greatest number of characters. */
export const maxBillingLengths = { legalName: 200, taxId: 40 } as const;

/** Billing details that a client wrote. Throws BAD_USER_INPUT. */
export const readBillingDetails = ({ legalName, address, taxId }: WrittenBillingDetails): BillingDetails => ({
  legalName: readLine(legalName, 'legalName', { max: maxBillingLengths.legalName }),
  address: readPlace(address),
  taxId: readOptional(readLine, taxId, 'taxId', { max: maxBillingLengths.taxId }),
});
