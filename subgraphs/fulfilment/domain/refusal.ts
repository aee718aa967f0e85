import type { DeliveryMethod, DeliveryStatus } from './delivery.ts';
import type { PackagingStatus } from './packaging.ts';

/** Why a command was refused: a state of the world, answered as a member of the mutation's union. */
export type Refusal =
  | WrongPackagingStatus
  | PackedTooMany
  | WrongDeliveryStatus
  | NoAttemptsLeft
  | NotKeptInStock
  | MethodCostsNothing
  | StockTooLow;

interface Refused<Name extends string> {
  __typename: Name;
  code: string;
  message: string;
}

export interface WrongPackagingStatus extends Refused<'WrongPackagingStatus'> {
  status: PackagingStatus;
  allowed: PackagingStatus[];
}
export interface PackedTooMany extends Refused<'PackedTooMany'> {
  ordered: number;
}
export interface WrongDeliveryStatus extends Refused<'WrongDeliveryStatus'> {
  status: DeliveryStatus;
  allowed: DeliveryStatus[];
}
export interface NoAttemptsLeft extends Refused<'NoAttemptsLeft'> {
  attempts: number;
}
export interface MethodCostsNothing extends Refused<'MethodCostsNothing'> {
  allowed: DeliveryMethod[];
}
export type NotKeptInStock = Refused<'NotKeptInStock'>;
export interface StockTooLow extends Refused<'StockTooLow'> {
  onHand: number;
  reserved: number;
}

const codeOf = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

type Details<Name extends Refusal['__typename']> = Omit<Extract<Refusal, { __typename: Name }>, keyof Refused<string>>;

/** `refuse('StockTooLow', '3 of …', { onHand, reserved })`: the code follows from the name. */
export const refuse = <Name extends Refusal['__typename']>(name: Name, message: string, details: Details<Name>) =>
  ({ __typename: name, code: codeOf(name), message, ...details }) as unknown as Extract<Refusal, { __typename: Name }>;

/** Tells a refusal from what a command answers when it goes well. */
export const isRefusal = (answer: object): answer is Refusal => '__typename' in answer;
