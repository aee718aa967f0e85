import { type GoodsGrant, readGoodsGrant } from '@soko/auth';
import { unseal } from '@soko/seal';
import type { ProductsContext } from '../context.ts';
import { downloadsLeft, type OfferedFile } from '../domain/digital-goods.ts';
import { keySeal } from '../domain/licence-key.ts';
import type { DownloadResolvers, OrderLineResolvers } from '../generated/graphql.ts';
import { downloadUrl } from '../media/download-link.ts';

/** A line of an order, with what orders says about it for this viewer. */
export interface GrantedLine {
  id: string;
  grant: GoodsGrant | null;
}

export const orderLine: OrderLineResolvers & { __resolveReference: unknown } = {
  __resolveReference: (
    { id, goodsGrant }: { id: string; goodsGrant?: string | null },
    { sealKeys, identity }: ProductsContext,
  ): GrantedLine => ({ id, grant: readGoodsGrant(sealKeys, identity.requestId, id, goodsGrant) }),
  async downloads({ grant }, _, context) {
    if (grant === null) return null;
    return grant.isPaid || grant.viewer === 'SUPPORT' ? offerFiles(grant, context) : [];
  },
  async licenceKeys({ grant }, _, { loaders, sealKeys }) {
    if (grant === null) return null;
    const isBuyer = grant.viewer === 'BUYER';
    if (isBuyer && !grant.isPaid) return [];
    const keys = await loaders.keysOfLine.load({ lineId: grant.lineId, isShown: isBuyer });
    return keys.map(({ id, sealed }) => ({ id, value: isBuyer ? unseal(sealKeys, keySeal, sealed) : null }));
  },
};

async function offerFiles(grant: GoodsGrant, context: ProductsContext): Promise<OfferedFile[]> {
  const { digital, sealKeys, now, loaders } = context;
  const files = await loaders.filesOfLine.load(grant);
  const counts = await loaders.downloadsOf.load(grant.lineId);
  const expiresAt = new Date(now().getTime() + digital.linkMs);
  return files.map(({ id, fileName, mimeType, size }) => {
    const count = counts.get(id) ?? { begun: 0, counted: 0, lastAt: null };
    const left = downloadsLeft(count, digital.maxDownloads);
    const isOpen = grant.viewer === 'BUYER' && grant.isPaid && left > 0;
    const link = { lineId: grant.lineId, fileId: id, expiresMs: expiresAt.getTime() };
    const url = isOpen ? downloadUrl(sealKeys, digital.publicUrl, link) : null;
    return { id, fileName, mimeType, size, count, left, url, expiresAt: isOpen ? expiresAt : null };
  });
}

export const download: DownloadResolvers = {
  begun: ({ count }) => count.begun,
  lastBegunAt: ({ count }) => count.lastAt,
};
