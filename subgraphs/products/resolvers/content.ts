import { isId } from '@soko/ids';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { answer } from '@soko/subgraph';
import { createContent } from '../commands/content/create-content.ts';
import { deleteContent } from '../commands/content/delete-content.ts';
import { requirePages, seesPages } from '../commands/content/page-rights.ts';
import { publishContent, unpublishContent } from '../commands/content/publish-content.ts';
import { updateContent } from '../commands/content/update-content.ts';
import { statusOfPage } from '../domain/content/content-page.ts';
import { isPublic } from '../domain/content/may-see-page.ts';
import type { ContentPageResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts';
import { findPageBySlug, listPages } from '../store/content/pages.ts';

const cursors = timeAndId('contents', (id) => isId('cpt', id));

export const contentQueries: Pick<QueryResolvers, 'content' | 'contents'> = {
  async content(_, { storeId, slug }, context) {
    const found = await findPageBySlug(context.pool, storeId, slug);
    if (found === null || isPublic(found, context.now())) return found;
    return (await seesPages(context, storeId)) ? found : null;
  },
  async contents(_, { storeId, ...args }, context) {
    await requirePages(context, storeId);
    const page = readPage(args, cursors);
    const found = await listPages(context.pool, storeId, page);
    return toConnection(found, page, ({ createdAt, id }) => cursorOf(cursors, [createdAt, id]));
  },
};

type Mutations = 'createContent' | 'updateContent' | 'publishContent' | 'unpublishContent' | 'deleteContent';

export const contentMutations: Pick<MutationResolvers, Mutations> = {
  createContent: async (_, { input }, context) => answer('ContentPage', await createContent(context, input)),
  updateContent: async (_, { input }, context) => answer('ContentPage', await updateContent(context, input)),
  publishContent: async (_, { input }, context) => answer('ContentPage', await publishContent(context, input)),
  unpublishContent: async (_, { input }, context) => answer('ContentPage', await unpublishContent(context, input)),
  deleteContent: async (_, { input }, context) => answer('ContentDeleted', await deleteContent(context, input)),
};

export const contentPage: ContentPageResolvers = {
  markdown: ({ id, markdown }, _, { loaders }) => markdown ?? loaders.contentText.load(id),
  media: ({ media }) => [...media],
  status: (page, _, { now }) => statusOfPage(page, now()),
};
