import type { Client } from '../../harness/client.ts';

/** Pages of a store, of which the first is published. The second may be deleted. */
export async function pagesOf(seller: Client, storeId: string): Promise<Record<string, string[]>> {
  const create = async (slug: string): Promise<string> => {
    const { createContent } = await seller.data(
      `mutation ($input: CreateContentInput!) { createContent(input: $input) {
         ... on ContentPage { id } ... on UserError { code } } }`,
      {
        input: { storeId, slug, title: 'Attacked', markdown: '# Attacked', idempotencyKey: `page-${slug}-${storeId}` },
      },
    );
    return createContent.id;
  };
  const [contentId, spare] = [await create('attacked'), await create('spare')];
  await seller.data(
    `mutation ($input: PublishContentInput!) { publishContent(input: $input) { ... on ContentPage { id } } }`,
    { input: { contentId } },
  );
  return { contentId: [contentId], 'deleteContent.contentId': [spare], 'content.slug': ['attacked'] };
}
