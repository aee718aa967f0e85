import { refuse } from '@soko/refusals';
import { type DeliveryMethod, pricedMethods } from './delivery-method.ts';
import type { DeliveryStatus, PackagingStatus } from './statuses.ts';

/** `step` completes the sentence, such as "be started". */
export const wrongPackagingStatus = (status: PackagingStatus, allowed: PackagingStatus[], step: string) =>
  refuse(
    'WrongPackagingStatus',
    `A package with status ${status} cannot ${step}; its status must be ${allowed.join(' or ')}.`,
    { status, allowed },
  );

export const packedTooMany = (quantity: number, ordered: number) =>
  refuse('PackedTooMany', `Cannot pack ${quantity}: only ${ordered} were ordered.`, { ordered });

/** `step` completes the sentence, such as "be started". */
export const wrongDeliveryStatus = (status: DeliveryStatus, allowed: DeliveryStatus[], step: string) =>
  refuse(
    'WrongDeliveryStatus',
    `A delivery with status ${status} cannot ${step}; its status must be ${allowed.join(' or ')}.`,
    { status, allowed },
  );

export const noAttemptsLeft = (attempts: number) =>
  refuse('NoAttemptsLeft', `All ${attempts} delivery attempts failed; the parcel returned to its sender.`, {
    attempts,
  });

export const notKeptInStock = () =>
  refuse('NotKeptInStock', 'Digital goods are not kept in stock. Only physical variants have stock.');

export const methodCostsNothing = (method: DeliveryMethod) =>
  refuse('MethodCostsNothing', `The method ${method} is free. Set a rate for ${pricedMethods.join(' or ')}.`, {
    allowed: [...pricedMethods] as DeliveryMethod[],
  });

export const stockTooLow = ({ onHand, reserved }: { onHand: number; reserved: number }, wanted: number) =>
  refuse('StockTooLow', `The stock cannot become ${wanted}: ${reserved} items are reserved for orders.`, {
    onHand,
    reserved,
  });

export type WrongPackagingStatus = ReturnType<typeof wrongPackagingStatus>;
export type PackedTooMany = ReturnType<typeof packedTooMany>;
export type WrongDeliveryStatus = ReturnType<typeof wrongDeliveryStatus>;
export type NoAttemptsLeft = ReturnType<typeof noAttemptsLeft>;
export type NotKeptInStock = ReturnType<typeof notKeptInStock>;
export type MethodCostsNothing = ReturnType<typeof methodCostsNothing>;
export type StockTooLow = ReturnType<typeof stockTooLow>;
