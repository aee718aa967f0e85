import { productsCategory } from '@soko/events';
import { consumer } from '@soko/outbox';
import { audienceGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { saveCategory } from '../store/campaigns/audience-members.ts';

/** Keeps the tree of categories: who bought in a category also bought in those above it. */
export const onCategoryChanged = ({ pool }: NotificationsServices) =>
  consumer({
    group: audienceGroup,
    on: productsCategory,
    handle: ({ subject: id, sequence: version, data: { category } }) =>
      saveCategory(pool, { id, path: category.path, version }),
  });
