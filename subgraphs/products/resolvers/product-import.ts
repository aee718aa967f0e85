import { badUserInput } from '@soko/errors';
import { maxPageSize } from '@soko/pagination';
import type { ProductImportResolvers } from '../generated/graphql.ts';
import { findImportErrors } from '../store/imports.ts';

export const productImport: ProductImportResolvers = {
  errors({ id }, { first, afterLine }, { db }) {
    const size = first ?? 20;
    if (size < 1 || size > maxPageSize) {
      throw badUserInput(`\`first\` must be a whole number from 1 to ${maxPageSize}.`, 'first');
    }
    return findImportErrors(db, id, size, afterLine ?? 0);
  },
};
