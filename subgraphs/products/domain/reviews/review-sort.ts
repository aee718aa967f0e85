import { isId } from '@soko/ids';
import { type CursorCodec, type Direction, readMoment } from '@soko/pagination';

export type ReviewSort = 'NEWEST' | 'MOST_HELPFUL' | 'HIGHEST' | 'LOWEST';

/** Position of a review in a sorted list: the sort, its value and the id. */
export type ReviewPosition = readonly [sort: ReviewSort, value: string, id: string];

const isNumber = (value: string): boolean => /^\d{1,9}$/.test(value);

const isValue: Readonly<Record<ReviewSort, (value: string) => boolean>> = {
  NEWEST: (value) => readMoment(value) !== null,
  MOST_HELPFUL: isNumber,
  HIGHEST: isNumber,
  LOWEST: isNumber,
};

/** The cursors of a list of reviews in this order. */
export const reviewPositions = (sort: ReviewSort): CursorCodec<ReviewPosition> => ({
  list: 'reviews',
  write: (position) => position,
  read([given, value, id, ...others]) {
    const isSound = given === sort && typeof value === 'string' && typeof id === 'string' && others.length === 0;
    return isSound && isValue[sort](value) && isId('rev', id) ? [sort, value, id] : null;
  },
});

export const directionOfReviews = (sort: ReviewSort): Direction => (sort === 'LOWEST' ? 'ASC' : 'DESC');
