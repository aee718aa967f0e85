import { refuse } from '@soko/refusals';
import type { ReturnStatus } from './return.ts';

/** Why goods are not returned. */
export type NotReturnableReason = 'DIGITAL_GOODS' | 'EXCLUDED_CATEGORY' | 'WINDOW_CLOSED' | 'ALREADY_REFUNDED';

const sentences: Readonly<Record<NotReturnableReason, string>> = {
  DIGITAL_GOODS: 'Digital goods cannot be returned.',
  EXCLUDED_CATEGORY: 'Goods of this category cannot be returned.',
  WINDOW_CLOSED: 'The time in which these goods can be returned is over.',
  ALREADY_REFUNDED: 'The whole payment of this order was refunded already.',
};

export const notReturnable = (reason: NotReturnableReason, lineId: string, until: Date | null = null) =>
  refuse('NotReturnable', sentences[reason], { reason, lineId, until });

export const returnTooMany = (lineId: string, returnable: number) =>
  refuse(
    'ReturnTooMany',
    returnable === 0
      ? 'No pieces of this line can be returned any more.'
      : `Of this line, ${returnable === 1 ? '1 piece' : `${returnable} pieces`} can be returned.`,
    { lineId, returnable },
  );

export const wrongReturnStatus = (status: ReturnStatus, message: string) =>
  refuse('WrongReturnStatus', message, { status });

export type NotReturnable = ReturnType<typeof notReturnable>;
export type ReturnTooMany = ReturnType<typeof returnTooMany>;
export type WrongReturnStatus = ReturnType<typeof wrongReturnStatus>;
